"""Terms and policy pages: one document on one page or several, as HTML, PDF or plain text.

All of the page is kept for searching, the selected part for comparing. A page that is not the
document (blocked, a script shell, an error sent as 200, a lost selector) is a failure and
never a version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.core import ids
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.extract import EXTRACTION_VERSION, html, pages
from kb.scraper.extract.decode import decode, plain
from kb.scraper.extract.pdf import pdf_text
from kb.scraper.extract.stated import stated_date
from kb.scraper.fetcher import Fetched
from kb.scraper.findings import DocumentText, Finding, Notice
from kb.scraper.signals import load_signals

KINDS: Final = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "application/pdf",
)
#: Stands between the pages of one document.
PAGE_BREAK: Final = "\n- - -\n"


class WebPageOptions(Options):
    """What to read: CSS selectors of the parts to take and to leave out, and further pages."""

    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class _Read:
    """The text of a page: the selected part and all of it."""

    text: str
    body: str


class WebPage:
    """The connector; see the module."""

    name = "web-page"
    options = WebPageOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        options: WebPageOptions = source.options
        urls = (source.url, *options.pages)
        answers = [tools.fetch(url, kinds=KINDS) for url in urls]
        rules = _rules(options)
        known_rules = state.get("rules", rules)
        kept = {url: (name, kind) for url, name, kind in state.get("pages", [])}
        if rules == known_rules and all(_is_kept(answer, kept) for answer in answers):
            return Poll((), state)
        bodies = [_body(answer, kept, tools) for answer in answers]
        now = _joined([_read(body, kind, url, options) for url, body, kind in bodies])
        findings: list[Finding] = []
        before = str(state.get("text", ""))
        old = None
        if rules != known_rules:
            again = self._again(source, state, tools)
            if again is not None and again.key != before:
                findings.append(again)
                before, old = again.key, again.text
        key = tools.keep(now.text)
        if key != before:
            tools.keep(now.body)
            if before and old is None:
                old = tools.body(before).decode()
            findings += _lost_sentences(source, old or "", now)
            findings.append(_finding(source, key, now, answers[0], bodies[0][1]))
        remembered = {
            "rules": rules,
            "text": key,
            "pages": [[url, hashlib.sha256(body).hexdigest(), kind] for url, body, kind in bodies],
            "seen_at": answers[0].fetched_at.isoformat(),
        }
        return Poll(tuple(findings), remembered)

    @staticmethod
    def _again(source: WatchedSource, state: State, tools: Tools) -> DocumentText | None:
        """The pages of the last look, read by the rules of today: a change of ours alone."""
        options: WebPageOptions = source.options
        kept = state.get("pages", [])
        try:
            parts = [_read(tools.body(name), kind, url, options) for url, name, kind in kept]
        except SourceFailure:
            return None  # the old pages do not have what is selected today
        if not parts:
            return None
        read = _joined(parts)
        return DocumentText(
            key=_hash(read.text),
            document=source.document or source.name,
            url=source.url,
            text=read.text,
            body=read.body,
            sha256=str(kept[0][1]),
            seen_at=dt.datetime.fromisoformat(str(state["seen_at"])),
            language=options.language,
            technical=True,
            entry=source.entry,
        )


def _rules(options: WebPageOptions) -> str:
    rules = {"version": EXTRACTION_VERSION, "select": options.select, "remove": options.remove}
    return ids.digest(rules)[:16]


def _is_kept(answer: Fetched, kept: Mapping[str, tuple[str, str]]) -> bool:
    """Whether a page is the one of the last look, by the server's word or to the byte."""
    same = answer.sha256, answer.headers.get("content-type", "")
    return answer.not_modified or kept.get(answer.url) == same


def _body(
    answer: Fetched, kept: Mapping[str, tuple[str, str]], tools: Tools
) -> tuple[str, bytes, str]:
    """Address, body and Content-Type of a page; of one that did not change, as it was archived."""
    if not answer.not_modified:
        return answer.url, answer.body, answer.headers.get("content-type", "")
    if answer.url not in kept:
        raise SourceFailure("unreadable", f"{answer.url} did not change, but no copy is kept.")
    name, kind = kept[answer.url]
    return answer.url, tools.body(name), kind


def _read(body: bytes, kind: str, url: str, options: WebPageOptions) -> _Read:
    if body.startswith(b"%PDF-"):
        text = pdf_text(body)
        return _Read(text, text)
    text = decode(body, kind)
    if kind.split(";", maxsplit=1)[0].strip().lower() in {"text/plain", "text/markdown"}:
        text = plain(text).strip()
        return _Read(text, text)
    document = html.parsed(text)
    whole = html.body_text(document)
    pages.require_document(document, whole, url=url)
    if not options.select:
        return _Read(whole, whole)
    chosen = html.selected_text(document, options.select, options.remove)
    if not chosen:
        raise SourceFailure("selector-lost", f"The selected part of {url} is empty.")
    return _Read(chosen, whole)


def page_text(body: bytes, kind: str, url: str, options: WebPageOptions) -> str:
    """The selected text of one page; `SourceFailure` if it is not the document."""
    return _read(body, kind, url, options).text


def _joined(parts: Sequence[_Read]) -> _Read:
    return _Read(
        PAGE_BREAK.join(part.text for part in parts), PAGE_BREAK.join(part.body for part in parts)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _finding(
    source: WatchedSource, key: str, read: _Read, answer: Fetched, body: bytes
) -> DocumentText:
    language = source.options.language
    stated = stated_date(read.text, language)
    if stated is None and read.body != read.text:
        stated = stated_date(read.body, language)
    return DocumentText(
        key=key,
        document=source.document or source.name,
        url=source.url,
        text=read.text,
        body=read.body,
        sha256=hashlib.sha256(body).hexdigest(),
        seen_at=answer.fetched_at,
        stated_date=stated.date if stated else None,
        stated_is_ambiguous=bool(stated and stated.is_ambiguous),
        language=language,
        entry=source.entry,
    )


def _lost_sentences(source: WatchedSource, old: str, now: _Read) -> list[Finding]:
    """Sentences about AI that left the selected part and still stand on the page."""
    kept = frozenset(now.text.split("\n"))
    gone = "\n".join(line for line in old.split("\n") if line not in kept)
    lost = [
        one.text
        for one in load_signals().find(gone)
        if one.text not in now.text and one.text in now.body
    ]
    if not lost:
        return []
    text = (
        f"The selected part of {source.url} no longer has {len(lost)} sentences that still stand "
        f"on the page; the selector may be too narrow. The first: “{lost[0][:300]}”"
    )
    return [Notice(_hash("lost" + "".join(lost)), source.url, text, source.entry)]


CONNECTOR: Final = WebPage()
