"""Citations on pages: both directions, the graph, the banner, files; over the seed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.documents import case
from tests.support.publishing import publish

MakeClient = Callable[[Settings], TestClient]
CAMPBELL = "/cases/campbell-v-acuff-rose/citations"


def test_both_directions_are_grouped_by_treatment_with_proof(client: TestClient) -> None:
    text = client.get("/cases/warhol-v-goldsmith/citations").text
    cited = text.split('id="cited"')[1].split('id="graph"')[0]
    assert re.search(r"<h3>Criticises .*?</h3>.*?Cariou v. Prince", cited, re.DOTALL)
    assert "Andy Warhol Foundation v. Goldsmith, No. 21-869" in cited
    assert "Artdocket seed data" in cited


def test_an_entry_page_warns_where_a_later_one_criticises_it(client: TestClient) -> None:
    text = client.get("/cases/cariou-v-prince").text
    banner = text.split("banner--notice")[1].split("</div>")[0]
    assert "Criticised by" in banner
    assert "/cases/warhol-v-goldsmith" in banner
    assert 'datetime="2023-05-18"' in banner


def test_what_supersedes_an_entry_is_a_warning_of_the_graver_kind(client: TestClient) -> None:
    text = client.get("/cases/getty-images-v-stability-ai-d-del").text
    assert "Superseded by" in text.split("banner--superseded")[1].split("</div>")[0]


def test_an_entry_page_says_who_cites_it_and_how_deeply(client: TestClient) -> None:
    text = client.get("/laws/us-17-usc-107-fair-use").text
    section = text.split('id="cited-by"')[1].split("</section>")[0]
    assert section.count("<li>") == 6
    assert "named in 1 passage" in section
    assert re.search(r"All \d\d citations", section)
    assert "Interpreted by" not in text.split('id="related"')[1].split("</section>")[0]


@pytest.mark.parametrize("steps", ["", "2"])
def test_every_node_of_the_graph_but_the_middle_leads_on(client: TestClient, steps: str) -> None:
    drawing = drawn(client, steps)
    nodes = drawing.count("<circle")
    assert nodes > 5
    assert len(re.findall(r'<a href="/\w+/[\w-]+/citations">', drawing)) == nodes - 1
    assert 'role="group" aria-labelledby="arcs-title arcs-desc"' in drawing
    assert drawing == drawn(client, steps)


def drawn(client: TestClient, steps: str) -> str:
    text = client.get(CAMPBELL, params={"steps": steps}).text
    return text.split('id="citation-graph-caption"')[1].split("</svg>")[0]


def test_the_table_and_the_json_say_the_same(client: TestClient) -> None:
    data = client.get(f"{CAMPBELL}.json").json()
    table = list(csv.DictReader(io.StringIO(client.get(f"{CAMPBELL}.csv").text)))
    assert len(table) == data["citing_total"] + data["cited_total"]
    assert [row["slug"] for row in table] == [
        one["slug"] for one in (*data["citing"], *data["cited"])
    ]
    warhol = next(one for one in data["citing"] if one["slug"] == "warhol-v-goldsmith")
    assert warhol["date"] == "2023-05-18"
    assert warhol["source"]["url"].startswith("/sources/")


def test_the_api_answers_the_same_as_the_page(client: TestClient) -> None:
    api = client.get("/api/v1/cases/cariou-v-prince/citations").json()
    assert api == client.get("/cases/cariou-v-prince/citations.json").json()
    (history,) = api["later_history"]
    assert (history["relation"], history["effect"]) == ("criticises", "weakens")


def test_what_cannot_be_asked_is_said(client: TestClient) -> None:
    assert client.get(f"{CAMPBELL}.xml").status_code == 404
    assert client.get(CAMPBELL, params={"steps": "9"}).status_code == 400
    assert client.get("/cases/no-such-case/citations").status_code == 404


@pytest.mark.one_database
def test_notes_and_pinpoints_are_text_and_never_markup(
    database: Database, settings: Settings, make_client: MakeClient
) -> None:
    hostile = "<script>alert(1)</script>"
    publish(database, case())
    related = {
        "kind": "case", "slug": "painter-v-model", "relation": "reverses", "source": "s1",
        "note": hostile, "pinpoint": hostile,
    }  # fmt: skip
    publish(database, case("later-v-maker", short_name=hostile, related=[related]))
    client = make_client(settings)
    for path in ("", "/citations", "/dockets"):
        text = client.get(f"/cases/painter-v-model{path}").text
        assert hostile not in text
    assert "Reversed by" in client.get("/cases/painter-v-model").text
