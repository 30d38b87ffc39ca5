"""Sentences that matter to artists, found by a table that editors read and write.

`seed_data/signals.toml` says which words in which order make a sentence speak of training,
opting out, scraping, licensing or generated images. Nothing else decides: whoever doubts a
find can look up the row that made it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir

FILE: Final = "signals.toml"
LONGEST_GAP: Final = 8  # words that `...` lets stand between
LONGEST_RUN: Final = 20  # characters, in writings without blanks
LANGUAGES: Final = ("en", "de", "fr", "ja", "zh")
_WITHOUT_BLANKS: Final = frozenset({"ja", "zh"})
_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])[\"”’)]?\s+(?=[^a-z])|(?<=[。！？])")
_NOT_AN_END: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|no|nr|art|inc|ltd|vs|cf|bzw|z\.b|u\.s)\.)$", re.IGNORECASE
)

_NO_WORD: Final = re.compile(r"[^\w]+")
_LONGEST_SHORT: Final = 8  # characters, more than any of these has


class InvalidSignals(ConfigurationError):
    """The table of signals cannot be used; the message names the signal and the fault."""


@dataclass(frozen=True)
class Signal:
    """One thing that sentences may be about, and the patterns that tell."""

    id: str
    label: str
    patterns: tuple[re.Pattern[str], ...]

    def is_in(self, folded: str) -> bool:
        """Whether a folded sentence speaks of it."""
        return any(pattern.search(folded) for pattern in self.patterns)


@dataclass(frozen=True)
class Sentence:
    """A sentence with its place, its line (from 1) and what it speaks of."""

    text: str
    start: int
    line: int
    signals: tuple[str, ...]


class Signals:
    """The table, ready to be asked."""

    def __init__(self, signals: Sequence[Signal]) -> None:
        self.signals = tuple(signals)
        self.labels: Mapping[str, str] = {signal.id: signal.label for signal in signals}

    def of(self, text: str) -> tuple[str, ...]:
        """What one sentence speaks of."""
        folded = fold(text)
        return tuple(signal.id for signal in self.signals if signal.is_in(folded))

    def find(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a text that speak of something in the table, in their order."""
        found = (
            Sentence(sentence, start, line, about)
            for start, line, sentence in sentences(text)
            if (about := self.of(sentence))
        )
        return tuple(found)


def sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, line and text of every sentence; a line ends a sentence."""
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        begin = 0
        for end in [*_ends(line), len(line)]:
            sentence = line[begin:end].strip()
            if sentence:
                yield start + begin + line[begin:end].index(sentence[0]), number, sentence
            begin = end
        start += len(line) + 1


def _ends(line: str) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(line):
        end = match.start()
        if not _NOT_AN_END.search(line, max(0, end - _LONGEST_SHORT), end):
            yield match.end()


def fold(text: str) -> str:
    """Capitals, accents, hyphens and punctuation make no difference."""
    if text.isascii():
        folded = text.lower()
    else:
        split = unicodedata.normalize("NFKD", text).casefold()
        split = split.replace("œ", "oe").replace("ß", "ss")
        # The voicing marks of kana make another letter, unlike accents.
        kept = (one for one in split if not unicodedata.combining(one) or one in "\u3099\u309a")
        folded = unicodedata.normalize("NFC", "".join(kept))
    return f" {_NO_WORD.sub(' ', folded).strip()} "


@lru_cache(maxsize=4)
def load_signals(path: Path | None = None) -> Signals:
    """The table of the installation; `InvalidSignals` for one that cannot be used."""
    file = path or resource_dir("seed_data") / FILE
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSignals(f"{file.name} cannot be read: {error}.") from error
    rows = data.get("signal")
    if not isinstance(rows, list) or set(data) != {"signal"}:
        raise InvalidSignals(f"{file.name} must hold [[signal]] tables and nothing else.")
    signals = [_signal(row, number) for number, row in enumerate(rows, start=1)]
    if len({signal.id for signal in signals}) != len(signals):
        raise InvalidSignals(f"{file.name} has two signals with one id.")
    return Signals(signals)


def _signal(row: Any, number: int) -> Signal:
    where = f"signals.toml, signal {number}"
    if not isinstance(row, dict) or set(row) != {"id", "label", "words"}:
        raise InvalidSignals(f"{where}: it needs id, label and words, and nothing else.")
    words = row["words"]
    if not isinstance(words, dict) or not set(words) <= set(LANGUAGES):
        raise InvalidSignals(f"{where}: words are given by language: {', '.join(LANGUAGES)}.")
    patterns = [
        _pattern(text, language, where) for language, texts in words.items() for text in texts
    ]
    return Signal(str(row["id"]), str(row["label"]), tuple(patterns))


def _pattern(text: Any, language: str, where: str) -> re.Pattern[str]:
    if not isinstance(text, str) or not text.strip(" .|*"):
        raise InvalidSignals(f"{where}: {text!r} has no words.")
    if language in _WITHOUT_BLANKS:
        parts = [re.escape(fold(part).strip()) for part in text.split("...")]
        return re.compile(rf".{{0,{LONGEST_RUN}}}?".join(parts))
    pieces: list[str] = []
    for word in text.split():
        if word == "...":
            pieces.append(rf"(?:\w+ ){{0,{LONGEST_GAP}}}?")
        else:
            pieces.append(f"(?:{'|'.join(_word(one, where) for one in word.split('|'))}) ")
    return re.compile(" " + "".join(pieces))


def _word(word: str, where: str) -> str:
    stem = fold(word.removesuffix("*")).strip()
    if not stem or " " in stem or "*" in word.removesuffix("*"):
        raise InvalidSignals(f"{where}: {word!r} is no word; * may only end one.")
    return re.escape(stem) + (r"\w*" if word.endswith("*") else "")
