"""Every number that an entry of the seed states brings it first, in spellings made by rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    load_documents,
)
from kb.entries.identifiers import find_identifiers, identifier_keys
from kb.search.engine import SearchEngine, SearchRequest
from tests.search import corpus
from tests.support.checkout import ROOT

Spelling = Callable[[str], str]
SPELLINGS: dict[str, Spelling] = {
    "as stated": str,
    "in small letters": str.lower,
    "without full stops": lambda number: re.sub(r"(?<=[a-zA-Z])\.", "", number),
    "with other dashes and blanks": lambda number: number.replace("-", "\u2011").replace(
        " ", "\u00a0"
    ),
    "in quotation marks": lambda number: f'"{number}"',
}
BY_FAMILY: dict[str, tuple[Spelling, ...]] = {
    "us-trial": (
        lambda number: re.sub(r"^\d:|-[A-Z-]+$", "", number),
        lambda number: f"No. {number}",
        lambda number: re.sub(r"-(cv|md)-0*", r" \1 ", re.sub(r"-[A-Z-]+$", "", number)),
    ),
    "us-appeal": (lambda number: f"no. {number}",),
    "file-number": (
        lambda number: re.sub(r"\s", "", number),
        lambda number: number.replace("/", " / "),
    ),
    "neutral": (lambda number: re.sub(r"[][()]", "", number),),
    "reporter": (lambda number: number.replace(". ", "."),),
    "number-of-year": (lambda number: f"no. {number}",),
    "ecli": (lambda number: number.replace(":", " "),),
    "cjeu": (lambda number: number.replace("-", " "), lambda number: f"Case {number}"),
    "cn-case": (lambda number: re.sub("[()号]", "", number),),
    "usc": (
        lambda number: re.sub(r"U\.S\.C\. §+ ", "usc ", number),
        lambda number: re.sub(r"^(\d+) U\.S\.C\. §+ (.*)", r"section \2 of title \1", number),
    ),
    "german-code-first": (lambda number: re.sub(r"UrhG § (\w+)", r"§ \1 UrhG", number),),
    "eu-act": (lambda number: re.sub(r"\((EU)\) ", "", number),),
    "us-bill": (lambda number: number.replace(". ", ".").replace("S.", "S. "),),
    "spdx-versioned": (lambda number: number.replace("-", " "),),
    "spdx-cc": (lambda number: number.replace("-", " "), lambda number: number.replace("-", "")),
    "spdx-gnu": (lambda number: re.sub("-or-later|-only", "", number).replace("-", " v"),),
}
LEAST_SPELLINGS = 3


def stated(document: Document) -> Iterator[tuple[str, str]]:
    """The numbers that a document states, each with its family."""
    match document:
        case CaseDocument():
            texts = [document.docket_number or "", *document.citations]
        case LawDocument():
            texts = [document.citation]
        case LicenceDocument():
            texts = [document.spdx_id or ""]
        case _:
            texts = []
    for text in texts:
        for found in find_identifiers(text):
            if found.group != "section":
                yield text[found.start : found.end], found.family


def spellings(number: str, family: str) -> set[str]:
    made = {spell(number) for spell in SPELLINGS.values()}
    return made | {spell(number) for spell in BY_FAMILY.get(family, ())}


@pytest.fixture(scope="module")
def owners() -> dict[str, set[tuple[str, str]]]:
    """The entries that go by each key; where a number is shared, each of them is right."""
    found: dict[str, set[tuple[str, str]]] = {}
    for document in corpus.seed():
        for key in document.identifiers:
            found.setdefault(key, set()).add(document.key)
    return found


def first(engine: SearchEngine, query: str) -> tuple[str, str] | None:
    page = engine.search(SearchRequest(q=query, per_page=1, facets=False))
    return (page.hits[0].kind, page.hits[0].slug) if page.hits else None


def test_every_number_of_the_seed_brings_its_entry_first(
    seed_engine: SearchEngine, owners: dict[str, set[tuple[str, str]]]
) -> None:
    asked, faults = 0, []
    for document in load_documents(ROOT / "seed_data"):
        for number, family in dict(stated(document)).items():
            right = set().union(*(owners.get(key, set()) for key in identifier_keys(number)))
            if (document.kind, document.slug) not in right:
                continue  # a licence that a model is only under
            made = spellings(number, family)
            if len(made) < LEAST_SPELLINGS:
                faults.append(f"{number} ({family}) has {len(made)} spellings")
            for spelling in sorted(made):
                asked += 1
                if first(seed_engine, spelling) not in right:
                    faults.append(f"{document.slug}: {spelling} ({family})")
    assert not faults, "\n".join(faults)
    assert asked > 500
