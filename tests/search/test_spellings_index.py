"""Words arranged by spelling give what comparing with every word gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kb.search.spellings import spellings_of

WORDS = st.text(alphabet="abcdé", min_size=1, max_size=7)
VOCABULARIES = st.dictionaries(WORDS, st.integers(1, 9), max_size=40)


@given(VOCABULARIES, WORDS, st.integers(1, 2))
def test_near_words_are_those_of_a_comparison_with_all(
    vocabulary: dict[str, int], word: str, edits: int
) -> None:
    expected = {
        other: distance
        for other in vocabulary
        if (distance := OSA.distance(word, other)) <= edits
        and (distance <= 1 or other[0] == word[0])
    }
    assert spellings_of(vocabulary).near(word, edits) == expected


@given(VOCABULARIES, st.text(alphabet="abcdé", min_size=1, max_size=3))
def test_words_with_a_part_inside_are_all_found_once(vocabulary: dict[str, int], part: str) -> None:
    expected = [word for word in vocabulary if part in word]
    assert list(spellings_of(vocabulary).containing(part)) == expected


def test_another_vocabulary_is_never_taken_for_one_that_is_gone() -> None:
    for number in range(20):
        assert spellings_of({f"word{number}": 1}).near(f"word{number}", 1) == {f"word{number}": 0}
