"""The table of synonyms that editors keep in `seed_data/synonyms.toml`, and looking into it.

A group has `words`, which are looked for whichever of them was typed, and `typed`, which only
stand for them. Forms of a word are equal as in the index: by the stems of any language that
is typed. A table that cannot be used says where and why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir
from kb.search import analysis
from kb.search.tree import Forms

FILE: Final = "synonyms.toml"
MOST_WORDS: Final = 8
_KEYS: Final = {"words", "typed"}
LEAST_FOREIGN_STEM: Final = 5
#: The languages whose forms of a word are known to be the same word.
TYPED_LANGUAGES: Final = frozenset({"de", "en", "fr", "ru"})


class InvalidSynonyms(ConfigurationError):
    """The table of synonyms cannot be used; the message names the file, the group and the fault."""


@dataclass(frozen=True)
class Group:
    """Texts of one meaning."""

    words: tuple[str, ...]
    typed: tuple[str, ...] = ()


def forms_of(text: str) -> tuple[Forms, ...]:
    """The telling words of a text, each with the forms that make it equal to another word."""
    found = (
        analysis.query_stems(word, TYPED_LANGUAGES)
        for _, _, word in analysis.split(analysis.normal(text))
    )
    return tuple(telling(forms) for forms in found if forms)


def telling(forms: Forms) -> Forms:
    """The forms that tell one word from another: the first, and the longer ones of the rest.

    A stemmer of another language may cut a word down to a different one: the German stem of
    "market" is that of "mark".
    """
    foreign = (form for form in forms[1:] if len(form.partition("/")[0]) >= LEAST_FOREIGN_STEM)
    return (*forms[:1], *foreign)


def same_words(first: Sequence[Forms], second: Sequence[Forms]) -> bool:
    """Whether two texts are the same word by word, in some form of each."""
    return len(first) == len(second) and all(
        not set(one).isdisjoint(other) for one, other in zip(first, second, strict=True)
    )


class Synonyms:
    """Finds the groups that a run of typed words belongs to."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = tuple(groups)
        self.longest = 1
        self._by_form: dict[str, list[tuple[tuple[Forms, ...], Group]]] = {}
        self._runs: dict[str, list[Group]] = {}
        for group in self.groups:
            for text in (*group.words, *group.typed):
                self._add(text, group)

    def _add(self, text: str, group: Group) -> None:
        if any(map(analysis.is_unspaced, text)):
            self._runs.setdefault(analysis.fold(text), []).append(group)
        words = forms_of(text)
        if not words:
            return
        self.longest = max(self.longest, len(words))
        for form in words[0]:
            self._by_form.setdefault(form, []).append((words, group))

    def of(self, words: Sequence[Forms]) -> tuple[Group, ...]:
        """The groups in which exactly these words stand together as one text."""
        words = [telling(forms) for forms in words]
        found = [
            group
            for form in words[0]
            for known, group in self._by_form.get(form, ())
            if same_words(known, words)
        ]
        return tuple(dict.fromkeys(found))

    def in_run(self, run: str) -> Iterator[tuple[str, tuple[Group, ...]]]:
        """A run of Chinese or Japanese in pieces: known words, the longest first, and the rest.

        The run is folded, and so are the pieces.
        """
        at = start = 0
        while at < len(run):
            end = next((end for end in range(len(run), at, -1) if run[at:end] in self._runs), 0)
            if not end:
                at += 1
                continue
            if start < at:
                yield run[start:at], ()
            yield run[at:end], tuple(self._runs[run[at:end]])
            at = start = end
        if start < len(run):
            yield run[start:], ()


def load_synonyms(path: Path) -> Synonyms:
    """Read a table; raises `InvalidSynonyms`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InvalidSynonyms(f"{path}: there is no such file.") from error
    except UnicodeDecodeError as error:
        raise InvalidSynonyms(f"{path}: the file is not in UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise InvalidSynonyms(f"{path}: {error}.") from error
    other = sorted(set(table) - {"group"})
    if other or not isinstance(table.get("group", []), list):
        raise InvalidSynonyms(f"{path}: only [[group]] may stand here, not {other or 'group'}.")
    groups = table.get("group", [])
    return Synonyms([_group(group, f"{path}: group {n}") for n, group in enumerate(groups, 1)])


def _group(given: Any, where: str) -> Group:
    if not isinstance(given, Mapping):
        raise InvalidSynonyms(f"{where} is no table; write [[group]].")
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise InvalidSynonyms(f"{where} has {unknown[0]!r}; it may have 'words' and 'typed'.")
    words, typed = (_texts(given.get(key, []), f"{where}, {key}") for key in ("words", "typed"))
    if not words:
        raise InvalidSynonyms(f"{where} has no words to look for.")
    if len(words) + len(typed) < 2:
        raise InvalidSynonyms(f"{where} has {words[0]!r} only; nothing is the same as it.")
    return Group(words, typed)


def _texts(given: Any, where: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise InvalidSynonyms(f"{where}: this must be a list of texts.")
    for text in given:
        count = len(list(analysis.split(text)))
        if not forms_of(text):
            raise InvalidSynonyms(f"{where}: {text!r} has no word that is searched.")
        if count > MOST_WORDS and not analysis.is_unspaced(text):
            raise InvalidSynonyms(f"{where}: {text!r} has more than {MOST_WORDS} words.")
    seen: set[str] = set()
    for text in given:
        if text.casefold() in seen:
            raise InvalidSynonyms(f"{where}: {text!r} stands there twice.")
        seen.add(text.casefold())
    return tuple(given)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """The table of this installation, read once."""
    return load_synonyms(resource_dir("seed_data") / FILE)
