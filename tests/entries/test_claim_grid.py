"""The claim grid says what the document says of a claim, a defendant and a decision, no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kb.entries.claim_grid import ClaimGrid, Row, claim_grid
from kb.entries.documents import CaseDocument, DocumentError
from tests.support import documents

DEFENDANTS = [
    {"name": "Stability AI Ltd."},
    {"name": "Stability AI, Inc."},
    {"name": "Midjourney, Inc."},
    {"name": "Runway AI, Inc."},
]


def claim(name: str, against: str, status: str = "survived") -> dict[str, Any]:
    return {"claim": name, "basis": "§ 501", "against": against, "status": status, "source": "s1"}


def outcome(name: str, date: str, status: str, against: str = "", **more: Any) -> dict[str, Any]:
    found = {"claim": name, "date": date, "status": status, "source": "s1"} | more
    found.setdefault("stage", "motion-to-dismiss")
    return found | ({"against": against} if against else {})


def grid_of(*, until: dt.date | None = None, **fields: Any) -> ClaimGrid:
    document = documents.case(**{"defendants": DEFENDANTS, **fields})
    assert isinstance(document, CaseDocument)
    return claim_grid(document, until=until)


def statuses(row: Row) -> list[str]:
    return [one.status for step in sorted(row.cells) for one in row.cells[step]]


def test_defendants_with_the_same_outcomes_share_a_row_and_others_do_not() -> None:
    grid = grid_of(
        claims=[claim("Direct", "Stability AI, Midjourney, Runway")],
        outcomes=[
            outcome("Direct", "2023-10-30", "survived", "Stability AI"),
            outcome("Direct", "2023-10-30", "dismissed-with-leave", "Midjourney"),
            outcome("Direct", "2024-08-12", "survived"),
        ],
    )
    assert [step.date for step in grid.steps] == ["2023-10-30", "2024-08-12"]
    rows = {row.defendants: statuses(row) for row in grid.claims[0].rows}
    assert rows == {
        ("Stability AI",): ["survived", "survived"],
        ("Midjourney",): ["dismissed-with-leave", "survived"],
        ("Runway",): ["survived"],
    }
    assert grid.claims[0].rows[0].parties == ("Stability AI Ltd.", "Stability AI, Inc.")


def test_a_claim_without_outcomes_has_rows_without_cells() -> None:
    grid = grid_of(claims=[claim("Direct", "All defendants", "pending")])
    assert not grid.recorded
    (row,) = grid.claims[0].rows
    assert (row.defendants, row.cells, row.last) == (("All defendants",), {}, None)
    assert len(row.parties) == 4


@pytest.mark.parametrize(
    ("against", "labels"),
    [
        ("Stability AI Ltd", ("Stability AI Ltd",)),
        ("Stability AI, Inc.", ("Stability AI, Inc.",)),
        ("Midjourney and Runway", ("Midjourney", "Runway")),
        ("Midjourney; the users", ("Midjourney", "the users")),
        ("Midjourney and companies", ("Midjourney and companies",)),
        ("both defendants", ("both defendants",)),
    ],
)
def test_words_that_name_no_party_stand_for_themselves(
    against: str, labels: tuple[str, ...]
) -> None:
    (row,) = grid_of(claims=[claim("Direct", against)]).claims[0].rows
    assert row.defendants == labels


def test_until_keeps_what_was_surely_decided_and_counts_the_rest() -> None:
    outcomes = [
        outcome("Direct", "2023-10-30", "dismissed-with-leave"),
        outcome("Direct", "2024", "survived"),
        outcome("Direct", "2025-01-02", "failed", stage="judgment"),
    ]
    grid = grid_of(
        claims=[claim("Direct", "Midjourney")], outcomes=outcomes, until=dt.date(2024, 6, 1)
    )
    assert [step.date for step in grid.steps] == ["2023-10-30"]
    assert (grid.later, grid.unsure) == (1, 1)
    assert grid.claims[0].rows[0].last is not None


def test_an_outcome_of_a_claim_that_there_is_not_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"outcomes\[0\].claim: no claim is called 'Indirect'"):
        documents.case(outcomes=[outcome("Indirect", "2024-08-12", "failed")])
