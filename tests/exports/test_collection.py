"""Many entries in one file: valid in every form, also when empty, cut short or hostile."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import re

import pytest
import rispy
from markdown_it import MarkdownIt
from pybtex.database import parse_string

from kb.entries.documents import Document
from kb.entries.views import EntryPage
from kb.exports.collection import FORMS, Provenance, export
from tests.support.documents import case, law, licence, policy
from tests.support.full_documents import ALL, hostile
from tests.support.pages import page_of

SOURCE = Provenance(
    title="search for painters",
    url="https://kb.example/search?q=painters",
    total=4,
    base_url="https://kb.example",
    accessed=dt.date(2026, 11, 22),
)
DOCUMENTS = (case(), policy(), licence(), law())
#: What ends a record, opens one or starts a program, in one form or another.
INJECTED = (
    "x\nER  - \nTY  - BOOK",
    "x}\n@book{evil, title={y}}",
    "=cmd|' /C calc'!A0",
    "# a heading\n\n<script>alert(1)</script>",
    "@misc{a,b}",
)


def written(form: str, *documents: Document, source: Provenance = SOURCE) -> str:
    pages = {document.slug: page_of(document) for document in documents}

    def read(cards: object) -> list[EntryPage]:
        return list(pages.values())

    cards = [page.card for page in pages.values()]
    exact = dataclasses.replace(source, total=max(len(cards), source.total if cards else 0))
    return "".join(export(cards, form, source=exact, read=read))


def test_bibtex_has_an_entry_each_and_says_where_they_come_from() -> None:
    text = written("bib", *DOCUMENTS)
    assert text.startswith("% Artdocket, search for painters: 4 entries, 22 November 2026, https:")
    assert set(parse_string(text, "bibtex").entries) == {f"{d.slug}-v2" for d in DOCUMENTS}


def test_ris_and_csl_json_have_a_record_each() -> None:
    assert len(rispy.loads(written("ris", *DOCUMENTS))) == 4
    items = json.loads(written("csl.json", *DOCUMENTS))
    assert [item["type"] for item in items] == ["legal_case", "webpage", "document", "legislation"]


def test_json_has_whole_documents_and_their_hashes() -> None:
    data = json.loads(written("json", *DOCUMENTS))
    assert (data["total"], data["exported"], data["accessed"]) == (4, 4, "2026-11-22")
    assert [item["document"]["slug"] for item in data["items"]] == [d.slug for d in DOCUMENTS]
    assert all(len(item["sha256"]) == 64 for item in data["items"])


def test_markdown_links_each_entry_and_its_version() -> None:
    text = written("md", *DOCUMENTS)
    assert text.count("\n## [") == 4
    assert f"Version 2: <https://kb.example/cases/{DOCUMENTS[0].slug}/v/2>" in text


def test_nothing_gives_a_valid_file_in_every_form() -> None:
    assert parse_string(written("bib"), "bibtex").entries == {}
    assert rispy.loads(written("ris")) == []
    assert json.loads(written("csl.json")) == []
    assert json.loads(written("json"))["items"] == []
    assert written("csv").startswith("kind,slug,name")
    assert written("csv").count("\r\n") == 1
    assert "0 entries" in written("md")


def test_what_was_left_out_is_said() -> None:
    cut = dataclasses.replace(SOURCE, total=5231, most=2000)
    assert cut.extent == "the first 2,000 of 5,231 entries"
    assert "the first 2,000 of 5,231 entries" in written("bib", case(), source=cut)
    assert "the first 2,000 of 5,231 entries" in written("md", case(), source=cut)
    assert json.loads(written("json", case(), source=cut))["exported"] == 2000


def test_private_notes_travel_with_their_entry() -> None:
    noted = dataclasses.replace(SOURCE, notes={("case", "painter-v-model"): "=read\nthis } first"})
    documents = (case(), law())
    fields = parse_string(written("bib", *documents, source=noted), "bibtex").entries
    assert [("annote" in one.fields) for one in fields.values()] == [True, False]
    assert "=read this } first" in rispy.loads(written("ris", *documents, source=noted))[0]["notes"]
    rows = list(csv.DictReader(io.StringIO(written("csv", *documents, source=noted), newline="")))
    assert [row["note"] for row in rows] == ["'=read\nthis } first", ""]
    assert json.loads(written("json", *documents, source=noted))["items"][0]["note"]
    assert "**Note:** =read this } first" in written("md", *documents, source=noted)


@pytest.mark.parametrize("text", INJECTED)
def test_no_text_of_an_entry_a_search_or_a_note_adds_a_record(text: str) -> None:
    evil = page_of(case()).card
    noted = dataclasses.replace(SOURCE, title=text, notes={(evil.kind, evil.slug): text})
    line = " ".join(text.split())
    documents = (case(title=line, summary=line), law())
    made = {form: written(form, *documents, source=noted) for form in FORMS}
    assert len(parse_string(made["bib"], "bibtex").entries) == 2
    assert len(rispy.loads(made["ris"])) == 2
    assert len(json.loads(made["csl.json"])) == len(json.loads(made["json"])["items"]) == 2
    cells = [cell for row in csv.reader(io.StringIO(made["csv"], newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    html = MarkdownIt().render(made["md"])
    assert "<script" not in html
    assert html.count("<h1>") == 1
    assert html.count("<h2>") == 2


def test_documents_full_of_hostile_text_stay_one_record_each() -> None:
    documents = [hostile(kind) for kind in ALL]
    assert len(parse_string(written("bib", *documents), "bibtex").entries) == len(documents)
    assert len(rispy.loads(written("ris", *documents))) == len(documents)
    html = MarkdownIt().render(written("md", *documents))
    assert not re.search(r"<(script|img|iframe)", html)
