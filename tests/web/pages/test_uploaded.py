"""What a platform said when somebody uploaded, and its answers through time, with proof."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.answer_lines import Published, answer_lines, answers_on
from kb.entries.documents import PolicyDocument
from kb.sources.bodies import BodyStore
from kb.web.texts_on_day import differing
from tests.conftest import client_of
from tests.support import documents
from tests.support.captures import TERMS, capture_texts, record_texts
from tests.support.databases import backend_named
from tests.support.html import read
from tests.support.publishing import publish

GRANT = "By uploading you grant us a worldwide licence to show your work in the gallery."
TRAIN = "We may use uploaded works to train machine learning models of our own."
HOSTILE = "<script>alert(1)</script> may train AI models with whatever you uploaded to it."
JSON = {"accept": "application/json"}
ON = "/policies/gallery/on"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("days") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    store = BodyStore(settings.archive_dir)
    source = {"id": "s1", "url": TERMS, "title": "Terms", "kind": "primary", "date": "2026-03-02"}
    answer = {"value": "yes", "since": "2026-03-02", "certainty": "at-latest", "source": "s1"}
    facts: dict[str, Any] = {"as_of": "2026-03-31", "sources": [source]}
    with closing(Database(url)) as database:
        answers = {"platform_trains_on_uploads": answer | {"value": "no", "since": "2021-01-01"}}
        publish(database, documents.policy(answers=answers, **facts))
        answers = {"platform_trains_on_uploads": answer | {"not_before": "2026-03-01"}}
        entry, _ = publish(
            database, documents.policy(answers=answers, platform="Gallery (formerly Hall)", **facts)
        )
        capture_texts(
            database, store, entry, [GRANT, f"{GRANT}\n{TRAIN}"], stated_date="2026-02-01"
        )
        record_texts(database, store, entry, [GRANT, f"{GRANT}\n{HOSTILE}"], name="Older terms")
        publish(database, documents.policy("silent-gallery"))
        with client_of(settings) as opened:
            yield opened


def test_answers_that_differ_and_may_both_have_held_are_said_to_differ(client: TestClient) -> None:
    sentence = "These answers differ; which of them applied on that day is not recorded."
    page = read(client.get(f"{ON}?date=2026-03-01").text)
    assert sentence in page.text
    assert "/policies/matrix?until=2026-03-01&pin=gallery" in page.links
    assert "These answers differ" not in client.get(f"{ON}?date=2026-03-02").text
    assert "These answers differ" not in client.get(f"{ON}?date=2025-03-02").text


def test_documents_that_contradict_each_other_are_named() -> None:
    sources = [
        {"id": "s1", "url": TERMS, "title": "Terms", "kind": "primary"},
        {"id": "s2", "url": f"{TERMS}/privacy", "title": "Privacy notice", "kind": "primary"},
    ]
    said = {"value": "no", "since": "2021-01-01", "certainty": "exact", "source": "s1"}
    new = {"value": "yes", "since": "2026", "certainty": "at-latest", "source": "s2"}
    answers = [{"platform_trains_on_uploads": one} for one in (said, new)]
    published = []
    for number, one in enumerate(answers, 1):
        document = documents.policy(answers=one, sources=sources)
        assert isinstance(document, PolicyDocument)
        published.append(Published(number, "2026-01-01", document))
    on_day = answers_on(answer_lines(published), dt.date(2023, 1, 1))
    (found,) = [found for _, found in on_day if found]
    assert differing(found) == (
        "These answers differ: they rest on “Privacy notice” and “Terms”. "
        "Which of them counts is not decided here."
    )


def test_the_policy_page_leads_to_lines_and_days(client: TestClient) -> None:
    page = client.get("/policies/gallery").text
    assert 'href="/policies/gallery/answers#platform_trains_on_uploads"' in page
    assert f'action="{ON}"' in page


def test_a_line_tells_since_when_until_when_and_the_sentence_that_proves_it(
    client: TestClient,
) -> None:
    page = client.get("/policies/gallery/answers")
    text = read(page.text).text
    assert "Since some day after 1 March 2026 and by 2 March 2026" in text
    assert "Until some day after 1 March 2026 and by 2 March 2026" in text
    assert TRAIN in text
    assert 'href="/policies/gallery/documents/terms-of-service/v/2#line-2"' in page.text
    assert hashlib.sha256(f"{GRANT}\n{TRAIN}".encode()).hexdigest() in text
    assert "That does not mean no" in text


def test_the_same_line_is_there_for_programs(client: TestClient) -> None:
    told = client.get("/policies/gallery/answers.json").json()
    assert told == client.get("/policies/gallery/answers", headers=JSON).json()
    (old, new) = next(one for one in told["items"] if one["answers"])["answers"]
    assert (old["value"], old["until"]) == (
        "no",
        {"latest": "2026-03-02", "not_before": "2026-03-01"},
    )
    assert (new["since"], new["not_before"], new["gap_days"]) == ("2026-03-02", "2026-03-01", 1)
    assert [one["text"] for one in new["proof"]["sentences"]] == [TRAIN]


def test_a_day_that_was_looked_at_has_its_text_licence_and_answer(client: TestClient) -> None:
    told = client.get(f"{ON}?date=2026-03-01", headers=JSON).json()
    terms = next(one for one in told["documents"] if one["name"] == "Terms of Service")
    assert (terms["reach"], [one["number"] for one in terms["versions"]]) == ("seen", [1])
    assert [one["text"] for one in terms["licence_sentences"]] == [GRANT]
    assert terms["compare_url"].endswith("compare?from=1&to=2")
    page = read(client.get(f"{ON}?date=2026-03-01").text).text
    assert "This text stood on that day." in page
    assert "Added: " in page and TRAIN in page


def test_a_day_between_two_looks_shows_both_texts_and_the_gap(client: TestClient) -> None:
    told = client.get(f"{ON}?date=2020-06-01", headers=JSON).json()
    older = next(one for one in told["documents"] if one["name"] == "Older terms")
    assert (older["reach"], older["gap_days"]) == ("between", 366)
    page = read(client.get(f"{ON}?date=2020-06-01").text)
    assert "366 days without a text on record" in page.text
    assert page.dangers == []


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2005-01-01", "That day is before anything on record."),
        ("2026-04-05", "That day is after our facts end."),
        ("2026-03-02", "2 documents speak of AI"),
        ("2026-03-02", "On that day it may have been called Hall"),
    ],
)
def test_what_cannot_be_known_is_said(client: TestClient, day: str, sentence: str) -> None:
    assert sentence in read(client.get(f"{ON}?date={day}").text).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{ON}?date=yesterday", 400), (f"{ON}?date=2024-02", 400), (f"{ON}?date=9999-01-01", 400),
        ("/policies/nowhere/on", 404), ("/policies/nowhere/answers", 404), (ON, 200),
        ("/policies/silent-gallery/on?date=2024-01-01", 200),
        ("/policies/silent-gallery/answers", 200),
    ],
)  # fmt: skip
def test_an_address_is_answered_clearly(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status
