"""The reference pages of the seed: complete, even-handed, and formatted for diffing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.core.resources import resource_dir
from kb.entries.documents import load_documents
from kb.entries.reference import (
    UNNAMED_DATASETS,
    UNNAMED_SYSTEMS,
    Reference,
    Topic,
    load_reference,
)
from kb.entries.vocabulary import TOPICS

SEED = resource_dir("seed_data")
FILES = sorted(
    path for folder in ("topics", "systems", "datasets") for path in (SEED / folder).glob("*.json")
)
REFERENCE = load_reference(SEED)


def texts(topic: Topic) -> Iterator[str]:
    yield topic.introduction
    for position in topic.positions:
        yield position.heading
        for argument in position.arguments:
            yield argument.text
            yield from (entry.note for entry in argument.entries)


def test_every_topic_of_the_vocabulary_has_a_page_under_the_same_name() -> None:
    assert {slug: topic.title for slug, topic in REFERENCE.topics.items()} == TOPICS


@pytest.mark.parametrize("topic", REFERENCE.topics.values(), ids=lambda topic: topic.slug)
def test_both_sides_of_a_topic_are_argued_at_like_length(topic: Topic) -> None:
    sides = {position.side: len(position.arguments) for position in topic.positions}
    assert set(sides) == {"consent", "learning"}
    assert abs(sides["consent"] - sides["learning"]) <= 1


@pytest.mark.parametrize("topic", REFERENCE.topics.values(), ids=lambda topic: topic.slug)
def test_every_argument_is_supported_and_every_side_is_also_questioned(topic: Topic) -> None:
    for position in topic.positions:
        assert all(argument.with_effect("supports") for argument in position.arguments)
        assert any(argument.with_effect("weakens") for argument in position.arguments)


@pytest.mark.parametrize("topic", REFERENCE.topics.values(), ids=lambda topic: topic.slug)
def test_no_argument_cites_an_entry_twice(topic: Topic) -> None:
    for position in topic.positions:
        for argument in position.arguments:
            cited = [(entry.kind, entry.slug) for entry in argument.entries]
            assert len(cited) == len(set(cited))


@pytest.mark.parametrize("topic", REFERENCE.topics.values(), ids=lambda topic: topic.slug)
def test_a_topic_quotes_nobody_and_uses_no_slogans(topic: Topic) -> None:
    for text in texts(topic):
        assert not re.search(r"[“”\"!?]\s*$|[“”\"!]", text), text
        assert not re.search(r"\b(theft|steal\w*|thie\w+|plunder\w*|luddite\w*)\b", text), text


def test_no_text_is_used_twice() -> None:
    arguments = [
        argument.text
        for topic in REFERENCE.topics.values()
        for position in topic.positions
        for argument in position.arguments
    ]
    assert len(arguments) == len(set(arguments))


def test_every_system_and_data_set_named_in_a_case_has_a_page_or_is_known_to_have_no_name() -> None:
    for document in load_documents(SEED):
        for name in getattr(document, "systems", ()):
            assert REFERENCE.system_for(name) or name in UNNAMED_SYSTEMS, name
        for name in getattr(document, "datasets", ()):
            assert REFERENCE.dataset_for(name) or name in UNNAMED_DATASETS, name


def test_the_lists_of_unnamed_things_hold_only_what_occurs_and_has_no_page() -> None:
    documents = list(load_documents(SEED))
    systems = {name for document in documents for name in getattr(document, "systems", ())}
    datasets = {name for document in documents for name in getattr(document, "datasets", ())}
    assert systems >= UNNAMED_SYSTEMS
    assert datasets >= UNNAMED_DATASETS
    assert not any(REFERENCE.system_for(name) for name in UNNAMED_SYSTEMS)
    assert not any(REFERENCE.dataset_for(name) for name in UNNAMED_DATASETS)


@pytest.mark.parametrize(
    "slug", ["stable-diffusion", "dall-e-2", "midjourney", "dreamup", "imagen", "firefly"]
)
def test_the_systems_that_artists_ask_for_have_a_licence_and_a_platform(slug: str) -> None:
    system = REFERENCE.systems[slug]
    assert system.licences
    assert system.policies


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_is_formatted_for_reading_and_diffing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def test_the_folder_loads_as_one_reference() -> None:
    assert isinstance(REFERENCE, Reference)
    assert len(REFERENCE.topics) + len(REFERENCE.systems) + len(REFERENCE.datasets) == len(FILES)
