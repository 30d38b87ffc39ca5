"""`kb check` and the archive: what is lost or damaged is named, what nobody needs is counted."""

from __future__ import annotations

import gzip

import pytest

from kb.core import clock
from kb.entries.tables import CapturedVersion
from kb.scraper.archive_check import check_archive
from kb.sources.tables import ArchivedCopy
from tests.scraper.conftest import Desk
from tests.support import documents
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
TERMS = "<main>" + "<p>You keep all rights in what you upload, and we show it to others.</p>" * 5


@pytest.fixture
def archived(desk: Desk) -> Desk:
    """A platform whose terms were seen once: one copy, one text and the page around it."""
    publish(desk.database, documents.policy())
    page = f"{TERMS}</main><p>Footer</p>"
    desk.server.expect_request("/terms").respond_with_data(page, content_type="text/html")
    desk.declare(
        {
            "name": "gallery-terms", "connector": "web-page", "select": ["main"],
            "url": desk.server.url_for("/terms"), "entry": "policy/gallery", "document": "Terms",
        }
    )  # fmt: skip
    desk.run()
    return desk


def test_a_whole_archive_has_no_faults_and_orphans_are_counted(archived: Desk) -> None:
    state = check_archive(archived.database, archived.store)
    assert (state.faults, state.bodies, state.orphans) == ((), 3, 0)
    archived.store.put(b"of a run that was killed")
    assert check_archive(archived.database, archived.store).orphans == 1


def test_what_is_lost_and_what_is_damaged_is_named(archived: Desk) -> None:
    (copy,) = archived.rows(ArchivedCopy)
    (version,) = archived.rows(CapturedVersion)
    archived.store.remove(copy.sha256)
    text = version.text_sha256
    path = archived.store.folder / text[:2] / text[2:4] / f"{text}.gz"
    path.write_bytes(gzip.compress(b"something else"))
    damaged, lost = check_archive(archived.database, archived.store).faults
    assert damaged.startswith("policy/gallery, Terms, captured version 1, its text: ")
    assert damaged.endswith("does not fit its hash.")
    assert lost.startswith(f"Copy of {copy.url} of {clock.today()}")
    assert lost.endswith(f"the body {copy.sha256} is lost.")


def test_a_thinned_copy_needs_no_body(archived: Desk) -> None:
    with archived.database.writing() as session:
        session.get_one(ArchivedCopy, 1).thinned_at = clock.now()
    (copy,) = archived.rows(ArchivedCopy)
    archived.store.remove(copy.sha256)
    assert check_archive(archived.database, archived.store).faults == ()
