"""Which form of a page is asked for: the suffix of its address, else the Accept header.

`/cases/andersen.json` and `/cases/andersen` with `Accept: application/json` are the same
answer; the suffix wins. Names of entries hold no dot, so that a suffix is never part of one.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from kb.core.errors import KbError, NotFound

MEDIA_TYPES = {
    "html": "text/html",
    "json": "application/json",
    "md": "text/markdown",
    "csv": "text/csv",
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csl.json": "application/vnd.citationstyles.csl+json",
}


class NotAcceptable(KbError):
    """The Accept header names no form that the page has."""


def split_suffix(name: str, offered: Sequence[str]) -> tuple[str, str | None]:
    """`andersen.json` → (`andersen`, `json`); `NotFound` for a suffix that is not offered."""
    for form in offered:
        if "." in form and name.endswith(f".{form}"):
            return name.removesuffix(f".{form}"), form
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name, None
    return stem, known_suffix(suffix, offered)


def known_suffix(suffix: str | None, offered: Sequence[str]) -> str | None:
    """The suffix, if there is one and the page has that form; else `NotFound`."""
    if suffix is not None and (suffix not in offered or suffix == "html"):
        forms = ", ".join(f".{form}" for form in offered if form != "html")
        raise NotFound(f"There is no form “.{suffix[:20]}” of this page; it has {forms}.")
    return suffix


def chosen_form(request: Request, suffix: str | None, offered: Sequence[str]) -> str:
    """The form to answer with; `NotAcceptable` lists what there is."""
    if suffix is not None:
        return suffix
    accepted = request.headers.get("accept", "*/*") or "*/*"
    ranked = sorted(
        ((_quality(accepted, MEDIA_TYPES[form]), -n, form) for n, form in enumerate(offered)),
        reverse=True,
    )
    quality, _, form = ranked[0]
    if quality <= 0:
        listed = ", ".join(MEDIA_TYPES[name] for name in offered)
        raise NotAcceptable(
            f"This page comes as {listed}; the Accept header asks for none of them."
        )
    return form


def _quality(accepted: str, media_type: str) -> float:
    """The quality that an Accept header gives a media type, the most specific range winning."""
    best, best_rank = 0.0, -1
    for part in accepted.split(","):
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        rank = _rank(media_range.lower(), media_type)
        if rank > best_rank:
            best, best_rank = _q(parameters), rank
    return best


def _rank(media_range: str, media_type: str) -> int:
    if media_range == media_type:
        return 2
    if media_range == media_type.split("/", maxsplit=1)[0] + "/*":
        return 1
    return 0 if media_range == "*/*" else -1


def _q(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
