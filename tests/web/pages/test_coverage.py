"""`/coverage`: its numbers are those of the seed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.testclient import TestClient

from kb.core.settings import Settings
from tests.support.checkout import ROOT
from tests.support.html import read


def documents(kind: str) -> list[dict[str, Any]]:
    folder = ROOT / "seed_data" / kind
    return [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]


def table_of(text: str, figure: str) -> list[list[str]]:
    """The cells of the table under a chart."""
    start = text.index(f'id="{figure}"')
    table = text[text.index("<tbody>", start) : text.index("</tbody>", start)]
    return [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("</tr>") if "<t" in row
    ]


def test_the_rulings_of_the_chart_add_up_to_all_holdings(client: TestClient) -> None:
    text = client.get("/coverage").text
    held = sum(len(case.get("holdings", [])) for case in documents("cases"))
    assert sum(int(row[-1]) for row in table_of(text, "chart-rulings")) == held


def test_the_answers_of_the_chart_add_up_to_all_answers(client: TestClient) -> None:
    text = client.get("/coverage").text
    answers = sum(len(policy["answers"]) for policy in documents("policies"))
    terms = sum(len(licence["terms"]) for licence in documents("licences"))
    assert sum(int(row[2]) for row in table_of(text, "chart-policies")) == answers
    assert sum(int(row[2]) for row in table_of(text, "chart-licences")) == terms


def test_the_cases_of_the_chart_and_those_left_out_are_all_cases(client: TestClient) -> None:
    text = client.get("/coverage").text
    charted = sum(int(row[-1]) for row in table_of(text, "chart-filed"))
    left_out = re.search(r"(\d+) precedents from before 2020 and (\d+) cases whose month", text)
    assert left_out is not None
    assert charted + int(left_out[1]) + int(left_out[2]) == len(documents("cases"))


def test_every_open_point_of_every_document_is_listed(client: TestClient) -> None:
    page = read(client.get("/coverage").text)
    points = [
        point["text"]
        for kind in ("cases", "policies", "licences", "laws")
        for document in documents(kind)
        for point in document.get("anomalies", [])
    ]
    assert points
    assert f"{len(points)} facts are uncertain" in page.text
    assert [text for text in points if " ".join(text.split()) not in page.text] == []


def test_kinds_and_statuses_are_counted(client: TestClient) -> None:
    text = client.get("/coverage").text
    pending = sum(case["status"] == "pending" for case in documents("cases"))
    assert f'<th scope="row">Pending</th><td class="num">{pending}</td>' in text
    for kind in ("cases", "policies", "licences", "laws"):
        assert f'data-label="Entries">{len(documents(kind))}</td>' in text


def test_an_empty_installation_has_the_page_too(
    settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    assert make_client(settings).get("/coverage").status_code == 200
