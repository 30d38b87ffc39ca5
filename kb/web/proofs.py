"""What proves an answer: the captured version that its source cites, and the sentences in it.

The table of signals tells which sentences speak of what a question is about; no person chose
them, and pages say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from kb.core.dates import precision
from kb.core.errors import NotFound
from kb.entries.documents import Source
from kb.entries.queries.captures import CapturedDocument
from kb.entries.tables import CapturedVersion
from kb.scraper.signals import Sentence, load_signals
from kb.sources.bodies import BodyStore

#: What sentences that bear on a question speak of: all of one of these sets.
QUESTION_SIGNALS: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "platform_trains_on_uploads": (frozenset({"training"}),),
    "licenses_uploads_to_ai_developers": (
        frozenset({"training", "licence"}),
        frozenset({"training"}),
    ),
    "scraping_for_training_forbidden": (
        frozenset({"training", "scraping"}),
        frozenset({"training"}),
        frozenset({"scraping"}),
    ),
    "no_ai_tag_offered": (frozenset({"training", "opt-out"}), frozenset({"opt-out"})),
    "ai_images_allowed": (frozenset({"generated"}),),
    "ai_label_required": (frozenset({"generated"}),),
}
MOST_SENTENCES: Final = 5
SHORTEST: Final = 40  # characters of a sentence; headings are shorter
LONGEST: Final = 1_000_000  # characters of a text that is read for sentences
_RECORD: Final = re.compile(r"/(?:commit|blob)/([0-9a-f]{7,64})\b")


@dataclass(frozen=True)
class Proof:
    """A captured version that a source cites, with the sentences that bear on the question."""

    document: CapturedDocument
    version: CapturedVersion
    sentences: tuple[Sentence, ...]

    def url(self, base: str) -> str:
        """The version's page, below the entry's address."""
        return f"{base}/documents/{self.document.slug}/v/{self.version.number}"


def cited_version(
    source: Source, documents: Sequence[CapturedDocument]
) -> tuple[CapturedDocument, CapturedVersion] | None:
    """The captured version that a source cites: by the record's commit, else by address and day."""
    commit = commit_of(source.url)
    name = _file_name(source.url) if commit else ""
    versions = [(document, version) for document in documents for version in document.versions]
    for found in versions:
        if commit and commit == commit_of(found[1].reference or ""):
            return found
    for document, version in versions:
        is_of_record = version.origin == "open-terms-archive" and bool(name)
        is_same = version.url == source.url or (is_of_record and document.name.startswith(name))
        if is_same and _is_cited_day(source, version):
            return document, version
    return None


def _is_cited_day(source: Source, version: CapturedVersion) -> bool:
    if source.date is None or precision(source.date) != "day":
        return False
    first, last = version.first_seen_at.date(), version.last_seen_at.date()
    return first.isoformat() <= source.date <= last.isoformat()


def commit_of(url: str) -> str:
    """The commit of a record that an address names; empty if it names none."""
    found = _RECORD.search(url)
    return found[1] if found else ""


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]).rpartition(".")[0]


def proof_of(
    question: str, source: Source, documents: Sequence[CapturedDocument], store: BodyStore
) -> Proof | None:
    """The captured version that proves an answer, with its sentences; None if none is cited."""
    cited = cited_version(source, documents)
    if cited is None:
        return None
    text = text_of(cited[1], store)
    return Proof(*cited, sentences=sentences_about(question, text) if text else ())


def text_of(version: CapturedVersion, store: BodyStore) -> str:
    """The captured text; empty if its body was lost."""
    return stored_text(version.text_sha256, store)


def stored_text(text_sha256: str, store: BodyStore) -> str:
    """The text of a hash; empty if its body was lost."""
    try:
        return store.get(text_sha256).decode()
    except NotFound:
        return ""


def sentences_about(question: str, text: str) -> tuple[Sentence, ...]:
    """The sentences of a text that bear on a question, those that say most first; at most five."""
    wanted = QUESTION_SIGNALS.get(question, ())
    if not wanted or len(text) > LONGEST:
        return ()
    found = load_signals().find(text)
    full = [one for one in found if len(one.text) >= SHORTEST]
    ranked = [one for signals in wanted for one in full if signals <= frozenset(one.signals)]
    return tuple(dict.fromkeys(ranked))[:MOST_SENTENCES]
