"""The year beside the name of a case is that of its decision, and else says what it is."""

from __future__ import annotations

from typing import Any

import pytest

from kb.core.database import Database
from kb.entries.queries.pages import entry_page
from tests.support.documents import case
from tests.support.publishing import publish

RULING = {
    "issue": "fair-use", "holding": "Held.", "favours": "developer", "date": "2024-05-18",
    "source": "s1",
}  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("facts", "heading"),
    [
        ({"status": "decided", "closed": "2025-03-15"}, "(N.D. Cal. 2024)"),
        ({"status": "decided", "closed": "2025-03-15", "holdings": []}, "(N.D. Cal. 2025)"),
        ({"status": "transferred", "closed": "2025-04"}, "(N.D. Cal., filed 2024)"),
        ({"status": "pending"}, "(N.D. Cal., filed 2024)"),
    ],
)
def test_a_remand_a_transfer_and_a_petition_give_no_year_of_decision(
    database: Database, facts: dict[str, Any], heading: str
) -> None:
    publish(database, case(**{"filed": "2024-01-02", "holdings": [RULING], "closed": None} | facts))
    with database.reading() as session:
        card = entry_page(session, "case", "painter-v-model").card
    assert card.heading.endswith(heading)
