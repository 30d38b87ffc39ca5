"""`/cases/{slug}/claims`: each outcome on record stands in its cell, and nothing else does."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.checkout import ROOT
from tests.support.documents import case, changed
from tests.support.html import read
from tests.support.publishing import publish

PATH = "/cases/andersen-v-stability-ai/claims"


def test_every_outcome_of_the_document_is_in_the_table_for_spreadsheets(
    client: TestClient,
) -> None:
    told = json.loads((ROOT / f"seed_data{PATH.removesuffix('/claims')}.json").read_text("utf-8"))
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PATH}.csv").text)))
    known = {(one["claim"], one["stage"], one["date"], one["status"]) for one in told["outcomes"]}
    found = {(row["claim"], row["stage"], row["date"], row["status"]) for row in rows}
    assert found == known
    fates = {row["claim"]: row["claim_status"] for row in rows}
    assert fates == {one["claim"]: one["status"] for one in told["claims"]}
    assert all(row["source_url"].startswith("http") for row in rows)
    assert {row["defendant"] for row in rows} == {one["name"] for one in told["defendants"]}


def test_a_cell_names_its_source_and_an_empty_one_says_so(client: TestClient) -> None:
    text = client.get(PATH).text
    row = text[text.index('rowheader">Midjourney, DeviantArt</th>') :]
    row = row[: row.index("</tr>")]
    assert "Dismissed with leave to amend" in row
    assert 'href="#source-s25"' in row
    assert "Not recorded" in row  # between the orders
    assert PATH in read(client.get("/cases/andersen-v-stability-ai").text).links


def test_until_shows_what_had_been_decided_by_a_day(client: TestClient) -> None:
    page = client.get(f"{PATH}?until=2024-01-31").text
    assert "What had happened by 31 January 2024" in page
    assert "Second order on motions to dismiss" not in page
    data = client.get(f"{PATH}.json?until=2024-01-31").json()
    assert data["until"] == "2024-01-31"
    assert {one["date"] for one in data["stages"]} == {"2023-10-30", "2023-11-29"}
    assert data["left_out"]["later"] > 0


def test_as_of_a_day_before_the_first_publication_says_what_to_ask_instead(
    client: TestClient,
) -> None:
    response = client.get(f"{PATH}?as-of=2024-01-31")
    assert response.status_code == 404
    assert "until" in read(response.text).text


@pytest.mark.one_database
def test_as_of_shows_the_version_that_stood_and_formulas_stay_text(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    first = case()
    publish(database, first)
    evil = {"claim": "=cmd|' /C calc'!A0", "basis": "@SUM(1)", "against": "+1", "source": "s1"}
    outcome = {"claim": evil["claim"], "stage": "trial", "status": "failed", "date": "2024-08-12"}
    publish(
        database,
        changed(
            first,
            claims=[evil | {"status": "failed"}],
            outcomes=[outcome | {"note": "-1", "source": "s1"}],
        ),
    )
    client = make_client(settings)
    row = next(csv.reader(io.StringIO(client.get("/cases/painter-v-model/claims.csv").text[0:])))
    assert row[0] == "case"
    (line,) = csv.DictReader(io.StringIO(client.get("/cases/painter-v-model/claims.csv").text))
    assert line["claim"] == "'" + evil["claim"]
    assert (line["basis"], line["defendant"], line["note"]) == ("'@SUM(1)", "'+1", "'-1")
    days = client.get("/cases/painter-v-model/claims?as-of=2999-01-01").text
    assert "from version 2" in read(days).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/cases/nobody-v-nothing/claims", 404),
        (f"{PATH}.xml", 404),
        (f"{PATH}?until=soon", 400),
        (f"{PATH}?as-of=2024-02-31", 400),
        ("/policies/deviantart/claims", 404),
    ],
)
def test_a_bad_address_is_told_clearly(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
