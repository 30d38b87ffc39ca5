"""What a connector finds, before anybody decides whether it becomes part of an entry.

Findings are plain values with a `key`: the same thing found twice has the same key. They say
what the source says and nothing more; which entry they belong to is told or matched later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal


@dataclass(frozen=True)
class DocketEvent:
    """An entry of a court's docket. `court_id` is ours (courts.json), None where not told.

    `entry_number` may be None: minute entries have none. `documents` are addresses.
    """

    key: str
    docket_number: str
    court_id: str | None
    date: str  # of filing, in the court's place: ISO
    kind: str  # vocabulary.EVENT_KINDS
    title: str
    text: str
    url: str
    entry_number: str | None = None
    mentions_seal: bool = False
    entry: str | None = None  # kind/slug where the source says whose docket it is
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentText:
    """The text of a watched document as it stands now.

    `text` is the selected part, `body` all of the page; `sha256` that of the archived bytes.
    `seen_at` is when it was so; `technical` tells that only the way of reading the page changed.
    """

    key: str
    document: str
    url: str
    text: str
    body: str
    sha256: str
    seen_at: dt.datetime
    stated_date: str | None = None
    stated_is_ambiguous: bool = False
    language: str = "en"
    technical: bool = False
    entry: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecordedText:
    """A text of a document as Open Terms Archive recorded it at `seen_at`.

    The text is in the archive already. `kind` is "unknown" where the record does not tell a
    change of the document from another way of reading it; `reference` is the record's address.
    """

    key: str
    document: str
    text_sha256: str
    seen_at: dt.datetime
    kind: Literal["first", "change", "technical", "unknown"]
    reference: str
    stated_date: str | None = None
    entry: str | None = None


@dataclass(frozen=True)
class CrawlerRules:
    """Whom a site admits: crawler to "allowed", "partly" or "refused"; signals of its home page."""

    key: str
    url: str
    crawlers: Mapping[str, str]
    signals: tuple[str, ...]  # noai, noimageai, tdm-reservation…
    seen_at: dt.datetime
    sha256: str
    text: str
    entry: str | None = None


@dataclass(frozen=True)
class NewSource:
    """Something published about an entry: a judgment, a notice, an article.

    `facts` are fields of the entry that the source itself states (a neutral citation, a
    decision's date), by the document's own names; an editor decides whether they hold.
    """

    key: str
    url: str
    title: str
    publisher: str | None
    date: str | None
    primary: bool
    text: str = ""
    sha256: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    event_kind: str | None = None  # proposes an event with this source
    entry: str | None = None
    docket_numbers: tuple[str, ...] = ()
    court_id: str | None = None


@dataclass(frozen=True)
class Notice:
    """Something that an editor should know and that changes nothing by itself."""

    key: str
    url: str
    text: str
    entry: str | None = None


Finding = DocketEvent | DocumentText | RecordedText | CrawlerRules | NewSource | Notice
#: What may be published without a decision where a source is trusted to: it needs no judgement.
NEEDS_NO_JUDGEMENT: Final = (DocketEvent,)
