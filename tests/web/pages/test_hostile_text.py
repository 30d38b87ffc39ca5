"""Whatever a document says is shown as text: nothing in it becomes markup, script or a formula."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.ids import source_id
from kb.core.settings import Settings
from kb.entries import vocabulary
from kb.entries.documents import dump_document
from tests.support.feeds import ATOM, faults, parsed
from tests.support.full_documents import ALL, HOSTILE, full, hostile
from tests.support.html import read
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database  # of escaping

MakeClient = Callable[[Settings], TestClient]


@pytest.mark.parametrize("kind", ALL)
def test_hostile_text_in_every_field_stays_text_on_every_page(
    kind: str, database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, full(kind))
    document = hostile(kind)
    publish(database, document)
    client = make_client(settings)
    path = f"/{vocabulary.KIND_PLURALS[kind]}/full-{kind}"
    pages = [
        path,
        f"{path}/v/2",
        f"{path}/history",
        f"{path}/compare",
        f"/{vocabulary.KIND_PLURALS[kind]}",
        f"{path}-{HOSTILE.replace('/', '')}",
        *(f"/sources/{source_id(source.url)}" for source in document.sources),
    ]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code in {200, 404}, address
        page = read(answer.text)
        assert page.dangers == [], address
        assert "<script>alert" not in answer.text, address
        assert "alert(1)" in page.text, address
        assert "img" not in page.tags, address


@pytest.mark.parametrize("kind", ALL)
def test_the_structured_data_of_a_hostile_document_is_data(
    kind: str, database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, hostile(kind))
    path = f"/{vocabulary.KIND_PLURALS[kind]}/full-{kind}"
    page = read(make_client(settings).get(path).text)
    assert json.loads(page.scripts[0])["headline"] == HOSTILE


@pytest.mark.parametrize("kind", ALL)
def test_data_forms_of_a_hostile_document_hold_its_text_unchanged(
    kind: str, database: Database, settings: Settings, make_client: MakeClient
) -> None:
    document = hostile(kind)
    publish(database, document)
    client = make_client(settings)
    plural = vocabulary.KIND_PLURALS[kind]
    assert client.get(f"/{plural}/full-{kind}.json").json()["document"] == dump_document(document)
    for address in (f"/{plural}.atom", f"/{plural}/full-{kind}.atom"):
        feed = parsed(client.get(address).text)
        assert faults(feed) == []
        title = feed.findtext(f"{ATOM}entry/{ATOM}title") or ""
        assert "<script>alert(1)</script>" in title
