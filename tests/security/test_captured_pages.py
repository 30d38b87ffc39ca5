"""Pages and feeds that attack, through the whole chain: what others wrote shows only as text.

From the server that is watched through scraping, the proposal, the queue and the decision to
the entry, its history, the captured texts and the archived copies.
"""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from httpx2 import Response
from pytest_httpserver import HTTPServer
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs.scrape import opened_runner
from kb.scraper.declarations import declaration, sync, watches
from tests.support import documents
from tests.support.court_feeds import feed, item
from tests.support.desk import CASE, Desk
from tests.support.forms import form_of
from tests.support.html import read
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 50
TRAINING = "We may use what you upload to train machine learning models."
POLICY = "/policies/gallery"
#: Markup that acts where a page takes it over as it is.
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<a href='javascript:alert(1)'>our terms</a><a href='data:text/html,<script>alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data='x'></object>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<base href='https://evil.example/'><form action='https://evil.example/'><button>Go</button>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>body{background:url(https://evil.example/)}</style><p style='position:fixed'>x</p>",
    "<div onmouseover=alert(1) contenteditable>hover</div>",
)
#: Text that becomes markup where a page forgets to escape it, and signs that deceive readers.
WORDS = (
    *MARKUP,
    "\"'><script>alert(2)</script>",
    "'-alert(2)-'",
    "{{7*7}}{% include '/etc/passwd' %}${7*7}",
    "]]><!--</textarea></title></script><script>alert(2)</script>",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING}",
    "a\0b\x08c\x1b[31md\x7f",
    "=cmd|'/c calc'!A1",
    "%0d%0aSet-Cookie: a=b",
)
UNSEEN = {"\0", "\x08", "\x1b", "\x7f", "\N{RIGHT-TO-LEFT OVERRIDE}"}


def attacking_page() -> str:
    """Terms that carry every attack, as markup and as words, under a title of a megabyte."""
    words = "".join(f"<p>{html.escape(one)}</p>" for one in WORDS)
    markup = "".join(f"<div>{one}</div>" for one in MARKUP)
    title = f"<title>{'A&lt;b&gt;' * 110_000}</title>"
    return f"<html><head>{title}</head><main><p>{RIGHTS}</p><p>{TRAINING}</p>{words}{markup}</main>"


def attacking_feed() -> bytes:
    """A docket with every attack as the words of an entry."""
    return feed(
        *(
            item(html.escape(f"Order {words.replace('[', '(').replace(']', ')')}"), document=str(n))
            for n, words in enumerate(WORDS, start=50)
            if not UNSEEN & set(words)
        )
    )


def serve(server: HTTPServer, page: str, docket: bytes) -> None:
    server.clear_all_handlers()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    server.expect_request("/terms").respond_with_data(page, content_type="text/html; charset=utf-8")
    server.expect_request("/rss").respond_with_data(docket, content_type="text/xml")


@pytest.fixture
def desk(
    database: Database,
    settings: Settings,
    make_client: Callable[[Settings], TestClient],
    httpserver: HTTPServer,
) -> Desk:
    """An editor of a site whose watched pages have begun to attack."""
    allowed = {"scraper_allow": f"127.0.0.1:{httpserver.port}", "scraper_pause": 0.0}
    settings = settings.model_copy(update=allowed)
    publish(database, documents.policy())
    made = Desk.opened(database, settings, make_client(settings))
    rows: list[dict[str, object]] = [
        {
            "name": "gallery-terms", "connector": "web-page", "select": ["main"],
            "url": httpserver.url_for("/terms"), "entry": "policy/gallery", "document": "Terms",
        },
        {
            "name": "cand-rss", "connector": "pacer-rss", "court": "cand",
            "url": httpserver.url_for("/rss"),
        },
    ]  # fmt: skip
    with database.writing() as session:
        sync(session, [declaration(row) for row in rows])
    serve(httpserver, f"<main><p>{RIGHTS}</p></main>", feed())
    scrape(made)
    serve(httpserver, attacking_page(), attacking_feed())
    scrape(made)
    return made


def scrape(desk: Desk) -> None:
    """Run every source once; none may fail."""
    with desk.database.reading() as session:
        rows = watches(session)
        session.expunge_all()
    with opened_runner(desk.database, desk.settings) as runner:
        results = list(runner.run(rows))
    assert {result.failure for result in results} == {None}


def safe(desk: Desk, path: str) -> Response:
    """The page, which must not have taken over any of it as markup."""
    answer = desk.client.get(path)
    assert answer.status_code == 200, path
    page = read(answer.text)
    assert page.dangers == [], path
    assert not any("alert(" in script for script in page.scripts if "{" not in script[:1]), path
    assert "<script>alert" not in answer.text, path
    assert "<img src=x" not in answer.text, path
    assert not any("evil.example" in link for link in page.links), path
    assert "refresh" not in page.metas, path
    assert not UNSEEN & set(answer.text), path
    assert len(answer.text) < 500_000, path
    return answer


def test_what_attacks_shows_only_as_text_from_the_queue_to_the_archive(desk: Desk) -> None:
    safe(desk, "/editor/queue")
    proposals = [safe(desk, f"/editor/proposals/{number}") for number in (1, 2)]
    for page in proposals:
        assert "alert(1)" in read(page.text).text
        assert form_of(page).press(desk.client, "accept").status_code == 303
    for path in (CASE, POLICY):
        for ending in ("", "/history", "/v/2", "/compare?from=1&to=2"):
            safe(desk, path + ending)
    assert "alert(1)" in read(desk.client.get(CASE).text).text
    safe(desk, "/changes")
    texts_show_it_as_text(desk)
    copies_run_nowhere(desk)


def texts_show_it_as_text(desk: Desk) -> None:
    """The captured texts, one by one and compared."""
    for ending in ("", "/terms", "/terms/v/1", "/terms/v/2", "/terms/compare?from=1&to=2"):
        page = safe(desk, f"{POLICY}/documents{ending}")
    assert "<script>alert(1)</script>" in read(page.text).text
    assert TRAINING in read(page.text).text


def copies_run_nowhere(desk: Desk) -> None:
    """The archived copies are what was received, as files to keep."""
    links = read(desk.client.get(f"{POLICY}/documents/terms").text).links
    copies = [desk.client.get(link) for link in links if link.startswith("/copies/")]
    assert any(b"<svg onload=alert(1)>" in one.content for one in copies)
    for one in copies:
        assert one.headers["content-type"] == "application/octet-stream"
        assert one.headers["content-disposition"].startswith("attachment")
        assert one.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in one.headers["content-security-policy"]
