"""Words in a row, and what a text has that the one before it has not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.scraper import wording
from kb.scraper.wording import Lines, sentence_with, what_came, words_of

pytestmark = pytest.mark.one_database
WORDS = st.sampled_from("abc")
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=6).map(tuple)


def has(text: str, phrase: str) -> bool:
    return f" {phrase} " in f" {text} "


@given(LINES, LINES, st.data())
def test_a_phrase_that_came_stands_in_what_came_and_no_other_does(
    before: Lines, new: Lines, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(before)))
    lines = before[:cut] + new[:2] + before[cut + data.draw(st.integers(0, 1)) :]
    most = data.draw(st.integers(1, 5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "MOST_WORDS", most)
        came = what_came(lines, before)
    phrases = [
        " ".join(words[at : at + length])
        for words in (" ".join(lines).split(), came.split())
        for length in range(1, most + 1)
        for at in range(len(words))
    ]
    for phrase in phrases:
        if wording.BREAK in phrase:
            continue
        stands, stood = has(" ".join(lines), phrase), has(" ".join(before), phrase)
        assert stands or not has(came, phrase), (phrase, came)
        assert has(came, phrase) or stood or not stands, (phrase, came)


def test_one_line_that_changed_brings_only_the_words_around_it() -> None:
    lines = tuple(" ".join(f"w{n}x{m}" for m in range(120)) for n in range(200))
    other = (*lines[:100], "something else", *lines[101:])
    assert len(what_came(other, lines).split()) < 120 + 2 + wording.MOST_WORDS
    assert what_came(lines, lines) == ""
    assert what_came(lines, ()).split() == " ".join(lines).split()


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("One.\nWe Train. We keep! And more.", "we keep", (2, "We keep!")),
        ("One.\nWe train. We keep.", "train we", (2, "We train. We keep.")),
        ("We\ntrain.", "we train", (0, "")),
    ],
)
def test_the_sentence_with_a_phrase_is_quoted(
    text: str, phrase: str, found: tuple[int, str]
) -> None:
    assert sentence_with(text, phrase) == found


def test_no_text_has_the_word_that_stands_between_stretches() -> None:
    assert words_of(f"a {wording.BREAK} b") == "a b"
