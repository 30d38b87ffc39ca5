"""`/fair-use`: each ruling on a factor stands in the cell of its case."""

from __future__ import annotations

import json
import re

from starlette.testclient import TestClient

from kb.entries.vocabulary import FAVOURS
from tests.support.checkout import ROOT
from tests.support.html import read


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
