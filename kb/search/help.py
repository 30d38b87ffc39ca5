"""Examples for the help page, each proven by a test to run and to find something in the seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class HelpExample:
    """A query that a reader can try, what it shows, and under which heading it stands."""

    query: str
    explanation: str
    group: str


_WORDS, _NUMBERS, _FIELDS, _OPERATORS = (
    "Words and names",
    "Dockets, citations and sections",
    "Fields",
    "Combining and patterns",
)

HELP_EXAMPLES: Final[tuple[HelpExample, ...]] = (
    HelpExample("andersen stability", "Entries with both words, in any form of them.", _WORDS),
    HelpExample('"text and data mining"', "The words in this order, next to each other.", _WORDS),
    HelpExample("deviant art", "Names are found in one word or two.", _WORDS),
    HelpExample("kneshke", "A misspelt name finds the nearest one and says so.", _WORDS),
    HelpExample("does deviantart train on uploads", "A plain question is fine.", _WORDS),
    HelpExample("著作権法", "Other scripts work, too.", _WORDS),
    HelpExample("23-cv-201", "A docket number, with or without office and judge.", _NUMBERS),
    HelpExample("765 F.Supp.3d 382", "A reporter citation, dots or not.", _NUMBERS),
    HelpExample("[2025] EWHC 2863 (Ch)", "A neutral citation.", _NUMBERS),
    HelpExample("310 O 227/23", "A German file number.", _NUMBERS),
    HelpExample("C-250/25", "A case of the EU's Court of Justice.", _NUMBERS),
    HelpExample("17 USC 1202", "A section: the law first, then cases that turn on it.", _NUMBERS),
    HelpExample("s 29A CDPA", "A section of a British act.", _NUMBERS),
    HelpExample("article 4 Directive (EU) 2019/790", "An article of an act of the EU.", _NUMBERS),
    HelpExample("CC-BY-4.0", "An SPDX licence identifier.", _NUMBERS),
    HelpExample("judge:orrick", "Cases before this judge.", _FIELDS),
    HelpExample('party:"getty images"', "A party on either side.", _FIELDS),
    HelpExample("plaintiff:gema defendant:suno", "Who sues whom.", _FIELDS),
    HelpExample("court:cand", "A court by its id; words of its name work as well.", _FIELDS),
    HelpExample('system:"stable diffusion"', "A model or product at issue.", _FIELDS),
    HelpExample("dataset:laion", "A data set at issue.", _FIELDS),
    HelpExample("title:midjourney kind:policy", "Words of the title, only policies.", _FIELDS),
    HelpExample("topic:fair-use status:decided", "A topic, and where the case stands.", _FIELDS),
    HelpExample("jurisdiction:DE", "A place, by code or by English name.", _FIELDS),
    HelpExample("filed:2024", "Dated in 2024.", _FIELDS),
    HelpExample("filed:>=2025-06 kind:case", "Cases filed in June 2025 or later.", _FIELDS),
    HelpExample("filed:[20230101 TO 20231231]", "From the first to the second day.", _FIELDS),
    HelpExample("lang:ja", "By the language of the proceeding or text.", _FIELDS),
    HelpExample("in:events motion dismiss", "Entries of which one event has both words.", _FIELDS),
    HelpExample("in:holdings market harm", "The same in one ruling.", _FIELDS),
    HelpExample("suno OR udio", "Either word.", _OPERATORS),
    HelpExample("midjourney NOT kind:case", "What is not a case.", _OPERATORS),
    HelpExample("(suno OR udio) AND kind:case", "Brackets group conditions.", _OPERATORS),
    HelpExample("generat*", "Words that begin so; two letters must come first.", _OPERATORS),
    HelpExample("mid?ourney", "Any one letter in the place of the question mark.", _OPERATORS),
    HelpExample("midjurney~", "Words a letter away; ~2 allows two.", _OPERATORS),
    HelpExample('"training data"~5', "The second word within five after the first.", _OPERATORS),
    HelpExample("title:licence^5 training", "A word that counts five times as much.", _OPERATORS),
)
