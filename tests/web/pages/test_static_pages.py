"""Pages of text, and what every page of ours keeps: one heading, safe markup, links that lead."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from kb.entries.vocabulary import KIND_PLURALS
from kb.search.fields import FIELDS
from kb.search.help import HELP_EXAMPLES
from tests.support.html import read

pytestmark = pytest.mark.one_database  # of texts and links

PAGES = [
    "/",
    "/search",
    "/search?q=laion",
    "/search?q=zzyzxq",
    "/policies/matrix",
    "/licences/matrix",
    "/topics",
    "/topics/training-reproduction",
    "/topics/class-action",
    "/systems",
    "/systems/stable-diffusion",
    "/datasets",
    "/datasets/laion-5b",
    "/jurisdictions",
    "/jurisdictions/US",
    "/courts",
    "/courts/cand",
    "/timeline",
    "/timeline?jurisdiction=JP",
    "/changes",
    "/fair-use",
    "/about",
    "/method",
    "/coverage",
    "/corrections",
    "/help/search",
    "/accessibility",
    "/privacy",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_a_title_unique_ids_and_nothing_that_runs(
    client: TestClient, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    page = read(response.text)
    assert page.tags.count("h1") == 1
    assert page.dangers == []
    assert len(page.ids) == len(set(page.ids)), sorted(i for i in page.ids if page.ids.count(i) > 1)
    assert page.metas["description"]
    assert "Information, not legal advice." in page.text
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert anchors <= set(page.ids)


#: Files of many entries: the links in them are checked where they are made.
LONG = ("/search.", "/search/dossier")


def test_every_link_of_these_pages_leads_somewhere(client: TestClient) -> None:
    """Entries themselves are asked for by the tests of the sitemap, files by tests of their own."""
    entries = tuple(f"/{plural}/" for plural in KIND_PLURALS.values())
    links = {
        link.partition("#")[0]
        for path in PAGES
        for link in read(client.get(path).text).links
        if link.startswith("/") and not link.startswith(("/sources/", *LONG, *entries))
    }
    answers = {link: client.get(link) for link in links}
    to_sign_in = {
        link
        for link, found in answers.items()
        if found.headers.get("location", "").startswith("/login")
    }
    wrong = {
        link: found.status_code
        for link, found in answers.items()
        if found.status_code not in {200, 301, 308} and link not in to_sign_in
    }
    assert wrong == {}
    assert all(link.startswith(("/alerts", "/account")) for link in to_sign_in)


def test_links_into_other_pages_hit_an_anchor(client: TestClient) -> None:
    for path, anchor in (("/method", "at-the-latest"), ("/coverage", "open")):
        assert anchor in read(client.get(path).text).ids


def test_every_example_of_the_help_can_be_tried_and_finds_something(client: TestClient) -> None:
    links = read(client.get("/help/search").text).links
    tried = {
        parse_qs(urlsplit(link).query)["q"][0] for link in links if link.startswith("/search?q=")
    }
    assert {example.query for example in HELP_EXAMPLES} <= tried
    assert {field.example for field in FIELDS.values()} <= tried
    for query in sorted(tried):
        page = client.get("/search", params={"q": query}).text
        assert "result__title" in page, query


def test_no_cookie_is_set_and_nothing_is_loaded_from_elsewhere(client: TestClient) -> None:
    for path in PAGES:
        response = client.get(path)
        assert "set-cookie" not in response.headers
        assert 'src="http' not in response.text
