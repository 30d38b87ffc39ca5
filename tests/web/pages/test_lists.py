"""Lists: filters, counts, order, pages, and the same as data."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.entries import vocabulary
from kb.entries.documents import load_documents
from tests.support.checkout import ROOT
from tests.support.feeds import ATOM, faults, parsed
from tests.support.html import Page, read

MakeClient = Callable[[Settings], TestClient]
LISTS = tuple(f"/{plural}" for plural in vocabulary.KIND_PLURALS.values())


def page_at(client: TestClient, path: str) -> Page:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:2000]
    return read(answer.text)


def entries_in(page: Page, path: str) -> list[str]:
    """Links to entries in the order of the page."""
    rest = [link.removeprefix(f"{path}/") for link in page.links if link.startswith(f"{path}/")]
    return [name for name in rest if name.split("?")[0] not in {"matrix", "dossier"}]


@pytest.mark.parametrize("path", LISTS)
def test_walking_through_the_pages_meets_every_entry_once(client: TestClient, path: str) -> None:
    met: list[str] = []
    address: str | None = path
    while address:
        page = page_at(client, address)
        met += entries_in(page, path)
        address = next(
            (link["href"] for link in page.head_links if link.get("rel") == "next"), None
        )
    kind = {plural: kind for kind, plural in vocabulary.KIND_PLURALS.items()}[path[1:]]
    slugs = [one.slug for one in load_documents(ROOT / "seed_data") if one.kind == kind]
    assert sorted(met) == sorted(slugs)


@pytest.mark.parametrize("path", LISTS)
def test_the_table_holds_the_whole_list(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    total = client.get(f"{path}.json").json()["total"]
    assert len(rows) == total
    assert header[0] == "kind"
    assert all(row[-1].startswith(f"https://testserver{path}/") for row in rows)


@pytest.mark.one_database
@pytest.mark.parametrize("path", LISTS)
def test_a_list_leaves_as_references_with_the_same_filters(client: TestClient, path: str) -> None:
    total = client.get(f"{path}.json?jurisdiction=DE").json()["total"]
    assert total
    assert len(client.get(f"{path}.csl.json?jurisdiction=DE").json()) == total
    assert client.get(f"{path}.ris?jurisdiction=DE").text.count("\r\nER  - ") == total
    assert client.get(f"{path}.bib?jurisdiction=DE").text.count("\n@misc{") == total
    assert client.get(f"{path}.md?jurisdiction=DE").text.count("\n## [") == total


@pytest.mark.parametrize("path", LISTS)
def test_the_feed_of_a_list_is_whole(client: TestClient, path: str) -> None:
    feed = parsed(client.get(f"{path}.atom?jurisdiction=US").text)
    assert faults(feed) == []
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"https://testserver{path}.atom?jurisdiction=US"
    assert links["alternate"] == f"https://testserver{path}?jurisdiction=US"


def test_a_row_shows_name_court_year_status_and_the_answer(client: TestClient) -> None:
    text = page_at(client, "/cases?system=DreamUp").text
    assert "Andersen v. Stability AI (N.D. Cal., filed 2023)" in text
    assert "Pending" in text
    assert "3:23-cv-00201-WHO" in text
    assert "In discovery in mid-2026" in text


@pytest.mark.parametrize(
    "query",
    ["jurisdiction=DE", "status=settled&status=dismissed", "topic=opt-out&jurisdiction=US",
     "court=cand", "system=Stable Diffusion", "work_type=photograph"],
)  # fmt: skip
def test_filters_mean_the_same_on_the_page_in_json_and_in_the_table(
    client: TestClient, query: str
) -> None:
    page = page_at(client, f"/cases?{query}&per_page=100")
    data = client.get(f"/cases.json?{query}&per_page=100").json()
    table = list(csv.DictReader(io.StringIO(client.get(f"/cases.csv?{query}").text, newline="")))
    slugs = [item["slug"] for item in data["items"]]
    assert slugs == entries_in(page, "/cases") == [row["slug"] for row in table]
    assert 0 < data["total"] == len(slugs)


def test_several_values_of_a_filter_mean_any_and_several_filters_all(client: TestClient) -> None:
    def total(query: str) -> int:
        found: int = client.get(f"/cases.json?{query}").json()["total"]
        return found

    assert total("status=settled&status=stayed") == total("status=settled") + total("status=stayed")
    assert total("jurisdiction=DE&topic=opt-out") <= total("jurisdiction=DE")


def test_a_count_says_how_many_a_choice_would_show(client: TestClient) -> None:
    text = client.get("/laws").text
    row = text.split('name="jurisdiction" value="EU"')[1].split("</li>")[0]
    total = client.get("/laws.json?jurisdiction=EU").json()["total"]
    assert f'facet__count">{total}<' in row


def test_each_filter_in_use_has_a_link_that_drops_only_it(client: TestClient) -> None:
    page = page_at(client, "/cases?jurisdiction=US&status=pending&sort=title")
    assert "Remove jurisdiction: United States" in page.text
    assert "/cases?status=pending&sort=title" in page.links
    assert "/cases?jurisdiction=US&sort=title" in page.links
    assert "/cases?sort=title" in page.links


def test_a_choice_that_finds_nothing_offers_to_drop_it(client: TestClient) -> None:
    page = page_at(client, "/cases?jurisdiction=US&system=No Such System")
    assert "No case has all of this" in page.text
    assert "Drop system: No Such System" in page.text
    assert "/cases?jurisdiction=US" in page.links
    assert "/coverage" in page.links


@pytest.mark.parametrize("form", ["", ".json", ".csv", ".atom"])
@pytest.mark.parametrize(
    "query", ["status=nope", "jurisdiction=XX", "court=nowhere", "topic=<b>", "sort=random"]
)
def test_a_value_that_does_not_exist_is_a_400_that_names_it(
    client: TestClient, form: str, query: str
) -> None:
    answer = client.get(f"/cases{form}?{query}")
    assert answer.status_code == 400
    assert query.split("=", maxsplit=1)[0] in answer.text


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=-1", "per_page=0", "per_page=101"])
def test_a_page_number_that_is_none_is_a_400(client: TestClient, query: str) -> None:
    assert client.get(f"/cases?{query}").status_code == 400


def test_a_page_past_the_end_says_how_many_there_are(client: TestClient) -> None:
    page = page_at(client, "/cases?page=99")
    assert "There is no page 99" in page.text
    assert "/cases" in page.links


def test_the_order_can_be_chosen(client: TestClient) -> None:
    def dates(sort: str) -> list[str]:
        items = client.get(f"/cases.json?sort={sort}&per_page=100").json()["items"]
        return [item["date"] for item in items]

    assert dates("newest")[0] > dates("oldest")[0]
    titles = [item["title"] for item in client.get("/laws.json?sort=title").json()["items"]]
    assert titles == sorted(titles, key=str.lower)


@pytest.mark.parametrize("path", LISTS)
def test_the_accept_header_chooses_the_form(client: TestClient, path: str) -> None:
    for form, media_type in (
        ("json", "application/json"),
        ("csv", "text/csv"),
        ("atom", "application/atom+xml"),
    ):
        by_header = client.get(path, headers={"Accept": media_type})
        assert by_header.content == client.get(f"{path}.{form}").content
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_an_empty_knowledge_base_says_so(settings: Settings, make_client: MakeClient) -> None:
    client = make_client(settings)
    for path in LISTS:
        assert "Nothing has been published here yet." in page_at(client, path).text
        assert faults(parsed(client.get(f"{path}.atom").text)) == []
