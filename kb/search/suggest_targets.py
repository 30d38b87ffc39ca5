"""What can be suggested: entries, their parties and judges, courts, topics, systems, data sets.

`read_targets` reads what is published. The names in a document are taken out once for each
revision and kept in `known`, so that after a publication only what changed is read again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlmodel import Session, col

from kb.entries.identifiers import citation_keys, docket_keys, spdx_key, statute_keys
from kb.entries.known_as import citation_keys_of_law
from kb.entries.queries import figures, groups
from kb.entries.queries.cards import Rows, card_query, public, to_card
from kb.entries.reference import Reference
from kb.entries.tables import Court, Entry, EntryLink, Revision
from kb.entries.upgrade import upgrade
from kb.entries.views import Card
from kb.entries.vocabulary import KINDS
from kb.search.suggest import Target, words_of

BATCH: Final = 200  # documents read at once
MOST_NAMES: Final = 40  # of one entry, and as many parties: nobody types the hundredth plaintiff
_SIDES: Final = {"plaintiffs": "Plaintiff", "defendants": "Defendant", "judges": "Judge"}


@dataclass(frozen=True, slots=True)
class EntryNames:
    """What the document of an entry calls things."""

    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    shared_keys: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()  # name and side


Known = dict[int, EntryNames]  # by revision


def read_targets(
    session: Session, *, reference: Reference, courts: Mapping[str, Court], known: Known
) -> list[Target]:
    """Every target; `known` is brought up to the revisions that are published."""
    cards = [to_card(row) for row in session.connection().execute(card_query())]
    revisions = _published(session)
    _read_names(session, set(revisions.values()), known)
    names = {card.id: known[revisions[card.id]] for card in cards if card.id in revisions}
    cited = _cited_by(session)
    people = _People()
    targets = []
    for card in cards:
        own = names.get(card.id, EntryNames())
        targets.append(_entry(card, own, weight=cited.get((card.kind, card.slug), 0)))
        people.add(card, own.people)
    targets += people.targets()
    targets += _courts(session, courts)
    targets += _reference(session, reference)
    return targets


def _published(session: Session) -> dict[int, int]:
    """The published revision of every public entry."""
    query = public(select(col(Entry.id), col(Entry.published_revision_id)))
    found: dict[int, int] = dict(session.connection().execute(query).all())  # type: ignore[arg-type]  # rows are pairs
    return found


def _read_names(session: Session, wanted: set[int], known: Known) -> None:
    for revision in known.keys() - wanted:
        del known[revision]
    missing = sorted(wanted - known.keys())
    for start in range(0, len(missing), BATCH):
        query: Rows = select(col(Revision.id), col(Revision.document)).where(
            col(Revision.id).in_(missing[start : start + BATCH])
        )
        for number, document in session.connection().execute(query):
            known[number] = entry_names(upgrade(json.loads(document)))


def entry_names(document: Mapping[str, Any]) -> EntryNames:
    """The names in a document as it is stored, in its present form."""
    match document["kind"]:
        case "case":
            return _case_names(document)
        case "policy":
            names = [document["title"], document["platform"], document.get("operator", "")]
            return EntryNames(_few(names))
        case "licence":
            title, spdx = document["title"], document.get("spdx_id", "")
            # A data set under CC BY is not what somebody means who types the name of the licence.
            is_it = set(words_of(spdx)) <= set(words_of(title))
            own, given = statute_keys(title) | spdx_key(title), spdx_key(spdx)
            if is_it:
                own |= given
            return EntryNames(_few([title, spdx]), tuple(own), tuple(given - own))
        case _:
            title, citation = document["title"], document["citation"]
            keys = statute_keys(title) | citation_keys_of_law(citation)
            return EntryNames(_few([title, citation]), tuple(keys))


def _case_names(document: Mapping[str, Any]) -> EntryNames:
    docket = document.get("docket_number", "")
    others = [other["number"] for other in document.get("other_dockets", ())]
    cited = [*document.get("citations", ())]
    cited += [event.get("citation", "") for event in document.get("events", ())]
    own = _keys(docket_keys, [docket]) | _keys(citation_keys, cited)
    people = [
        (name, side)
        for field_name, side in _SIDES.items()
        for person in document.get(field_name, ())
        for name in (person["name"], *person.get("also_known_as", ()))
    ]
    names = [document["title"], document.get("short_name", ""), docket, *others, *cited]
    return EntryNames(
        _few(names),
        tuple(own),
        tuple(_keys(docket_keys, others) - own),
        tuple(dict.fromkeys(people))[:MOST_NAMES],
    )


def _few(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]


def _keys(keys_of: Callable[[str], frozenset[str]], texts: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(keys_of(text) for text in texts if text))


def _cited_by(session: Session) -> dict[tuple[str, str], int]:
    """How many public entries point at each entry."""
    target = (col(EntryLink.target_kind), col(EntryLink.target_slug))
    query = public(
        select(*target, func.count(col(EntryLink.entry_id).distinct())).join(
            Entry, col(Entry.id) == col(EntryLink.entry_id)
        )
    ).group_by(*target)
    return {(kind, slug): count for kind, slug, count in session.connection().execute(query)}


def _entry(card: Card, own: EntryNames, *, weight: int) -> Target:
    label = card.bare_name
    if card.kind == "case":
        detail = card.place
    elif card.kind == "law":
        detail = card.jurisdiction_label
    else:
        detail = card.detail or ""
    return Target(
        card.kind,
        label,
        f"{KINDS[card.kind]}, {detail}" if detail else KINDS[card.kind],
        card.url,
        weight,
        tuple(name for name in own.names if name != label),
        own.keys,
        own.shared_keys,
    )


@dataclass(slots=True)
class _Person:
    """A party or judge under one spelling, with the cases."""

    label: str
    side: str
    cases: dict[int, Card] = field(default_factory=dict)


class _People:
    """Parties and judges, each once however the name is punctuated."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], _Person] = {}

    def add(self, card: Card, people: Iterable[tuple[str, str]]) -> None:
        for name, side in people:
            kind = "judge" if side == "Judge" else "party"
            key = (kind, " ".join(words_of(name)))
            self._found.setdefault(key, _Person(name, side)).cases[card.id] = card

    def targets(self) -> Iterator[Target]:
        """A person of one case leads to it, one of several to a search for them."""
        for (kind, _), person in self._found.items():
            count = len(person.cases)
            if count == 1:
                card = next(iter(person.cases.values()))
                yield Target(
                    kind, person.label, f"{person.side} in {card.bare_name}", card.url, count
                )
            else:
                said = "Judge in" if kind == "judge" else "Party to"
                query = urlencode({"q": f'{kind}:"{person.label.replace(chr(34), " ")}"'})
                detail = f"{said} {count} cases"
                yield Target(kind, person.label, detail, f"/search?{query}", count)


def _courts(session: Session, courts: Mapping[str, Court]) -> Iterator[Target]:
    counts = groups.court_counts(session)
    for court in courts.values():
        count = counts.get(court.id, 0)
        yield Target(
            "court",
            court.name,
            _counted("Court", count, ("case", "cases")),
            f"/courts/{court.id}",
            count,
            (court.short_name, court.id),
        )


def _reference(session: Session, reference: Reference) -> Iterator[Target]:
    by_topic = figures.topic_counts(session)
    for topic in reference.topics.values():
        count = sum(by_topic.get(topic.slug, {}).values())
        detail = _counted("Topic", count, ("entry", "entries"))
        yield Target("topic", topic.title, detail, f"/topics/{topic.slug}", count)
    named = _page_counts(figures.name_counts(session, "system"), reference.system_for)
    for system in reference.systems.values():
        yield Target(
            "system",
            system.name,
            f"System by {system.developer}",
            f"/systems/{system.slug}",
            named.get(system.slug, 0),
            system.aliases,
        )
    named = _page_counts(figures.name_counts(session, "dataset"), reference.dataset_for)
    for dataset in reference.datasets.values():
        yield Target(
            "dataset",
            dataset.name,
            f"Data set by {dataset.maker}",
            f"/datasets/{dataset.slug}",
            named.get(dataset.slug, 0),
            dataset.aliases,
        )


def _page_counts(counts: Mapping[str, int], page_of: Callable[[str], Any]) -> dict[str, int]:
    """How often each page is meant, whatever the spelling."""
    found: dict[str, int] = {}
    for name, count in counts.items():
        page = page_of(name)
        if page is not None:
            found[page.slug] = found.get(page.slug, 0) + count
    return found


def _counted(what: str, count: int, words: tuple[str, str]) -> str:
    return f"{what}, {count} {words[0] if count == 1 else words[1]}" if count else what
