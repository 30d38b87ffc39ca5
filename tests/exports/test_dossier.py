"""What a dossier says of an entry: everything, each statement with its source."""

from __future__ import annotations

import datetime as dt

import pytest

from kb.citations.formats import Cited
from kb.entries.documents.kinds import used_sources
from kb.entries.tables import Court
from kb.exports.dossier import DossierEntry, dossier_entry, wanted_proofs
from kb.sources.archive import Proof
from tests.support.full_documents import ALL, full
from tests.support.pages import page_of

COURT = Court(
    id="lg-hamburg", name="Landgericht Hamburg", short_name="LG Hamburg", jurisdiction="DE",
    level="trial",
)  # fmt: skip
FETCHED = dt.datetime(2026, 3, 1, 12, 0, 5, tzinfo=dt.UTC)


def made(kind: str) -> DossierEntry:
    page = page_of(full(kind), version=3)
    cited = Cited.of(
        page,
        base_url="https://kb.example",
        accessed=dt.date(2026, 11, 22),
        courts={COURT.id: COURT},
    )
    proofs = {pair: Proof("a" * 64, FETCHED) for pair in wanted_proofs([page]) if pair[1]}
    return dossier_entry(page, cited, style="german", proofs=proofs)


@pytest.mark.parametrize("kind", ALL)
def test_every_statement_is_there_with_its_source(kind: str) -> None:
    entry = made(kind)
    statements = [path for path, _ in used_sources(full(kind))]
    marked = [row for table in entry.tables for row in table.rows if "s1" in row or "s2" in row]
    assert len(marked) == len(statements)
    assert all(len(row) == len(table.header) for table in entry.tables for row in table.rows)


@pytest.mark.parametrize("kind", ALL)
def test_a_source_has_the_hash_and_the_moment_of_its_copy(kind: str) -> None:
    first, second = made(kind).sources
    assert (first.sha256, first.captured) == ("a" * 64, "2026-03-01 12:00:05 UTC")
    assert (second.sha256, second.captured) == ("", "")


def test_an_entry_says_its_version_and_how_far_its_facts_reach() -> None:
    entry = made("case")
    assert entry.url == "https://kb.example/cases/full-case/v/3"
    assert entry.standing == "Case. On appeal. Facts as of August 2024."
    assert entry.published == "22 November 2026"
    assert [table.caption for table in entry.tables] == [
        "Claims", "Claims, stage by stage", "Rulings", "Fair use by factor", "Timeline",
    ]  # fmt: skip
    assert entry.open_points == (("Sources", "Only reports were seen."),)
