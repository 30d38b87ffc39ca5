"""What stands in an index for a document: terms with weights and positions, for any engine.

The searchable text is divided into zones. A term's weight is the sum over the zones of
(weight of the zone × occurrences), dampened where the zone is longer than it usually is: the
term frequency of BM25F, with fixed usual lengths, so that a posting never depends on the other
documents. Positions count words through all zones, with gaps that no phrase bridges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from kb.entries.identifiers import find_identifiers
from kb.entries.vocabulary import JURISDICTIONS
from kb.search import analysis
from kb.search.engine import GROUPS, PASSAGE_GROUPS, IndexDocument, Passage
from kb.search.phrases import whole_name

LENGTH_EFFECT: Final = 0.6  # BM25's b
GAP: Final = 100
MOST_POSITIONS: Final = 1 << 20
#: Places of captured texts come after those of the text, and stay below the 24 bits of a place.
CAPTURED_FROM, MOST_CAPTURED = 1 << 21, 14_000_000


@dataclass(frozen=True)
class Zone:
    """A part of the text: how much a word in it counts, and how many words it usually has.

    A zone may have statements beside texts.
    """

    name: str
    weight: float
    usual_length: int
    texts: Callable[[IndexDocument], Iterable[str]]
    passages: tuple[str, ...] = ()  # kinds of statement; such a zone is as long as all its texts


ZONES: Final[tuple[Zone, ...]] = (
    Zone("title", 8.0, 8, lambda document: (document.title,)),
    Zone("short_name", 4.0, 5, lambda document: (document.short_name,)),
    Zone("parties", 4.0, 14, lambda document: document.parties),
    Zone("numbers", 4.0, 10, lambda document: (*document.dockets, *document.citations)),
    Zone("systems", 3.0, 8, lambda document: (*document.systems, *document.datasets)),
    Zone("judges", 2.5, 4, lambda document: document.judges),
    Zone("court", 1.5, 9, lambda document: document.court_names),
    Zone("place", 1.5, 2, lambda document: (JURISDICTIONS.get(document.jurisdiction, ""),)),
    Zone("topics", 1.5, 20, lambda document: document.topic_labels),
    Zone("rulings", 2.0, 120, lambda document: (document.holdings,), ("holding", "provision")),
    Zone("summary", 2.0, 130, lambda document: (document.summary,)),
    Zone(
        "body",
        1.0,
        900,
        lambda document: (document.body,),
        ("answer", "term", "opt-out", "event", "history", "claim", "fair-use", "source"),
    ),
)
#: What a stretch of the text is: a zone, or a group of statements.
SPAN_KINDS: Final = (*(zone.name for zone in ZONES), *GROUPS[1:])
#: The scopes beside `text`, with the texts that each looks into.
SCOPES: Final[dict[str, Callable[[IndexDocument], Iterable[str]]]] = {
    "title": lambda document: (document.title, document.short_name),
    "party": lambda document: document.parties,
    "plaintiff": lambda document: document.plaintiffs,
    "defendant": lambda document: document.defendants,
    "judge": lambda document: document.judges,
    "court": lambda document: document.court_names,
    "docket": lambda document: document.dockets,
    "citation": lambda document: document.citations,
    "system": lambda document: document.systems,
    "dataset": lambda document: document.datasets,
}
#: Words of a name that its initials leave out.
_UNTOLD: Final = frozenset(
    {
        "the", "inc", "llc", "ltd", "limited", "gmbh", "ag", "corp", "corporation", "company",
        "co", "plc", "pbc", "lp", "ev", "sa", "spa", "kg",
    }
)  # fmt: skip
#: What stands in brackets behind a name to say where it is from is no name.
_PLACES: Final = frozenset({"", *map(whole_name, (*JURISDICTIONS, *JURISDICTIONS.values()))})
ALL_SCOPES: Final = ("text", *SCOPES, "captured")
#: The texts beside statements of which snippets are made, the most telling first.
SNIPPET_TEXTS: Final = ("holdings", "summary", "body")


@dataclass(slots=True)
class Posting:
    """One term in one document."""

    weight: float = 0.0
    positions: list[int] = field(default_factory=list)


Postings = dict[str, Posting]
#: The words of a text in order, each with its folded form and its stems.
Forms = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Span:
    """Where a stretch of the text begins; it ends where the next one does."""

    start: int
    kind: str
    share: float = 1.0  # the weight of each of its words


@dataclass
class ScopeTerms:
    """The terms of one scope of a document: by stem and by word."""

    stems: Postings = field(default_factory=dict)
    exact: Postings = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    next_position: int = 0
    most: int = MOST_POSITIONS

    def add(
        self, forms: Forms, *, weight: float, usual_length: int, kind: str = "", words: int = 0
    ) -> None:
        """Add one text of a zone, which has so many `words` in all if it has several texts."""
        length = (words or len(forms)) / usual_length
        share = weight / (1 - LENGTH_EFFECT + LENGTH_EFFECT * length)
        self.spans.append(Span(self.next_position, kind, share))
        last = self.next_position + len(forms) - 1
        if not forms or last > self.most:
            self.next_position += 1  # no two stretches begin at one place
            return
        exact, stems = self.exact, self.stems
        for position, (word, stemmed) in enumerate(forms, self.next_position):
            posting = exact.get(word)
            if posting is None:
                posting = exact[word] = Posting()
            posting.weight += share
            posting.positions.append(position)
            for stem in stemmed:
                posting = stems.get(stem)
                if posting is None:
                    posting = stems[stem] = Posting()
                posting.weight += share
                posting.positions.append(position)
        self.next_position = last + GAP


def text_terms(document: IndexDocument) -> ScopeTerms:
    """The terms of the whole text. A zone of several texts counts as long as all of them."""
    terms = ScopeTerms()
    for zone in ZONES:
        texts = [(zone.name, text) for text in zone.texts(document) if text]
        texts += [
            (PASSAGE_GROUPS[passage.kind], passage.text)
            for passage in document.passages
            if passage.kind in zone.passages
        ]
        analysed = [(kind, _forms(text, document)) for kind, text in texts]
        words, usual = 0, max(1, zone.usual_length // max(1, len(texts)))
        if zone.passages:
            words = sum(len(forms) for _, forms in analysed)
            usual = zone.usual_length
        for kind, forms in analysed:
            terms.add(forms, weight=zone.weight, usual_length=usual, kind=kind, words=words)
    return terms


def captured_terms(document: IndexDocument) -> ScopeTerms:
    """The terms of the captured texts, whose places come after all places of the text."""
    terms = ScopeTerms(next_position=CAPTURED_FROM, most=MOST_CAPTURED)
    for passage in document.captured:
        forms = _forms(passage.text, document)
        terms.add(forms, weight=1.0, usual_length=len(forms) or 1, kind=PASSAGE_GROUPS["capture"])
    return terms


def _forms(text: str, document: IndexDocument) -> Forms:
    return analysis.forms_of_text(text, document.language)


def statements(document: IndexDocument) -> tuple[Passage, ...]:
    """The statements in the order in which they stand in the text."""
    return tuple(
        passage for zone in ZONES for passage in document.passages if passage.kind in zone.passages
    )


def scope_terms(document: IndexDocument, scope: str) -> ScopeTerms:
    """The terms of one scope."""
    terms = ScopeTerms()
    for text in SCOPES[scope](document):
        if text:
            terms.add(_forms(text, document), weight=1.0, usual_length=8)
    return terms


def values(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    """The values of the filters and facets."""
    return {
        "kind": (document.kind,),
        "jurisdiction": (document.jurisdiction,),
        "status": (document.status,) if document.status else (),
        "topic": document.topics,
        "court": (document.court_id,) if document.court_id else (),
        "lang": (document.language,),
        "year": (str(document.year),) if document.year else (),
    }


def names(document: IndexDocument) -> frozenset[str]:
    """What the entry is called, letters and digits alone: the whole title and its shorter forms."""
    candidates = [document.title, document.slug]
    if document.kind != "licence":  # its short name is an SPDX identifier, which others may share
        candidates.append(document.short_name)
    candidates += [part for name in candidates for part in re.split(r"[:(]", name, maxsplit=1)]
    candidates += _parts(document)
    called = document.parties if document.kind == "case" else candidates
    candidates += [initials(name) for name in called]
    return frozenset(map(whole_name, candidates)) - _PLACES


def _parts(document: IndexDocument) -> list[str]:
    """The names in a title: who brought a case, each platform of a policy, its former name."""
    if document.kind == "case":
        return re.split(r" v\.? ", document.short_name)[:1]
    if document.kind == "policy":  # "Instagram, Facebook and Threads", "X (formerly Twitter)"
        called = re.split(r", | and ", document.title.partition("(")[0])
        return [*called, *re.findall(r"\(formerly ([^)]+)\)", document.title)]
    return []


def initials(name: str) -> str:
    """What a name of three to six words is called for short: NYT for The New York Times Company."""
    capitals = re.findall(r"\b[^\W\d_a-z][^\W\d_]*", re.sub(r"\([^)]*\)", "", name))
    words = [word for word in capitals if word.casefold() not in _UNTOLD]
    return "".join(word[0] for word in words) if 3 <= len(words) <= 6 else ""


def mentions(document: IndexDocument) -> frozenset[str]:
    """The keys of the identifiers that the text speaks of, beside the entry's own."""
    keys: set[str] = set()
    for text in _spoken(document):
        for identifier in find_identifiers(analysis.normal(text)):
            keys |= identifier.keys
    return frozenset(keys - document.identifiers - document.other_identifiers)


def _spoken(document: IndexDocument) -> Iterator[str]:
    yield from (document.title, document.holdings, document.summary)
    # Statements of the body stand in lines of their own; an identifier never spans two.
    yield from document.body.splitlines()
    for passage in document.passages:
        yield passage.text
