"""Where artists begin: a name leads to its platform, and every link somewhere."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.html import read


@pytest.mark.parametrize("name", ["DeviantArt", "deviant art", "deviantart", " DEVIANTART "])
def test_a_name_in_any_spelling_leads_to_its_platform(client: TestClient, name: str) -> None:
    answer = client.get("/artists", params={"platform": name}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/policies/deviantart")


def test_a_name_with_a_day_leads_to_what_the_platform_said_then(client: TestClient) -> None:
    asked = {"platform": "deviantart", "date": "2023-05-01"}
    answer = client.get("/artists", params=asked, follow_redirects=False)
    assert answer.headers["location"] == "/policies/deviantart/on?date=2023-05-01"
    assert client.get("/artists?platform=deviantart&date=then").status_code == 400


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("twiter", "/policies/x-twitter"),
        ("deviantar", "/policies/deviantart"),
        ("<b>", "/policies"),
    ],
)
def test_a_name_that_nothing_has_leads_to_those_near_it(
    client: TestClient, name: str, near: str
) -> None:
    page = read(client.get("/artists", params={"platform": name}).text)
    assert f"“{name}” is not on record." in page.text
    assert near in page.links


def test_every_question_leads_to_a_page(client: TestClient) -> None:
    page = client.get("/artists").text
    main = read(page[page.index("<main") : page.index("</main>")])
    for link in dict.fromkeys(link for link in main.links if not link.startswith("#")):
        assert client.get(link).status_code == 200, link
