"""Pages that are not the document, though the server says that all is well.

Transparent rules, in this order; each names the class of failure that it gives. None of these
ever becomes a version of a document.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from kb.scraper.errors import SourceFailure

#: A page with fewer characters of text than this says nothing.
LEAST_TEXT: Final = 200
#: Real terms are long; the words of an error or a test are looked for in short pages only.
SHORT_PAGE: Final = 3000
_TESTS: Final = re.compile(
    r"captcha|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|checking your browser|just a moment|unusual traffic|enable javascript and cookies"
    r"|access (?:to this page )?(?:has been )?denied|attention required",
    re.IGNORECASE,
)
_ERRORS: Final = re.compile(
    r"\b(?:error|status)\s*(?:code)?\s*:?\s*[45]\d\d\b|\b(?:404|500|502|503)\b.{0,40}"
    r"(?:not found|error|unavailable|bad gateway)|internal server error|page (?:was )?not found"
    r"|something went wrong|application error|service unavailable|bad gateway"
    r"|temporarily unavailable|an error (?:has )?occurred|seite nicht gefunden|page introuvable"
    r"|ページが見つかりません",
    re.IGNORECASE,
)
_SCRIPTS: Final = re.compile(
    r"(?:enable|turn on|requires?|need to enable|activate) javascript|javascript (?:is|must be)"
    r" (?:required|enabled|disabled)",
    re.IGNORECASE,
)
_REDIRECTING: Final = re.compile(
    r"\bredirect(?:ing|ed)?\b|click here if|weiterleitung", re.IGNORECASE
)


def require_document(document: LexborHTMLParser, text: str, *, url: str) -> None:
    """`SourceFailure` if the page is none that a person would call the document."""
    failure = classify(document, text)
    if failure is not None:
        raise SourceFailure(failure, f"{url} gave {_SAID[failure]}.")


_SAID: Final = {
    "empty": "an empty page",
    "captcha": "a test for robots",
    "error-page": "an error page",
    "script-shell": "a page that is empty until scripts run",
}


def classify(document: LexborHTMLParser, text: str) -> str | None:
    """The class of failure that the page shows, or None for one that may be the document."""
    title = document.css_first("title")
    words = f"{title.text() if title else ''}\n{text}"
    if len(text) < SHORT_PAGE:
        if _TESTS.search(words):
            return "captcha"
        if _ERRORS.search(words):
            return "error-page"
        if _refreshes(document) or (_REDIRECTING.search(words) and len(text) < LEAST_TEXT):
            return "error-page"
    if len(text) < LEAST_TEXT:
        return "script-shell" if _has_scripts(document) else "empty"
    if len(text) < SHORT_PAGE and _SCRIPTS.search(f"{words}\n{_without_scripts(document)}"):
        return "script-shell"
    return None


def _has_scripts(document: LexborHTMLParser) -> bool:
    return bool(document.css("script"))


def _without_scripts(document: LexborHTMLParser) -> str:
    return " ".join(node.text() for node in document.css("noscript"))


def _refreshes(document: LexborHTMLParser) -> bool:
    return any(
        (node.attributes.get("http-equiv") or "").lower() == "refresh"
        for node in document.css("meta[http-equiv]")
    )
