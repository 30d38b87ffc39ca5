"""What an HTTP answer means for us: its status, its kind and when to ask again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from kb.scraper.errors import SourceFailure

_STATUSES = {
    401: "blocked", 403: "blocked", 404: "not-found", 407: "blocked", 408: "timeout",
    410: "gone", 429: "rate-limited", 451: "blocked",
}  # fmt: skip
_DETAIL = 2000  # bytes
_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """Seconds to wait as the server says, in either form (RFC 9110 § 10.2.3), or None."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 7 * 86400))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def check_status(
    status: int, headers: Mapping[str, str], url: str, *, now: dt.datetime, body: bytes = b""
) -> None:
    """`SourceFailure` unless the answer is good or says that nothing changed."""
    if 200 <= status < 300 and status != 206:
        return
    if status == 304:
        return
    failure = _STATUSES.get(status) or ("server-error" if status >= 500 else "not-found")
    raise SourceFailure(
        failure,
        f"{url} answered {status}.",
        status=status,
        retry_after=retry_after(headers, now),
        detail=body[:_DETAIL].decode("utf-8", "replace"),
    )


def check_encoding(headers: Mapping[str, str], url: str) -> None:
    """`SourceFailure` for a body that was packed in a way that we did not ask for."""
    packed = headers.get("content-encoding", "").strip().lower()
    if packed not in _ENCODINGS:
        raise SourceFailure("broken-body", f"{url} is packed as {packed[:40]}.")


def check_kind(content_type: str, kinds: tuple[str, ...], url: str) -> None:
    """`SourceFailure` for a kind of document that was not wanted; none given passes."""
    if content_type and content_type not in kinds:
        raise SourceFailure("content-type", f"{url} is {content_type[:60]}, which we do not read.")
