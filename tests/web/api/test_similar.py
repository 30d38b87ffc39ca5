"""`GET /api/v1/{kind}/{slug}/similar`, and the same on the pages of entries."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.vocabulary import KIND_PLURALS
from tests.support.api import API, get
from tests.support.full_documents import full
from tests.support.publishing import publish

PATHS = [
    "/cases/andersen-v-stability-ai",
    "/policies/deviantart",
    "/licences/cc-by-4-0",
    "/laws/eu-dsm-directive-2019-790",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_and_the_api_name_the_same_entries(client: TestClient, path: str) -> None:
    items = get(client, f"{path}/similar")["items"]
    assert 0 < len(items) <= 5
    entry = get(client, path)
    stated = {
        f"/{KIND_PLURALS[one['kind']]}/{one['slug']}"
        for one in [*entry["document"].get("related", []), *entry["cited_by"]]
    }
    urls = [item["url"] for item in items]
    assert path not in urls
    assert not stated & set(urls)
    section = client.get(path).text.split('id="similar"')[1].split("</section>")[0]
    assert [url for url in urls if f'href="{url}"' in section] == urls


def test_an_entry_that_does_not_exist_is_like_none(client: TestClient) -> None:
    assert client.get(f"{API}/cases/never-there/similar").status_code == 404


def test_a_page_needs_no_index(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    document = full("case")
    publish(database, document)
    shutil.rmtree(settings.index_dir, ignore_errors=True)
    client = make_client(settings)
    answer = client.get(f"/cases/{document.slug}")
    assert answer.status_code == 200
    assert 'id="similar"' not in answer.text
    assert client.get(f"{API}/cases/{document.slug}/similar").status_code == 503
