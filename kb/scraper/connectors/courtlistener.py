"""Dockets on CourtListener: its feed tells that something changed, its API what.

The feed needs no token and costs no quota, so it is asked first; only where it has changed,
and with a token, the changed docket entries are read over REST v4. Without a token the feed's
own thirty newest entries are taken. Quotas are small (125 a day for a free account), so a poll
reads a few pages at most and goes on where it stopped.

The number that CourtListener gives a docket is declared, or looked up once by court and docket
number, for which a token is needed. What the docket held up to the day of the entry's facts
was known to those who wrote them, and is no finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from pydantic import Field

from kb.core.dates import earliest
from kb.scraper import docket_text
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.courts import our_id
from kb.scraper.docket_lookup import find_docket
from kb.scraper.errors import WAITING, SourceFailure
from kb.scraper.extract import html
from kb.scraper.feeds import KINDS, FeedEntry, parse_feed
from kb.scraper.fetcher import Fetched, Limits
from kb.scraper.findings import DocketEvent, Notice

_ENTRY: Final = re.compile(r"#(entry-(\d+)|minute-entry-(\d+))$")
#: Fields that are huge or of no use here; leaving them out is asked for by the service.
_OMIT: Final = "recap_documents__plain_text,tags"
MOST_PAGES: Final = 3
_MOST_REMEMBERED: Final = 5000
_LIMITS: Final = Limits(wire_bytes=20 << 20, body_bytes=40 << 20)
_API: Final = "/api/rest/v4/docket-entries/"
_TOKEN: Final = "courtlistener_token"  # noqa: S105 - the name of a secret
_FEED: Final = re.compile(r"/docket/(\d+)/(?:[^/]+/)?feed/")


class CourtListenerOptions(Options):
    """`docket` is CourtListener's number of the docket, `court` our id of its court."""

    docket: int | None = Field(default=None, ge=1)
    court: str
    number: str  # docket number


@dataclass(frozen=True)
class _Row:
    """A docket entry of either origin; `key` is the fragment of its place on the docket's page."""

    key: str
    number: str | None
    date: str
    text: str
    url: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Docket:
    """A docket whose number is known, and from when on its entries are findings."""

    id: int
    origin: str
    source: WatchedSource
    since: str  # ISO day; "" for all

    @property
    def feed(self) -> str:
        return f"{self.origin}/docket/{self.id}/feed/"

    def place(self, key: str) -> str:
        """Where an entry stands on the docket's page."""
        return f"{self.origin}/docket/{self.id}/?order_by=desc#{key}"


class CourtListener:
    """The connector; see the module."""

    name = "courtlistener"
    options = CourtListenerOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        try:
            docket, answer = _asked(source, state, tools)
            if answer.not_modified and "cursor" not in state:
                return Poll((), state)
            return _changed(docket, answer, state, tools)
        except SourceFailure as failure:
            if failure.failure != "gone":
                raise
            return _removed(source, state)


def _asked(source: WatchedSource, state: State, tools: Tools) -> tuple[_Docket, Fetched]:
    """The docket and its feed; one that was merged into another is followed there."""
    parts = urlsplit(source.url)
    origin = f"{parts.scheme}://{parts.netloc}"
    known = state.get("docket") or source.options.docket
    number = int(known or _looked_up(source, origin, tools))
    docket = _Docket(number, origin, source, _since(source, state, tools))
    try:
        answer = tools.fetch(docket.feed, kinds=KINDS)
    except SourceFailure as failure:
        # It may have been joined with another without a word; who has the number now?
        if failure.failure != "not-found" or not known or not tools.secret(_TOKEN):
            raise
        again = _looked_up(source, origin, tools)
        if again == number:
            raise
        docket = replace(docket, id=again)
        answer = tools.fetch(docket.feed, kinds=KINDS)
    moved = _FEED.search(answer.final_url)
    return replace(docket, id=int(moved[1])) if moved else docket, answer


def _since(source: WatchedSource, state: State, tools: Tools) -> str:
    """The day of the entry's facts when the docket was first looked at."""
    if "seen" in state:
        return str(state.get("since", ""))
    entry = tools.entries.get(source.entry) if source.entry else None
    return earliest(entry.as_of).isoformat() if entry and entry.as_of else ""


def _looked_up(source: WatchedSource, origin: str, tools: Tools) -> int:
    token = tools.secret(_TOKEN)
    options: CourtListenerOptions = source.options
    if not token:
        raise SourceFailure(
            WAITING,
            f"CourtListener's number of docket {options.number} is not known. It is looked up "
            "once KB_COURTLISTENER_TOKEN is set; or declare it as `docket`.",
        )

    def ask(url: str) -> Mapping[str, Any]:
        return _page(url, origin, tools, token)

    return find_docket(origin, options.court, options.number, ask)


def _changed(docket: _Docket, answer: Fetched, state: State, tools: Tools) -> Poll:
    """What the feed, and with a token the API, tell that was not there before."""
    rows: Sequence[_Row] = ()
    # A backlog that the last poll could not finish is read though the feed did not change.
    if not answer.not_modified:
        feed = parse_feed(answer.body, docket.feed, answer.headers.get("content-type", ""))
        rows = [row for entry in feed.entries if (row := _feed_row(entry))]
    remembered = dict(state)
    token = tools.secret(_TOKEN)
    if token and (_has_new(rows, state) or "cursor" in state):
        read, remembered = _read(docket, state, tools, token)
        rows = [*read, *rows]
    seen = list(state.get("seen", ()))
    fresh = [row for row in _reconciled(rows) if row.key not in set(seen)]
    remembered["seen"] = [*seen, *(row.key for row in fresh)][-_MOST_REMEMBERED:]
    remembered["since"] = docket.since
    if docket.id != docket.source.options.docket:
        remembered["docket"] = docket.id
    return Poll(tuple(_event(docket, row) for row in fresh if row.date >= docket.since), remembered)


def _has_new(rows: Sequence[_Row], state: State) -> bool:
    seen = set(state.get("seen", ()))
    return any(row.key not in seen for row in rows)


def _feed_row(entry: FeedEntry) -> _Row | None:
    """An entry of the feed, whose times are midnight in California: a day and no more."""
    match = _ENTRY.search(entry.link)
    published = str(entry.raw.get("published", ""))[:10] if entry.raw else ""
    if match is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        return None
    return _Row(match[1], match[2], published, entry.text, entry.link, entry.enclosures)


# -- the API


def _read(
    docket: _Docket, state: State, tools: Tools, token: str
) -> tuple[list[_Row], dict[str, Any]]:
    """Rows that changed since the last poll, and what to remember of the reading.

    Ordered by when rows were changed, so that reading can stop at what is known; a cursor
    that has expired is given up and reading starts anew.
    """
    query = {"docket": docket.id, "order_by": "-date_modified", "omit": _OMIT}
    if docket.since:
        query["date_filed__gte"] = docket.since
    start = f"{docket.origin}{_API}?{urlencode(query)}"
    since = str(state.get("modified", ""))
    url: str | None = str(state.get("cursor") or start)
    rows: list[_Row] = []
    newest = since
    for _ in range(MOST_PAGES):
        assert url is not None
        page = _page(url, docket.origin, tools, token, otherwise=start)
        results = page.get("results", [])
        rows += [row for result in results if (row := _api_row(result, docket))]
        moments = [str(result.get("date_modified") or "") for result in results]
        newest = max([newest, *moments])
        url = page.get("next")
        if url is None or any(moment and moment <= since for moment in moments):
            return rows, _without_cursor(state) | {"modified": newest}
    return rows, dict(state) | {"cursor": url, "modified": since}


def _without_cursor(state: State) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key != "cursor"}


def _page(
    url: str, origin: str, tools: Tools, token: str, *, otherwise: str = ""
) -> Mapping[str, Any]:
    """A page of the API; `otherwise` is asked where a cursor is no longer known."""
    if not url.startswith(f"{origin}/"):
        raise SourceFailure("unreadable", "CourtListener's answer leads to another host.")
    try:
        answer = tools.fetch(
            url, conditional=False, headers={"Authorization": f"Token {token}"}, limits=_LIMITS,
            kinds=("application/json",), ask_robots=False,
        )  # fmt: skip
    except SourceFailure as failure:
        if failure.failure == "rate-limited" and "blocked" in failure.detail.lower():
            raise SourceFailure("blocked", "CourtListener has blocked this account.") from failure
        if failure.status != 404 or otherwise in {"", url}:
            raise
        return _page(otherwise, origin, tools, token)
    try:
        page = json.loads(answer.body)
    except ValueError as error:
        raise SourceFailure("unreadable", "CourtListener's answer is no JSON.") from error
    if not isinstance(page, dict) or not isinstance(page.get("results", []), list):
        raise SourceFailure("unreadable", "CourtListener's answer has another form.")
    return page


def _api_row(result: Mapping[str, Any], docket: _Docket) -> _Row | None:
    """A docket entry; None for one that is not dated yet."""
    date = str(result.get("date_filed") or "")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date) or date.startswith("1750"):
        return None
    number = result.get("entry_number")
    key = f"entry-{number}" if number is not None else f"minute-entry-{result.get('id')}"
    documents = [
        str(one["absolute_url"])
        for one in result.get("recap_documents") or ()
        if isinstance(one, Mapping) and one.get("absolute_url")
    ]
    text = html.body_text(html.parsed(str(result.get("description") or "")))
    return _Row(
        key, None if number is None else str(number), date, text, docket.place(key),
        tuple(f"{docket.origin}{path}" if path.startswith("/") else path for path in documents),
    )  # fmt: skip


# -- findings


def _reconciled(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Each entry once: of rows that share a place on the docket the one that says most."""
    best: dict[str, _Row] = {}
    for row in rows:
        known = best.get(row.key)
        if known is None or len(row.text) > len(known.text):
            best[row.key] = row
    yield from sorted(best.values(), key=lambda row: (row.date, int(row.number or 0)))


def _event(docket: _Docket, row: _Row) -> DocketEvent:
    options: CourtListenerOptions = docket.source.options
    read = docket_text.read(row.text)
    return DocketEvent(
        key=f"{docket.id}#{row.key}",
        docket_number=options.number,
        court_id=our_id(options.court),
        date=row.date,
        kind=read.kind,
        title=read.title,
        text=row.text,
        url=row.url,
        entry_number=row.number,
        mentions_seal=read.mentions_seal,
        entry=docket.source.entry,
        documents=row.documents,
    )


def _removed(source: WatchedSource, state: State) -> Poll:
    """A docket that was taken down by order of a court: an editor must look, once."""
    if state.get("removed"):
        return Poll((), state)
    text = (
        f"CourtListener has taken docket {source.options.number} down (410). A court may have "
        "ordered it; check whether this entry must be withdrawn, too."
    )
    notice = Notice(f"removed-{source.name}", source.url, text, source.entry)
    return Poll((notice,), dict(state) | {"removed": True})


CONNECTOR: Final = CourtListener()
