"""`/compare`: up to five entries of one kind field by field, and what stands in the way."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.editorial import lifecycle
from kb.entries.vocabulary import KIND_PLURALS
from tests.support.actors import ADMIN
from tests.support.documents import case, changed
from tests.support.html import read
from tests.support.publishing import publish

CASES = "/compare?e=case/andersen-v-stability-ai&e=case/kadrey-v-meta"


def rows(text: str) -> dict[tuple[str, str], dict[str, str]]:
    return {(row["section"], row["field"]): row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize(
    ("names", "section"),
    [
        (("policy/deviantart", "policy/artstation"), "Answers"),
        (("licence/cc-by-4-0", "licence/creativeml-open-rail-m"), "Terms"),
        (("law/germany-urhg-44b", "law/uk-cdpa-1988-s29a"), "Provisions"),
        (("case/kadrey-v-meta", "case/bartz-v-anthropic"), "Fair use, by factor"),
    ],
)
def test_every_kind_can_be_compared(
    client: TestClient, names: tuple[str, str], section: str
) -> None:
    query = "&".join(f"e={name}" for name in names)
    table = rows(client.get(f"/compare.csv?{query}").text)
    found = [row for (group, _), row in table.items() if group == section]
    assert all(any(row[name] for row in found) for name in names)
    page = read(client.get(f"/compare?{query}").text)
    for name in names:
        kind, _, slug = name.partition("/")
        assert f"/{KIND_PLURALS[kind]}/{slug}" in page.links


def test_a_cell_says_what_the_documents_say_with_its_sources(client: TestClient) -> None:
    table = rows(client.get(CASES.replace("/compare", "/compare.csv")).text)
    ruling = table["Rulings, by issue", "Removal of author and copyright information"]
    assert ruling["differs"] == "no"
    assert "For the developer or user" in ruling["case/kadrey-v-meta"]
    assert ruling["case/andersen-v-stability-ai sources"].startswith("http")
    assert table["Key facts", "Jurisdiction"]["differs"] == "no"
    data = client.get(CASES.replace("/compare", "/compare.json")).json()
    assert [entry["slug"] for entry in data["entries"]] == [
        "andersen-v-stability-ai",
        "kadrey-v-meta",
    ]


def test_one_entry_asks_for_another_and_offers_some(client: TestClient) -> None:
    page = read(client.get("/compare?e=policy/deviantart&q=artstation").text)
    assert "Choose another platform" in page.text
    assert "/compare?e=policy%2Fdeviantart&e=policy%2Fartstation" in page.links
    alone = read(client.get("/compare?e=policy/deviantart").text)
    offered = "/compare?e=policy%2Fdeviantart&e=policy%2F"
    assert any(link.startswith(offered) for link in alone.links)
    assert "/compare?e=policy/deviantart" in read(client.get("/policies/deviantart").text).links


def test_results_of_a_search_can_be_ticked_and_compared(client: TestClient) -> None:
    text = client.get("/search?q=stability&kind=case").text
    form = text[text.index('<form id="compare"') :]
    assert 'action="/compare"' in form[: form.index("</form>")]
    ticked = re.findall(r'<input type="checkbox" form="compare" name="e" value="([^"]+)"', text)
    response = client.get("/compare", params={"e": ticked[:2]})
    assert response.status_code == 200
    assert "2 cases compared" in read(response.text).text


def test_the_same_entry_twice_or_by_its_address_leads_to_one_address(client: TestClient) -> None:
    names = ["case/kadrey-v-meta", "https://a.example/cases/kadrey-v-meta#x", "cases/gema-v-openai"]
    response = client.get("/compare", params={"e": names}, follow_redirects=False)
    assert response.status_code == 301
    assert response.headers["location"] == (
        "/compare?e=case%2Fkadrey-v-meta&e=case%2Fgema-v-openai"
    )


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("e=case/kadrey-v-meta&e=law/germany-urhg-44b", 400, "Only entries of one kind"),
        ("e=case/kadrey", 404, "There is no case"),
        ("e=kadrey", 400, "names no entry"),
        ("e=planet/mars", 400, "names no entry"),
        ("e=case/%00", 400, ""),
        ("&".join(f"e=case/{name}" for name in (
            "kadrey-v-meta", "bartz-v-anthropic", "gema-v-openai", "doe-v-github",
            "feist-v-rural", "kelly-v-arriba-soft",
        )), 400, "at most 5"),
        ("e=case/kadrey-v-meta&e=case/gema-v-openai&as-of=2020-01-01", 404, "until"),
        ("q=*", 200, "Look for the first"),
        ("", 200, "Look for the first"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_told_clearly(
    client: TestClient, query: str, status: int, words: str
) -> None:
    response = client.get(f"/compare?{query}")
    assert response.status_code == status
    assert words in read(response.text).text
    if status != 200:
        assert client.get(f"/compare.csv?{query}").status_code == status


@pytest.mark.one_database
def test_renamed_and_withdrawn_entries_and_the_versions_of_a_day(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    first, other = case(), case("other", short_name="Other v. Case", docket_number="1:24-cv-1")
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, first)
        publish(database, other)
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, changed(first, status="dismissed", status_note="=1+1"))
    client = make_client(settings)
    both = "e=case/painter-v-model&e=case/other"
    table = rows(client.get(f"/compare.csv?{both}").text)
    assert table["Key facts", "Status"]["differs"] == "yes"
    then = rows(client.get(f"/compare.csv?{both}&as-of=2026-04-01").text)
    assert then["Key facts", "Status"]["case/painter-v-model"] == "Pending"
    assert then["Entry", "Version"]["case/painter-v-model"].endswith("/v/1")
    with database.writing() as session:
        lifecycle.rename(
            session, "case", "painter-v-model", "painter", actor=ADMIN, reason="Shorter"
        )
    moved = client.get(f"/compare?{both}", follow_redirects=False)
    assert moved.status_code == 301
    assert moved.headers["location"] == "/compare?e=case%2Fpainter&e=case%2Fother"
    with database.writing() as session:
        lifecycle.retract(session, "case", "painter", actor=ADMIN, reason="Described twice")
    gone = client.get("/compare?e=case/painter&e=case/other")
    assert gone.status_code == 410
    assert "Described twice" in read(gone.text).text
