"""Loading the seed is idempotent, all or nothing, and never overwrites an editor."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import func, select

from kb.core.database import Database
from kb.core.errors import InvalidDocument
from kb.core.settings import Settings
from kb.entries import history
from kb.entries.check import check_database
from kb.entries.documents import document_json, parse_document
from kb.entries.queries import figures, pages
from kb.entries.seed import load_seed
from kb.entries.tables import Entry, Publication, Revision
from tests.support.checkout import ROOT
from tests.support.publishing import publish

SLUG = "kneschke-v-laion"


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the seed folder, to be changed."""
    return Path(shutil.copytree(ROOT / "seed_data", tmp_path / "seed_data"))


@pytest.fixture
def loaded(seeded_settings: Settings) -> Iterator[Database]:
    """A database into which `kb init` has loaded the seed of the checkout."""
    with closing(Database(seeded_settings.resolved_database_url)) as database:
        yield database


def edit(seed: Path, **values: object) -> None:
    """Change fields of one case of the seed."""
    path = seed / "cases" / f"{SLUG}.json"
    document = parse_document(json.loads(path.read_text(encoding="utf-8")) | values)
    path.write_text(document_json(document), encoding="utf-8")


def count(database: Database, table: type[Entry | Revision | Publication]) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_the_whole_seed_is_published_and_every_row_fits(loaded: Database) -> None:
    assert count(loaded, Entry) >= 398
    with loaded.reading() as session:
        counts = figures.kind_counts(session)
    assert counts["case"] == 115
    assert counts["policy"] >= 107
    assert counts["licence"] == 114
    assert counts["law"] == 62
    assert check_database(loaded) == []


def test_a_second_run_changes_nothing(loaded: Database, seed: Path) -> None:
    before = count(loaded, Revision), count(loaded, Publication)
    assert load_seed(loaded, seed) is None
    (seed / "systems" / "notes.json.bak").write_text("not a seed file")
    assert load_seed(loaded, seed) is None
    assert (count(loaded, Revision), count(loaded, Publication)) == before


def test_a_changed_seed_file_becomes_a_new_version_with_its_changes(
    loaded: Database, seed: Path
) -> None:
    edit(seed, summary="The photographer's case, told anew for this test of the seed.")
    report = load_seed(loaded, seed)
    assert report is not None
    assert report.changed == [f"case/{SLUG}"]
    assert report.created == []
    with loaded.reading() as session:
        page = pages.entry_page(session, "case", SLUG)
        assert page.version == 2
        assert page.document.summary.startswith("The photographer's case")
        assert pages.versions(session, page.card)[0].changes[0].startswith("Summary:")


def test_an_editors_text_is_never_overwritten_by_the_seed(loaded: Database, seed: Path) -> None:
    with loaded.reading() as session:
        document = pages.entry_page(session, "case", SLUG).document
    edited = document.model_copy(update={"summary": "What the editor wrote about this case."})
    editor = history.Authorship(origin="editor", author="An editor", reason="Clearer")
    publish(loaded, edited, by=editor)
    edit(seed, summary="What a newer release of the seed says about this case.")
    report = load_seed(loaded, seed)
    assert report is not None
    assert report.held_back == [f"case/{SLUG}"]
    with loaded.reading() as session:
        assert pages.entry_page(session, "case", SLUG).document == edited


def test_a_broken_source_id_stops_the_whole_load_and_names_file_path_and_reason(
    database: Database, seed: Path
) -> None:
    path = seed / "cases" / f"{SLUG}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["events"][0]["source"] = "s99"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InvalidDocument) as error:
        load_seed(database, seed)
    assert f"seed_data/cases/{SLUG}.json: events[0].source" in str(error.value)
    assert 'no source has the id "s99"' in str(error.value)
    assert count(database, Entry) == 0


def test_a_file_that_is_no_json_is_named(database: Database, seed: Path) -> None:
    (seed / "laws" / "broken.json").write_text("{", encoding="utf-8")
    with pytest.raises(InvalidDocument, match=r"seed_data/laws/broken\.json"):
        load_seed(database, seed)
    assert count(database, Entry) == 0
