"""`/api/docs`: every operation and shape, readable without a script."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from kb.web.api.examples import REQUESTS
from kb.web.api.openapi import document, operations


def test_every_operation_has_its_address_a_curl_line_and_an_example(client: TestClient) -> None:
    page = client.get("/api/docs").text
    for path, operation in operations(document()):
        assert f"{operation['x-method']} {path}" in page
        assert f'id="{operation["operationId"]}"' in page
    assert len(re.findall(r"<code>curl .*https://testserver/api/v1", page)) == len(REQUESTS)


def test_every_link_inside_the_page_leads_somewhere(client: TestClient) -> None:
    page = client.get("/api/docs").text
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert len(re.findall(r' id="([^"]+)"', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


def test_nothing_comes_from_elsewhere_and_nothing_needs_a_script(client: TestClient) -> None:
    response = client.get("/api/docs")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    sources = re.findall(r'(?:src|<link[^>]+href)="(https?://[^"]+)"', response.text)
    assert [url for url in sources if not url.startswith("https://testserver/")] == []
    assert "<script>" not in response.text
    assert " style=" not in response.text


def test_people_who_leave_out_the_end_arrive(client: TestClient) -> None:
    response = client.get("/api")
    assert response.status_code == 308
    assert response.headers["location"] == "/api/docs"
