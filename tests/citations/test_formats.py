"""Formatted citations of well-known cases, laws, licences and policies of the seed."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import pytest

from kb.citations.formats import STYLES, Cited, Formatted, formatted
from kb.citations.formats.decisions import decisions
from kb.citations.formats.marked import italic, joined, sentence
from kb.citations.formats.names import undotted
from kb.entries.documents import CaseDocument, Document, load_courts, load_documents
from kb.entries.tables import Court
from tests.support.checkout import ROOT
from tests.support.documents import case
from tests.support.full_documents import ALL, hostile

EXPECTED = tomllib.loads((Path(__file__).parent / "formats.toml").read_text(encoding="utf-8"))
URL = "https://kb.example/cases/x/v/3"


@cache
def courts() -> dict[str, Court]:
    return {
        one.id: Court(**one.model_dump(exclude={"aliases"}))
        for one in load_courts(ROOT / "seed_data" / "courts.json")
    }


@cache
def seed() -> dict[str, Document]:
    return {one.slug: one for one in load_documents(ROOT / "seed_data")}


def cited(document: Document, style: str) -> Formatted:
    given = Cited(document, version=3, url=URL, accessed=dt.date(2026, 11, 22), courts=courts())
    return formatted(given, style)


@pytest.mark.parametrize(
    ("style", "slug"), [(style, slug) for style, slugs in EXPECTED.items() for slug in slugs]
)
def test_an_entry_is_cited_as_the_guide_has_it(style: str, slug: str) -> None:
    assert cited(seed()[slug], style).citation.text == EXPECTED[style][slug]


def test_no_citation_has_an_ecli_that_is_not_recorded() -> None:
    for document in seed().values():
        if isinstance(document, CaseDocument):
            recorded = [one for one in document.citations if one.startswith("ECLI:")]
            for style in STYLES:
                made = cited(document, style)
                assert made.full.text.count("ECLI:") == len(recorded[:1])


def test_names_of_cases_are_in_italics_and_everything_is_escaped() -> None:
    made = cited(seed()["harper-and-row-v-nation"], "bluebook").citation
    assert made.html == (
        "<i>Harper &amp; Row, Publishers, Inc. v. Nation Enters.</i>, 471 U.S. 539 (1985)."
    )
    assert made.text.startswith("Harper & Row, ")


@pytest.mark.parametrize(
    ("style", "ending"),
    [
        ("bluebook", f", Artdocket (version 3), {URL} (last visited Nov. 22, 2026)."),
        ("oscola", f" (Artdocket, version 3) <{URL}> accessed 22 November 2026."),
        ("german", " (Artdocket, Version 3; zuletzt abgerufen am 22.11.2026)."),
        ("neutral", f". Artdocket, version 3, {URL} (read 22 November 2026)."),
    ],
)  # fmt: skip
def test_the_whole_citation_ends_in_the_versions_address_and_the_day(
    style: str, ending: str
) -> None:
    for slug in ("kadrey-v-meta", "germany-urhg-44b", "cc-by-4-0", "deviantart"):
        assert cited(seed()[slug], style).full.text.endswith(ending)


def test_further_decisions_follow_the_main_one() -> None:
    made = cited(seed()["getty-images-v-stability-ai-uk"], "oscola")
    assert [one.text[-20:-1] for one in made.others] == [
        "[2025] EWHC 3343 (Ch)"[-19:], "[2025] EWHC 38 (Ch)", "[2023] EWHC 3090 (Ch)"[-19:],
        "[2025] EWHC 1423 (Ch)"[-19:], "d [2025] EWCA Civ 749"[-19:],
    ]  # fmt: skip


def test_what_is_not_recorded_is_left_out_and_named() -> None:
    bare = case(docket_number=None, filed=None, status="decided", closed="2024", holdings=[])
    made = cited(bare, "bluebook")
    assert made.citation.text == "Painter v. Model Maker, Inc. (N.D. Cal.)."
    assert made.gaps == ("the docket number", "the date of the decision")
    assert cited(seed()["kadrey-v-meta"], "bluebook").gaps == ()


def test_an_appeal_is_cited_by_its_docket_where_that_is_recorded() -> None:
    below = seed()["thomson-reuters-v-ross-d-del"]
    docket = {"number": "25-2153", "court_id": "ca3", "label": "Appeal"}
    given = CaseDocument.model_validate(below.model_dump() | {"other_dockets": [docket]})
    ending = "(D. Del. 2025), appeal docketed, No. 25-2153 (3d Cir.)."
    assert cited(given, "bluebook").citation.text.endswith(ending)


def test_every_entry_has_a_citation_in_every_style_without_holes() -> None:
    for document in seed().values():
        for style in STYLES:
            text = cited(document, style).full.text
            assert "None" not in text
            assert "  " not in text
            assert "()" not in text
            assert ", ," not in text
            assert ".." not in text.replace("...", "")


def test_the_decisions_of_a_case_are_known_without_its_courts() -> None:
    for document in seed().values():
        if isinstance(document, CaseDocument):
            own = courts()[document.court_id].short_name
            alone = decisions(document, own=own, courts={})[0].reporter
            assert alone == decisions(document, own=own, courts=courts())[0].reporter


def test_hostile_names_stay_text() -> None:
    for kind in ALL:
        for style in STYLES:
            assert "<script" not in cited(hostile(kind), style).full.html


def test_runs_of_text_join_and_end_as_sentences() -> None:
    assert joined(["", italic("A"), "b"], ", ").html == "<i>A</i>, b"
    assert sentence(joined(["Stats."], "")).text == "Stats."
    assert not joined(["", italic("")], ", ")
    assert undotted("A.V. ex rel. X, Ltd., 130 F.4th 1039 (D.C. Cir.)") == (
        "AV ex rel X, Ltd, 130 F 4th 1039 (DC Cir)"
    )
