"""What the public sees of an entry that was renamed, merged, retracted or changed, at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.editorial import decide, lifecycle
from kb.editorial.saving import save
from kb.entries.proposals import Submission, submit
from kb.search.indexer import open_indexer
from kb.web.site import GENERATION_SECONDS
from tests.support.actors import ADMIN, CONTRIBUTOR, EDITOR
from tests.support.documents import case, changed, law, policy
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
HOW: dict[str, Any] = {"actor": EDITOR, "reason": "Described twice"}
CASE = "/cases/painter-v-model"
#: Whatever lists entries or counts them.
PLACES = (
    "/",
    "/search?q=painter",
    "/cases",
    "/cases.csv",
    "/cases.atom",
    "/changes",
    "/changes.atom",
    "/timeline",
    "/coverage",
    "/sitemap.xml",
    "/api/v1/cases",
    "/api/v1/changes",
    "/api/v1/search?q=painter",
    "/policies/gallery",
    "/courts/cand",
    "/topics/training-reproduction",
    "/jurisdictions/US",
)


@pytest.fixture
def site(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> TestClient:
    """A case, a second one, and a policy that names the first."""
    link = {"kind": "case", "slug": "painter-v-model", "relation": "see-also"}
    publish(database, case())
    publish(database, case("other", title="Sculptor v. Maker", short_name="Sculptor v. Maker"))
    publish(database, changed(policy(), related=[link]))
    client = make_client(settings)
    settle(database, settings)
    return client


def settle(database: Database, settings: Settings) -> None:
    """Index, and let the site notice: it looks at most every half second."""
    open_indexer(settings, database).catch_up()
    time.sleep(GENERATION_SECONDS + 0.05)


def test_a_retracted_entry_is_gone_from_every_page_and_says_why(
    site: TestClient, database: Database, settings: Settings
) -> None:
    before = {place: site.get(place).text for place in PLACES}
    named = {place for place in PLACES if "painter-v-model" in before[place]}
    assert len(named) > 10
    site.get(CASE)  # keeps the answer
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter-v-model", **HOW)
    settle(database, settings)
    for place in PLACES:
        answer = site.get(place)
        assert "painter-v-model" not in answer.text, place
        assert answer.status_code == 200, place
    for place in (CASE, f"{CASE}.json", f"{CASE}/history", f"{CASE}/v/1", f"/api/v1{CASE}"):
        answer = site.get(place)
        assert answer.status_code == 410, place
        assert "Described twice" in answer.text
    with database.writing() as session:
        lifecycle.restore(session, "case", "painter-v-model", **HOW)
    settle(database, settings)
    assert {place for place in PLACES if "painter-v-model" in site.get(place).text} == named


def test_former_names_of_renamed_and_merged_entries_lead_on(
    site: TestClient, database: Database, settings: Settings
) -> None:
    with database.writing() as session:
        lifecycle.rename(session, "case", "painter-v-model", "painter", **HOW)
    settle(database, settings)
    for ending in ("", ".json", "/history", "/v/1", "?as-of=2026-11-22"):
        answer = site.get(CASE + ending)
        assert (answer.status_code, answer.headers["location"]) == (301, "/cases/painter" + ending)
    assert site.get(f"/api/v1{CASE}").headers["location"] == "/api/v1/cases/painter"
    assert 'href="/cases/painter"' in site.get("/policies/gallery").text
    with database.writing() as session:
        lifecycle.merge_into(session, "case", "painter", "other", **HOW)
    settle(database, settings)
    for name in ("painter-v-model", "painter"):
        answer = site.get(f"/cases/{name}")
        assert (answer.status_code, answer.headers["location"]) == (301, "/cases/other")


def test_drafts_and_proposals_are_on_no_public_page(
    site: TestClient, database: Database, settings: Settings
) -> None:
    before = {place: site.get(place).text for place in PLACES}
    with database.writing() as session:
        document = changed(law(), title="Secret Picture Act")
        submit(session, Submission(document, "New", "contributor"), actor=CONTRIBUTOR)
    settle(database, settings)
    for place in ("/laws", "/laws/picture-act", "/search?q=secret", *PLACES):
        assert "Secret Picture" not in site.get(place).text, place
    for place in ("/sitemap.xml", "/api/v1/changes", "/api/v1/cases"):
        assert site.get(place).text == before[place]


def test_the_public_history_names_authors_and_says_who_decided_alone(
    site: TestClient, database: Database, settings: Settings
) -> None:
    with database.writing() as session:
        document = changed(case(), summary="A better summary.")
        submission = Submission(document, "Clearer", "contributor", entry_id=1)
        number = submit(session, submission, actor=CONTRIBUTOR).id
        decide.accept(session, number or 0, actor=EDITOR)
    with database.writing() as session:
        document = changed(document, status="stayed")
        how: dict[str, Any] = {"reason": "Stayed", "override_reason": "The other editors are away"}
        save(session, actor=ADMIN, document=document, entry_id=1, **how)
    settle(database, settings)
    history = site.get(f"{CASE}/history").text
    assert "by Carla Contributor" in history and "published by Edda Editor" in history
    assert "Decided by one person: The other editors are away" in history
    newest = site.get(f"/api/v1{CASE}/versions").json()["items"][0]
    assert newest["author"] == newest["published_by"] == "Ada Admin"
    assert newest["override_reason"] == "The other editors are away"
