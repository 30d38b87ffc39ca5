"""Taking over changes one by one, and merging what two people did: nothing is lost or invented."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.entries.diff import diff
from kb.entries.documents import CaseDocument, dump_document, parse_document
from kb.entries.merging import three_way
from kb.entries.patching import UnknownChange, apply
from tests.support.documents import case, policy

Data = dict[str, Any]
BASE = dump_document(case())
SOURCES = [{"id": f"s{n}", "url": f"https://court.example/{n}"} for n in range(2, 5)]
COMMON = {"title": "Order", "kind": "primary"}


def _event(day: int, title: str, description: str) -> Data:
    date = f"2024-09-{day:02}"
    return {
        "date": date,
        "kind": "order",
        "title": title,
        "description": description,
        "source": "s1",
    }


QUICK = settings(max_examples=40)
WORDS = st.sampled_from(["plain", "other", "a third wording"])
EVENTS = st.builds(_event, st.integers(1, 4), st.sampled_from(["Order", "Motion"]), WORDS)


@st.composite
def edited(draw: st.DrawFn) -> Data:
    """The base after a few edits such as a form makes."""
    data = deepcopy(BASE)
    if draw(st.booleans()):
        data["summary"] = draw(WORDS)
    if draw(st.booleans()):
        data["status_note"] = draw(WORDS)
    else:
        data.pop("status_note")
    if draw(st.booleans()):
        data["topics"] = draw(
            st.permutations(["training-reproduction", "fair-use", "class-action"])
        )[: draw(st.integers(1, 3))]
    kept = [event for event in data["events"] if draw(st.booleans())]
    for event in kept:
        event["description"] = draw(WORDS)
    added = draw(st.lists(EVENTS, max_size=3, unique_by=lambda item: (item["date"], item["title"])))
    data["events"] = draw(st.permutations(kept + added))
    if not data["events"]:
        del data["events"]
    data["sources"] += [
        source | COMMON
        for source in draw(
            st.sets(st.sampled_from([0, 1, 2])).map(
                lambda chosen: [SOURCES[n] for n in sorted(chosen)]
            )
        )
    ]
    return data


@QUICK
@given(edited(), edited())
def test_all_changes_make_the_candidate_and_none_leave_the_base(
    base: Data, candidate: Data
) -> None:
    paths = [change.path for change in diff(base, candidate)]
    assert apply(base, candidate, paths) == candidate
    assert apply(base, candidate, []) == base


@QUICK
@given(edited(), edited(), st.data())
def test_some_changes_are_taken_over_and_no_others(
    base: Data, candidate: Data, data: st.DataObject
) -> None:
    changes = {change.path: change for change in diff(base, candidate)}
    chosen = data.draw(st.sets(st.sampled_from(sorted(changes)))) if changes else set()
    patched = apply(base, candidate, chosen)
    made = {change.path: change for change in diff(base, patched)}
    assert {path: made[path] for path in chosen} == {path: changes[path] for path in chosen}
    assert all(path in chosen for path in made)
    left = {change.path for change in diff(patched, candidate)}
    assert {path for path in changes if path not in chosen} <= left


@QUICK
@given(edited(), edited())
def test_a_merge_with_one_side_unchanged_is_the_other_side(base: Data, changed: Data) -> None:
    assert three_way(base, changed, base).document == changed
    assert three_way(base, base, changed).document == changed
    assert three_way(base, changed, changed).document == changed
    assert three_way(base, base, changed).conflicts == ()


@QUICK
@given(edited(), edited(), edited())
def test_a_merge_loses_nothing(base: Data, theirs: Data, mine: Data) -> None:
    merge = three_way(base, theirs, mine)
    conflicting = {conflict.path for conflict in merge.conflicts}
    result = {change.path: change.after for change in diff(base, merge.document)}
    for side in (theirs, mine):
        for change in diff(base, side):
            if change.label.endswith(" order"):
                continue  # two orders cannot both hold
            told = any(change.path.startswith(path) for path in conflicting)
            assert told or result.get(change.path) == change.after, change
    known = {change.path for side in (theirs, mine) for change in diff(base, side)}
    assert all(path in known for path in result if not path.endswith("events"))


@QUICK
@given(edited(), edited(), edited())
def test_choosing_a_side_for_every_conflict_leaves_none(
    base: Data, theirs: Data, mine: Data
) -> None:
    conflicts = three_way(base, theirs, mine).conflicts
    decided = three_way(base, theirs, mine, choices={one.path: "mine" for one in conflicts})
    assert decided.conflicts == ()
    after = {change.path: change.after for change in diff(base, decided.document)}
    for conflict in conflicts:
        wanted = {change.path: change.after for change in diff(base, mine)}.get(conflict.path)
        assert after.get(conflict.path) == wanted


def test_a_chosen_statement_brings_its_source_along() -> None:
    candidate = deepcopy(BASE)
    candidate["sources"].append(SOURCES[0] | COMMON)
    candidate["events"].append(_event(1, "Order", "plain") | {"source": "s2"})
    patched = apply(BASE, candidate, ["events[2024-09-01 Order]"])
    assert [source["id"] for source in patched["sources"]] == ["s1", "s2"]
    parse_document(patched)


def test_an_unknown_change_is_refused() -> None:
    with pytest.raises(UnknownChange, match="look at the differences again"):
        apply(BASE, BASE, ["status"])


def test_two_new_sources_under_one_id_are_both_kept() -> None:
    theirs, mine = deepcopy(BASE), deepcopy(BASE)
    for side, number in ((theirs, 0), (mine, 1)):
        side["sources"].append(SOURCES[number] | COMMON | {"id": "s2"})
        side["events"].append(_event(number + 1, "Order", "plain") | {"source": "s2"})
    merge = three_way(BASE, theirs, mine)
    assert merge.conflicts == ()
    document = parse_document(merge.document)
    assert isinstance(document, CaseDocument)
    urls = {
        event.title + event.date: document.source(event.source).url for event in document.events
    }
    assert urls["Order2024-09-01"].endswith("/2")
    assert urls["Order2024-09-02"].endswith("/3")


def test_one_answer_changed_by_both_is_a_conflict_told_in_words() -> None:
    base = dump_document(policy())
    theirs, mine = deepcopy(base), deepcopy(base)
    theirs["answers"]["platform_trains_on_uploads"]["value"] = "opt-out"
    mine["answers"]["platform_trains_on_uploads"]["value"] = "yes"
    mine["summary"] = "A better summary."
    merge = three_way(base, theirs, mine)
    (conflict,) = merge.conflicts
    assert (conflict.base, conflict.theirs, conflict.mine) == ("no", "opt-out", "yes")
    assert merge.document["summary"] == "A better summary."
    assert merge.document["answers"] == theirs["answers"]
    chosen = three_way(base, theirs, mine, choices={conflict.path: "mine"})
    assert chosen.document == mine
