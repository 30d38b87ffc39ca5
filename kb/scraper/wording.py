"""Words in a row: how texts and phrases are compared, and what a text has that another has not.

Capitals, accents and punctuation make no difference, nor do the ends of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from kb.scraper.signals import fold, sentences

MOST_WORDS: Final = 50  # of a phrase; a character of Chinese or Japanese counts as a word
#: Stands between stretches of a text that do not follow each other: a word that no text has.
BREAK: Final = "\ue000"
#: Writings without blanks are read character by character.
_CHARACTER: Final = re.compile("([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")

Lines = tuple[str, ...]  # the words of each line that has any, with blanks between


def words_of(text: str) -> str:
    """The words of a text as they are compared, with blanks between."""
    spaced = _CHARACTER.sub(r" \1 ", fold(text).replace("_", " "))
    return " ".join(spaced.split())


def sentence_with(text: str, phrase: str) -> tuple[int, str]:
    """Line (from 1) and words of the first sentence that has a phrase.

    All of the line where it crosses sentences; 0 and nothing where it crosses lines.
    """
    said = f" {words_of(phrase)} "
    longest = max(said.split(), key=len, default="")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.isascii() and longest not in line.lower():
            continue  # most lines, without taking them apart
        if said in f" {words_of(line)} ":
            whole = (one for _, _, one in sentences(line) if said in f" {words_of(one)} ")
            return number, next(whole, line.strip())
    return 0, ""


def what_came(lines: Lines, before: Lines) -> str:
    """The stretches of a text that the one before it has not, each with the words around.

    Whatever phrase the text has and the one before has not stands in one of them, and none
    that the text has not: a phrase lies within the line that it begins in and the words that
    follow it, and of all lines those come whose following words are not the same as before.
    """
    known = {before[at:end] for at, end in enumerate(_reaches(before))}
    reaches = _reaches(lines)
    new = [lines[at:end] not in known for at, end in enumerate(reaches)]
    return f" {BREAK} ".join(_stretches(lines, reaches, new))


def _stretches(lines: Lines, reaches: list[int], new: list[bool]) -> Iterator[str]:
    for is_new, run in groupby(range(len(lines)), key=new.__getitem__):
        if is_new:
            numbers = tuple(run)
            end = numbers[-1] + 1
            following = " ".join(lines[end : reaches[end - 1]]).split()
            yield " ".join([*lines[numbers[0] : end], *following[: MOST_WORDS - 1]])


def _reaches(lines: Lines) -> list[int]:
    """For each line the number past the last one that a phrase which begins in it may touch."""
    lengths = [line.count(" ") + 1 for line in lines]
    found, end, following = [], 1, 0  # words of the lines after this one, before `end`
    for at in range(len(lines)):
        following -= lengths[at] if at else 0
        while end < len(lines) and following < MOST_WORDS - 1:
            following += lengths[end]
            end += 1
        found.append(end)
    return found
