"""`kb export`: everything public in one file, complete or not there, read back by others."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import rispy
import time_machine
from pybtex.database import parse_string

from kb.core.database import Database
from kb.core.settings import Settings
from kb.editorial.bulk import read_import
from kb.entries.documents import document_hash, parse_document
from tests.support.command import call_kb
from tests.support.documents import case, changed, law, licence, policy
from tests.support.full_documents import ALL, full
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
DOCUMENTS = (case(), law(), licence(), policy())  # by kind


@pytest.fixture
def published(settings: Settings, database: Database) -> Settings:
    """An installation with one entry of each kind; the case was changed in November."""
    with time_machine.travel("2026-08-01T12:00:00Z", tick=False):
        for document in DOCUMENTS:
            publish(database, document)
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        publish(database, changed(case(), title="Painter v. Model Maker LLC", status="decided"))
    return settings.model_copy(update={"base_url": "https://kb.example"})


def written(settings: Settings, form: str, *arguments: str) -> str:
    done = call_kb("export", "--format", form, "-", *arguments, settings=told(settings))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def told(settings: Settings) -> Settings:
    """The settings as an environment tells them."""
    given = settings.model_fields_set | {"base_url"}
    return Settings.model_validate(settings.model_dump(include=given))


def to_file(settings: Settings, form: str, out: Path, *arguments: str) -> CompletedProcess[str]:
    return call_kb("export", "--format", form, str(out), *arguments, settings=told(settings))


def test_json_lines_hold_whole_documents_that_can_be_imported(
    published: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "all.jsonl"
    done = to_file(published, "jsonl", out)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"Entries written to {out}: 4.")
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["slug"] for line in lines] == [document.slug for document in DOCUMENTS]
    assert lines[0]["url"] == "https://kb.example/cases/painter-v-model/v/2"
    for line in lines:
        assert document_hash(parse_document(line["document"])) == line["sha256"]
    assert read_import(out).total == 4
    assert [path.name for path in tmp_path.glob("*all*")] == ["all.jsonl"]


def test_references_are_read_by_the_parsers_of_others(published: Settings) -> None:
    keys = {"painter-v-model-v2", *(f"{document.slug}-v1" for document in DOCUMENTS[1:])}
    assert set(parse_string(written(published, "bibtex"), "bibtex").entries) == keys
    assert {record["id"] for record in rispy.loads(written(published, "ris"))} == keys
    assert {item["id"] for item in json.loads(written(published, "csl"))} == keys
    rows = list(csv.DictReader(io.StringIO(written(published, "csv"), newline="")))
    assert [row["kind"] for row in rows] == ["case", "law", "licence", "policy"]


def test_kinds_are_chosen_and_a_day_gives_what_was_public_then(published: Settings) -> None:
    lines = written(published, "jsonl", "--kind", "case", "--kind", "law", "--as-of", "2026-09-30")
    first, second = map(json.loads, lines.splitlines())
    assert (first["kind"], first["version"], second["kind"]) == ("case", 1, "law")
    assert first["document"]["title"] == "Painter v. Model Maker, Inc."
    assert first["sha256"] == document_hash(case())
    row = next(csv.DictReader(io.StringIO(written(published, "csv", "--as-of", "2026-09-30"))))
    assert (row["title"], row["status"], row["version"]) == (case().title, "pending", "1")
    assert written(published, "bibtex", "--as-of", "2026-09-30").startswith(
        "% Artdocket, as of 30 September 2026: 4 entries, "
    )
    assert written(published, "jsonl", "--as-of", "2026-07-01") == ""
    assert "0 entries" in written(published, "bibtex", "--as-of", "2026-07-01")


def test_a_database_holds_every_statement_with_its_source(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    for kind in ALL:
        publish(database, full(kind))
    out = tmp_path / "all.sqlite"
    assert to_file(settings, "sqlite", out).returncode == 0
    with closing(sqlite3.connect(out)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        facts = dict(file.execute("SELECT name, value FROM metadata"))
        assert (facts["entries"], facts["format"], facts["licence"]) == ("4", "1", "CC BY 4.0")
        for slug, text, digest in file.execute("SELECT slug, document, sha256 FROM entry"):
            assert document_hash(parse_document(json.loads(text))) == digest, slug
        for table in ("claim", "holding", "event", "answer", "provision", "fair_use_ruling"):
            joined = file.execute(
                f"SELECT count(*), count(s.url) FROM {table} t LEFT JOIN entry_source s "
                "ON s.entry_id = t.entry_id AND s.key = t.source"
            ).fetchone()
            assert joined[0] == joined[1] > 0, table


def test_an_empty_installation_gives_valid_files(settings: Settings, tmp_path: Path) -> None:
    assert written(settings, "jsonl") == written(settings, "ris") == ""
    assert written(settings, "csl") == "[]\n"
    assert written(settings, "csv").startswith("kind,slug,")
    assert to_file(settings, "sqlite", tmp_path / "none.sqlite").returncode == 0


def test_a_file_is_replaced_only_on_request_and_never_by_half(
    published: Settings, tmp_path: Path
) -> None:
    out = tmp_path / "all.csv"
    out.write_text("mine", encoding="utf-8")
    refused = to_file(published, "csv", out)
    assert (refused.returncode, out.read_text(encoding="utf-8")) == (1, "mine")
    assert refused.stderr == f"Error: {out} exists already; --force replaces it.\n"
    assert to_file(published, "csv", out, "--force").returncode == 0
    assert out.read_text(encoding="utf-8").startswith("kind,")
    assert to_file(published, "csv", tmp_path).returncode == 1
    assert to_file(published, "csv", tmp_path / "no" / "folder.csv").returncode == 1
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    "arguments",
    [("--format", "xml", "out"), ("--format", "csv", "--kind", "planet", "out"), ("out",),
     ("--format", "sqlite", "-"), ("--format", "csv", "--as-of", "yesterday", "out")],
)  # fmt: skip
def test_wrong_use_has_its_own_exit_code(settings: Settings, arguments: tuple[str, ...]) -> None:
    assert call_kb("export", *arguments, settings=settings).returncode == 2
