"""How much of what is cited is recognised, and how much of what is recognised is cited."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.citations import recognise

TABLE = Path(__file__).with_name("table.toml")
SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "legal"
MARKUP = re.compile(r"<[^>]+>")
#: Families of eyecite's tests, by the type of citation that they expect.
TYPES = {
    "FullLawCitation": "us-statute",
    "FullJournalCitation": "us-journal",
    "IdCitation": "id",
    "SupraCitation": "supra",
    "ReferenceCitation": "name alone",
}


@dataclass(frozen=True)
class Wanted:
    """A citation that must be recognised; `normalised` where the table says it."""

    family: str
    text: str
    normalised: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A text and all its citations; `complete` unless further ones may be in it."""

    text: str
    expected: tuple[Wanted, ...]
    complete: bool = True


@dataclass
class Score:
    """Counts of one family, with what was missed and what was recognised wrongly."""

    expected: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        recognised = self.found + len(self.wrong)
        return self.found / recognised if recognised else 1.0


def table() -> Iterator[Sentence]:
    """Our own sentences."""
    for entry in tomllib.loads(TABLE.read_text(encoding="utf-8"))["sentence"]:
        wanted = tuple(
            Wanted(row[0], row[1], row[2] if len(row) > 2 else row[1]) for row in entry["expected"]
        )
        yield Sentence(entry["text"], wanted)


def about_training() -> Iterator[Sentence]:
    """Citations about AI training, one each, from the shared fixtures."""
    for entry in json.loads((SHARED / "citations/ai_citations.json").read_text(encoding="utf-8")):
        text = entry["text"].removeprefix("Case ")
        yield Sentence(entry["text"], (Wanted(entry["kind"], text, entry["normalized"]),))


def of_eyecite() -> Iterator[Sentence]:
    """Texts of eyecite's own tests, which expect nothing about dockets."""
    for entry in json.loads((SHARED / "citations/eyecite_pairs.json").read_text(encoding="utf-8")):
        expected = [Wanted(_family(one), _as_written(one)) for one in entry["expected"]]
        yield Sentence(MARKUP.sub("", entry["text"]), tuple(expected), complete=False)


def of_find_case_law() -> Iterator[Sentence]:
    """The British forms that Find Case Law tells apart, misprints among them."""
    path = SHARED / "find_case_law/uk_citation_manifest.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            example = row["match_example"]
            family = "uk-neutral" if row["is_neutral"] == "TRUE" else "uk-report"
            if row["family"].startswith("EU_"):
                family, example = "eu-case-number", example.split(" ")[1]
            yield Sentence(row["match_example"], (Wanted(family, example),))


def _as_written(one: dict[str, Any]) -> str:
    """Without what eyecite corrects: a series of several meanings is left as it stands here."""
    parts = [one["groups"].get(name) for name in ("volume", "reporter", "page")]
    text = " ".join(parts) if all(parts) else one["text"]
    return str(text).rstrip(" ,;.")


def _family(one: dict[str, Any]) -> str:
    if one["type"] in TYPES:
        return TYPES[one["type"]]
    return "us-database" if re.search(r"\bWL\b|LEXIS", one["text"]) else "us-reporter"


def scores(sentences: Iterable[Sentence]) -> dict[str, Score]:
    """The score of each family over the sentences."""
    found: dict[str, Score] = defaultdict(Score)
    for sentence in sentences:
        recognised = [(one.family, one.text, one.normalised) for one in recognise(sentence.text)]
        for wanted in sentence.expected:
            score = found[wanted.family]
            score.expected += 1
            hit = next((one for one in recognised if _fits(wanted, one)), None)
            if hit is None:
                score.missed.append(f"{wanted.text!r} in {sentence.text!r}")
            else:
                score.found += 1
                recognised.remove(hit)
        if sentence.complete:
            for family, text, _ in recognised:
                found[family].wrong.append(f"{text!r} in {sentence.text!r}")
    return dict(found)


def _fits(wanted: Wanted, recognised: tuple[str, str, str]) -> bool:
    family, text, normalised = recognised
    if family != wanted.family:
        return False
    if wanted.normalised is not None:
        return text.endswith(wanted.text) and normalised == wanted.normalised
    # eyecite counts pages and subsections into some citations and leaves them out of others.
    pages = _bare(wanted.text)
    return any(
        _bare(one).startswith(pages) or pages.startswith(_bare(one)) for one in (text, normalised)
    )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+|\bat\b", "", text).casefold()
