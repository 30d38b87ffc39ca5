"""CSV that parses back to what went in, and that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.exports.csv_table import csv_text, document_csv, safe_cell
from tests.support.full_documents import ALL, full, hostile


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", " =cmd()", "\t=1", "\r=1", "＝1", "＠x"]
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(formula: str) -> None:
    assert safe_cell(formula).startswith("'")


def test_numbers_truth_values_and_nothing_keep_their_plain_form() -> None:
    assert [safe_cell(value) for value in (-3, 0, True, False, None, "")] == [
        "-3", "0", "yes", "no", "", "",
    ]  # fmt: skip


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_what_is_written_parses_back_cell_by_cell(rows: list[list[str]]) -> None:
    text = csv_text(("a", "b"), rows)
    assert rows_of(text) == [["a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]


@given(st.text())
def test_no_cell_keeps_a_control_character_but_the_line_feed(text: str) -> None:
    kept = [char for char in safe_cell(text) if ord(char) < 32 or 127 <= ord(char) < 160]
    assert set(kept) <= {"\n", "\t"}


def test_records_end_in_cr_lf() -> None:
    assert csv_text(("a",), [("x, y",), ('say "hi"',)]) == 'a\r\n"x, y"\r\n"say ""hi"""\r\n'


@pytest.mark.parametrize("kind", ALL)
def test_the_table_of_an_entry_has_one_row_a_statement_with_its_source(kind: str) -> None:
    document = full(kind)
    header, *rows = rows_of(document_csv(document))
    fields = {"case": "events", "policy": "answers", "licence": "terms", "law": "provisions"}
    assert len(rows) == len(getattr(document, fields[kind]))
    assert header[-2:] == ["source", "source_url"]
    urls = {source.id: source.url for source in document.sources}
    assert all(urls[row[-2]] == row[-1] for row in rows)


@pytest.mark.parametrize("kind", ALL)
def test_hostile_text_makes_no_further_rows_or_cells(kind: str) -> None:
    expected = rows_of(document_csv(full(kind)))
    found = rows_of(document_csv(hostile(kind)))
    assert [len(row) for row in found] == [len(row) for row in expected]
