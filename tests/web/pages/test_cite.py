"""`/cite` opens what a person means, and is honest where it cannot tell."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.html import read

pytestmark = pytest.mark.one_database  # one query, asked of both by tests/citations


def opened(client: TestClient, text: str) -> str | None:
    answer = client.get("/cite", params={"q": text}, follow_redirects=False)
    return answer.headers["location"] if answer.status_code == 303 else None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("744 F.Supp.3d 956", "/cases/andersen-v-stability-ai"),
        ("3:23-cv-00201-WHO", "/cases/andersen-v-stability-ai"),
        ("23-cv-201", "/cases/andersen-v-stability-ai"),
        ("Andersen v. Stability AI, 744 F. Supp. 3d 956 (N.D. Cal. 2024)",) * 1
        + ("/cases/andersen-v-stability-ai",),
        ("andersen v stability ai", "/cases/andersen-v-stability-ai"),
        ("[2025] ewhc 2863 ch", "/cases/getty-images-v-stability-ai-uk"),
        ("310 o 227/23", "/cases/kneschke-v-laion"),
        ("17 usc 1202(b)", "/laws/us-17-usc-1202"),
        ("§ 44b UrhG", "/laws/germany-urhg-44b"),
        ("Art. 4 DSM", "/laws/eu-dsm-directive-2019-790"),
    ],
)
def test_a_citation_as_a_person_types_it_opens_its_entry(
    client: TestClient, text: str, path: str
) -> None:
    assert opened(client, text) == path


def test_several_entries_are_a_short_list(client: TestClient) -> None:
    answer = client.get("/cite", params={"q": "17 U.S.C. §§ 106, 107"}, follow_redirects=False)
    assert answer.status_code == 200
    assert "Several entries fit" in answer.text
    assert 'href="/laws/us-17-usc-106"' in answer.text


def test_a_name_that_does_not_fit_its_number_is_not_opened_blindly(client: TestClient) -> None:
    answer = client.get(
        "/cite", params={"q": "Smith v. Acme, 744 F. Supp. 3d 956"}, follow_redirects=False
    )
    assert answer.status_code == 200
    assert "does not fit: this is Andersen v. Stability AI" in answer.text


def test_an_unknown_citation_says_what_was_recognised_and_offers_the_search(
    client: TestClient,
) -> None:
    answer = client.get("/cite", params={"q": "999 F.4th 1 and C-999/24"})
    assert answer.status_code == 404
    assert "case number of the EU courts" in answer.text
    assert 'href="/search?q=999+F.4th+1+and+C-999%2F24"' in answer.text


def test_an_unknown_number_beside_a_known_name_offers_the_name(client: TestClient) -> None:
    answer = client.get("/cite", params={"q": "Andersen v. Stability AI, 999 F.4th 1 (2025)"})
    assert answer.status_code == 200
    assert "No entry has this citation; the name is known" in answer.text
    assert 'href="/cases/andersen-v-stability-ai"' in answer.text
    assert "not under this citation" in answer.text


def test_nothing_typed_is_a_form_whose_examples_open(client: TestClient) -> None:
    page = client.get("/cite")
    assert page.status_code == 200
    for text in ("744 F. Supp. 3d 956", "310 O 227/23", "Andersen v. Stability"):
        assert text in page.text
        assert opened(client, text)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\0", "v.", "§", "%", "=1+1", "a" * 500]
)
def test_any_text_gets_an_answer(client: TestClient, text: str) -> None:
    answer = client.get("/cite", params={"q": text})
    assert answer.status_code in (200, 404)
    assert "<script>alert" not in answer.text


def test_a_part_of_a_docket_number_lists_the_cases_that_have_it(client: TestClient) -> None:
    answer = client.get("/cite?q=00201", follow_redirects=False)
    page = read(answer.text)
    assert answer.status_code == 200
    assert "Docket numbers with “00201” in them" in page.text
    assert "/cases/andersen-v-stability-ai" in page.links


@pytest.mark.parametrize("text", ["0000", "-1", "the", "v"])
def test_what_tells_no_name_apart_names_nothing(client: TestClient, text: str) -> None:
    answer = client.get("/cite", params={"q": text}, follow_redirects=False)
    assert answer.status_code == 404
    assert "Entries of that name" not in answer.text


def test_a_whole_brief_is_sent_to_its_own_page(client: TestClient) -> None:
    answer = client.get("/cite", params={"q": "a" * 501})
    assert answer.status_code == 400
    assert "/brief checks whole texts" in answer.text
