"""Entries by whose name a question goes: the platform, the licence or the case it asks about.

Each run of words may be a name: with a letter wrong, in Cyrillic letters, as a synonym, or as the
short form of a number (CC BY-NC). A name of more words tells more than one of fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

from kb.entries.identifiers import identifier_keys
from kb.search import analysis, widening
from kb.search.phrases import whole_name
from kb.search.reader import Reader
from kb.search.rescue import near_words
from kb.search.tree import Identified, Named, Node, Or
from kb.search.widening import Slot

#: The words of the longest name that is looked for, and the words of a question looked at.
MOST_WORDS: Final = 4
MOST_LOOKED_AT: Final = 16
#: A single word that so large a share of all entries has is no name, though an entry goes by it.
COMMON: Final = 0.2
#: What an entry by its number counts beside one by its name, which is written out.
NUMBER_BOOST: Final = 0.001
_MOST_NEAR: Final = 2
#: Names in which so many words are misspelt, in so many ways; more words are another language.
_MOST_MISSPELT, _MOST_WAYS = 4, 8
_LANGUAGES: Final = ("en", "de", "fr", "ru")
_LATIN: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip


def names_in(text: str, slots: Sequence[Slot], reader: Reader) -> Node:
    """Entries whose whole name, or whose own number, is a run of words of the text."""
    words = [
        analysis.fold(word)
        for _, _, word in analysis.split(analysis.normal(text))
        if not analysis.is_unspaced(word)
    ][:MOST_LOOKED_AT]
    names: dict[str, float] = {}
    for name, count in (*_names(words, reader), *_synonyms(slots)):
        names[name] = max(names.get(name, 0.0), float(count**2))
    found = [Named(name, boost=boost) for name, boost in names.items()]
    return Or((*found, *_numbers(text.split()[:MOST_LOOKED_AT])), best=True)


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the runs of words begin and end that have one that tells."""
    telling = [_tells(word) for word in words]
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            if any(telling[start:end]):
                yield start, end


def _names(words: Sequence[str], reader: Reader) -> Iterator[tuple[str, int]]:
    """What may be names, with the number of their words."""
    for start, end in _runs(words):
        if end - start > 1 or reader.frequency(words[start]) <= COMMON * reader.documents:
            yield whole_name("".join(words[start:end])), end - start
    others = [list(_otherwise(word, reader)) if _tells(word) else [] for word in words]
    ways = [other or [word] for word, other in zip(words, others, strict=True)]
    longest = MOST_WORDS if sum(map(bool, others)) <= _MOST_MISSPELT else 1
    for start, end in _runs(words):
        if any(others[start:end]) and end - start <= longest:
            for written in islice(product(*ways[start:end]), _MOST_WAYS):
                yield whole_name("".join(written)), end - start


def _otherwise(word: str, reader: Reader) -> Iterator[str]:
    """Other ways of writing a word: in Latin letters, or as the index has it."""
    latin = word.translate(_LATIN)
    if latin != word:
        yield latin
    if not reader.frequency(latin):
        yield from (near.word for near in near_words(latin, reader)[:_MOST_NEAR])


def _tells(word: str) -> bool:
    stops = (analysis.stop_words(language) for language in _LANGUAGES)
    return not widening.is_filler(word) and not any(word in listed for listed in stops)


def _synonyms(slots: Sequence[Slot]) -> Iterator[tuple[str, int]]:
    texts = (text for slot in slots for group in slot.groups for text in group.words)
    return ((whole_name(text), 1) for text in texts)


def _numbers(words: Sequence[str]) -> Iterator[Identified]:
    for start, end in _runs(words):
        keys = identifier_keys(" ".join(words[start:end]))
        if keys:
            yield Identified(keys, mentions=False, boost=NUMBER_BOOST * (end - start) ** 2)
