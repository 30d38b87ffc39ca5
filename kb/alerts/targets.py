"""What a subscription watches: an entry, a list, a search, a topic, a question, everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from kb.accounts.actors import Actor
from kb.alerts import lists, searches
from kb.alerts.meaning import MEANINGS
from kb.core.errors import InvalidInput, NotFound
from kb.entries import vocabulary
from kb.entries.queries.pages import find_card
from kb.entries.vocabulary import KINDS

#: What is told unless something else is chosen, by subject.
USUAL: Final = {
    "entry": ("status", "holding", "claim", "answer", "provision", "event", "citing", "withdrawn"),
    "list": ("status", "holding", "claim", "answer", "provision", "event", "citing", "withdrawn"),
    "search": ("new", "status", "holding", "withdrawn"),
    "topic": ("new", "status", "holding", "withdrawn"),
    "question": ("new", "answer", "withdrawn"),
    "all": ("new", "status", "holding"),
}
#: What a subject has nothing to tell of, so that it is not offered.
_NEVER: Final = {
    "entry": {"new"},
    "list": {"new"},
    "search": {"citing", "text"},
    "topic": {"citing"},
    "question": {"citing", "text"},
    "all": {"citing"},
}
#: Kinds of events that are mostly routine; they are told to whoever chooses them.
ROUTINE: Final = frozenset({"motion", "amended", "other"})


@dataclass(frozen=True)
class Target:
    """A subject of `kb.alerts.tables.SUBJECTS`, and what of it; `label` names it for people."""

    subject: str
    what: str
    label: str
    entry_id: int | None = None
    list_id: int | None = None
    value: str | None = None


def offered(subject: str) -> dict[str, str]:
    """The changes of meaning that a subject can tell of, with their words."""
    return {one: label for one, label in MEANINGS.items() if one not in _NEVER[subject]}


def target(session: Session, subject: str, what: str, *, actor: Actor) -> Target:
    """What `what` names: `case/andersen-v-stability-ai`, the number of a list of the actor's,
    the parameters of a search, a topic, a question; nothing for everything.

    `NotFound` or `InvalidInput` where there is no such thing.
    """
    match subject:
        case "entry":
            kind, _, slug = what.partition("/")
            if kind not in KINDS:
                raise NotFound("There is no such entry.")
            card = find_card(session, kind, slug)
            return Target("entry", f"{kind}/{card.slug}", card.heading, entry_id=card.id)
        case "list":
            number = int(what) if what.isascii() and what.isdigit() and len(what) < 10 else 0
            found = lists.own(session, number, actor=actor)
            return Target("list", what, found.name, list_id=found.id)
        case "search":
            query = searches.canonical(what)
            return Target("search", query, searches.in_words(query), value=query)
        case "topic" if what in vocabulary.TOPICS:
            return Target("topic", what, vocabulary.TOPICS[what], value=what)
        case "question" if what in vocabulary.QUESTIONS:
            return Target("question", what, vocabulary.QUESTIONS[what].label, value=what)
        case "all":
            return Target("all", "", "Everything")
    raise InvalidInput(f"One cannot watch “{subject[:20]}: {what[:60]}”.")
