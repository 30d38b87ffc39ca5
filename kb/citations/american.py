"""What eyecite knows: every reporter, law and journal of the United States, and short forms.

Only its tokenizer is asked, which knows the forms. Names, years and what short forms stand for
are read here: eyecite's own reading cuts long names, guesses courts, and takes ten times as long.
eyecite takes over a second to import, so that it waits for its first use; `warm` does that ahead
of time.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import Any, Final

from kb.citations.model import Form
from kb.citations.windows import in_pieces

_DATABASE: Final = re.compile(r"\bWL\b|LEXIS")
#: `supra Part II` points inside the text itself.
_INSIDE: Final = re.compile(
    r"[\s,]*(?:at\s+)?(?:parts?|sections?|§|notes?|n\.|pp?\.|ch\.)", re.IGNORECASE
)
_PAGES: Final = re.compile(r"[\s,]+at\s+(?:¶+\s*)?\*?\d+(?:\s?[-\u2013]\s?\*?\d+)?")
#: The name that a short form goes by, right before it.
_NAME: Final = re.compile(r"(?P<name>[A-Z][\w'\u2019&-]*(?:\s+[A-Z][\w'\u2019&-]*){0,3}),?\s*$")
#: Lines to sign on, which take eyecite the square of their length.
_RULED: Final = re.compile(r"[-_]{8,}")
_REACH: Final = 60  # characters before a short form in which its name may stand

# Its warnings repeat the text that it reads, and what people paste is in no log.
logging.getLogger("eyecite").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class American:
    """A citation as eyecite reads it; `guess` is the name that a short form goes by."""

    start: int
    end: int
    family: str
    form: Form
    normalised: str
    guess: str | None = None


def american(text: str) -> list[American]:
    """Everything that eyecite finds in the text, in order."""
    return list(in_pieces(text, _find, _moved))


def warm() -> None:
    """Load eyecite and its tables."""
    _find("1 U.S. 1")


def _find(text: str) -> list[American]:
    from eyecite.tokenizers import default_tokenizer

    _, tokens = default_tokenizer.tokenize(_RULED.sub(_blank, text))
    found = (_read(token, text) for _, token in tokens)
    return sorted((item for item in found if item), key=lambda item: item.start)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _moved(item: American, by: int) -> American:
    return replace(item, start=item.start + by, end=item.end + by)


def _read(token: Any, text: str) -> American | None:
    from eyecite import models

    written = text[token.start : token.end].rstrip(" ,;")
    start, end = token.start, token.start + len(written)
    match token:
        case models.CitationToken() if token.short:
            guess = _name_before(text, start)
            return American(start, end, "us-reporter", "short", _corrected(token, written), guess)
        case models.CitationToken():
            return American(start, end, *_full(token, written))
        case models.IdToken():
            return American(start, _with_pages(text, end), "id", "id", "Id.")
        case models.SupraToken() if not _INSIDE.match(text, end):
            guess = _name_before(text, start)
            return American(start, _with_pages(text, end), "supra", "supra", "supra", guess)
    return None


def _full(token: Any, written: str) -> tuple[str, Form, str]:
    """Family, form and usual form of a citation that is given in full."""
    editions = token.exact_editions or token.variation_editions
    sources = {edition.reporter.source for edition in editions}
    if "reporters" in sources:
        family = "us-database" if _DATABASE.search(written) else "us-reporter"
        return family, "full", _corrected(token, written)
    if "laws" in sources:
        reporter = token.groups.get("reporter") or ""
        return _law(reporter), "full", " ".join(written.split())
    return "us-journal", "full", _corrected(token, written)


def _law(reporter: str) -> str:
    if "C.F.R." in reporter:
        return "us-regulation"
    return "us-register" if "Fed. Reg." in reporter else "us-statute"


def _corrected(token: Any, written: str) -> str:
    """With the usual name of the series, where its spelling leaves no choice."""
    editions = token.exact_editions or token.variation_editions
    names = {edition.short_name for edition in editions}
    series = token.groups.get("reporter")
    usual = written.replace(series, names.pop(), 1) if series and len(names) == 1 else written
    return " ".join(usual.split())


def _with_pages(text: str, end: int) -> int:
    """Where a short form ends with its pages: `Id. at 398`."""
    pages = _PAGES.match(text, end)
    return pages.end() if pages else end


def _name_before(text: str, start: int) -> str | None:
    found = _NAME.search(text[max(0, start - _REACH) : start])
    return found["name"] if found else None
