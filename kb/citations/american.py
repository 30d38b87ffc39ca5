"""What eyecite knows: every reporter, law and journal of the United States, and short forms.

eyecite takes over a second to import, so that it waits for its first use; `warm` does that
ahead of time.
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
    from eyecite import get_citations

    found = (_read(citation, text) for citation in get_citations(text))
    return sorted((item for item in found if item), key=lambda item: item.start)


def _moved(item: American, by: int) -> American:
    return replace(item, start=item.start + by, end=item.end + by)


def _read(citation: Any, text: str) -> American | None:
    from eyecite import models

    start, end = citation.span()
    written = text[start:end].rstrip(" ,;")
    end = start + len(written)
    match citation:
        case models.FullCaseCitation():
            family = "us-database" if _DATABASE.search(written) else "us-reporter"
            return American(start, end, family, "full", citation.corrected_citation())
        case models.FullLawCitation():
            # Its corrected form loses words: "Cal. Civ. Code" becomes "Cal. Code".
            return American(start, end, _law(citation), "full", " ".join(written.split()))
        case models.FullJournalCitation():
            return American(start, end, "us-journal", "full", citation.corrected_citation())
        case models.ShortCaseCitation():
            short = citation.corrected_citation()
            guess = citation.metadata.antecedent_guess
            return American(start, end, "us-reporter", "short", short, guess)
        case models.IdCitation():
            return American(start, end, "id", "id", "Id.")
        case models.SupraCitation() if not _INSIDE.match(text, end):
            guess = citation.metadata.antecedent_guess
            return American(start, end, "supra", "supra", "supra", guess)
    return None


def _law(citation: Any) -> str:
    reporter = citation.groups.get("reporter", "")
    if "C.F.R." in reporter:
        return "us-regulation"
    return "us-register" if "Fed. Reg." in reporter else "us-statute"
