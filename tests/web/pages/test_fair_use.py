"""`/fair-use`: each ruling on a factor stands in the cell of its case."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.vocabulary import FAVOURS
from tests.support.checkout import ROOT
from tests.support.documents import case, changed, law
from tests.support.html import read
from tests.support.publishing import publish


def test_every_ruling_on_a_factor_is_in_the_grid_with_its_note(client: TestClient) -> None:
    text = client.get("/fair-use").text
    page = read(text)
    for path in (ROOT / "seed_data" / "cases").glob("*.json"):
        for ruling in json.loads(path.read_text(encoding="utf-8")).get("fair_use", []):
            start = text.index(f'rowheader"><a href="/cases/{path.stem}">')
            row = text[start : text.index("</tr>", start)]
            cell = re.search(rf'data-label="{ruling["factor"]}\. .*?</td>', row, re.DOTALL)
            assert cell is not None
            assert FAVOURS[ruling["favours"]] in cell[0]
            assert ruling.get("note", "") in page.text


def test_the_chart_counts_every_ruling_once(client: TestClient) -> None:
    text = client.get("/fair-use").text
    rulings = sum(
        len(json.loads(path.read_text(encoding="utf-8")).get("fair_use", []))
        for path in (ROOT / "seed_data" / "cases").glob("*.json")
    )
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    totals = [
        int(re.findall(r"<td[^>]*>(\d+)</td>", row)[-1])
        for row in table.split("</tr>")
        if "<td" in row
    ]
    assert len(totals) == 4
    assert sum(totals) == rulings


def table(client: TestClient, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/fair-use.csv{query}")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text)))


def test_the_table_for_spreadsheets_has_every_ruling_and_what_others_say(
    client: TestClient,
) -> None:
    rows = table(client)
    known = sorted(
        (f"case/{path.stem}", str(one["factor"]), one["favours"], one["date"])
        for path in (ROOT / "seed_data" / "cases").glob("*.json")
        for one in json.loads(path.read_text(encoding="utf-8")).get("fair_use", [])
    )
    keys = ("entry", "factor", "favours", "date")
    factors = [row for row in rows if row["part"] == "factor"]
    assert sorted(tuple(row[key] for key in keys) for row in factors) == known
    assert all(row["source_url"].startswith("http") and row["url"] for row in rows)
    elsewhere = {row["entry"] for row in rows if row["part"] != "factor"}
    assert {
        "law/eu-dsm-directive-2019-790",
        "law/uk-cdpa-1988-s29a",
        "law/germany-urhg-44b",
        "law/germany-urhg-60d",
        "law/japan-copyright-act-30-4",
        "case/kneschke-v-laion",
        "case/gema-v-openai",
        "case/ultraman-guangzhou-internet-court",
        "case/ultraman-hangzhou-lora",
    } <= elsewhere
    assert not any(row["jurisdiction"].startswith("US") for row in rows if row["part"] != "factor")


def test_a_filter_keeps_the_cases_in_which_one_ruling_meets_all_of_it(client: TestClient) -> None:
    cases = {
        row["entry"] for row in table(client, "?factor=4&favours=rightsholder") if row["factor"]
    }
    assert cases == {
        row["entry"]
        for row in table(client)
        if (row["factor"], row["favours"]) == ("4", "rightsholder")
    }


def test_until_goes_by_the_dates_of_the_facts(client: TestClient) -> None:
    rows = table(client, "?until=2020-06-30")
    assert rows
    assert max(row["date"] for row in rows) < "2020-07"
    text = client.get("/fair-use?until=2020-06-30").text
    assert "What had happened by 30 June 2020" in text
    assert 'id="order-DE"' not in text  # its exceptions are of 2021


@pytest.mark.one_database
def test_as_of_reads_the_versions_of_that_day(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    ruling = {"factor": 4, "favours": "developer", "note": "+harm", "source": "s1"}
    first, statute = (
        case(fair_use=[ruling]),
        changed(law(), jurisdiction="JP", topics=["tdm-exception"]),
    )
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, first)
        publish(database, statute)
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, changed(first, fair_use=[ruling | {"favours": "rightsholder"}]))
        publish(database, changed(statute, status="repealed"))
    client = make_client(settings)
    now, then = table(client), table(client, "?as-of=2026-04-01")
    assert [row["favours"] for row in now if row["factor"]] == ["rightsholder"]
    assert [row["favours"] for row in then if row["factor"]] == ["developer"]
    assert then[0]["url"].endswith("/cases/painter-v-model/v/1#factor-4")
    assert then[0]["text"] == "'+harm"
    statuses = {row["status"] for row in then if row["part"] == "law"}
    assert statuses == {"in-force"}
    data = client.get("/fair-use.json?as-of=2026-04-01&until=2030-01-01").json()
    assert data["rulings"] == []  # undated, so nobody can say
    assert data["left_out"] == {"undecidable": 1}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?factor=5", 400),
        ("?favours=luck", 400),
        ("?as-of=2020-01-01", 404),
        ("?page=99", 200),
        (".xml", 404),
    ],
)
def test_a_bad_address_is_told_clearly(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/fair-use{query}").status_code == status
