"""Declared sources: checked once, kept as rows, never forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kb.core.database import Database
from kb.entries.vocabulary import ENDED_CASE_STATUSES
from kb.scraper.connectors.open_terms_archive import OpenTermsArchiveOptions
from kb.scraper.declarations import (
    FILE,
    InvalidSources,
    declaration,
    load_declarations,
    sync,
    watched,
    watches,
)
from kb.scraper.tables import Watch
from tests.support.checkout import ROOT

SEED = ROOT / "seed_data"
GOOD: dict[str, object] = {
    "name": "gallery-terms", "connector": "web-page", "url": "https://gallery.example/terms",
    "entry": "policy/gallery", "document": "Terms", "select": ["main"], "every": "6h",
}  # fmt: skip


def test_the_sources_that_come_with_the_program_fit_its_entries() -> None:
    found = load_declarations(SEED / FILE)
    assert len(found) >= 60
    folders = {"case": "cases", "policy": "policies", "licence": "licences", "law": "laws"}
    for one in found:
        if one.entry is not None:
            kind, _, slug = one.entry.partition("/")
            assert (SEED / folders[kind] / f"{slug}.json").exists(), one.name


def test_every_federal_court_with_a_pending_case_is_watched() -> None:
    courts = {
        one.options["court"]
        for one in load_declarations(SEED / FILE)
        if one.connector == "pacer-rss"
    }
    for path in (SEED / "cases").glob("*.json"):
        case = json.loads(path.read_text("utf-8"))
        if case["jurisdiction"] == "US" and case["status"] in {"pending", "on-appeal"}:
            named = {case["court_id"], case.get("appeal_court_id")} - {None}
            assert named & courts or "unstated" in case["court_id"], path.name


def test_every_pending_case_of_a_federal_court_has_its_docket_watched() -> None:
    declared = {
        str(one.entry): (one.options["court"], one.options["number"])
        for one in load_declarations(SEED / FILE)
        if one.connector == "courtlistener"
    }
    for path in (SEED / "cases").glob("*.json"):
        case = json.loads(path.read_text("utf-8"))
        number = case.get("docket_number")
        if case["jurisdiction"] == "US" and case["status"] not in ENDED_CASE_STATUSES and number:
            docket = declared.get(f"case/{case['slug']}")
            assert docket == (case["court_id"], number), f"declare its docket: {path.name}"


def test_collections_lead_to_entries_that_exist_and_share_no_document() -> None:
    seen: set[tuple[str, str]] = set()
    for one in load_declarations(SEED / FILE):
        if one.connector != "open-terms-archive":
            continue
        options = OpenTermsArchiveOptions.model_validate(one.options)
        for entry in options.services.values():
            assert (SEED / "policies" / f"{entry.removeprefix('policy/')}.json").exists(), entry
        assert set(options.renames.values()) <= set(options.services)
        found = [options.series(service, "Terms of Service") for service in options.services]
        documents = {(series.entry, series.document) for series in found if series}
        assert len(documents) == len(options.services)
        assert not documents & seen
        seen |= documents


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": "Gallery Terms"}, "small letters"),
        ({"connector": "telepathy"}, "connector must be one of"),
        ({"url": "ftp://gallery.example/"}, "http or https"),
        ({"url": "http://user:pass@gallery.example/"}, "password"),
        ({"every": "1s"}, "five minutes"),
        ({"every": "2m"}, "five minutes"),
        ({"trust": "blindly"}, "trust must be one of"),
        ({"entry": "platform/gallery"}, "kind/slug"),
        ({"selector": "main"}, "selector"),
        ({"select": "main"}, "select"),
    ],
)
def test_a_fault_is_told_with_the_name_of_the_source(change: dict[str, object], fault: str) -> None:
    with pytest.raises(InvalidSources, match=fault) as refused:
        declaration(GOOD | change)
    assert str((GOOD | change)["name"]) in str(refused.value)


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    row = '[[source]]\nname = "{}"\nconnector = "web-page"\nurl = "https://x.example/"\n{}\n'
    path.write_text(
        row.format("a", 'entry = "policy/x"\ndocument = "T"') + row.format("a", "")
        + row.format("b", 'entry = "policy/x"\ndocument = "T"') + row.format("c", "nonsense = 1")
    )  # fmt: skip
    with pytest.raises(InvalidSources) as refused:
        load_declarations(path)
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [
        "sources.toml, source 2", "sources.toml, source 3", "sources.toml, source 4",
    ]  # fmt: skip


def test_rows_follow_the_file_and_keep_what_they_remember(database: Database) -> None:
    with database.writing() as session:
        sync(session, [declaration(GOOD), declaration(GOOD | {"name": "other", "document": "O"})])
        row = session.get_one(Watch, "gallery-terms")
        row.state, row.failures = '{"text": "abc"}', 2
    with database.writing() as session:
        sync(session, [declaration(GOOD | {"every": "1d", "select": ["article"]})])
    with database.reading() as session:
        (row,) = watches(session)
        assert (row.state, row.failures, row.every) == ('{"text": "abc"}', 2, 86_400)
        assert watched(row).options.select == ("article",)
        assert session.get_one(Watch, "other").enabled is False
    with database.writing() as session:
        sync(session, [])
        sync(session, [declaration(GOOD)])
        assert session.get_one(Watch, "gallery-terms").enabled


def test_what_an_administrator_declared_is_left_alone_by_the_file(database: Database) -> None:
    with database.writing() as session:
        sync(session, [declaration(GOOD | {"name": "by-hand"})], declared="admin")
        sync(session, [declaration(GOOD)])
        assert {row.name for row in watches(session)} == {"by-hand", "gallery-terms"}
