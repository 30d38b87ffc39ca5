"""Dossiers: of an entry, a list and a search, bounded, without navigation, good on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
import time_machine
from playwright.sync_api import Page
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.search import open_engine
from kb.search.indexer import Indexer
from kb.sources.bodies import BodyStore
from tests.support.documents import case, changed
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database


def test_an_entry_is_laid_out_with_its_sources(client: TestClient) -> None:
    text = client.get("/cases/kneschke-v-laion/dossier").text
    assert text.count("<h1>") == 1
    assert "<h1>Kneschke v LAION (LG Hamburg, filed 2023)</h1>" in text
    assert "<caption>Timeline" in text
    assert "ECLI:DE:LGHH:2024:0927.310O227.23.00 – <i>Kneschke/LAION</i>." in text
    assert "https://testserver/cases/kneschke-v-laion/v/1" in text
    assert 'data-foot="https://testserver/cases/kneschke-v-laion/v/1, version 1, ' in text
    assert "/login" not in text  # no navigation


def test_a_search_has_its_parameters_and_a_list_of_contents(client: TestClient) -> None:
    text = client.get("/search/dossier?q=getty&kind=case&jurisdiction=US").text
    assert "<h1>Search for “getty”</h1>" in text
    assert "<dt>Jurisdiction</dt><dd>United States</dd>" in text
    listed = re.findall(r'<li><a href="#([\w-]+)">', text)
    assert listed
    assert re.findall(r'<article class="dossier__entry" id="([\w-]+)"', text) == listed
    assert 'href="/search?q=getty&amp;kind=case&amp;jurisdiction=US"' in text


def test_a_list_stops_at_fifty_and_says_so(client: TestClient) -> None:
    text = client.get("/policies/dossier?sort=title").text
    assert text.count("<article") == 50
    assert re.search(r"The first 50 of 1\d\d entries; a dossier has at most 50", text)
    few = client.get("/laws/dossier?jurisdiction=DE").text
    assert few.count("<article") == 2
    assert "<dd>2 entries</dd>" in few


def test_nothing_found_is_a_dossier_without_entries(client: TestClient) -> None:
    answer = client.get("/search/dossier?q=qqqqqxxxxx")
    assert answer.status_code == 200
    assert "<dd>0 entries</dd>" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/cases/no-such-case/dossier", 404),
        ("/cases/kneschke-v-laion/dossier?version=9", 404),
        ("/cases/kneschke-v-laion/dossier?version=x", 400),
        ("/cases/dossier?status=nope", 400),
        ("/search/dossier?kind=planet", 400),
        ("/search/dossier?as-of=2001-01-01", 404),
    ],
)
def test_what_cannot_be_made_is_told(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_a_dossier_of_a_day_holds_the_versions_of_that_day(
    settings: Settings, database: Database, make_client: Callable[[Settings], TestClient]
) -> None:
    with time_machine.travel("2026-08-01T12:00:00Z", tick=False):
        publish(database, case())
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        publish(database, changed(case(), status="decided", title="Painter v. Model Maker LLC"))
    Indexer(database, open_engine(settings), BodyStore(settings.archive_dir)).catch_up()
    asked = make_client(settings)
    assert "Painter v. Model Maker LLC" in asked.get("/search/dossier?q=painter").text
    then = asked.get("/search/dossier?q=painter&as-of=2026-09-30").text
    assert "Painter v. Model Maker, Inc." in then
    assert "/cases/painter-v-model/v/1" in then
    assert "/v/2" not in then


def test_a_query_is_never_markup(client: TestClient) -> None:
    text = client.get("/search/dossier", params={"q": '"><script>alert(1)</script>'}).text
    assert "<script" not in text


def test_every_printed_page_has_address_version_date_and_number(page: Page) -> None:
    page.goto("/cases/andersen-v-stability-ai/dossier")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    texts = [one.get_textpage().get_text_range() for one in document]
    assert len(texts) >= 4
    for number, text in enumerate(texts, start=1):
        assert re.search(r"/cases/andersen-v-stability-ai/v/1, version 1, \d+ \w+ 20\d\d", text)
        assert f"{number} / {len(texts)}" in text
    whole = " ".join("".join(texts).split())
    assert "Information, not legal advice." in whole
    assert "Andersen v. Stability AI Ltd., 744 F. Supp. 3d 956 (N.D. Cal. 2024)." in whole
    assert "Back to the page" not in whole
