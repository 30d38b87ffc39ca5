"""The names nearest to one that does not exist, for topics, systems, data sets and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kb.entries import vocabulary
from kb.entries.reference import name_key
from kb.web.site import Site

LIMIT = 5


@dataclass(frozen=True)
class Near:
    """A page whose name comes near; it offers what an error page reads of a card."""

    kind: str
    slug: str
    url: str
    heading: str

    @property
    def name(self) -> str:
        return self.heading


def nearest_pages(site: Site, family: str, wanted: str) -> tuple[Near, ...]:
    """The pages of a family (`topics`, `courts`…) whose id or name comes nearest."""
    names = _names(site, family)
    choices = {
        (slug, text): name_key(text) for slug, name in names.items() for text in (slug, name)
    }
    found = process.extract(
        name_key(wanted[:200]), choices, scorer=fuzz.WRatio, limit=LIMIT * 2, score_cutoff=65
    )
    slugs = dict.fromkeys(key[0] for _, _, key in found)
    return tuple(
        Near(family.removesuffix("s"), slug, f"/{family}/{slug}", names[slug]) for slug in slugs
    )[:LIMIT]


def _names(site: Site, family: str) -> Mapping[str, str]:
    reference = site.reference
    if family == "topics":
        return {slug: topic.title for slug, topic in reference.topics.items()}
    if family == "systems":
        return {slug: system.name for slug, system in reference.systems.items()}
    if family == "datasets":
        return {slug: dataset.name for slug, dataset in reference.datasets.items()}
    if family == "jurisdictions":
        return vocabulary.JURISDICTIONS
    if family == "courts":
        return {court.id: court.name for court in site.courts.values()}
    return {}
