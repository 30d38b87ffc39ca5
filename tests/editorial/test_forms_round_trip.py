"""A document through its form and back is the same document."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.editorial.edit import data_from_form, form_pairs, sections, validated
from kb.editorial.edit.schema import schema
from kb.entries.documents import Document, dump_document, load_documents
from kb.entries.documents.kinds import MODELS
from tests.support.checkout import ROOT
from tests.support.drawn_documents import drawn_documents
from tests.support.full_documents import ALL, full, hostile


def through_the_form(document: Document) -> object:
    pairs = [*form_pairs(document.kind, dump_document(document))]
    return validated(document.kind, data_from_form(document.kind, pairs))


def test_every_document_of_the_seed_comes_back_from_its_form_as_it_was() -> None:
    documents = load_documents(ROOT / "seed_data")
    assert len(documents) == 398
    for document in documents:
        assert through_the_form(document) == document, document.slug


@pytest.mark.parametrize("kind", MODELS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_document_comes_back_from_its_form_as_it_was(kind: str, data: st.DataObject) -> None:
    document = data.draw(drawn_documents(kind))
    assert through_the_form(document) == document


@pytest.mark.parametrize("kind", ALL)
def test_hostile_texts_come_back_from_the_form_unchanged(kind: str) -> None:
    for document in (full(kind), hostile(kind)):
        assert through_the_form(document) == document


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_of_the_model_stands_in_exactly_one_section(kind: str) -> None:
    placed = [name for _, _, names in sections.SECTIONS[kind] for name in names]
    assert sorted(placed) == sorted(schema(kind))
    assert {*placed, "kind", "schema_version"} == {*MODELS[kind].model_fields}
