"""Entry pages show everything that their documents hold, each statement with its source."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.ids import source_id
from kb.core.settings import Settings
from kb.entries import vocabulary
from kb.entries.documents import Document, dump_document, load_documents
from kb.search.passages import passages
from kb.search.postgres_engine.engine import HOME
from tests.support.checkout import ROOT
from tests.support.full_documents import ALL, full, texts
from tests.support.html import Page, read
from tests.support.publishing import publish

MakeClient = Callable[[Settings], TestClient]

SAMPLES = [
    "/cases/andersen-v-stability-ai",
    "/policies/deviantart",
    "/licences/cc-by-4-0",
    "/laws/eu-dsm-directive-2019-790",
]


def page_at(client: TestClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:2000]
    return read(answer.text)


@pytest.mark.parametrize("kind", ALL)
def test_everything_that_a_document_says_is_on_its_page(
    kind: str, database: Database, settings: Settings, make_client: MakeClient
) -> None:
    document = full(kind)
    publish(database, document)
    page = page_at(make_client(settings), f"/{vocabulary.KIND_PLURALS[kind]}/{document.slug}")
    spread = page.text.replace(" ,", ",")
    missing = [text for text in texts(dump_document(document)) if text not in spread]
    assert missing == []
    assert {f"source-{source.id}" for source in document.sources} <= set(page.ids)
    assert {f"/sources/{source_id(source.url)}" for source in document.sources} <= set(page.links)


def every_entry() -> list[Document]:
    return load_documents(ROOT / "seed_data")


@pytest.mark.one_database  # the test of the sitemap asks for pages on both
def test_every_entry_of_the_seed_has_a_page_with_all_its_text(client: TestClient) -> None:
    faults = []
    for document in every_entry():
        path = f"/{vocabulary.KIND_PLURALS[document.kind]}/{document.slug}"
        page = page_at(client, path)
        said = "".join(page.text.split())  # words that are links stand apart when they are read
        faults += [
            f"{path}: {text[:80]}"
            for text in texts(dump_document(document))
            if "".join(text.split()) not in said
        ]
        faults += [f"{path}: {danger}" for danger in page.dangers]
        faults += [f"{path}: id {one} twice" for one in page.ids if page.ids.count(one) > 1]
        anchors = [link[1:] for link in page.links if link.startswith("#")]
        anchors += [passage.anchor for passage in passages(document)]
        faults += [f"{path}: #{one} leads nowhere" for one in anchors if one not in page.ids]
        if page.tags.count("h1") != 1:
            faults.append(f"{path}: {page.tags.count('h1')} h1")
    assert faults == []


def test_a_lawyer_reads_the_order_of_august_2024_with_its_source(client: TestClient) -> None:
    text = page_at(client, "/cases/andersen-v-stability-ai").text
    assert "Second order on motions to dismiss" in text
    assert "744 F. Supp. 3d 956" in text
    assert "Order granting in part and denying in part motions to dismiss" in text
    assert "3:23-cv-00201-WHO" in text


def test_an_artist_reads_since_when_and_how_to_opt_out(client: TestClient) -> None:
    text = page_at(client, "/policies/deviantart").text
    assert "DeviantArt says that it does not train AI on what you upload." in text
    assert "at the latest since 7 April 2024 , not before 20 September 2022" in text
    assert "keep the NoAI label switched on" in text


def test_an_answer_that_nobody_recorded_is_said_to_be_unrecorded(
    database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, full("policy"))
    page = page_at(make_client(settings), "/policies/full-policy")
    assert page.text.count("Not recorded here.") == 4
    assert "answer-ai_images_allowed" in page.ids


def test_systems_and_data_sets_lead_to_their_pages(client: TestClient) -> None:
    links = page_at(client, "/cases/andersen-v-stability-ai").links
    assert "/systems/stable-diffusion" in links
    assert "/datasets/laion-5b" in links


def test_a_relation_is_shown_from_both_ends(client: TestClient) -> None:
    stated = page_at(client, "/cases/kneschke-v-laion")
    assert "/laws/germany-urhg-44b" in stated.links
    other = page_at(client, "/laws/germany-urhg-44b")
    assert "/cases/kneschke-v-laion" in other.links


@pytest.mark.parametrize("path", SAMPLES)
def test_the_head_names_address_description_feed_and_data_forms(
    client: TestClient, path: str
) -> None:
    page = page_at(client, path)
    assert page.head_link("canonical") == f"https://testserver{path}"
    assert page.head_link("alternate", "application/atom+xml") == f"{path}.atom"
    assert page.head_link("alternate", "application/json") == f"{path}.json"
    assert page.metas["description"] == page.metas["og:description"] != ""
    assert page.metas["og:url"] == f"https://testserver{path}"
    assert page.metas["og:title"].endswith("Artdocket")


@pytest.mark.parametrize("path", SAMPLES)
def test_the_page_describes_itself_in_schema_org_terms(client: TestClient, path: str) -> None:
    data = json.loads(page_at(client, path).scripts[0])
    about = {
        "cases": "Thing",
        "policies": "WebSite",
        "licences": "CreativeWork",
        "laws": "Legislation",
    }
    assert data["@type"] == "WebPage"
    assert data["about"]["@type"] == about[path.split("/")[1]]
    assert data["url"] == f"https://testserver{path}"
    assert all(source["url"].startswith("http") for source in data["citation"])


@pytest.mark.parametrize("path", SAMPLES)
def test_the_page_says_how_to_cite_it_and_how_to_report_an_error(
    client: TestClient, path: str
) -> None:
    page = page_at(client, path)
    assert f"https://testserver{path}/v/1" in page.text
    assert any(link.endswith("/report") for link in page.links)
    assert "Information, not legal advice" in page.text


@pytest.mark.parametrize("path", SAMPLES)
def test_the_suffix_and_the_accept_header_give_the_same_json(client: TestClient, path: str) -> None:
    by_suffix = client.get(f"{path}.json")
    by_header = client.get(path, headers={"Accept": "application/json"})
    assert by_suffix.headers["content-type"] == "application/json; charset=utf-8"
    assert by_suffix.content == by_header.content
    assert "Accept" in by_header.headers["vary"]
    data = by_suffix.json()
    assert {"kind", "slug", "url", "version", "published_at", "document", "cited_by"} <= set(data)
    file = ROOT / "seed_data" / f"{path.removeprefix('/')}.json"
    assert data["document"] == json.loads(file.read_text(encoding="utf-8"))


def test_the_suffix_wins_over_the_accept_header(client: TestClient) -> None:
    answer = client.get(f"{SAMPLES[0]}.md", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"


@pytest.mark.parametrize(
    ("form", "media_type"), [("md", "text/markdown"), ("csv", "text/csv"), ("json", "json")]
)
def test_data_forms_name_a_file_to_save_them_under(
    client: TestClient, form: str, media_type: str
) -> None:
    answer = client.get(f"/policies/deviantart.{form}")
    assert media_type in answer.headers["content-type"]
    assert answer.headers["content-disposition"].endswith(f'filename="deviantart.{form}"')


def test_an_accept_header_that_nothing_fits_is_a_406_that_lists_what_there_is(
    client: TestClient,
) -> None:
    answer = client.get(SAMPLES[0], headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/markdown" in answer.text


@pytest.mark.parametrize("path", SAMPLES)
def test_head_answers_like_get_without_a_body(client: TestClient, path: str) -> None:
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_other_methods_are_refused_with_what_is_possible(client: TestClient) -> None:
    answer = client.post(SAMPLES[0])
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


def test_a_page_that_has_not_changed_is_a_304(client: TestClient) -> None:
    first = client.get(SAMPLES[0])
    again = client.get(SAMPLES[0], headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_an_entry_page_costs_few_statements_however_much_it_shows(client: TestClient) -> None:
    # The least of three: a slow machine now and then asks for news of the whole site, too.
    counts = {path: min(statements_of(client, path) for _ in range(3)) for path in SAMPLES}
    # With BEGIN, the check for new publications, the texts that were captured, and two for how
    # deeply others cite it.
    assert 0 < max(counts.values()) <= 10, counts


def statements_of(client: TestClient, path: str) -> int:
    """How many statements the page sends to the database, besides the searching for its like."""
    client.get(path)  # what is read once a process is read now
    engine = client.app.state.site.database.engine  # type: ignore[attr-defined]  # a FastAPI
    sent: list[str] = []

    def count(*arguments: object) -> None:
        if HOME not in str(arguments[2]):
            sent.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", count)
    try:
        # With a query, because answers without one are kept.
        assert client.get(f"{path}?fresh=1").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(sent)


@pytest.mark.parametrize(
    ("suffix", "kind", "beginning"),
    [
        ("bib", "application/x-bibtex", "@misc{andersen-v-stability-ai-v1,"),
        ("ris", "application/x-research-info-systems", "TY  - CASE"),
        ("csl.json", "application/vnd.citationstyles.csl+json", "["),
    ],
)
def test_an_entry_is_a_reference_for_other_programs(
    client: TestClient, suffix: str, kind: str, beginning: str
) -> None:
    for path in ("/cases/andersen-v-stability-ai", "/cases/andersen-v-stability-ai/v/1"):
        answer = client.get(f"{path}.{suffix}")
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        assert answer.text.startswith(beginning)
        assert "/cases/andersen-v-stability-ai/v/1" in answer.text
        assert f'.{suffix}"' in answer.headers["content-disposition"]
