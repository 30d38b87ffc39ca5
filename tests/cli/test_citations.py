"""`kb citations`: reads entries, says what it would propose, and proposes it once."""

from __future__ import annotations

import pytest

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.command import call_kb
from tests.support.documents import case, law
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database


def test_citations_are_told_then_proposed_then_left_alone(
    settings: Settings, database: Database
) -> None:
    publish(database, case())
    publish(database, law(summary="Passed after Painter v. Model Maker.", adopted="2024-12-01"))
    told = call_kb("citations", "propose", "--dry-run", settings=settings)
    assert "laws/picture-act: Painter v. Model Maker" in told.stdout
    made = call_kb("citations", "propose", "laws/picture-act", settings=settings)
    assert "Entries read: 1. Proposals made: 1." in made.stdout
    assert "Proposals made: 0." in call_kb("citations", "propose", settings=settings).stdout


def test_what_is_no_entry_is_told_in_a_sentence(settings: Settings, database: Database) -> None:
    for name in ("laws", "cases/nothing"):
        failed = call_kb("citations", "propose", name, settings=settings)
        assert failed.returncode == 1
        assert failed.stderr.startswith("Error: ")
