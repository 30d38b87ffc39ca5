"""A bad document gives one message: the file, the path inside it and the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.entries.documents import (
    DocumentError,
    check_links,
    document_json,
    dump_document,
    load_courts,
    load_documents,
    parse_document,
)
from kb.entries.upgrade import SCHEMA_VERSION
from tests.support import documents

WHERE = "seed_data/cases/x.json"


def case_data(**overrides: object) -> dict[str, Any]:
    return dump_document(documents.case()) | overrides


def broken_claim(**fields: object) -> dict[str, Any]:
    claims = [{"claim": "A", "basis": "B", "against": "C", "status": "pending", "source": "s1"}]
    return case_data(claims=[*claims, claims[0], claims[0] | fields])


EVENTS = [{"date": "2024", "kind": "filed", "title": "Complaint", "source": "s1"}]
SOURCE = {"id": "s1", "url": "https://a.example/", "title": "A", "kind": "primary"}

MESSAGES = [
    (broken_claim(source="s9"), 'claims[2].source: no source has the id "s9"'),
    (
        case_data(topics=["fair-us"]),
        "topics[0]: 'fair-us' is not a topic; did you mean 'fair-use'?",
    ),
    (case_data(filed="2023-02-30"), "filed: '2023-02-30' has no such day"),
    (case_data(colour="red"), "colour: is not a known key"),
    (case_data(events=[EVENTS[0] | {"titel": "x"}]), "events[0].titel: is not a known key"),
    (case_data(kind="suit"), "kind: 'suit' is not a kind of entry"),
    (case_data(kind=None), "kind: is missing; it is one of case, policy, licence, law"),
    (case_data(slug="No Slug"), "slug: 'No Slug' does not have the form"),
    (case_data(events=[]), "events: needs at least 1"),
    (case_data(schema_version=99), "schema_version: 99 is from a newer Artdocket"),
    (case_data(schema_version="1"), "schema_version: '1' is not a version number"),
    (case_data(sources=[SOURCE, SOURCE]), "sources[1].id: 's1' stands already at sources[0]"),
    (
        case_data(related=[{"kind": "case", "slug": "painter-v-model", "relation": "cites"}]),
        "related[0].slug: the entry is related to itself",
    ),
    (
        dump_document(documents.policy())
        | {"answers": {"trains": {"value": "no", "source": "s1"}}},
        "answers.trains: 'trains' is not a known question",
    ),
    (
        dump_document(documents.policy())
        | {"answers": {"no_ai_tag_offered": {"value": "unclear", "source": "s1"}}},
        "answers.no_ai_tag_offered.value: 'unclear' is not an answer to no_ai_tag_offered",
    ),
    ([], "a document is a JSON object"),
]


@pytest.mark.parametrize(("data", "message"), MESSAGES, ids=[text for _, text in MESSAGES])
def test_the_message_names_the_file_the_path_and_the_reason(data: Any, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_document(data, where=WHERE)
    assert str(caught.value).startswith(f"{WHERE}: {message}")
    assert "\n" not in str(caught.value)


def test_several_faults_are_told_at_once_one_on_a_line() -> None:
    data = case_data(filed="soon", status="lost")
    del data["title"]
    with pytest.raises(DocumentError) as caught:
        parse_document(data, where=WHERE)
    assert str(caught.value).splitlines() == [
        f"{WHERE}: title: is missing",
        f"{WHERE}: filed: 'soon' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD",
        f"{WHERE}: status: 'lost' is not a status of a case",
    ]


def test_without_a_file_the_message_starts_with_the_path() -> None:
    with pytest.raises(DocumentError, match=r"^status: 'lost' is not"):
        parse_document(case_data(status="lost"))


def write(root: Path, folder: str, name: str, text: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / name).write_text(text, encoding="utf-8")


def test_a_folder_tells_the_faults_of_all_its_files(tmp_path: Path) -> None:
    write(tmp_path, "cases", "painter-v-model.json", document_json(documents.case()))
    write(tmp_path, "cases", "broken.json", "{")
    write(tmp_path, "cases", "other-name.json", document_json(documents.case()))
    write(tmp_path, "laws", "gallery.json", document_json(documents.policy()))
    with pytest.raises(DocumentError) as caught:
        load_documents(tmp_path)
    name = tmp_path.name
    lines = str(caught.value).splitlines()
    assert lines[0].startswith(f"{name}/cases/broken.json: cannot be read as JSON: ")
    assert lines[1] == (
        f"{name}/cases/other-name.json: slug: 'painter-v-model' is not the name of the file"
    )
    assert lines[2] == f"{name}/laws/gallery.json: kind: a policy does not belong in this folder"


def test_a_court_that_stands_twice_is_told(tmp_path: Path) -> None:
    court = {"id": "cand", "name": "A", "short_name": "B", "jurisdiction": "US", "level": "trial"}
    write(tmp_path, ".", "courts.json", json.dumps([court, court]))
    with pytest.raises(DocumentError, match=r"courts.json: \[1\].id: another court has the id"):
        load_courts(tmp_path / "courts.json")


def test_an_unknown_level_of_court_is_told_with_its_place(tmp_path: Path) -> None:
    court = {"id": "x", "name": "A", "short_name": "B", "jurisdiction": "US", "level": "local"}
    write(tmp_path, ".", "courts.json", json.dumps([court]))
    with pytest.raises(DocumentError, match=r"\[0\].level: 'local' is not a level of court"):
        load_courts(tmp_path / "courts.json")


def test_links_that_lead_nowhere_are_told() -> None:
    related = [{"kind": "law", "slug": "no-such-law", "relation": "cites"}]
    lost = documents.case(
        related=related,
        court_id="moon",
        judges=[{"name": "Jane Doe", "court_id": "mars"}],
        other_dockets=[{"number": "1", "court_id": "venus"}],
    )
    assert check_links([lost, lost], courts=[]) == [
        "cases/painter-v-model: slug: another document has it too",
        *["cases/painter-v-model: related[0].slug: no law has the slug 'no-such-law'"] * 2,
        *[
            "cases/painter-v-model: court_id: no court has the id 'moon'",
            "cases/painter-v-model: judges[0].court_id: no court has the id 'mars'",
            "cases/painter-v-model: other_dockets[0].court_id: no court has the id 'venus'",
        ]
        * 2,
    ]
    assert check_links([documents.case()]) == []


def test_the_present_version_is_the_one_that_documents_carry() -> None:
    assert documents.case().schema_version == SCHEMA_VERSION
