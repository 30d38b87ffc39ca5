"""Documents: what is accepted, and the one form in which they are written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kb.core.dates import earliest, latest
from kb.entries import vocabulary
from kb.entries.documents import (
    CaseDocument,
    DocumentError,
    PolicyDocument,
    document_hash,
    document_json,
    dump_document,
    parse_document,
)
from tests.support import documents

PARTIAL_DATES = st.one_of(
    st.integers(1880, 2100).map(str),
    st.dates().map(lambda day: f"{day:%Y-%m}".zfill(7)),
    st.dates().map(lambda day: day.isoformat()),
)


def with_value(field: str, value: object) -> dict[str, Any]:
    data = dump_document(documents.case())
    data[field] = value
    return data


@given(PARTIAL_DATES)
def test_a_partial_date_keeps_its_precision_through_writing_and_reading(text: str) -> None:
    document = parse_document(with_value("as_of", text))
    assert parse_document(json.loads(document_json(document))).as_of == text
    assert earliest(text) <= latest(text)


@pytest.mark.parametrize(
    "text",
    ["2023-13", "2023-02-30", "23-01-01", "2023-1-1", "January 2023", "", "2023-01-13T00:00"],
)
def test_what_is_no_partial_date_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="as_of: "):
        parse_document(with_value("as_of", text))


VOCABULARIES = [
    ("status", vocabulary.CASE_STATUSES),
    ("language", vocabulary.LANGUAGES),
    ("jurisdiction", vocabulary.JURISDICTIONS),
]


@pytest.mark.parametrize(("field", "known"), VOCABULARIES)
def test_every_value_of_a_closed_vocabulary_is_accepted(field: str, known: dict[str, str]) -> None:
    for value in known:
        assert getattr(parse_document(with_value(field, value)), field) == value


@pytest.mark.parametrize(("field", "known"), VOCABULARIES)
@given(data=st.data())
def test_no_other_value_than_those_of_its_vocabulary_is_accepted(
    field: str, known: dict[str, str], data: st.DataObject
) -> None:
    value = data.draw(st.text(max_size=20).filter(lambda text: text not in known))
    with pytest.raises(DocumentError, match=f"{field}: "):
        parse_document(with_value(field, value))


@pytest.mark.parametrize(
    "make", [documents.case, documents.policy, documents.licence, documents.law]
)
def test_a_document_survives_writing_and_reading(make: Any) -> None:
    document = make()
    assert parse_document(json.loads(document_json(document))) == document
    assert parse_document(dump_document(document)) == document


@pytest.mark.parametrize(
    "document",
    [documents.policy(answers={}), documents.licence(terms={})],
    ids=["policy", "licence"],
)
def test_a_platform_or_licence_of_which_nothing_is_known_yet_can_be_read_again(
    document: Any,
) -> None:
    assert parse_document(dump_document(document)) == document


def test_the_written_form_leaves_out_what_is_empty_but_not_what_is_false() -> None:
    data = dump_document(documents.case(other_dockets=[], closed=None))
    assert "other_dockets" not in data
    assert "closed" not in data
    assert data["class_action"] is False


def test_the_written_form_ends_with_what_the_facts_rest_on() -> None:
    related = [{"kind": "law", "slug": "picture-act", "relation": "cites"}]
    data = dump_document(documents.case(related=related))
    assert list(data)[:4] == ["schema_version", "kind", "slug", "title"]
    assert list(data)[-3:] == ["sources", "as_of", "related"]


def test_the_written_form_is_readable_and_ends_with_a_newline() -> None:
    text = document_json(documents.case(title="Künstler v. Modèle"))
    assert "Künstler v. Modèle" in text
    assert text.startswith('{\n  "schema_version": 1,')
    assert text.endswith("}\n")


def test_the_hash_changes_with_the_content_and_with_nothing_else() -> None:
    document = documents.case()
    shuffled = dict(reversed(list(dump_document(document).items())))
    assert document_hash(parse_document(shuffled)) == document_hash(document)
    assert document_hash(documents.case(title="Another")) != document_hash(document)


def test_a_document_cannot_be_changed() -> None:
    document = documents.case()
    with pytest.raises(ValidationError, match="frozen"):
        document.title = "Another"


def test_a_statement_finds_its_source_by_id() -> None:
    document = documents.case()
    assert isinstance(document, CaseDocument)
    assert document.source(document.events[0].source).title == "Order on the motion to dismiss"
    with pytest.raises(KeyError):
        document.source("s9")


def answer(**fields: object) -> dict[str, Any]:
    return {"platform_trains_on_uploads": {"value": "no", "source": "s1", **fields}}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"since": "2024"}, "since and certainty go together"),
        ({"certainty": "exact"}, "since and certainty go together"),
        ({"since": "2024", "certainty": "roughly"}, "is not a certainty"),
        ({"not_before": "2022"}, "not_before needs a since"),
        ({"since": "2024", "certainty": "exact", "not_before": "2022"}, "only the latest possible"),
        ({"since": "2021", "certainty": "at-latest", "not_before": "2022"}, "2022 is after 2021"),
    ],
)
def test_a_since_always_says_how_surely_it_is_known(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        documents.policy(answers=answer(**fields))


def test_a_since_may_be_the_latest_possible_one_with_a_bound_on_the_other_side() -> None:
    fields = {"since": "2024-04-07", "certainty": "at-latest", "not_before": "2022-09"}
    document = documents.policy(answers=answer(**fields))
    assert isinstance(document, PolicyDocument)
    assert document.answers["platform_trains_on_uploads"].not_before == "2022-09"


@pytest.mark.parametrize("factor", [0, 5, "1", 1.5, True])
def test_fair_use_has_four_factors(factor: object) -> None:
    ruling = {"factor": factor, "favours": "developer", "source": "s1"}
    with pytest.raises(DocumentError, match=r"fair_use\[0\].factor"):
        documents.case(fair_use=[ruling])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "https://", "x.example"]
)
def test_an_address_leads_to_the_web_and_nowhere_else(url: str) -> None:
    source = {"id": "s1", "url": url, "title": "A source", "kind": "primary"}
    with pytest.raises(DocumentError, match=r"sources\[0\].url"):
        documents.case(sources=[source])


@pytest.mark.parametrize(
    "text", ["", " padded", "a\nb", "a\x00b", "a\u2028b", "e\u0301", "x" * 4001]
)
def test_a_text_holds_no_surprises(text: str) -> None:
    with pytest.raises(DocumentError, match="title: "):
        parse_document(with_value("title", text))
