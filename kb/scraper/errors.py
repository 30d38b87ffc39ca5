"""What can go wrong with a source, as classes that people and schedules can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kb.core.errors import KbError

#: Every class of failure, in the words of `kb scrape list` and the coverage page.
FAILURES: Final[Mapping[str, str]] = {
    "address": "the address is not public, or its port is not allowed",
    "robots": "robots.txt does not admit us",
    "robots-unavailable": "robots.txt could not be read, so we wait",
    "network": "no connection",
    "tls": "no trusted encrypted connection",
    "timeout": "too slow",
    "rate-limited": "the server asked us to wait",
    "blocked": "the server refuses us",
    "not-found": "nothing at this address",
    "gone": "taken down for good",
    "server-error": "the server failed",
    "redirects": "too many redirects",
    "too-large": "larger than allowed",
    "content-type": "not a kind of document that we read",
    "broken-body": "cut off or damaged on the way",
    "empty": "an empty page",
    "script-shell": "a page without content until scripts run",
    "captcha": "a test for robots instead of the page",
    "error-page": "an error page sent as if all were well",
    "selector-lost": "the selected part is no longer on the page",
    "unreadable": "not in the form that this source has",
    "ambiguous": "several things fit, and the scraper does not choose",
    "waiting": "waits for something that the operator has to set up",
    "no-entry": "the entry that it watches does not exist",
    "refused": "what was found cannot be proposed",
    "disk": "the archive cannot be written to",
    "bug": "our reader failed",
}
#: Failures that may be over by the next moment, and are tried again at once.
PASSING: Final = frozenset({"network", "timeout", "server-error", "rate-limited", "broken-body"})
#: No fault of a source, and nothing that gets better or worse by trying: it alarms nobody.
WAITING: Final = "waiting"


class ScraperError(KbError):
    """The base of this package's errors."""


class SourceFailure(ScraperError):
    """A source could not be read; `failure` is in `FAILURES`, `retry_after` is in seconds.

    `detail` is the beginning of what the server said with a bad status.
    """

    def __init__(
        self,
        failure: str,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(message)
        self.failure = failure
        self.status = status
        self.retry_after = retry_after
        self.detail = detail

    @property
    def is_passing(self) -> bool:
        """Whether trying again soon may help."""
        return self.failure in PASSING


class Resting(ScraperError):
    """A host must be left alone for `seconds` before it is asked: no failure, only too early."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The host rests for {seconds:.1f} s.")
        self.seconds = seconds
