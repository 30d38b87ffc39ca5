"""What crawlers and browsers ask for: robots.txt, sitemap, OpenSearch, icon."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.robotparser import RobotFileParser

import pytest
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.entries.vocabulary import KIND_PLURALS, TOPICS
from kb.web.pages import discovery
from tests.support.api import get, walk

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
BASE = "https://testserver"


def listed(client: TestClient, path: str = "/sitemap.xml") -> dict[str, str]:
    """From address to the day of the last change."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/xml")
    root = ET.fromstring(response.content)
    assert root.tag == SITEMAP + "urlset"
    return {
        str(url.findtext(SITEMAP + "loc")): url.findtext(SITEMAP + "lastmod", "") for url in root
    }


def test_every_entry_is_in_the_sitemap_with_its_day(client: TestClient) -> None:
    found = listed(client)
    for plural in KIND_PLURALS.values():
        for page in walk(client, f"/{plural}", limit=100):
            for card in page:
                assert found[BASE + card["url"]] == card["published_at"][:10]


def test_topics_systems_places_and_courts_are_in_the_sitemap(client: TestClient) -> None:
    found = set(listed(client))
    assert {f"{BASE}/topics/{topic}" for topic in TOPICS} <= found
    assert {BASE + item["url"] for item in get(client, "/systems")["items"]} <= found
    assert f"{BASE}/jurisdictions/US" in found
    assert f"{BASE}/" in found
    assert not [url for url in found if "?" in url or "/v/" in url]


def test_every_address_of_the_sitemap_is_a_page(client: TestClient) -> None:
    """All families, and every fifth of the entries."""
    paths = [url.removeprefix(BASE) for url in listed(client)]
    entries = [path for path in paths if path.split("/")[1] in KIND_PLURALS.values()]
    asked = set(paths) - (set(entries) - set(entries[::5]))
    wrong = {path: status for path in asked if (status := client.get(path).status_code) != 200}
    assert wrong == {}


def test_a_long_sitemap_is_split(
    shared_settings: Settings,
    make_client: Callable[[Settings], TestClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = listed(make_client(shared_settings))
    monkeypatch.setattr(discovery, "SITEMAP_SIZE", 200)
    client = make_client(shared_settings)  # one that has given no answer yet
    root = ET.fromstring(client.get("/sitemap.xml").content)
    assert root.tag == SITEMAP + "sitemapindex"
    parts = [str(part.findtext(SITEMAP + "loc")).removeprefix(BASE) for part in root]
    together = [url for part in parts for url in listed(client, part)]
    assert len(together) == len(whole)
    assert set(together) == set(whole)
    for path in ("/sitemap-0.xml", f"/sitemap-{len(parts) + 1}.xml", "/sitemap-x.xml"):
        assert client.get(path).status_code == 404


def test_robots_may_read_everything_but_what_has_no_end(client: TestClient) -> None:
    text = client.get("/robots.txt").text
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    assert parser.can_fetch("AnyBot", "/cases/andersen-v-stability-ai")
    assert parser.can_fetch("AnyBot", "/api/v1/search?q=x")
    assert not parser.can_fetch("AnyBot", "/search?q=x&court=cand")
    assert parser.site_maps() == [f"{BASE}/sitemap.xml"]


def test_a_browser_can_add_the_search(client: TestClient) -> None:
    response = client.get("/opensearch.xml")
    assert response.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = ET.fromstring(response.content)
    assert root.tag == OPENSEARCH + "OpenSearchDescription"
    assert len(str(root.findtext(OPENSEARCH + "ShortName"))) <= 16
    templates = {
        url.get("type"): str(url.get("template")) for url in root.findall(OPENSEARCH + "Url")
    }
    for kind in ("text/html", "application/json"):
        address = templates[kind].removeprefix(BASE).replace("{searchTerms}", "midjourney")
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
    image = str(root.findtext(OPENSEARCH + "Image"))
    assert client.get(image).headers["content-type"].startswith("image/svg+xml")


def test_the_icon_is_where_programs_look_for_it(client: TestClient) -> None:
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert client.get(response.headers["location"]).status_code == 200
