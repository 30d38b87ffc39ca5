"""Versions stay for ever: as of a day, by number, in a list, and compared."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import time_machine
from sqlmodel import Session
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.tables import SlugAlias
from tests.support.documents import case, changed
from tests.support.feeds import ATOM, faults, parsed
from tests.support.html import read
from tests.support.publishing import entry_of, publish

pytestmark = pytest.mark.one_database  # of pages; the queries of history have tests on both

MakeClient = Callable[[Settings], TestClient]
PATH = "/cases/painter-v-model"


@pytest.fixture
def three_versions(database: Database, settings: Settings, make_client: MakeClient) -> TestClient:
    """A case of January, March and May 2026."""
    versions = [
        ("2026-01-10", {}),
        ("2026-03-01", {"status": "settled", "summary": "They settled in the spring."}),
        ("2026-05-20", {"status": "settled", "summary": "They settled in the early spring."}),
    ]
    for day, overrides in versions:
        with time_machine.travel(f"{day}T12:00:00Z", tick=False):
            publish(database, changed(case(), **overrides))
    return make_client(settings)


@pytest.mark.parametrize(
    ("day", "version"),
    [("2026-01-10", 1), ("2026-02-28", 1), ("2026-03-01", 2), ("2026-05-20", 3), ("2030-01-01", 3)],
)
def test_as_of_a_day_leads_to_the_version_that_stood_then(
    three_versions: TestClient, day: str, version: int
) -> None:
    answer = three_versions.get(f"{PATH}?as-of={day}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"{PATH}/v/{version}")


def test_as_of_keeps_the_form_that_was_asked_for(three_versions: TestClient) -> None:
    answer = three_versions.get(f"{PATH}.json?as-of=2026-02-01")
    assert answer.headers["location"] == f"{PATH}/v/1.json"


def test_as_of_before_the_first_version_says_when_that_was(three_versions: TestClient) -> None:
    answer = three_versions.get(f"{PATH}?as-of=2025-12-31")
    assert answer.status_code == 404
    assert "its first version is of 2026-01-10" in answer.text


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2026-02", "2026", "２０２６-01-01"])
def test_as_of_something_that_is_no_day_is_a_400(three_versions: TestClient, day: str) -> None:
    answer = three_versions.get(PATH, params={"as-of": day})
    assert answer.status_code == 400
    assert "must be a day such as 2026-03-01" in answer.text


def test_a_superseded_version_says_so_first_and_points_to_the_living_page(
    three_versions: TestClient,
) -> None:
    page = read(three_versions.get(f"{PATH}/v/2").text)
    assert "This is version 2, published 1 March 2026 . It has been superseded." in page.text
    assert page.text.index("has been superseded") < page.text.index("Painter v. Model Maker, Inc.")
    assert page.head_link("canonical") == f"https://testserver{PATH}"
    assert f"{PATH}/compare?from=2&to=3" in page.links
    assert "They settled in the spring." in page.text


def test_the_newest_version_is_at_its_permanent_address_too(three_versions: TestClient) -> None:
    page = read(three_versions.get(f"{PATH}/v/3").text)
    assert "superseded" not in page.text
    assert "This is the permanent address of version 3." in page.text


def test_a_version_never_changes(three_versions: TestClient, database: Database) -> None:
    before = three_versions.get(f"{PATH}/v/1.json").json()
    publish(database, changed(case(), summary="Something new."))
    after = three_versions.get(f"{PATH}/v/1.json").json()
    assert before["document"] == after["document"]
    assert before["sha256"] == after["sha256"]
    assert before["url"] == f"{PATH}/v/1"


@pytest.mark.parametrize("number", ["0", "4", "-1", "01", "x", "999999999999", "１"])
def test_a_version_that_does_not_exist_is_a_404_that_says_which_do(
    three_versions: TestClient, number: str
) -> None:
    answer = three_versions.get(f"{PATH}/v/{number}")
    assert answer.status_code == 404
    assert "versions run from 1 to 3" in answer.text


def test_the_history_lists_every_version_with_author_reason_and_changes(
    three_versions: TestClient,
) -> None:
    page = read(three_versions.get(f"{PATH}/history").text)
    assert re.findall(r"\bVersion (\d)", page.text) == ["3", "2", "1"]
    assert "by An editor" in page.text
    assert "Status: pending → settled" in page.text
    assert {f"{PATH}/v/{n}" for n in (1, 2, 3)} <= set(page.links)
    assert f"{PATH}/compare?from=1&to=2" in page.links
    assert f"{PATH}.atom" in page.links


def test_the_history_is_there_as_json(three_versions: TestClient) -> None:
    answer = three_versions.get(f"{PATH}/history", headers={"Accept": "application/json"})
    assert [item["version"] for item in answer.json()["items"]] == [3, 2, 1]


def test_the_feed_of_an_entry_has_an_entry_for_each_version(three_versions: TestClient) -> None:
    feed = parsed(three_versions.get(f"{PATH}.atom").text)
    assert faults(feed) == []
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert ids == [f"https://testserver{PATH}/v/{n}" for n in (3, 2, 1)]
    assert feed.findtext(f"{ATOM}updated") == "2026-05-20T12:00:00Z"


def test_a_comparison_lists_the_changes_and_marks_the_words(three_versions: TestClient) -> None:
    answer = three_versions.get(f"{PATH}/compare?from=2&to=3")
    page = read(answer.text)
    assert "1 change" in page.text
    assert "early" in answer.text.split("<ins>")[1].split("</ins>")[0]
    assert "<del>" not in answer.text
    assert "change-1" in page.ids
    assert "#change-1" in page.links


def test_a_comparison_may_run_backwards(three_versions: TestClient) -> None:
    text = three_versions.get(f"{PATH}/compare?from=3&to=2").text
    assert "early" in text.split("<del>")[1].split("</del>")[0]


def test_without_numbers_the_newest_version_is_compared_with_the_one_before(
    three_versions: TestClient,
) -> None:
    assert (
        three_versions.get(f"{PATH}/compare").text.count('id="change-')
        == three_versions.get(f"{PATH}/compare?from=2&to=3").text.count('id="change-')
        > 0
    )


def test_a_version_compared_with_itself_differs_in_nothing(three_versions: TestClient) -> None:
    assert "Nothing differs" in three_versions.get(f"{PATH}/compare?from=2&to=2").text


def test_an_entry_of_one_version_has_nothing_to_compare(
    database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, case())
    answer = make_client(settings).get(f"{PATH}/compare")
    assert answer.status_code == 200
    assert "nothing to compare yet" in answer.text


@pytest.mark.parametrize(
    ("query", "status"), [("from=x", 400), ("to=-1", 400), ("from=0", 400), ("to=9", 404)]
)
def test_a_comparison_of_versions_that_do_not_exist_says_so(
    three_versions: TestClient, query: str, status: int
) -> None:
    assert three_versions.get(f"{PATH}/compare?{query}").status_code == status


@pytest.mark.parametrize("rest", ["", ".json", "/history", "/v/1", "/v/1.json", "/compare?from=1"])
def test_a_former_name_is_redirected_for_ever_with_everything_behind_it(
    three_versions: TestClient, database: Database, rest: str
) -> None:
    with database.writing() as session:
        add_alias(session, "painter-v-maker")
    answer = three_versions.get(f"/cases/painter-v-maker{rest}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{PATH}{rest}"


def add_alias(session: Session, old: str) -> None:
    entry = entry_of(session, "case", "painter-v-model")
    assert entry.id is not None
    session.add(SlugAlias(kind="case", slug=old, entry_id=entry.id))


@pytest.mark.parametrize("rest", ["", ".json", "/history", "/v/1", "/compare", ".atom"])
def test_a_retracted_entry_is_gone_with_the_reason(
    three_versions: TestClient, database: Database, rest: str
) -> None:
    with database.writing() as session:
        entry = entry_of(session, "case", "painter-v-model")
        entry.retracted_reason = "It named a private person <b>by mistake</b>."
        session.add(entry)
    answer = three_versions.get(f"{PATH}{rest}")
    assert answer.status_code == 410
    told = answer.json()["detail"] if rest == ".json" else read(answer.text).text
    assert "It named a private person <b>by mistake</b>." in told
    assert "painter" not in three_versions.get("/cases").text.lower()
