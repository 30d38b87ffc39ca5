"""The usual way to write a citation, from what stands in the text and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from kb.entries.identifier_families import Keys, plain

_US_DOCKET: Final = re.compile(
    r"us:(?:(?P<office>\d):)?(?P<year>\d\d)-(?P<type>[a-z]+)-(?P<serial>\d+)"
)
_US_OTHER: Final = re.compile(r"us:(?P<number>\d\d(?:-|[amo])\d+)")
_LEAD_IN: Final = re.compile(r"^(?:case\s+|docket\s+)?(?:nos?\.?\s*)?", re.IGNORECASE)
_USC: Final = re.compile(
    r"(?P<title>\d+)\s*U\.?\s?S\.?\s?(?P<code>C\.?\s?A|C|code)\.?\s*"
    r"(?:\u00a7+|ss?\.|sections?|sec\.?)?\s*(?P<list>\d.*)",
    re.IGNORECASE,
)
_CFR: Final = re.compile(
    r"(?P<title>\d+)\s*C\.?\s?F\.?\s?R\.?\s*(?P<mark>\u00a7+|pt\.?|part)?\s*(?P<list>\d.*)",
    re.IGNORECASE,
)
_NEUTRAL: Final = re.compile(
    r"(?P<year>\d{4}) (?P<court>[a-z]{2,}[a-z0-9]*(?: (?:civ|crim))?)(?: (?P<before>[a-z]+))? "
    r"(?P<serial>\d+)(?: (?P<division>[a-z]+))?"
)
_COURTS: Final = {"ewca civ": "EWCA Civ", "ewca crim": "EWCA Crim", "csoh": "CSOH", "csih": "CSIH",
                  "nich": "NICh", "fedcfamc2g": "FedCFamC2G"}  # fmt: skip
_DIVISIONS: Final = {
    name.casefold(): name
    for name in ("Ch", "KB", "QB", "Admin", "Comm", "Pat", "IPEC", "Fam", "TCC", "Admlty", "SCCO",
                 "Mercantile", "Costs", "IAC", "LC", "AAC", "TC", "COP", "GRC", "HESC")
}  # fmt: skip


def tidy(text: str) -> str:
    """One blank where there were several, plain dashes and brackets."""
    return " ".join(plain(text).split())


def normalised(family: str, text: str, keys: Keys) -> str:
    """The citation as it is usually written; tidied text where the family has no such form."""
    form = _FORMS.get(family)
    return (form(text, keys) if form else None) or tidy(text)


def _us_docket(text: str, keys: Keys) -> str | None:
    """`3:23-cv-00201`: five digits as in PACER, and an office only where the text has one."""
    found = [match for key in keys if (match := _US_DOCKET.fullmatch(key))]
    if found:
        one = found[0]
        office = f"{one['office']}:" if len(found) == 1 and one["office"] else ""
        return f"{office}{one['year']}-{one['type']}-{int(one['serial']):05d}"
    other = [match for key in keys if (match := _US_OTHER.fullmatch(key))]
    return other[0]["number"].upper() if len(other) == 1 else None


def _bare(text: str, keys: Keys) -> str:
    return _LEAD_IN.sub("", tidy(text))


def _usc(text: str, keys: Keys) -> str | None:
    match = _USC.fullmatch(tidy(text))
    if match is None:
        return None
    mark = "\u00a7\u00a7" if re.search(r"[,;&]|\band\b|\bto\b|\u00a7", match["list"]) else "\u00a7"
    return f"{match['title']} U.S.C. {mark} {match['list']}"


def _cfr(text: str, keys: Keys) -> str | None:
    match = _CFR.fullmatch(tidy(text))
    if match is None:
        return None
    mark = "pt." if (match["mark"] or "").casefold().startswith("p") else "\u00a7"
    return f"{match['title']} C.F.R. {mark} {match['list']}"


def _neutral(text: str, keys: Keys) -> str | None:
    match = _NEUTRAL.fullmatch(" ".join(re.sub(r"[^\w]+", " ", text).casefold().split()))
    if match is None:
        return None
    court = _COURTS.get(match["court"], match["court"].upper())
    division = _DIVISIONS.get(match["division"] or match["before"] or "")
    return f"[{match['year']}] {court} {int(match['serial'])}" + (
        f" ({division})" if division else ""
    )


def _uk_report(text: str, keys: Keys) -> str:
    """The series without full stops, in its usual capitals."""
    text = _MISREAD.sub(r"[\1]", text)
    words = [_SERIES.get(word.casefold(), word) for word in tidy(text).replace(".", " ").split()]
    spaced = " ".join(words)
    return _LETTERS.sub(lambda match: match[0].replace(" ", ""), spaced)


def _canadian(text: str, keys: Keys) -> str:
    return tidy(text).upper().replace("CANLII", "CanLII")


def _ecli(text: str, keys: Keys) -> str:
    return tidy(text).upper().rstrip(".").replace(" ", "")


def _eu_case(text: str, keys: Keys) -> str | None:
    key = next(iter(keys))
    return key.removeprefix("eu-case:").upper() if len(keys) == 1 else None


def _file_number(text: str, keys: Keys) -> str:
    return re.sub(r"\s*([/-])\s*", r"\1", tidy(text))


#: Words of British series of reports in their usual capitals.
_SERIES: Final = {
    word.casefold(): word for word in ("All", "App", "Bus", "Cas", "Ch", "Costs", "Cr", "Env", "Eq",
                                       "Fam", "Lloyd's", "Rep")
} | {"lloyds": "Lloyd's", "reports": "Rep", "law": "Law"}  # fmt: skip
_MISREAD: Final = re.compile(r"^\(?(\d{4})(?:\]|\)\))")
_LETTERS: Final = re.compile(r"\b[A-Z](?: [A-Z])+\b")
_COUNTRIES: Final = ("uk", "au", "ie", "nz", "hk", "sg", "in", "za")
_FORMS: Final[Mapping[str, Callable[[str, Keys], str | None]]] = {
    "us-docket": _us_docket,
    "us-statute": _usc,
    "us-regulation": _cfr,
    "ca-neutral": _canadian,
    "ecli": _ecli,
    "eu-case-number": _eu_case,
    "de-file-number": _file_number,
    "uk-claim": _bare,
    "uk-report": _uk_report,
    **{f"{country}-neutral": _neutral for country in _COUNTRIES},
}
