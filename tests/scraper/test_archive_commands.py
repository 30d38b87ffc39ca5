"""The archive as WARC, and thinning it: noise goes, what a version rests on stays."""

from __future__ import annotations

import datetime as dt
import hashlib
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from warcio.archiveiterator import ArchiveIterator
from werkzeug import Request, Response

from kb.entries.tables import CapturedVersion
from kb.exports.warc import Written, write_warc
from kb.scraper.thinning import thin_archive
from kb.sources import archive
from kb.sources.tables import ArchivedCopy
from tests.scraper.conftest import Desk
from tests.scraper.test_run import OTHER, RIGHTS, TRAINING, terms
from tests.support import documents
from tests.support.court_feeds import feed, item
from tests.support.publishing import publish

START = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def look(desk: Desk, day: int, text: str) -> None:
    """A look on a day; the page differs at every request beside its text."""
    desk.server.clear_all_handlers()
    desk.server.expect_request("/robots.txt").respond_with_data("", status=404)
    desk.server.expect_request("/terms").respond_with_data(
        f"<!-- {day} --><main><p>{RIGHTS}</p><p>{text}</p></main>", content_type="text/html"
    )
    with time_machine.travel(START + dt.timedelta(days=day)):
        desk.run()


def by_time(desk: Desk) -> list[ArchivedCopy]:
    """The archived copies, oldest first."""
    return sorted(desk.rows(ArchivedCopy), key=lambda copy: copy.fetched_at)


@pytest.fixture
def watched(desk: Desk) -> Desk:
    publish(desk.database, documents.policy())
    desk.declare(terms(desk))
    for day, text in enumerate([OTHER, OTHER, OTHER, OTHER, TRAINING, OTHER]):
        look(desk, day, text)
    return desk


def test_copies_that_differ_in_noise_alone_go_and_nothing_else(watched: Desk) -> None:
    before = {copy.sha256: watched.store.get(copy.sha256) for copy in watched.rows(ArchivedCopy)}
    assert len(before) == 6
    assert thin_archive(watched.database, watched.store, dry_run=True).copies == 2
    assert all(name in watched.store for name in before)
    done = thin_archive(watched.database, watched.store)
    assert (done.copies, done.bodies) == (2, 2)
    gone = [body for name, body in before.items() if name not in watched.store]
    assert [body[:8] for body in gone] == [b"<!-- 1 -", b"<!-- 2 -"]
    assert [copy.thinned_at is None for copy in by_time(watched)] == [
        True, False, False, True, True, True,
    ]  # fmt: skip
    for version in watched.rows(CapturedVersion):
        assert watched.store.get(version.text_sha256)
    assert thin_archive(watched.database, watched.store).copies == 0


def test_a_source_may_ask_that_every_copy_stays(desk: Desk) -> None:
    publish(desk.database, documents.policy())
    desk.declare(terms(desk, thin=False))
    for day in range(4):
        look(desk, day, OTHER)
    assert thin_archive(desk.database, desk.store).copies == 0


def test_copies_of_a_feed_that_say_nothing_new_of_our_cases_go(desk: Desk) -> None:
    publish(desk.database, documents.case())
    rss: dict[str, object] = {
        "name": "rss", "connector": "pacer-rss", "url": desk.server.url_for("/rss"),
        "court": "cand",
    }  # fmt: skip
    desk.declare(rss)
    ours = item("Notice (Other)", document="7")
    for day, said in enumerate(["", "", "", ours, ours, ours]):
        other = item(f"Order {day}", number=f"3:25-cv-0000{day}")
        desk.server.clear_all_handlers()
        desk.server.expect_request("/robots.txt").respond_with_data("", status=404)
        desk.server.expect_request("/rss").respond_with_data(
            feed(other, said), content_type="text/xml"
        )
        with time_machine.travel(START + dt.timedelta(days=day)):
            desk.run()
    desk.declare(rss | {"thin": False})
    assert thin_archive(desk.database, desk.store).copies == 0
    desk.declare(rss)
    assert thin_archive(desk.database, desk.store).copies == 2
    assert [copy.thinned_at is None for copy in by_time(desk)] == [
        True, False, True, True, False, True,
    ]  # fmt: skip


def test_the_archive_is_read_back_by_tools_for_web_archives(watched: Desk) -> None:
    out = BytesIO()
    with watched.database.reading() as session:
        copies = archive.chosen_copies(session, watch="gallery-terms")
        assert write_warc(out, copies, watched.store) == Written(6, 0, 0)
    out.seek(0)
    kinds, bodies = [], []
    for record in ArchiveIterator(out, check_digests="raise"):
        kinds.append(record.rec_type)
        if record.rec_type != "response":
            continue
        body = record.content_stream().read()
        bodies.append(body)
        assert record.http_headers.get_statuscode() == "200"
        headers = record.rec_headers
        assert headers.get_header("X-Archive-SHA256") == hashlib.sha256(body).hexdigest()
        assert headers.get_header("WARC-Target-URI").endswith("/terms")
        assert headers.get_header("WARC-Payload-Digest").startswith("sha1:")
    assert kinds == ["warcinfo", *["response", "request"] * 6]
    assert bodies == [watched.store.get(copy.sha256) for copy in by_time(watched)]


def test_the_archive_can_be_told_in_part(watched: Desk, tmp_path: Path) -> None:
    thin_archive(watched.database, watched.store)
    with watched.database.reading() as session:
        since = archive.chosen_copies(session, since=START + dt.timedelta(days=2))
        assert write_warc(BytesIO(), since, watched.store) == Written(3, 0, 1)
        assert list(archive.chosen_copies(session, watch="another")) == []


def test_looks_that_found_the_same_again_are_revisits(desk: Desk) -> None:
    publish(desk.database, documents.policy())
    desk.declare(terms(desk))
    page = f"<main><p>{RIGHTS}</p><p>{OTHER}</p></main>"
    answers = iter([(page, 200), (page, 200), ("", 304), ("<main>" + page, 200), (page, 200)])

    def answer(request: Request) -> Response:
        text, status = next(answers)
        return Response(text, status, {"ETag": '"1"'}, content_type="text/html")

    desk.server.clear_all_handlers()
    desk.server.expect_request("/robots.txt").respond_with_data("", status=404)
    desk.server.expect_request("/terms").respond_with_handler(answer)
    for _ in range(5):
        desk.run()
    out = BytesIO()
    with desk.database.reading() as session:
        again = archive.looks_again(session)
        done = write_warc(out, archive.chosen_copies(session), desk.store, again=again)
    assert done == Written(3, 2, 0)
    out.seek(0)
    records = [
        (record.rec_type, record.rec_headers, record.http_headers)
        for record in ArchiveIterator(out, check_digests="raise")
    ]
    first = next(told for kind, told, _ in records if kind == "response")
    returned, same, unchanged = (one for one in records if one[0] == "revisit")
    for _, told, _ in (returned, same, unchanged):
        assert told.get_header("WARC-Refers-To") == first.get_header("WARC-Record-ID")
        assert told.get_header("WARC-Payload-Digest") == first.get_header("WARC-Payload-Digest")
    assert returned[2].get_header("ETag") == '"1"'
    assert same[1].get_header("WARC-Profile").endswith("/identical-payload-digest")
    assert unchanged[1].get_header("WARC-Profile").endswith("/server-not-modified")
    assert unchanged[2].get_statuscode() == "304"
    with desk.database.reading() as session:
        assert list(archive.looks_again(session, watch="another")) == []
