"""Reference pages: topics with the arguments of both sides, systems and data sets.

They are not entries: they have no versions and no sources of their own. Every statement
in them hangs on the entries that they reference, so `check_reference` proves that each
referenced entry, topic, licence, policy and data set exists, and that every name of a
system or a data set in the cases leads to a page or is known to have no proper name.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from kb.core.errors import InvalidDocument
from kb.entries.reference_pages import (
    EFFECTS,
    INTRODUCTION_WORDS,
    SIDES,
    SYSTEM_KINDS,
    Argument,
    CitedEntry,
    DataSet,
    Position,
    System,
    Topic,
)
from kb.entries.vocabulary import TOPICS

__all__ = [
    "EFFECTS",
    "INTRODUCTION_WORDS",
    "SIDES",
    "SYSTEM_KINDS",
    "UNNAMED_DATASETS",
    "UNNAMED_SYSTEMS",
    "Argument",
    "CitedEntry",
    "DataSet",
    "InvalidReference",
    "Position",
    "Reference",
    "System",
    "Topic",
    "check_reference",
    "is_unnamed_dataset",
    "is_unnamed_system",
    "load_reference",
    "name_key",
]

#: What the records call a system that its decision or report does not name, or a group of tools
#: rather than one: there is nothing to look up, so these have no page.
UNNAMED_SYSTEMS: frozenset[str] = frozenset({
    "AI voice-conversion tools (RVC)",
    "fractal-generating software",
    "LoRA models of the character Medusa",
    "LoRA models on a Hangzhou platform",
    "Meta AI models",
    "Nvidia LLMs",
    "Tab (pseudonym)",
    "unnamed AI voice generator",
    "unnamed generative AI",
    "unnamed image generator",
    "unnamed image-to-image tool",
})  # fmt: skip

#: Descriptions of material that was never published as a data set under a name.
UNNAMED_DATASETS: frozenset[str] = frozenset({
    "Clearview image database",
    "public Facebook and Instagram posts",
    "Westlaw headnotes",
    "YouTube uploads",
})  # fmt: skip


class InvalidReference(InvalidDocument):
    """A reference page breaks its form; one line a fault: file, path inside, reason."""


class DocumentLike(Protocol):
    """What the checks need of an entry's document; cases also have `systems`, `datasets`."""

    @property
    def kind(self) -> str: ...
    @property
    def slug(self) -> str: ...


def name_key(name: str) -> str:
    """The key on which all spellings of a name meet: `DALL·E 2` and `dall-e-2` are one."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in folded if char.isalnum())


_UNNAMED_SYSTEM_KEYS = frozenset(map(name_key, UNNAMED_SYSTEMS))
_UNNAMED_DATASET_KEYS = frozenset(map(name_key, UNNAMED_DATASETS))
Page = TypeVar("Page", Topic, System, DataSet)


@dataclass(frozen=True)
class Reference:
    """All reference pages by slug, in alphabetical order; `root` is named in messages."""

    topics: Mapping[str, Topic]
    systems: Mapping[str, System]
    datasets: Mapping[str, DataSet]
    root: str = "seed_data"

    @cached_property
    def _systems_by_name(self) -> dict[str, System]:
        return _by_name(self.systems.values())

    @cached_property
    def _datasets_by_name(self) -> dict[str, DataSet]:
        return _by_name(self.datasets.values())

    @cached_property
    def _topics_by_entry(self) -> dict[tuple[str, str], tuple[Topic, ...]]:
        citing: dict[tuple[str, str], dict[str, Topic]] = {}
        for topic in self.topics.values():
            for _, entry in topic.cited():
                citing.setdefault((entry.kind, entry.slug), {})[topic.slug] = topic
        return {entry: tuple(topics.values()) for entry, topics in citing.items()}

    def system_for(self, name: str) -> System | None:
        """The page of the system with this name, alias or slug, in any usual spelling."""
        return self._systems_by_name.get(name_key(name))

    def dataset_for(self, name: str) -> DataSet | None:
        """The page of the data set with this name, alias or slug, in any usual spelling."""
        return self._datasets_by_name.get(name_key(name))

    def topics_citing(self, *, kind: str, slug: str) -> tuple[Topic, ...]:
        """The topics whose arguments cite this entry."""
        return self._topics_by_entry.get((kind, slug), ())

    def systems_referring_to(
        self, *, licence: str = "", policy: str = "", dataset: str = ""
    ) -> tuple[System, ...]:
        """The systems under a licence, made or used by a platform, or trained on a data set."""
        return tuple(
            system
            for system in self.systems.values()
            if licence in system.licences or policy in system.policies or dataset in system.datasets
        )


def _by_name(pages: Iterable[Page]) -> dict[str, Page]:
    return {name_key(name): page for page in pages for name in _names(page)}


def _names(page: Topic | System | DataSet) -> tuple[str, ...]:
    return (page.title,) if isinstance(page, Topic) else (page.name, page.slug, *page.aliases)


def is_unnamed_system(name: str) -> bool:
    """Whether the records use this as a description, not as the name of a system."""
    return name_key(name) in _UNNAMED_SYSTEM_KEYS


def is_unnamed_dataset(name: str) -> bool:
    """Whether the records use this as a description, not as the name of a data set."""
    return name_key(name) in _UNNAMED_DATASET_KEYS


def load_reference(root: Path) -> Reference:
    """Read `topics/`, `systems/` and `datasets/` under the seed folder.

    Raises `InvalidReference` with every fault of every file, one a line, so that a
    person mends them in one go.
    """
    faults: list[str] = []
    reference = Reference(
        topics=_load_pages(root / "topics", Topic, faults),
        systems=_load_pages(root / "systems", System, faults),
        datasets=_load_pages(root / "datasets", DataSet, faults),
        root=root.name,
    )
    if faults:
        raise InvalidReference("\n".join(faults))
    return reference


def _load_pages(folder: Path, model: type[Page], faults: list[str]) -> dict[str, Page]:
    pages: dict[str, Page] = {}
    for path in sorted(folder.glob("*.json")):
        where = f"{folder.parent.name}/{folder.name}/{path.name}"
        try:
            page = model.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            faults.append(f"{where}: cannot be read as JSON: {error}")
        except ValidationError as error:
            faults.extend(f"{where}: {_fault(detail)}" for detail in error.errors())
        else:
            if page.slug != path.stem:
                faults.append(f"{where}: slug: {page.slug!r} is not the name of the file")
            pages[path.stem] = page
    return pages


def _fault(detail: Any) -> str:
    """`positions[0].side: reason` out of pydantic's location and message."""
    place = ""
    for step in detail["loc"]:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else str(step)
    reason = str(detail["msg"]).removeprefix("Value error, ")
    return f"{place}: {reason}" if place else reason


def check_reference(reference: Reference, documents: Iterable[DocumentLike]) -> list[str]:
    """Every fault between the pages and the entries, as `file: path: reason`; none is good."""
    documents = list(documents)
    entries = {(document.kind, document.slug) for document in documents}
    return [
        *_topic_faults(reference, entries),
        *_page_faults(reference, entries),
        *_duplicate_names(reference, "systems", reference.systems.values()),
        *_duplicate_names(reference, "datasets", reference.datasets.values()),
        *_unresolved_names(reference, documents),
    ]


def _topic_faults(reference: Reference, entries: set[tuple[str, str]]) -> Iterator[str]:
    for topic in reference.topics.values():
        where = f"{reference.root}/topics/{topic.slug}.json"
        if topic.slug not in TOPICS:
            yield f"{where}: slug: the vocabulary has no topic {topic.slug!r}"
        for place, entry in topic.cited():
            if (entry.kind, entry.slug) not in entries:
                yield f"{where}: {place}.slug: no {entry.kind} has the slug {entry.slug!r}"
        for n, slug in enumerate(topic.see_also):
            if slug not in reference.topics:
                yield f"{where}: see_also[{n}]: no topic has the slug {slug!r}"
            elif slug == topic.slug:
                yield f"{where}: see_also[{n}]: the topic refers to itself"


def _page_faults(reference: Reference, entries: set[tuple[str, str]]) -> Iterator[str]:
    known = {
        "licences": {slug for kind, slug in entries if kind == "licence"},
        "policies": {slug for kind, slug in entries if kind == "policy"},
        "datasets": set(reference.datasets),
    }
    singular = {"licences": "licence", "policies": "policy", "datasets": "data set"}
    for folder, pages in (("systems", reference.systems), ("datasets", reference.datasets)):
        for page in pages.values():
            where = f"{reference.root}/{folder}/{page.slug}.json"
            for field, slugs in known.items():
                for n, slug in enumerate(getattr(page, field, ())):
                    if slug not in slugs:
                        reason = f"no {singular[field]} has the slug {slug!r}"
                        yield f"{where}: {field}[{n}]: {reason}"


def _duplicate_names(
    reference: Reference, folder: str, pages: Iterable[System] | Iterable[DataSet]
) -> Iterator[str]:
    owners: dict[str, str] = {}
    for page in pages:
        for name in _names(page):
            owner = owners.setdefault(name_key(name), page.slug)
            if owner != page.slug:
                where = f"{reference.root}/{folder}/{page.slug}.json"
                yield f"{where}: aliases: {name!r} already names {folder}/{owner}.json"


def _unresolved_names(reference: Reference, documents: Iterable[DocumentLike]) -> Iterator[str]:
    for document in documents:
        where = f"{reference.root}/cases/{document.slug}.json"
        for n, name in enumerate(getattr(document, "systems", ())):
            if reference.system_for(name) is None and not is_unnamed_system(name):
                yield f"{where}: systems[{n}]: no system page has the name {name!r}"
        for n, name in enumerate(getattr(document, "datasets", ())):
            if reference.dataset_for(name) is None and not is_unnamed_dataset(name):
                yield f"{where}: datasets[{n}]: no data set page has the name {name!r}"
