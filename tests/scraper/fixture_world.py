"""A world with sources of every connector on one server: composed, and collected where they are.

It has two days, of which the second has news of every source, and it may be out of order.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from kb.core.database import Database
from kb.entries.tables import Court
from tests.scraper import docket_service
from tests.scraper.connectors.test_registers import JUDGMENT, licences, listing, news, register
from tests.support import court_feeds, documents
from tests.support.collections import Commit, add, repository
from tests.support.publishing import publish

SHARED = Path(__file__).parents[3] / "shared" / "fixtures"
RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 4
TRAINING = "We may use what you upload to train machine learning models."
CASE = "case/painter-v-model"
_FEED = "application/atom+xml"


class World:
    """What the server answers; `day` is 1 or 2, and with `is_faulty` two answers of three fail."""

    def __init__(self, server: HTTPServer) -> None:
        self.server = server
        self.day = 1
        self.is_faulty = False
        self._turns = itertools.count()
        self._faults = itertools.cycle(faults())
        server.clear_all_handlers()
        server.expect_request(re.compile(".*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            refused = "GPTBot" if self.day == 1 else "CCBot"
            return Response(f"User-agent: {refused}\nDisallow: /\n", content_type="text/plain")
        if self.is_faulty and next(self._turns) % 3:
            return next(self._faults)()
        kind, body = self.pages[request.path]
        return Response(body, content_type=kind)

    @property
    def pages(self) -> dict[str, tuple[str, str | bytes]]:
        """What stands at every address on this day."""
        new = self.day == 2
        judgments = listing(self.server, "[2026] EWHC 123 (Ch)", digest="two" if new else "one")
        entries = [docket_service.entry(number, "ORDER") for number in ((42, 41) if new else (41,))]
        items = [court_feeds.item("Notice (Other)", document="7")] if new else []
        articles = [("In 3:24-cv-09999", "A ruling."), ("More on 3:24-cv-09999", "An appeal.")]
        return {
            "/": ("text/html", "<meta name='robots' content='noai'>" if new else "<p>Welcome</p>"),
            "/terms": ("text/html", _terms(TRAINING if new else "")),
            "/docket/7/feed/": (_FEED, docket_service.feed(*entries)),
            "/court": ("text/xml", court_feeds.feed(*items)),
            "/news": ("application/rss+xml", news(*articles[: self.day])),
            "/judgments": (_FEED, judgments),
            "/data.xml": ("application/xml", JUDGMENT),
            "/notices": ("application/json", register(*["2026-1", "2026-2"][: self.day])),
            "/licences": ("application/json", licences(isDeprecatedLicenseId=new)),
            **dict(self._collected(new=new)),
        }

    def _collected(self, *, new: bool) -> Iterator[tuple[str, tuple[str, str | bytes]]]:
        """Real pages, of which HTML gets a sentence, and a court's real feed after an empty one."""
        for item in collected_pages():
            body = (SHARED / "policies" / "html" / item["file"]).read_bytes()
            if item["file"].endswith(".pdf"):
                yield f"/collected/{item['file']}", ("application/pdf", body)
                continue
            if new:
                told = f"<p>{TRAINING}</p></body>".encode()
                body = re.sub(rb"</body>", told, body, count=1, flags=re.IGNORECASE)
            yield f"/collected/{item['file']}", ("text/html", body)
        if SHARED.exists():
            name = "pacer_rss/wvsd.xml" if new else "pacer_rss_composed/empty_feed.xml"
            yield "/collected/court", ("text/xml", (SHARED / "legal" / name).read_bytes())
            docket = SHARED / "legal" / "courtlistener" / "docket_feed_composed.xml"
            yield "/docket/4214664/feed/", (_FEED, docket.read_bytes())


def collected_pages() -> list[dict[str, str]]:
    """The pages that were collected; none where they are not here."""
    index = SHARED / "policies" / "html" / "index.json"
    found: list[dict[str, str]] = json.loads(index.read_text("utf-8")) if index.exists() else []
    return found


def _terms(more: str) -> str:
    return f"<main><p>{RIGHTS}</p><p>{more}</p></main>"


def faults() -> list[Callable[[], Response]]:
    """Ways in which a server may fail for a moment."""
    page = partial(Response, content_type="text/html")
    return [
        partial(page, "", 503),
        partial(page, "<h1>404</h1>Page not found"),
        partial(page, ""),
        partial(page, "<div id=app></div><script src=a.js></script>"),
        partial(page, "no gzip", headers={"Content-Encoding": "gzip"}),
        partial(page, "", 403),
    ]


def published(database: Database) -> None:
    """The entries that the sources are about."""
    publish(database, documents.case())
    publish(database, documents.policy())
    publish(database, documents.law())
    publish(database, documents.licence(spdx_id="CC-BY-4.0"))
    for number, _ in enumerate(collected_pages()):
        publish(database, documents.policy(f"site-{number}"))
    if SHARED.exists():
        virginia = Court(
            id="wvsd", name="S.D. West Virginia", short_name="S.D. W. Va.", jurisdiction="US",
            level="trial",
        )  # fmt: skip
        with database.writing() as session:
            session.add(virginia)
        for slug, court, docket in (
            ("spoon", "wvsd", "2:13-cv-01808"), ("veterans", "dcd", "1:16-cv-00745"),
        ):  # fmt: skip
            case = documents.case(slug, court_id=court, docket_number=docket, as_of="2016-01-01")
            publish(database, case)
        for slug in ("deviantart", "artstation"):
            publish(database, documents.policy(slug, as_of="2024-01-01"))


def declared(server: HTTPServer, folder: Path) -> list[dict[str, object]]:
    """A source of each connector, and of each collected thing."""
    docket: dict[str, object] = {"docket": 7, "court": "cand", "number": "3:24-cv-09999"}
    services = {"Gallery": "policy/gallery"}
    history: dict[str, object] = {"collection": str(folder / "versions"), "services": services}
    rows: list[tuple[str, str, str | None, dict[str, object]]] = [
        ("web-page", "/terms", "policy/gallery", {"document": "Terms", "select": ["main"]}),
        ("robots-txt", "/", "policy/gallery", {}),
        ("courtlistener", "/docket/7/feed/", CASE, docket),
        ("pacer-rss", "/court", None, {"court": "cand"}),
        ("feed", "/news", None, {}),
        ("find-case-law", "/judgments", CASE, {}),
        ("federal-register", "/notices", "law/picture-act", {}),
        ("spdx", "/licences", None, {}),
        ("open-terms-archive", "/versions", None, history),
    ]
    for number, item in enumerate(collected_pages()):
        page = f"/collected/{item['file']}"
        rows.append(("web-page", page, f"policy/site-{number}", {"document": item["terms_type"]}))
    if SHARED.exists():
        veterans = {"docket": 4214664, "court": "dcd", "number": "1:16-cv-00745"}
        bundle = str(SHARED / "policies" / "ota-contrib-mini.bundle")
        services = {"DeviantArt": "policy/deviantart", "ArtStation": "policy/artstation"}
        rows += [
            ("pacer-rss", "/collected/court", None, {"court": "wvsd"}),
            ("courtlistener", "/docket/4214664/feed/", "case/veterans", veterans),
            ("open-terms-archive", "/bundle", None, {"collection": bundle, "services": services}),
        ]
    return [
        {"name": f"source-{number}", "connector": connector, "url": server.url_for(path)}
        | ({"entry": entry} if entry else {})
        | options
        for number, (connector, path, entry, options) in enumerate(rows)
    ]


def recorded(folder: Path, day: int) -> None:
    """What Open Terms Archive has recorded until that day."""
    path = "Gallery/Privacy Policy.md"
    where = folder / "versions"
    if day == 1:
        repository(where, [Commit(1_600_000_000, "First record of Gallery", {path: RIGHTS})])
    else:
        told = f"{RIGHTS}\n{TRAINING}"
        add(where, [Commit(1_780_000_000, "Record new changes of Gallery", {path: told})])
