"""References in BibTeX, RIS and CSL-JSON, read back by others' parsers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from kb.citations.formats.decisions import Reporter, printed_in
from kb.exports.bibtex import bibtex
from kb.exports.csl import csl_json
from kb.exports.reference import Reference, plain
from kb.exports.ris import ris

CASE = Reference(
    kind="case",
    key="painter-v-model-v3",
    title="Painter v. Model Maker, Inc.",
    short_title="Painter v. Model Maker",
    authority="United States District Court for the Northern District of California",
    number="3:24-cv-09999",
    issued=(2024, 8, 12),
    language="en",
    jurisdiction="United States",
    abstract="A painter sued over 100% of her works & more.",
    url="https://artdocket.example/cases/painter-v-model/v/3",
    accessed=dt.date(2026, 11, 22),
    note="Artdocket, version 3; facts as of 12 August 2024",
    citations=("765 F. Supp. 3d 382", "2024 WL 3823234"),
    reporter=Reporter("765", "F. Supp. 3d", "382"),
)
HOSTILE = st.text(max_size=60).map(plain)


def test_a_case_has_its_fields_in_every_form() -> None:
    item = json.loads(csl_json([CASE]))[0]
    assert (item["type"], item["authority"], item["number"]) == (
        "legal_case", CASE.authority, "3:24-cv-09999",
    )  # fmt: skip
    assert item["issued"] == {"date-parts": [[2024, 8, 12]]}
    assert (item["volume"], item["container-title"], item["page"]) == ("765", "F. Supp. 3d", "382")
    record = rispy.loads(ris([CASE]))[0]
    assert record["type_of_reference"] == "CASE"
    assert record["title"] == CASE.title
    assert record["urls"] == [CASE.url]
    fields = parse_string(bibtex([CASE]), "bibtex").entries[CASE.key].fields
    assert fields["year"] == "2024"
    assert fields["month"].lower().startswith("aug")
    assert fields["url"] == CASE.url
    assert fields["urldate"] == "2026-11-22"


def test_what_is_unknown_is_left_out() -> None:
    bare = dataclasses.replace(CASE, issued=(), number="", citations=(), reporter=None)
    assert "issued" not in json.loads(csl_json([bare]))[0]
    assert "\nPY" not in ris([bare])
    assert "year" not in bibtex([bare])


@settings(max_examples=30)
@given(st.lists(st.tuples(HOSTILE, HOSTILE, HOSTILE), max_size=4))
def test_whatever_an_entry_says_there_are_as_many_records_as_entries(
    texts: list[tuple[str, str, str]],
) -> None:
    made = [
        dataclasses.replace(CASE, key=f"entry-{number}", title=title or "x", authority=authority,
                            abstract=abstract)
        for number, (title, authority, abstract) in enumerate(texts)
    ]  # fmt: skip
    assert len(rispy.loads(ris(made))) == len(made)
    assert len(json.loads(csl_json(made))) == len(made)
    assert set(parse_string(bibtex(made), "bibtex").entries) == {one.key for one in made}


@pytest.mark.parametrize(
    "text",
    ["x\nER  - \nTY  - BOOK", "x}\n@book{evil, title={y}}", "\\input{/etc/passwd}", "a\x00b\u2028c",
     "{", "}", "100% & more_#~^$\"@"],
)  # fmt: skip
def test_no_text_can_begin_a_record_or_run_a_command(text: str) -> None:
    one = dataclasses.replace(CASE, title=plain(text), abstract=plain(text))
    assert len(rispy.loads(ris([one]))) == 1
    entries = parse_string(bibtex([one]), "bibtex").entries
    assert list(entries) == [CASE.key]
    assert "\\input" not in bibtex([one])


@pytest.mark.parametrize(
    ("citation", "found"),
    [
        ("765 F. Supp. 3d 382", Reporter("765", "F. Supp. 3d", "382")),
        ("130 F.4th 1039", Reporter("130", "F.4th", "1039")),
        ("598 U.S. 508", Reporter("598", "U.S.", "508")),
        ("765 F. Supp. 3d 382 (D. Del. 2025)", Reporter("765", "F. Supp. 3d", "382")),
        ("[2025] EWHC 2863 (Ch)", None),
        ("ECLI:EU:C:2026:855", None),
        ("310 O 227/23", None),
    ],
)
def test_a_printed_report_is_taken_apart(citation: str, found: Reporter | None) -> None:
    assert printed_in(citation) == found
