"""The search page: results with their reasons, filters, and clear words when nothing is found."""

from __future__ import annotations

import csv
import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from kb.core.settings import Settings
from tests.support import feeds
from tests.support.html import read


def results(text: str) -> list[str]:
    """The addresses of the results in their order."""
    return re.findall(r'result__title"><a href="([^"]+)"', text)


@pytest.mark.parametrize("query", ["23-cv-201", "3:23-cv-00201-WHO", "3:23-cv-00201"])
def test_a_docket_number_puts_its_case_first_without_leading_away(
    client: TestClient, query: str
) -> None:
    response = client.get("/search", params={"q": query})
    assert response.status_code == 200
    assert results(response.text)[0] == "/cases/andersen-v-stability-ai"
    assert "Andersen v. Stability AI <span" in response.text
    assert "(N.D. Cal., filed 2023)" in response.text


def test_a_citation_puts_its_case_first(client: TestClient) -> None:
    response = client.get("/search", params={"q": "765 F.Supp.3d 382"})
    assert results(response.text)[0].startswith("/cases/thomson-reuters-v-ross")


def test_a_result_shows_kind_status_date_one_line_and_a_marked_snippet(client: TestClient) -> None:
    text = client.get("/search", params={"q": "laion", "kind": "case"}).text
    page = read(text)
    assert "Case" in page.text
    assert "<mark>" in text
    assert page.dangers == []
    assert re.search(r'<time datetime="20\d\d-\d\d-\d\d">', text)


def test_filters_narrow_and_each_has_a_link_that_removes_it(client: TestClient) -> None:
    everything = client.get("/search", params={"q": "training"}).text
    narrowed = client.get(
        "/search", params={"q": "training", "kind": "law", "jurisdiction": "DE"}
    ).text
    assert 0 < len(results(narrowed)) < len(results(everything))
    assert all(path.startswith("/laws/") for path in results(narrowed))
    page = read(narrowed)
    assert "Remove kind: Law" in page.text
    assert "Remove jurisdiction: Germany" in page.text
    without = [link for link in page.links if link.startswith("/search?")]
    queries = [parse_qs(urlsplit(link).query) for link in without]
    assert {"q": ["training"], "jurisdiction": ["DE"]} in queries
    assert {"q": ["training"], "kind": ["law"]} in queries


def test_the_count_beside_a_filter_is_what_choosing_it_finds(client: TestClient) -> None:
    page = client.get("/search", params={"q": "stable diffusion"}).text
    counted = re.search(
        r'value="case"[^>]*><span>Case</span><span class="facet__count">(\d+)', page
    )
    assert counted is not None
    chosen = read(client.get("/search", params={"q": "stable diffusion", "kind": "case"}).text)
    assert f"{counted[1]} entries for stable diffusion" in chosen.text


def test_pages_go_through_all_results_once(client: TestClient) -> None:
    seen: list[str] = []
    for number in range(1, 100):
        found = results(client.get("/search", params={"kind": "law", "page": number}).text)
        if not found:
            break
        seen += found
    assert len(seen) == len(set(seen)) == 62


def test_without_a_query_everything_is_there_to_filter(client: TestClient) -> None:
    response = client.get("/search")
    assert response.status_code == 200
    assert "398 entries" in read(response.text).text


def test_a_page_past_the_end_says_how_many_there_are(client: TestClient) -> None:
    page = read(client.get("/search", params={"q": "andersen", "page": 400}).text)
    assert "There is no page 400" in page.text


def test_nothing_found_says_what_was_searched_and_what_to_do(client: TestClient) -> None:
    response = client.get("/search", params={"q": "zzyzx qwvxkj", "kind": "case"})
    assert response.status_code == 200
    page = read(response.text)
    assert "Nothing found for “zzyzx qwvxkj”" in page.text
    assert "398 entries were searched, narrowed by 1 filter" in page.text
    assert "Drop the filter kind: Case" in page.text
    assert {"/coverage", "/help/search"} <= set(page.links)


def test_a_misspelt_name_leads_to_the_right_spelling(client: TestClient) -> None:
    page = read(client.get("/search", params={"q": "kneshke"}).text)
    assert "Kneschke" in page.text


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"q": "x", "kind": "planet"}, "“planet” is not a known kind"),
        ({"q": "x", "jurisdiction": "Atlantis"}, "“Atlantis” is not a known jurisdiction"),
        ({"q": "x", "court": "nope"}, "“nope” is not a known court"),
        ({"q": "x", "sort": "best"}, "sort must be one of"),
        ({"q": "x", "page": "0"}, "page must be a number"),
        ({"q": "x", "page": "many"}, "page must be a number"),
        ({"q": "x", "year": "soon"}, "year must be a year"),
        ({"q": "x", "filed_from": "yesterday"}, "filed_from must be a date"),
        ({"q": "filed:[2024-02-31 TO 2025]"}, "2024-02-31"),
        ({"q": "x" * 10_000}, "10000 characters"),
    ],
)
def test_what_cannot_be_searched_is_a_400_with_the_sentence_above_the_form(
    client: TestClient, parameters: dict[str, str], sentence: str
) -> None:
    response = client.get("/search", params=parameters)
    assert response.status_code == 400
    text = response.text
    assert sentence in html.unescape(text)
    assert text.index("error-summary") < text.index('role="search"')
    assert html.escape(parameters["q"], quote=True) in text  # the input is kept


@pytest.mark.parametrize(
    "query", ["(", '"', "title:", "AND AND", "a*" * 40, "\x00", "[", "🎨", "-"]
)
def test_odd_queries_are_answered(client: TestClient, query: str) -> None:
    assert client.get("/search", params={"q": query}).status_code in {200, 400}


def test_a_query_is_never_markup(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    for parameters in ({"q": hostile}, {"q": "x", "filed_from": hostile}, {"kind": hostile}):
        text = client.get("/search", params=parameters).text
        assert "<script>alert" not in text
        assert read(text).dangers == []


def test_the_feed_of_a_search_holds_what_it_finds(client: TestClient) -> None:
    page = client.get("/search", params={"q": "midjourney", "kind": "case"})
    response = client.get(read(page.text).head_link("alternate", "application/atom+xml"))
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = feeds.parsed(response.text)
    assert feeds.faults(feed) == []
    linked = {
        link.get("href", "").removeprefix("https://testserver")
        for link in feed.iter(f"{feeds.ATOM}link")
    }
    assert set(results(page.text)) <= linked


def test_the_table_of_a_search_holds_every_result(client: TestClient) -> None:
    response = client.get("/search.csv", params={"kind": "law"})
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 62
    assert {row["kind"] for row in rows} == {"law"}


@pytest.mark.one_database
def test_a_search_leaves_in_every_form_with_its_number_of_results(client: TestClient) -> None:
    asked = {"q": "getty", "kind": "case"}
    total = client.get("/api/v1/search", params=asked).json()["total"]
    for form in ("bib", "ris", "csl.json", "csv", "md", "json"):
        answer = client.get(f"/search.{form}", params=asked)
        assert answer.status_code == 200
        assert answer.headers["X-Total-Count"] == str(total)
        assert f'filename="search.{form}"' in answer.headers["content-disposition"]
        assert client.get(f"/search.{form}?q=qqqqqxxxxx").headers["X-Total-Count"] == "0"
    assert client.get("/search.zip?q=getty").status_code == 404
    assert client.get("/search.bib?sort=best").status_code == 400
    linked = client.get("/search?q=getty&kind=case").text
    assert 'href="/search.csl.json?q=getty&amp;kind=case"' in linked


def test_without_an_index_the_page_says_so(settings: Settings, make_client: object) -> None:
    response = make_client(settings).get("/search?q=andersen")  # type: ignore[operator]
    assert response.status_code == 503
    assert "The search index is not ready." in response.text
    assert 'value="andersen"' in response.text


def test_statements_inside_a_result_lead_to_their_place(client: TestClient) -> None:
    text = client.get("/search", params={"q": "motion to dismiss denied", "in": "events"}).text
    inner = text.split('class="result__inner"')[1].split("</ul>")[0]
    href = re.findall(r'href="(/cases/[^"]+#event-[^"]+)"', inner)[0]
    assert "Event: " in inner
    assert "<mark>" in inner
    assert client.get(href).status_code == 200
    assert 'name="in" value="events" checked' in text
    assert "Remove looking in: Events and history" in text


def test_words_shown_with_a_statement_are_not_shown_twice(client: TestClient) -> None:
    text = client.get("/search", params={"q": "motion dismiss denied"}).text
    snippets = re.findall(r'result__snippet">(.+?)</(?:p|span)>', text)
    assert snippets
    for item in text.split('<li class="result">')[1:]:
        found = re.findall(r'result__snippet">(.+?)</(?:p|span)>', item)
        assert len(found) == len(set(found))
