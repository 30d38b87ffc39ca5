"""CourtListener's feeds and API, played by a server of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

PAGE = "https://www.courtlistener.com/docket/7/painter-v-model/?order_by=desc"


def entry(number: int | None, text: str, day: str = "2026-03-04", pk: int = 900) -> str:
    fragment = f"entry-{number}" if number is not None else f"minute-entry-{pk}"
    title = f"Entry #{number} in Painter v. Model" if number else f"Minute entry from {day} in it"
    return (
        f"<entry><title>{title}, 3:24-cv-09999</title><id>tag:{fragment}</id>"
        f'<link href="{PAGE}#{fragment}" rel="alternate"/>'
        f"<published>{day}T00:00:00-08:00</published><summary type='html'>{text}</summary></entry>"
    )


def feed(*entries: str) -> str:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Docket</title>'
        f"<id>https://www.courtlistener.com/</id>{''.join(entries)}</feed>"
    )


def row(number: int | None, text: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 900, "entry_number": number, "date_filed": "2026-03-04", "description": text,
        "date_modified": "2026-03-05T01:00:00-08:00", "recap_sequence_number": "2026-03-04.001",
        "recap_documents": [{"absolute_url": f"/docket/7/{number}/painter-v-model/"}],
    } | more  # fmt: skip


class Service:
    """The feed and the API; a test says what each answers."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.asked: list[Request] = []

    def feed(self, *entries: str, status: int = 200) -> None:
        self.server.clear_all_handlers()
        self.server.expect_request("/robots.txt").respond_with_data("", status=404)
        self.server.expect_request("/docket/7/feed/").respond_with_data(
            feed(*entries), status=status, content_type="application/atom+xml"
        )

    def api(self, answer: Callable[[Request], Response]) -> None:
        def recorded(request: Request) -> Response:
            self.asked.append(request)
            return answer(request)

        self.server.expect_request("/api/rest/v4/docket-entries/").respond_with_handler(recorded)

    def rows(self, *rows: dict[str, Any], next_url: str | None = None) -> None:
        page = {"count": "url", "next": next_url, "previous": None, "results": list(rows)}
        self.api(lambda _: Response(json.dumps(page), content_type="application/json"))

    def dockets(self, *dockets: dict[str, Any], next_url: str | None = None) -> None:
        """What the API knows of dockets of a court and number."""
        page = {"next": next_url, "previous": None, "results": list(dockets)}

        def answer(request: Request) -> Response:
            self.asked.append(request)
            return Response(json.dumps(page), content_type="application/json")

        self.server.expect_request("/api/rest/v4/dockets/").respond_with_handler(answer)
