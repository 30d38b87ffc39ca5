"""Answers as they are archived."""

from __future__ import annotations

import datetime as dt

from kb.sources.archive import Received


def received(url: str, body: bytes, *, day: int = 1, media_type: str = "text/html") -> Received:
    """A good answer of noon on a day of March 2026."""
    return Received(
        url=url,
        final_url=url,
        status=200,
        fetched_at=dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC),
        media_type=media_type,
        body=body,
        request_headers={"accept": "text/html", "user-agent": "Artdocket"},
        response_headers={"etag": '"1"', "content-type": media_type},
    )
