"""The table `seed_data/everyday.toml`: from everyday questions to the matters that answer them.

A question meets a cue when it has all of its words, in any form, or synonyms of them. What a
matter means is a query in the language of the search, so a reader can type it and an editor can
try it out. Other cues tell which kinds of entry a question asks for. A table that cannot be used
says where and why.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir
from kb.entries.reference import Reference, load_reference
from kb.entries.vocabulary import KINDS
from kb.search import analysis, eastern
from kb.search.engine import Key, QueryError
from kb.search.query import parse
from kb.search.synonyms import Synonyms, forms_of, synonyms

FILE: Final = "everyday.toml"
_KEYS: Final = {"name", "topics", "cues", "means"}
_ASKED_KEYS: Final = {"kind", "cues"}
_KIND: Final = re.compile(r"<(\w+)>")

_RUN: Final = re.compile(f"[{eastern.SCRIPTS}]+")

#: The forms of every word that meets one place of a cue, or of every word of a question.
Place = frozenset[str]
Cues = tuple[tuple[Place, ...], ...]


class InvalidEveryday(ConfigurationError):
    """The table cannot be used; the message names the file, the matter and the fault."""


@dataclass(frozen=True)
class Matter:
    """What a question may be about; `means` is a query, `leading` what its topics argue with.

    The number of a leading entry says how often.
    """

    name: str
    cues: Cues
    means: str
    leading: tuple[tuple[Key, int], ...] = ()

    def strength(self, words: Place) -> int:
        """The number of words of the longest cue that the question meets; 0 for none."""
        return longest_met(self.cues, words)


def longest_met(cues: Cues, words: Place) -> int:
    """The number of words of the longest cue that is met; 0 for none."""
    met = (len(cue) for cue in cues if not any(map(words.isdisjoint, cue)))
    return max(met, default=0)


class Everyday:
    """Finds the matters that a question is about, and the kinds of entry that it asks for."""

    def __init__(
        self, matters: Sequence[Matter], kinds: Mapping[str, Cues], table: Synonyms
    ) -> None:
        self.matters = tuple(matters)
        self._kinds = dict(kinds)
        self._table = table

    def about(self, text: str) -> tuple[tuple[Matter, int], ...]:
        """The matters with their strengths, the strongest first."""
        words = self._words(text)
        found = [(matter, matter.strength(words)) for matter in self.matters]
        met = [(matter, strength) for matter, strength in found if strength]
        return tuple(sorted(met, key=lambda item: -item[1]))

    def kinds(self, text: str) -> frozenset[str]:
        """The kinds of entry that a question asks for; none if it may be any."""
        words = self._words(text)
        return frozenset(kind for kind, cues in self._kinds.items() if longest_met(cues, words))

    def _words(self, text: str) -> Place:
        """The forms of all words; Chinese and Japanese are taken apart by the synonyms."""
        words = {form for forms in forms_of(text) for form in forms}
        for run in _RUN.findall(text):
            for _, groups in self._table.in_run(analysis.fold(analysis.normal(run))):
                words.update(*(_single_words((*one.words, *one.typed)) for one in groups))
        return frozenset(words)


def _single_words(texts: Iterable[str]) -> frozenset[str]:
    """The forms of those of the texts that are one word."""
    found = [forms_of(text) for text in texts]
    return frozenset(form for forms in found if len(forms) == 1 for form in forms[0])


def load_everyday(path: Path, table: Synonyms, reference: Reference) -> Everyday:
    """Read a table; raises `InvalidEveryday`."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidEveryday(f"{path}: {error}.") from error
    other = sorted(set(given) - {"kinds", "matter", "asked"})
    if other:
        raise InvalidEveryday(
            f"{path}: only [kinds], [[matter]] and [[asked]] may stand here, not {other}."
        )
    kinds = {name: _texts(words, f"{path}: {name}") for name, words in given["kinds"].items()}
    matters = [
        _matter(one, f"{path}: matter {number}", kinds, table, reference)
        for number, one in enumerate(given.get("matter", []), 1)
    ]
    asked = dict(
        _asked(one, f"{path}: asked {number}", kinds)
        for number, one in enumerate(given.get("asked", []), 1)
    )
    return Everyday(matters, asked, table)


def _matter(
    given: Mapping[str, Any], where: str, kinds: Mapping[str, Sequence[str]], table: Synonyms,
    reference: Reference,
) -> Matter:  # fmt: skip
    if set(given) != _KEYS:
        raise InvalidEveryday(f"{where} must have {', '.join(sorted(_KEYS))} and nothing else.")
    where = f"{where} ({given['name']})"
    cues = _cues(given["cues"], where, kinds, table)
    leading: Counter[Key] = Counter()
    for topic in _texts(given["topics"], where):
        if topic not in reference.topics:
            raise InvalidEveryday(f"{where}: there is no topic {topic!r}.")
        positions = reference.topics[topic].positions
        arguments = [argument for position in positions for argument in position.arguments]
        leading.update((one.kind, one.slug) for argument in arguments for one in argument.entries)
    try:
        parsed = parse(given["means"])
    except QueryError as error:
        raise InvalidEveryday(f"{where}: {error}") from error
    if parsed.notices:
        raise InvalidEveryday(f"{where}: {parsed.notices[0]}")
    return Matter(given["name"], cues, given["means"], tuple(leading.items()))


def _asked(
    given: Mapping[str, Any], where: str, kinds: Mapping[str, Sequence[str]]
) -> tuple[str, Cues]:
    if set(given) != _ASKED_KEYS or given["kind"] not in KINDS:
        raise InvalidEveryday(
            f"{where} must have cues and a kind ({', '.join(KINDS)}) and nothing else."
        )
    return given["kind"], _cues(given["cues"], where, kinds, None)


def _cues(
    given: Any, where: str, kinds: Mapping[str, Sequence[str]], table: Synonyms | None
) -> Cues:
    return tuple(
        tuple(_place(word, where, kinds, table) for word in cue.split())
        for cue in _texts(given, where)
    )


def _texts(given: Any, where: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(text, str) and text for text in given):
        raise InvalidEveryday(f"{where}: this must be a list of texts.")
    return tuple(given)


def _place(
    typed: str, where: str, kinds: Mapping[str, Sequence[str]], table: Synonyms | None
) -> Place:
    forms: set[str] = set()
    for word in typed.split("/"):
        kind = _KIND.fullmatch(word)
        if kind and kind[1] not in kinds:
            raise InvalidEveryday(f"{where}: {word} is not among the kinds.")
        for one in kinds[kind[1]] if kind else (word,):
            forms |= _forms(one, where, table)
    return frozenset(forms)


def _forms(word: str, where: str, table: Synonyms | None) -> frozenset[str]:
    """The forms of a word and, with a table, of its synonyms of one word."""
    own = forms_of(word)
    if len(own) != 1:
        raise InvalidEveryday(f"{where}: {word!r} is not one word that is searched.")
    if table is None:
        return frozenset(own[0])
    same = [text for group in table.of(own) for text in (*group.words, *group.typed)]
    return _single_words((word, *same))


@cache
def _reference() -> Reference:
    return load_reference(resource_dir("seed_data"))


@lru_cache(maxsize=1)
def everyday() -> Everyday:
    """The table of this installation, read once."""
    return load_everyday(resource_dir("seed_data") / FILE, synonyms(), _reference())
