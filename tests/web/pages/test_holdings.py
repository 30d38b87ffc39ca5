"""`/holdings`: every ruling on record once, with its case, its place and its source."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.checkout import ROOT
from tests.support.documents import case, changed
from tests.support.html import read
from tests.support.publishing import publish


def recorded() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every case of the seed with each of its rulings."""
    for path in sorted((ROOT / "seed_data" / "cases").glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        for holding in told.get("holdings", []):
            yield told, holding


def table(client: TestClient, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/holdings.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text)))


def test_the_table_for_spreadsheets_has_every_ruling_once(client: TestClient) -> None:
    found = sorted((row["case"], row["issue"], row["holding"]) for row in table(client))
    assert found == sorted((told["slug"], one["issue"], one["holding"]) for told, one in recorded())


def test_a_ruling_leads_to_its_own_words_on_the_page_of_the_case(client: TestClient) -> None:
    rows = [row for row in table(client) if row["case"] == "andersen-v-stability-ai"]
    page = client.get("/cases/andersen-v-stability-ai").text
    for row in rows:
        anchor = row["url"].rpartition("#")[2]
        place = page.index(f'id="{anchor}"')
        words = page[place : page.index("</li>", place)]
        assert row["holding"] in read(words).text


def test_filters_keep_exactly_what_they_name(client: TestClient) -> None:
    query = "?issue=fair-use&issue=tdm-exception&favours=developer&from=2024&to=2025"
    found = {(row["case"], row["holding"]) for row in table(client, query)}
    assert found == {
        (told["slug"], one["holding"])
        for told, one in recorded()
        if one["issue"] in {"fair-use", "tdm-exception"}
        and one["favours"] == "developer"
        and "2024" <= one["date"][:4] <= "2025"
    }
    german = table(client, "?jurisdiction=DE&level=appellate")
    assert german
    assert all((row["jurisdiction"], row["level"]) == ("DE", "appellate") for row in german)


def test_until_leaves_out_what_is_later_and_counts_what_nobody_can_tell(
    client: TestClient,
) -> None:
    day = "2025-09-15"
    found = {row["holding"] for row in table(client, f"?until={day}")}
    latest = {one["holding"]: one["date"] for _, one in recorded()}
    assert found == {words for words, date in latest.items() if f"{date}-31"[:10] <= day}
    vague = sum(date == "2025-09" or date == "2025" for date in latest.values())
    assert client.get(f"/holdings.json?until={day}").json()["left_out"]["undecidable"] == vague
    assert vague


def test_the_chart_counts_what_the_list_has(client: TestClient) -> None:
    text = client.get("/holdings?issue=fair-use&from=2023").text
    body = text[text.index('id="chart-years"') :]
    rows = re.findall(r'<th scope="row">(\d{4})</th>(.*?)</tr>', body, re.DOTALL)
    totals = [int(re.findall(r">(\d+)</td>", cells)[-1]) for _, cells in rows]
    assert sum(totals) == len(table(client, "?issue=fair-use&from=2023"))


@pytest.mark.one_database
def test_as_of_reads_what_was_published_by_the_day(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    first = case()
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, first)
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False):
        overruled = {
            "issue": "training-reproduction",
            "holding": "=HYPERLINK(1)",
            "favours": "developer",
            "date": "2024-08-12",
            "source": "s1",
        }
        publish(database, changed(first, holdings=[overruled]))
        publish(database, case("later", short_name="Later v. Case", docket_number="1:26-cv-1"))
    client = make_client(settings)
    (old,) = table(client, "?as-of=2026-04-01")
    assert old["favours"] == "rightsholder"
    assert old["url"].endswith("/cases/painter-v-model/v/1#ruling-training-reproduction")
    assert table(client, "?as-of=2026-04-01&favours=developer") == []
    new = {row["case"]: row for row in table(client)}
    assert new["painter-v-model"]["holding"] == "'=HYPERLINK(1)"
    assert len(new) == 2
    page = read(client.get("/holdings?as-of=2026-04-01").text).text
    assert "What this site said at the end of 1 April 2026." in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/holdings?issue=luck", 400),
        ("/holdings?favours=nobody", 400),
        ("/holdings?from=20244", 400),
        ("/holdings?from=٢٠٢٤", 400),
        ("/holdings?until=2024", 400),
        ("/holdings?as-of=2020-01-01", 404),
        ("/holdings?page=0", 400),
        ("/holdings.atom", 404),
        ("/holdings?page=9999", 200),
        ("/holdings?issue=fair-use&jurisdiction=JP", 200),
    ],
)
def test_a_bad_address_is_told_clearly(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
