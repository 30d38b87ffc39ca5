"""The page of bans and labels: what began it all, with dates, proof and data."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from tests.support.html import read

pytestmark = pytest.mark.one_database


def rows(client: TestClient, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/bans.csv{query}").text)))


def test_the_platforms_that_began_it_stand_there_with_rule_and_date(client: TestClient) -> None:
    found = {row["slug"]: row for row in rows(client)}
    assert (found["fur-affinity"]["rule"], found["fur-affinity"]["since"]) == (
        "banned",
        "2022-09-05",
    )
    assert found["artstation"]["rule"] == "labelled"
    assert found["deviantart"]["certainty"] == "at-latest"
    page = read(client.get("/bans").text).text
    assert "Fur Affinity" in page
    assert "5 September 2022" in page


def test_the_newest_rule_comes_first_and_those_without_a_date_last(client: TestClient) -> None:
    dates = [row["since"] for row in rows(client)]
    dated = [date for date in dates if date]
    assert dated == sorted(dated, reverse=True)
    assert dates == dated + [""] * (len(dates) - len(dated))


def test_filters_narrow_page_and_data_alike(client: TestClient) -> None:
    narrowed = rows(client, "?rule=banned&platform_kind=art-community")
    assert {row["rule"] for row in narrowed} == {"banned"}
    items = client.get("/bans.json?rule=banned&platform_kind=art-community").json()["items"]
    assert [item["slug"] for item in items] == [row["slug"] for row in narrowed]
    assert client.get("/bans?rule=forbidden").status_code == 400
    assert client.get("/bans.xml").status_code == 404
