"""The matrices say what the documents say, and filter by every answer."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.core import clock
from kb.core.dates import latest
from kb.entries import vocabulary
from tests.support.checkout import ROOT
from tests.support.html import read

NONE = dt.date.min


def document(kind: str, slug: str) -> dict[str, Any]:
    path = ROOT / "seed_data" / kind / f"{slug}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def row_of(text: str, path: str) -> str:
    """The row of an entry as HTML."""
    start = text.index(f'<th scope="row" role="rowheader"><a href="{path}">')
    return text[start : text.index("</tr>", start)]


def cell_of(row: str, question: str) -> str:
    label = html.escape(vocabulary.QUESTIONS[question].label)
    found = re.search(rf'<td [^>]*data-label="{re.escape(label)}">(.*?)</td>', row, re.DOTALL)
    assert found is not None
    return found[1]


def test_deviantarts_cells_say_what_its_document_says(client: TestClient) -> None:
    answers = document("policies", "deviantart")["answers"]
    row = row_of(client.get("/policies/matrix").text, "/policies/deviantart")
    for name, answer in answers.items():
        cell = cell_of(row, name)
        assert html.escape(vocabulary.QUESTIONS[name].values[answer["value"]]) in cell
        assert f'href="/policies/deviantart#answer-{name}"' in cell
        assert 'href="/sources/' in cell
        if "since" in answer:
            assert f'<time datetime="{answer["since"]}">' in cell
            assert ("by <time" if answer["certainty"] == "at-latest" else "since <time") in cell
    missing = set(vocabulary.POLICY_QUESTIONS) - set(answers)
    assert all("Not recorded" in cell_of(row, name) for name in missing)


def test_every_entry_has_a_row(client: TestClient) -> None:
    for plural in ("policies", "licences"):
        slugs = {path.stem for path in (ROOT / "seed_data" / plural).glob("*.json")}
        text = client.get(f"/{plural}/matrix").text
        found = set(re.findall(rf'rowheader"><a href="/{plural}/([^"]+)"', text))
        assert found == slugs


@pytest.mark.parametrize("value", ["no", "labelled-only"])
def test_a_filter_by_answer_keeps_exactly_those_that_give_it(
    client: TestClient, value: str
) -> None:
    given = {
        path.stem
        for path in (ROOT / "seed_data" / "policies").glob("*.json")
        if document("policies", path.stem)["answers"].get("ai_images_allowed", {}).get("value")
        == value
    }
    text = client.get("/policies/matrix", params={"ai_images_allowed": value}).text
    assert set(re.findall(r'rowheader"><a href="/policies/([^"]+)"', text)) == given
    assert f"<strong>{len(given)}</strong> of 107 platforms" in text
    assert "Remove answer: Are AI images allowed?" in read(text).text


def test_filters_add_up_and_go_with_the_kind(client: TestClient) -> None:
    params = {"platform_kind": "generator", "user_owns_output": "yes"}
    page = read(client.get("/policies/matrix", params=params).text)
    assert "Remove kind of platform: Generator" in page.text
    assert "Remove answer: Do users own the output? Yes" in page.text


def test_no_match_offers_the_way_back(client: TestClient) -> None:
    params = {"platform_kind": "contest", "user_owns_output": "no", "indemnity_offered": "yes"}
    page = read(client.get("/policies/matrix", params=params).text)
    assert "No platform gives all these answers" in page.text
    assert "/policies/matrix" in page.links


def test_the_table_for_spreadsheets_has_each_answer_with_date_and_source(
    client: TestClient,
) -> None:
    response = client.get("/policies/matrix.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(response.text))}
    assert len(rows) == 107
    answer = document("policies", "deviantart")["answers"]["platform_trains_on_uploads"]
    row = rows["deviantart"]
    assert row["platform_trains_on_uploads"] == answer["value"]
    assert row["platform_trains_on_uploads_since"] == answer.get("since", "")
    assert row["platform_trains_on_uploads_certainty"] == answer.get("certainty", "")
    assert row["platform_trains_on_uploads_source"].startswith("https://testserver/sources/")


def test_the_json_of_the_page_is_that_of_the_api(client: TestClient) -> None:
    for plural in ("policies", "licences"):
        page = client.get(f"/{plural}/matrix.json?sort=title").json()
        assert page == client.get(f"/api/v1/{plural}/matrix").json()
        accepted = client.get(f"/{plural}/matrix", headers={"Accept": "application/json"})
        assert accepted.json() == page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/policies/matrix?ai_images_allowed=perhaps", 400),
        ("/policies/matrix?platform_kind=planet", 400),
        ("/policies/matrix?sort=best", 400),
        ("/policies/matrix?show=colour", 400),
        ("/policies/matrix.xml", 404),
        ("/licences/matrix?jurisdiction=XX", 400),
    ],
)
def test_a_bad_address_is_told_clearly(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert "“" in read(response.text).text


def slugs_of(text: str) -> list[str]:
    return re.findall(r'rowheader"><a href="/policies/([^"]+)"', text)


def test_pinned_platforms_stay_on_top_whatever_the_filters(client: TestClient) -> None:
    text = client.get("/policies/matrix?pin=cara&pin=deviantart&platform_kind=contest").text
    assert slugs_of(text)[:2] == ["cara", "deviantart"]
    row = row_of(text, "/policies/cara")
    assert 'href="/policies/matrix?platform_kind=contest&amp;pin=deviantart"' in row
    page = read(client.get("/policies/matrix?pin=nothing").text)
    assert "Not on record: nothing" in page.text


def test_columns_can_be_chosen_in_every_form(client: TestClient) -> None:
    query = "?show=ai_images_allowed&pin=cara"
    page = client.get(f"/policies/matrix{query}").text
    assert page.count('role="columnheader"') == 2
    rows = list(csv.reader(io.StringIO(client.get(f"/policies/matrix.csv{query}").text)))
    assert rows[0][6:] == [
        "ai_images_allowed", "ai_images_allowed_since", "ai_images_allowed_certainty",
        "ai_images_allowed_source",
    ]  # fmt: skip
    told = client.get(f"/policies/matrix.json{query}").json()
    assert told == client.get(f"/api/v1/policies/matrix{query}").json()
    assert [question["id"] for question in told["questions"]] == ["ai_images_allowed"]
    assert (told["items"][0]["slug"], rows[1][0]) == ("cara", "cara")


def test_what_changed_last_comes_first_where_it_is_asked_for(client: TestClient) -> None:
    items = client.get("/api/v1/policies/matrix?sort=changed").json()["items"]
    newest = [
        max((latest(one["since"]) for one in told if one["since"]), default=NONE)
        for told in (item["answers"].values() for item in items)
    ]
    assert newest == sorted(newest, reverse=True)


def test_an_answer_that_began_within_a_year_is_marked(client: TestClient) -> None:
    new = clock.today() - dt.timedelta(days=365)
    items = client.get("/api/v1/policies/matrix").json()["items"]
    text = client.get("/policies/matrix").text
    for item in items[:40]:
        began = [one["since"] for one in item["answers"].values() if one["since"]]
        marks = row_of(text, item["url"]).count("new this year")
        assert marks == sum(since >= new.isoformat() for since in began)


def test_a_table_for_other_sites_is_plain_and_leads_back(client: TestClient) -> None:
    query = "?platform_kind=contest&show=ai_images_allowed"
    snippet = client.get(f"/policies/matrix.html{query}").text
    page = read(snippet)
    assert page.dangers == []
    assert not {"script", "iframe", "style", "link"} & set(page.tags)
    assert all(link.startswith("https://") for link in page.links)
    assert f"https://testserver/policies/matrix{query}" in page.links
    box = client.get(f"/policies/matrix{query}&embed=1").text
    assert html.escape(snippet.splitlines()[1], quote=False)[:60] in box.replace("&#34;", '"')
    assert "too much to copy" in client.get("/policies/matrix?embed=1").text


def test_a_day_shows_what_is_known_to_have_applied_then(client: TestClient) -> None:
    body = client.get("/policies/matrix.json?until=2023-05-01").json()
    assert (body["until"], body["as_of"]) == ("2023-05-01", None)
    held = {row["slug"]: row["answers"] for row in body["items"]}
    # Between the copies of 2022-09-20 and 2024-04-07 nobody knows.
    assert held["deviantart"]["scraping_for_training_forbidden"]["held"] == "perhaps"
    assert held["x-twitter"]["platform_trains_on_uploads"]["held"] == "perhaps"
    for row in body["items"]:
        for answer in row["answers"].values():
            if answer["held"] == "held" and answer["since"]:
                assert answer["since"][:10] <= "2023-05-01"


def test_the_page_of_a_day_gives_no_plain_answer_that_is_not_known(client: TestClient) -> None:
    page = client.get("/policies/matrix?until=2023-05-01&pin=deviantart").text
    often = page.split('aria-label="Often asked"')[1].split("</ul>")[0]
    assert often.count("until=2023-05-01") == often.count("<a ") > 0
    assert "What is known to have applied on 1 May 2023." in read(page).text
    row = page[page.index('href="/policies/deviantart">') :]
    row = row[: row.index("</tr>")]
    assert "Perhaps: Yes" in row
    assert "/policies/deviantart/answers#scraping_for_training_forbidden" in row
    assert "new this year" not in page


def test_a_filter_keeps_what_is_known_to_have_applied_on_the_day(client: TestClient) -> None:
    asked = "platform_trains_on_uploads=opt-out&until="
    early = client.get(f"/policies/matrix.json?{asked}2023-05-01").json()["items"]
    late = client.get(f"/policies/matrix.json?{asked}2026-06-01").json()["items"]
    assert {row["slug"] for row in early} < {row["slug"] for row in late}
    answers = [row["answers"]["platform_trains_on_uploads"] for row in early]
    assert all(one["held"] in {"held", "later"} for one in answers)


def test_the_table_of_a_day_says_how_surely_each_answer_held(client: TestClient) -> None:
    text = client.get("/policies/matrix.csv?until=2023-05-01&show=ai_images_allowed").text
    (row,) = [one for one in csv.DictReader(io.StringIO(text)) if one["slug"] == "fur-affinity"]
    assert (row["ai_images_allowed"], row["ai_images_allowed_held"]) == ("no", "held")
    column = "show=scraping_for_training_forbidden"
    plain = client.get(f"/policies/matrix.html?until=2023-05-01&{column}")
    assert "Perhaps: Yes</a>" in plain.text
    assert "as of 1 May 2023" in plain.text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/policies/matrix?until=2199-01-01", 400), ("/policies/matrix?until=0000-01-01", 400),
     ("/policies/matrix?until=1990-01-01", 200), ("/policies/matrix?as-of=1990-01-01", 404),
     ("/policies/matrix?as-of=2099-01-01", 200), ("/licences/matrix?until=2024-01-01", 400),
     ("/api/v1/policies/matrix?as_of=2099-01-01&until=2024-01-01", 200)],
)  # fmt: skip
def test_a_day_is_answered_clearly(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
