"""Courts as sources name them: PACER's ids, and the zone in which a court counts its days."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

#: PACER's ids that differ from CourtListener's, which are ours.
PACER_IDS: Final = {"azb": "arb", "cofc": "uscfc", "neb": "nebraskab", "nysb-mega": "nysb"}
_EASTERN, _CENTRAL = "America/New_York", "America/Chicago"
_MOUNTAIN, _PACIFIC = "America/Denver", "America/Los_Angeles"
#: By the state that a federal court's id begins with; the East, where not named.
_ZONES: Final = {
    **dict.fromkeys(("ca", "or", "wa", "nv"), _PACIFIC),
    **dict.fromkeys(("co", "mt", "nm", "ut", "wy", "id"), _MOUNTAIN),
    **dict.fromkeys(
        ("al", "ar", "ia", "il", "ks", "la", "mn", "mo", "ms", "nd", "ne", "ok", "sd", "tx", "wi"),
        _CENTRAL,
    ),
    "az": "America/Phoenix",
    "ak": "America/Anchorage",
    "hi": "Pacific/Honolulu",
}
#: Courts of appeals, whose ids begin with "ca" as California's do.
_CIRCUITS: Final = {
    "ca5": _CENTRAL, "ca7": _CENTRAL, "ca8": _CENTRAL, "ca9": _PACIFIC, "ca10": _MOUNTAIN,
}  # fmt: skip


def our_id(pacer_id: str) -> str:
    """A court by our id."""
    return PACER_IDS.get(pacer_id, pacer_id)


def zone(court_id: str) -> ZoneInfo:
    """The zone of a federal court of the United States."""
    if court_id.startswith("ca") and (court_id[2:].isdigit() or court_id in {"cadc", "cafc"}):
        return ZoneInfo(_CIRCUITS.get(court_id, _EASTERN))
    return ZoneInfo(_ZONES.get(court_id[:2], _EASTERN))


def local_day(moment: dt.datetime, court_id: str) -> str:
    """The day in the court's place, as ISO: what was filed at night is of that day there."""
    return moment.astimezone(zone(court_id)).date().isoformat()
