"""Snippets: which part of a line is shown, and what a line of any length costs."""

from __future__ import annotations

import time

from kb.search.snippets import WINDOW, Snippets, Wanted

#: Every word of these is marked; a question about them may take two seconds in all.
_WORDS = ("painter", "model", "style")
_SECONDS = 2.0


def _snippets() -> Snippets:
    numbers = {word: number for number, word in enumerate(_WORDS)}
    heads = {word[:3] for word in _WORDS}
    return Snippets(Wanted(words=numbers, heads=heads, begins=tuple(heads), count=len(_WORDS) + 1))


def _seconds(words: int, ending: str) -> float:
    """The processor time of the quickest snippet out of one line of so many marked words."""
    line = " ".join(_WORDS[number % 2] for number in range(words)) + ending
    taken = []
    for _ in range(3):
        started = time.thread_time()
        _snippets().make([line], "en")
        taken.append(time.thread_time() - started)
    return min(taken)


def test_a_line_full_of_marked_words_costs_as_much_as_it_is_long() -> None:
    for ending in ("", " é"):  # beyond ASCII, words are told apart in another way
        few, many = _seconds(1_700, ending), _seconds(17_000, ending)
        assert many < 25 * few  # ten times the words; were it the square, a hundred times
        assert many < _SECONDS


def test_the_window_shows_the_most_different_words() -> None:
    filler = "nothing of interest " * 20
    line = f"painter painter painter {filler}painter of a model in a style {filler}model"
    shown = _snippets().make([line], "en")
    assert "<mark>painter</mark> of a <mark>model</mark> in a <mark>style</mark>" in shown
    assert shown.startswith("\u2026 ")
    assert len(shown.replace("<mark>", "").replace("</mark>", "")) <= WINDOW + 4
