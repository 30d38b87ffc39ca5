"""Importing many documents: proposed or published, all of them once, however often it is begun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from kb.accounts.permissions import Forbidden
from kb.core import audit
from kb.core.database import Database
from kb.core.errors import InvalidInput
from kb.core.settings import Settings
from kb.editorial import lifecycle
from kb.editorial.bulk import Outcome, read_import, run_import, running
from kb.entries.check import check_database
from kb.entries.documents import Document, document_json, dump_document
from kb.entries.queries import figures, pages
from kb.entries.tables import ImportRun, Proposal
from tests.support.actors import ADMIN, CONTRIBUTOR, EDITOR
from tests.support.command import call_kb
from tests.support.documents import case, changed, law, policy
from tests.support.publishing import add_courts, publish

pytestmark = pytest.mark.one_database


def written(folder: Path, *documents: Document, name: str = "import.jsonl") -> Path:
    """A file with one document a line."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    lines = [json.dumps(dump_document(document)) for document in documents]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def imported(database: Database, path: Path, **how: Any) -> Outcome:
    return run_import(database, read_import(path), **({"actor": ADMIN} | how))


def test_documents_become_proposals_and_the_same_ones_again_are_no_more(
    database: Database, tmp_path: Path
) -> None:
    publish(database, case())
    file = written(tmp_path, case(), changed(case("other"), summary="Other."), law())
    for _ in range(2):
        assert imported(database, file, actor=CONTRIBUTOR) == Outcome(proposed=2, unchanged=1)
    with database.reading() as session:
        assert [row.seen_count for row in session.exec(select(Proposal))] == [2, 2]
    assert check_database(database) == []


def test_a_changed_import_takes_the_place_of_what_still_waits(
    database: Database, tmp_path: Path
) -> None:
    imported(database, written(tmp_path, law()), actor=CONTRIBUTOR)
    imported(database, written(tmp_path, changed(law(), summary="New.")), actor=CONTRIBUTOR)
    with database.reading() as session:
        found = session.exec(select(Proposal).order_by(col(Proposal.id)))
        assert [row.state for row in found] == ["superseded", "open"]


def test_an_admin_publishes_an_import_of_entries_that_name_each_other(
    database: Database, tmp_path: Path
) -> None:
    publish(database, case())
    with_link = changed(law(), related=[{"kind": "policy", "slug": "gallery", "relation": "cites"}])
    file = written(tmp_path, with_link, policy(), changed(case(), status="settled"))
    assert imported(database, file, publish=True) == Outcome(created=2, changed=1)
    assert imported(database, file, publish=True) == Outcome(unchanged=3)
    with database.reading() as session:
        card = pages.find_card(session, "case", "painter-v-model")
        newest = pages.versions(session, card)[0]
        assert (newest.origin, newest.author) == ("import", "Ada Admin")
        assert newest.override_reason == "Imported from import.jsonl"
        audit.verify(session)
    assert check_database(database) == []


@pytest.mark.parametrize("actor", [CONTRIBUTOR, EDITOR])
def test_only_an_admin_publishes_an_import(database: Database, tmp_path: Path, actor: Any) -> None:
    with pytest.raises(Forbidden):
        imported(database, written(tmp_path, law()), actor=actor, publish=True)


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(
    database: Database, tmp_path: Path
) -> None:
    file = written(tmp_path, law(), policy())
    assert imported(database, file, publish=True, dry_run=True) == Outcome(created=2)
    with database.reading() as session:
        assert figures.kind_counts(session) == {}
        assert session.exec(select(ImportRun)).all() == []


def test_an_import_that_was_cut_short_goes_on_where_it_stopped(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    file = written(tmp_path, *(law(f"act-{n}") for n in range(5)))

    def cut(where: str) -> None:
        if where == "law/act-3":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(database, file, publish=True, progress=cut)
    with database.reading() as session:
        assert figures.kind_counts(session) == {"law": 2}
    assert imported(database, file, publish=True) == Outcome(created=3, skipped=2)
    with database.reading() as session:
        (run,) = session.exec(select(ImportRun))
        assert (run.state, run.done, run.created) == ("done", 5, 5)
    assert check_database(database) == []


def test_answers_come_as_a_table(database: Database, tmp_path: Path) -> None:
    publish(database, policy())
    file = tmp_path / "answers.csv"
    file.write_text(
        "slug,question,value,note,since,certainty,url,title\n"
        "gallery,platform_trains_on_uploads,opt-out,New terms,2026-05-01,exact,"
        "https://gallery.example/terms,Terms\n"
        "gallery,ai_images_allowed,no,,,,https://gallery.example/terms,Terms\n",
        encoding="utf-8-sig",
    )
    assert imported(database, file, publish=True) == Outcome(changed=1)
    with database.reading() as session:
        document = pages.entry_page(session, "policy", "gallery").document
    told = dump_document(document)
    answer = told["answers"]["platform_trains_on_uploads"]
    assert (answer["value"], answer["since"], answer["source"]) == ("opt-out", "2026-05-01", "s2")
    assert told["answers"]["ai_images_allowed"]["source"] == "s2"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"{", "a.json: cannot be read as JSON"),
        ("a.json", b"\xff\xfe", "a.json is not UTF-8"),
        ("a.jsonl", b"\xff\xfe\n", "a.jsonl is not UTF-8"),
        ("a.jsonl", b"[]\n{}\n", "a.jsonl:1: is not a document\na.jsonl:2: kind: is missing"),
        ("a.json", b"[]", "holds no document"),
        ("a.csv", b"slug,value\n", "a.csv: lacks the column question"),
        ("a.csv", b"slug,question,value\nx,,y\n", "a.csv:2: slug, question and value are needed"),
        ("a.txt", b"", "a.txt does not end in .json, .jsonl, .csv"),
        ("a.json", b"[" * 100_000, "a.json: cannot be read as JSON"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_before_anything_is_written(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        read_import(tmp_path / name)
    assert message in str(caught.value)


def test_a_document_that_comes_twice_or_is_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, law(), law())
    with pytest.raises(InvalidInput, match="law/picture-act comes more than once"):
        read_import(file)
    with pytest.raises(InvalidInput, match="kind: is law, and only case was asked for"):
        read_import(written(tmp_path, law()), kind="case")


def test_an_import_follows_a_renamed_entry_and_stops_at_a_withdrawn_one(
    database: Database, tmp_path: Path
) -> None:
    publish(database, policy())
    publish(database, law())
    with database.writing() as session:
        lifecycle.rename(session, "policy", "gallery", "new", actor=EDITOR, reason="Renamed")
        lifecycle.retract(session, "law", "picture-act", actor=EDITOR, reason="Never adopted")
    file = written(tmp_path, changed(policy(), summary="By its former name."))
    assert imported(database, file, publish=True) == Outcome(changed=1)
    file = written(tmp_path, changed(law(), summary="New."))
    with pytest.raises(InvalidInput, match=r"law/picture-act: .* Never adopted"):
        imported(database, file, publish=True)


def test_the_command_imports_a_folder_and_lists_what_waits(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        add_courts(session)
    folder = tmp_path / "in"
    (folder / "laws").mkdir(parents=True)
    (folder / "laws" / "picture-act.json").write_text(document_json(law()), encoding="utf-8")
    done = call_kb("import", str(folder), "--dry-run", settings=settings)
    assert done.stdout.strip().endswith("Would import in: 1 proposed.")
    assert call_kb("import", str(folder), settings=settings).returncode == 0
    listed = call_kb("review", "list", settings=settings)
    assert "law/picture-act  command line: Imported from in" in listed.stdout
    assert listed.stdout.endswith("1 open.\n")
    exported = tmp_path / "audit.jsonl"
    assert call_kb("audit", "export", str(exported), settings=settings).returncode == 0
    actions = [json.loads(line)["action"] for line in exported.read_text().splitlines()]
    assert actions == ["propose", "import"]
