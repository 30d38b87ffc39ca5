"""A source's page shows where it leads and everything that rests on it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kb.core.ids import source_id
from kb.entries import vocabulary
from kb.entries.documents import load_documents
from kb.entries.documents.kinds import used_sources
from kb.entries.statements import statements
from tests.support.checkout import ROOT
from tests.support.full_documents import ALL, full
from tests.support.html import read


@pytest.mark.parametrize("kind", ALL)
def test_every_statement_of_a_document_is_found_under_its_source(kind: str) -> None:
    document = full(kind)
    used = [source for _, source in used_sources(document)]
    for source in document.sources:
        assert len(statements(document, source.id)) == used.count(source.id)


def test_every_statement_of_the_seed_is_found_and_leads_to_its_place() -> None:
    for document in load_documents(ROOT / "seed_data"):
        used = [source for _, source in used_sources(document)]
        for source in document.sources:
            assert len(statements(document, source.id)) == used.count(source.id), document.slug


def test_a_source_lists_each_entry_that_relies_on_it_with_the_statements(
    client: TestClient,
) -> None:
    by_address: dict[str, list[str]] = {}
    for document in load_documents(ROOT / "seed_data"):
        for source in document.sources:
            path = f"/{vocabulary.KIND_PLURALS[document.kind]}/{document.slug}"
            by_address.setdefault(source.url, []).append(path)
    address, paths = max(by_address.items(), key=lambda item: len(item[1]))
    answer = client.get(f"/sources/{source_id(address)}")
    page = read(answer.text)
    assert answer.status_code == 200
    assert address in page.links
    assert set(paths) <= set(page.links)
    data = client.get(f"/sources/{source_id(address)}.json").json()
    assert data["url"] == address
    assert sorted(use["url"] for use in data["cited_by"]) == sorted(paths)


def test_a_statement_links_to_its_place_on_the_entry_page(client: TestClient) -> None:
    document = next(
        one for one in load_documents(ROOT / "seed_data") if one.slug == "andersen-v-stability-ai"
    )
    address = document.sources[3].url
    uses = client.get(f"/sources/{source_id(address)}.json").json()["cited_by"]
    for use in uses:
        ids = read(client.get(use["url"]).text).ids
        for statement in use["statements"]:
            assert statement["url"].partition("#")[2] in ids


@pytest.mark.parametrize("name", ["nothing", "0" * 12, "a.txt", "%00", "x.html"])
def test_a_source_that_nobody_relies_on_is_a_404(client: TestClient, name: str) -> None:
    assert client.get(f"/sources/{name}").status_code == 404
