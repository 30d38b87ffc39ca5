"""My platforms: kept in the address, in an account where there is one, and nowhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import closing
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.accounts import sign_in
from tests.support.checkout import ROOT
from tests.support.documents import policy
from tests.support.html import read
from tests.support.publishing import publish

PAGE = "/my-platforms?p=deviantart&p=artstation&p=cara&p=tumblr&p=pixiv&p=flickr"


def section(text: str, name: str) -> str:
    """A part of the page as HTML."""
    start = text.index(f'id="{name}"')
    return text[start : text.index("</section>", start)]


def test_six_platforms_have_their_answers_side_by_side(client: TestClient) -> None:
    text = section(client.get(PAGE).text, "answers")
    assert re.findall(r'rowheader"><a href="/policies/([^"]+)"', text) == [
        "deviantart", "artstation", "cara", "tumblr", "pixiv", "flickr",
    ]  # fmt: skip
    assert text.count('role="columnheader"') == 6


def test_every_step_to_opt_out_can_be_ticked_off(client: TestClient) -> None:
    text = section(client.get(PAGE).text, "to-do")
    steps = 0
    for slug in ("deviantart", "artstation", "cara", "tumblr", "pixiv", "flickr"):
        file = ROOT / "seed_data" / "policies" / f"{slug}.json"
        steps += len(json.loads(file.read_text(encoding="utf-8")).get("how_to_opt_out", []))
    assert text.count('type="checkbox"') == steps
    assert "No way to opt out is recorded" in client.get("/my-platforms?p=midjourney").text


def test_suits_are_found_by_party_system_and_data_set_with_the_reason(client: TestClient) -> None:
    page = client.get("/my-platforms?p=deviantart").text
    suits = section(page, "suits")
    andersen = suits[suits.index("/cases/andersen-v-stability-ai") :]
    assert "DeviantArt is sued." in andersen[: andersen.index("</li>")]
    assert "Class action" in andersen[: andersen.index("</li>")]
    assert "/cases/kneschke-v-laion" in suits
    german = section(client.get("/my-platforms?p=deviantart&in=DE").text, "suits")
    assert "/cases/kneschke-v-laion" in german
    assert "/cases/andersen-v-stability-ai" not in german


def test_what_changed_reaches_back_to_the_last_look(client: TestClient) -> None:
    long_ago = section(client.get("/my-platforms?p=deviantart&since=2024-01-01").text, "changed")
    assert "Scraping and AI clauses seen in the terms" in long_ago
    lately = section(client.get("/my-platforms?p=deviantart&since=2026-11-01").text, "changed")
    assert "Nothing that is on record" in lately


def test_the_address_to_bookmark_keeps_the_choice_and_the_day(client: TestClient) -> None:
    links = read(client.get(PAGE).text).links
    (kept,) = {link for link in links if link.startswith(PAGE) and "since=" in link}
    assert client.get(kept).status_code == 200


def test_looking_for_platforms_loses_none_that_was_chosen(client: TestClient) -> None:
    form = section(client.get("/my-platforms?p=deviantart&find=stock").text, "choose")
    assert '<input type="hidden" name="p" value="deviantart">' in form
    assert 'value="adobe-stock"' in form
    assert 'value="cara"' not in form


@pytest.mark.parametrize(
    ("name", "slug"),
    [("twitter", "x-twitter"), ("x", "x-twitter"), ("Twitter", "x-twitter"),
     ("facebook", "meta-instagram-facebook"), ("iStock", "getty-images"), ("Steam", "steam")],
)  # fmt: skip
def test_a_former_or_shorter_name_of_a_platform_means_it(
    client: TestClient, name: str, slug: str
) -> None:
    page = client.get("/my-platforms", params={"p": name}).text
    assert f'rowheader"><a href="/policies/{slug}"' in page
    assert "not on record" not in read(page).text


def test_a_name_that_is_not_on_record_leads_to_one_that_is(client: TestClient) -> None:
    page = client.get("/my-platforms?p=devianart&p=cara").text
    assert "“devianart” is not on record" in read(page).text
    assert "/my-platforms?p=cara&amp;p=deviantart" in page
    nothing_near = client.get("/my-platforms?p=zq").text
    assert "“zq” is not on record" in read(nothing_near).text
    assert ">Add " not in nothing_near


@pytest.mark.parametrize("form", ["atom", "ics"])
def test_a_file_about_unknown_platforms_alone_is_not_there(client: TestClient, form: str) -> None:
    answer = client.get(f"/my-platforms.{form}?p=nowhere&p=nothing")
    assert answer.status_code == 404
    assert "no platform with the name “nowhere” or “nothing”" in answer.text
    assert client.get(f"/my-platforms.{form}?p=nowhere&p=cara").status_code == 200


def test_the_feed_has_what_was_published_about_these_platforms_alone(client: TestClient) -> None:
    answer = client.get("/my-platforms.atom?p=deviantart&p=cara")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ET.fromstring(answer.text).findall(f"{atom}entry")
    ids = [str(entry.findtext(f"{atom}id")) for entry in entries]
    assert {one.split("/policies/")[1].split("/")[0] for one in ids} == {"deviantart", "cara"}
    assert client.get("/my-platforms.atom").status_code == 200


def test_what_happened_on_some_day_of_the_year_is_no_date_to_come(client: TestClient) -> None:
    to_do = section(client.get("/my-platforms?p=deviantart").text, "to-do")
    assert "Hearing on summary judgment, as reported" in to_do
    assert "Summary-judgment hearing moved" not in to_do


def test_the_dates_to_come_are_there_for_a_calendar(client: TestClient) -> None:
    answer = client.get("/my-platforms.ics?p=deviantart")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "Andersen" in answer.text
    assert "/my-platforms.ics?p=deviantart" in client.get("/my-platforms?p=deviantart").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("since=2099-01-01", 400), ("since=soon", 400), ("in=XX", 400), ("p=%00", 400),
        ("&".join(f"p=x{n}" for n in range(31)), 400), ("find=" + "x" * 5000, 200), ("", 200),
    ],
)  # fmt: skip
def test_an_address_is_answered_clearly(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/my-platforms?{query}").status_code == status


@pytest.mark.one_database
def test_an_account_keeps_them_in_a_list_and_tells_what_changed(
    settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    client = make_client(settings)
    with closing(Database(settings.resolved_database_url)) as database:
        publish(database, policy("gallery"))
        publish(database, policy("hall", platform="Hall", title="Hall"))
        assert client.post("/my-platforms", data={"p": "hall"}).status_code in {303, 401, 403}
        sign_in(client, settings, "reader")
        client.post("/my-platforms", data={"p": ["gallery", "hall"]})
        assert client.post("/my-platforms", data={"p": "gallery"}).status_code == 303
        page = client.get("/my-platforms").text
        assert re.findall(r'rowheader"><a href="/policies/([^"]+)"', page) == ["gallery"]
        answer = {"value": "yes", "source": "s1"}
        publish(database, policy("gallery", answers={"ai_images_allowed": answer}))
        assert "since you kept it" in read(client.get("/my-platforms").text).text
    assert 'href="/account/lists/1"' in client.get("/account/lists").text
