"""`POST /api/v1/citations/lookup`: what a text cites, and where it is."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kb.web.api.models.citations import LONGEST_LOOKUP

PATH = "/api/v1/citations/lookup"

pytestmark = pytest.mark.one_database  # one query; `tests/citations/test_resolve.py` asks both


def test_every_citation_comes_back_with_its_place_and_its_entry(client: TestClient) -> None:
    text = "See Andersen, 744 F.Supp.3d 956; cf. Case C-999/24 and 310 O 227/23."
    found = client.post(PATH, json={"text": text}).json()
    assert [set(one) for one in found] == [
        {"text", "start", "end", "family", "normalised", "status", "matches"}
    ] * 3
    assert [text[one["start"] : one["end"]] for one in found] == [one["text"] for one in found]
    assert [(one["normalised"], one["status"]) for one in found] == [
        ("744 F. Supp. 3d 956", "found"),
        ("C-999/24", "unknown"),
        ("310 O 227/23", "found"),
    ]
    assert found[0]["matches"] == [
        {
            "kind": "case",
            "slug": "andersen-v-stability-ai",
            "url": "/cases/andersen-v-stability-ai",
            "title": "Andersen et al. v. Stability AI Ltd. et al.",
        }
    ]


def test_a_text_without_citations_answers_an_empty_list(client: TestClient) -> None:
    answer = client.post(PATH, json={"text": "Nothing is cited here, on pages 10-15."})
    assert (answer.status_code, answer.json()) == (200, [])
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b'{"text": 5}', 400, "text"),
        (b"{}", 400, "text"),
        (b"[]", 400, "JSON object"),
        (b"not json", 400, "not JSON"),
        (b'{"text": "a", "b": 1}', 400, "b"),
        (b'{"text": "%s"}' % (b"a" * (LONGEST_LOOKUP + 1)), 413, "at most 64,000"),
        (b'{"text": "%s"}' % (b"a" * (5 << 20)), 413, "larger than 4 MB"),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_a_sentence(
    client: TestClient, body: bytes, status: int, words: str
) -> None:
    answer = client.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
