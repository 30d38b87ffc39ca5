"""Snippets: which part of a line is shown, and what a line of any length costs."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import fold, split
from kb.search.lines import Lines, lines_of
from kb.search.marking import Wanted, wanted_words
from kb.search.patterns import is_near
from kb.search.query import parse
from kb.search.snippets import Snippets
from kb.search.tree import Fuzzy
from kb.search.windows import WINDOW

#: Every word of these is marked; a question about them may take two seconds in all.
_WORDS = ("painter", "model", "style")
_SECONDS = 2.0


def _snippets() -> Snippets:
    numbers = {word: number for number, word in enumerate(_WORDS)}
    begins = {word[:3] for word in _WORDS}
    return Snippets(Wanted(words=numbers, begins=begins, count=len(_WORDS) + 1))


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


def _near(node: Fuzzy) -> list[str]:
    """The words that an index of what these tests say would know."""
    said = {fold(word) for text in _WORDS_SAID for _, _, word in split(text)}
    return [
        word for word in said if word[0] == node.word[0] and is_near(word, node.word, node.edits)
    ]


def _of(query: str) -> Wanted:
    tree = parse(query, languages=frozenset({"en", "de", "fr"}), courts=frozenset()).tree
    return wanted_words(tree, near=_near)


def test_a_quoted_phrase_is_marked_where_its_words_stand_together() -> None:
    lines = ["He uses fair words. It is fair use.", "Fair terms of a service.", "Terms of Service"]
    assert Snippets(_of('"fair use"')).make(lines, "en") == (
        "He uses fair words. It is <mark>fair use</mark>."
    )
    assert Snippets(_of('"terms of service"')).make(lines, "en") == "<mark>Terms of Service</mark>"


def test_a_phrase_that_stands_in_no_line_is_marked_word_by_word() -> None:
    shown = Snippets(_of('"fair use"')).make(["fair", "a long line about a use"], "en")
    assert shown == "<mark>fair</mark>"


def test_words_with_accents_and_typographic_marks_are_marked() -> None:
    line = "Les \u00ab \u0153uvres \u00bb d\u2019une K\u00fcnstlerin \u2013 l\u2019\u00c9tat"
    for query, word in (("kunstlerin", "K\u00fcnstlerin"), ("etat", "\u00c9tat"),
                        ("\u0153uvre", "\u0153uvres")):  # fmt: skip
        assert f"<mark>{word}</mark>" in Snippets(_of(query)).make([line], "fr")


class _Slow(Snippets):
    """Reads every word of every line, which is what the quick way must find."""

    def _rows(self, lines: Lines) -> list[tuple[int, list[int] | None]]:
        return [(number, None) for number in range(len(lines.lines))]


_WORDS_SAID = [
    "art", "artist", "artists", "Training", "trained", "fair", "use", "used", "U.S.C.", "usc",
    "K\u00fcnstler", "\u00e9tat", "l\u2019\u00e9tat", "Stra\u00dfe", "draw", "drew", "colour",
    "licence", "\u5b66\u7fd2", "\u0446\u0432\u0435\u0442", "caf\u00e9\u2019s", "of", "the",
    "a-b", "x_art", "1,000", "\u2014",
]  # fmt: skip
_SAID = st.sampled_from(_WORDS_SAID)
_LINE = st.lists(_SAID, min_size=1, max_size=60).map(" ".join)
_QUERY = st.one_of(
    st.lists(_SAID, min_size=1, max_size=4).map(" ".join),
    st.lists(_SAID, min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.sampled_from(["art*", "ar?ist", "traning~1", '"fair use" art', '"of the art"', "'use'"]),
)


@given(
    st.lists(_LINE, max_size=6), st.lists(_LINE, max_size=6), _QUERY,
    st.sampled_from(["en", "de", "fr", "ja"]),
)  # fmt: skip
def test_words_passed_over_would_not_have_been_marked(
    texts: list[str], statements: list[str], query: str, language: str
) -> None:
    lines, wanted = lines_of(texts, statements), _of(query)
    assert Snippets(wanted).result(lines, language) == _Slow(wanted).result(lines, language)
