"""German words in longer ones: `Urheberrecht` in `Urheberrechtsgesetz`, and a compound in parts.

Compounds are known by the words of the index alone: a longer word counts if it stands in an
entry in German, and a word is taken apart only where both of its parts stand in the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from kb.search import analysis, rescue
from kb.search.spellings import spellings_of
from kb.search.tree import And, Node, Term
from kb.search.widening import Slot

COMPOUND_BOOST: Final = 0.8  # nearer to what was typed than a synonym
LEAST_WORD: Final = 5
LEAST_PART: Final = 4
MOST_LONGER: Final = 6
#: From so many words on, a query is narrow enough without longer words.
MOST_SLOTS: Final = 6
#: What may stand between the parts of a compound.
_LINKS: Final = ("", "s", "es", "n", "en", "er")


class Lexicon(rescue.Words, Protocol):
    """The words and stems of an index."""

    def languages(self) -> frozenset[str]: ...

    def having(self, stem: str) -> int: ...


def with_compounds(slots: Sequence[Slot], lexicon: Lexicon) -> list[Slot]:
    """The slots with compounds beside their words, where the index has entries in German."""
    if "de" not in lexicon.languages() or len(slots) > MOST_SLOTS:
        return list(slots)
    if all(_is_english(slot.word, lexicon) for slot in slots):
        return list(slots)  # "train" begins German words, too, but nobody asks for them here
    return [_with_compounds(slot, lexicon) for slot in slots]


def _with_compounds(slot: Slot, lexicon: Lexicon) -> Slot:
    if len(slot.word) < LEAST_WORD or not slot.word.isalpha():
        return slot
    longer = longer_words(slot.word, lexicon)
    found: list[Node] = [
        Term("text", (_german(word),), boost=COMPOUND_BOOST, word=word) for word in longer
    ]
    parts = parts_of(slot.word, lexicon)
    if parts:
        terms = [_term(part, lexicon) for part in parts]
        found.append(And(tuple(terms), boost=COMPOUND_BOOST))
    return replace(slot, others=(*slot.others, *found), compounds=(*longer, *parts))


def _is_english(word: str, lexicon: Lexicon) -> bool:
    """Whether the word is commoner in English than in German, as far as the index knows."""
    stems = analysis.stems(word, "en")
    return bool(stems) and lexicon.having(stems[0]) > lexicon.having(_german(word))


def longer_words(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Words of entries in German that begin or end with this one, the commonest first."""
    stem = _german(word).removesuffix("/de")
    if len(stem) < LEAST_WORD or (lexicon.frequency(word) and not lexicon.having(_german(word))):
        return ()  # an English word
    vocabulary = lexicon.vocabulary()
    found = [
        other
        for other in spellings_of(vocabulary).containing(stem)
        if _is_part(stem, other) and lexicon.having(_german(other))
    ]
    return tuple(sorted(found, key=lambda other: (-vocabulary[other], other))[:MOST_LONGER])


def _is_part(stem: str, other: str) -> bool:
    if other.startswith(stem):
        rest = other[len(stem) :]
        return any(rest.startswith(link) and len(rest) - len(link) >= LEAST_PART for link in _LINKS)
    head = _german(other).removesuffix("/de")
    return head.endswith(stem) and len(head) - len(stem) >= LEAST_PART


def parts_of(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The two words that a word unknown to the index is made of; none if they are unknown, too."""
    if lexicon.frequency(word) or lexicon.having(_german(word)):
        return ()
    known = [
        (min(_having(head, lexicon), _having(tail, lexicon)), head, tail)
        for head, tail in _splits(word)
    ]
    count, head, tail = max(known, default=(0, "", ""))
    return (head, tail) if count else ()


def _splits(word: str) -> Iterator[tuple[str, str]]:
    for at in range(LEAST_PART, len(word) - LEAST_PART + 1):
        for link in _LINKS:
            head = word[:at].removesuffix(link)
            if word[:at].endswith(link) and len(head) >= LEAST_PART:
                yield head, word[at:]


def _having(word: str, lexicon: Lexicon) -> int:
    return lexicon.having(_german(word))


def _german(word: str) -> str:
    """The German stem of a folded word, as the index has it."""
    stems = analysis.stems(word, "de")
    return stems[-1] if stems and stems[-1].endswith("/de") else f"{word}/de"


def _term(word: str, lexicon: Lexicon) -> Term:
    forms = analysis.query_stems(word, lexicon.languages())
    return Term("text", forms or (word,), exact=not forms)
