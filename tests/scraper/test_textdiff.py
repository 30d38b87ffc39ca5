"""Texts compared by lines and words."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from kb.scraper.textdiff import TextDiff, compare

LINES = st.lists(
    st.sampled_from(["", "a b c", "a b d", "x y z long line of many words", "q"]), max_size=12
)
CLAUSE = "We may use what you upload to train models of machine learning, unless you opt out."


def operations(diff: TextDiff) -> list[str]:
    return [line.operation for line in diff.changes]


def test_equal_texts_have_no_changes() -> None:
    assert compare(CLAUSE, CLAUSE).changes == ()


def test_a_new_clause_is_one_added_line() -> None:
    diff = compare("Licence.\nContact.", f"Licence.\n{CLAUSE}\nContact.")
    assert operations(diff) == ["added"]
    assert diff.changes[0].after_line == 2


def test_a_reworded_clause_shows_its_words() -> None:
    diff = compare(CLAUSE, CLAUSE.replace("may", "will").replace(", unless you opt out", ""))
    assert operations(diff) == ["changed"]
    marked = {(span.operation, span.text) for span in diff.changes[0].words()}
    assert ("removed", "may") in marked
    assert ("added", "will") in marked


def test_a_clause_that_moved_is_told_from_one_that_is_new() -> None:
    other = "The law of Germany applies to this contract in all cases."
    diff = compare(f"{CLAUSE}\n{other}\nEnd of it.", f"{other}\nEnd of it.\n{CLAUSE}")
    assert operations(diff) == ["moved"]
    assert diff.is_only_moved
    assert (diff.changes[0].before_line, diff.changes[0].after_line) == (1, 3)


@given(LINES, LINES)
def test_both_texts_can_be_read_off_a_comparison(old: list[str], new: list[str]) -> None:
    diff = compare("\n".join(old), "\n".join(new))
    after = [line.after for line in diff.lines if line.operation != "removed"]
    before = sorted(
        (line.before_line, line.before) for line in diff.lines if line.before_line is not None
    )
    assert "\n".join(after) == "\n".join(new)
    assert "\n".join(text for _, text in before) == "\n".join(old)


def test_a_long_page_takes_little_longer_than_a_short_one() -> None:
    words = random.Random(1)
    lines = [" ".join(words.choices("abcdefghij", k=60)) for _ in range(4000)]
    changed = [line if words.random() > 0.03 else line + " and more" for line in lines]
    started = time.perf_counter()
    short = compare("\n".join(lines[:400]), "\n".join(changed[:400]))
    half = time.perf_counter() - started
    whole = compare("\n".join(lines), "\n".join(changed))
    assert time.perf_counter() - started < 100 * max(half, 0.01)
    assert len(whole.changes) > len(short.changes)
