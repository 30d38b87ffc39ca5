"""Numbers are recognised in any text, in linear time; those of the seed find their own case."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.entries.identifier_families import Family, plain
from kb.entries.identifiers import (
    FAMILIES,
    citation_keys,
    docket_keys,
    find_identifiers,
    identifier_keys,
)

SEED = Path(__file__).parents[2] / "seed_data"


@given(st.text(max_size=300))
def test_no_text_whatever_breaks_the_recognition(text: str) -> None:
    last = 0
    for item in find_identifiers(text):
        assert last <= item.start < item.end <= len(text)
        assert item.keys
        last = item.end
    identifier_keys(text)
    docket_keys(text)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@settings(max_examples=8)
@given(data=st.data())
def test_no_hint_hides_what_a_family_recognises(family: Family, data: st.DataObject) -> None:
    text = plain(data.draw(st.from_regex(family.pattern, fullmatch=True)))
    shape = re.sub(r"\d", "0", " ".join(text.casefold().split()))
    if family.keys(next(family.pattern.finditer(text))):
        assert family.may_stand_in(shape)


@pytest.mark.parametrize(
    "piece",
    ["1", "1-", "a", "§ ", "1, ", "(", "art. 1 ", "§ 1 Abs. ", "min chu ", " ", "C ", "1 F. "],
)
def test_recognition_takes_linear_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    started = time.process_time()
    find_identifiers(text)
    assert time.process_time() - started < 5


def stated_numbers() -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """Each case of the seed with the normal texts of its numbers and its keys."""
    for path in sorted((SEED / "cases").glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        others = [docket["number"] for docket in case.get("other_dockets", ())]
        dockets = [number for number in (case.get("docket_number"), *others) if number]
        citations = case.get("citations", [])
        keys = frozenset().union(*map(docket_keys, dockets), *map(citation_keys, citations))
        yield case["slug"], frozenset(dockets + citations), keys


def without_suffix(numbers: frozenset[str]) -> set[str]:
    return {"".join(character for character in number if character.isdigit()) for number in numbers}


def test_no_two_cases_of_the_seed_meet_unless_both_state_the_same_number() -> None:
    cases = list(stated_numbers())
    assert len(cases) > 100
    for (one, stated, keys), (other, also_stated, other_keys) in combinations(cases, 2):
        if keys & other_keys:
            assert without_suffix(stated) & without_suffix(also_stated), (
                one,
                other,
                keys & other_keys,
            )


def test_every_number_of_the_seed_finds_its_own_case() -> None:
    for slug, stated, keys in stated_numbers():
        for number in stated:
            assert identifier_keys(number) & keys, (slug, number)
