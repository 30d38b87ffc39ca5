"""What a site says to crawlers that collect for AI: its files, headers and page, read together.

Robots.txt is read as RFC 9309 says, up to the size that crawlers must read. What contradicts
is shown, not resolved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from kb.reservations.crawlers import Crawler, Crawlers, treatment
from kb.reservations.table import Strength, load_table

ROBOTS_BYTES: Final = 500 << 10  # RFC 9309 § 2.5: more need not be read
_LINE: Final = re.compile(r"^\s*([A-Za-z-]+)\s*:\s*(.*?)\s*(?:#.*)?$", re.MULTILINE)
_DIRECTIVE: Final = re.compile(r"\b(no(?:image)?ai)\b", re.IGNORECASE)
_NO: Final = re.compile(r"\b(?:ai-train|train-ai|train-genai)\s*=\s*(?:no|n)\b", re.IGNORECASE)
_YES: Final = re.compile(r"\b(?:ai-train|train-ai|train-genai)\s*=\s*(?:yes|y)\b", re.IGNORECASE)
_QUOTED: Final = 200  # characters
Says = Literal["no", "yes", "terms"]


@dataclass(frozen=True)
class Evidence:
    """What was fetched or pasted; None where it was not looked at, "" where there is none.

    `headers` are those of the page, `sentences` those of its text that speak of training.
    """

    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    html: str | None = None
    robots: str | None = None
    ai_txt: str | None = None
    tdmrep: str | None = None
    sentences: Sequence[str] = ()


@dataclass(frozen=True)
class Told:
    """What robots.txt says to one crawler: `treatment` of `TREATMENTS`, and by which rule."""

    crawler: Crawler
    treatment: str
    by_name: bool


@dataclass(frozen=True)
class Mark:
    """One signal that was found: what it says of training, where it stands, and its words."""

    signal: str  # an id of `seed_data/reservations.toml`
    says: Says
    where: str
    words: str


@dataclass(frozen=True)
class Reading:
    """What a site says; `strength` is how far it says no to training."""

    told: tuple[Told, ...]
    marks: tuple[Mark, ...]
    unknown: tuple[str, ...]  # names of robots.txt that are not on the list of crawlers
    contradictions: tuple[str, ...]
    strength: Strength
    robots_cut: bool = False


def read(evidence: Evidence, crawlers: Crawlers) -> Reading:
    """Read everything that is there."""
    robots, cut = _cut(evidence.robots or "")
    told = _told(robots, evidence.url, crawlers) if evidence.robots is not None else ()
    marks = tuple(dict.fromkeys(_marks(evidence, robots)))
    return Reading(
        told=told,
        marks=marks,
        unknown=_unknown(robots, crawlers),
        contradictions=tuple(_contradictions(told, marks)),
        strength=_strength(told, marks, evidence.sentences),
        robots_cut=cut,
    )


def _cut(text: str) -> tuple[str, bool]:
    """What crawlers must read of a robots.txt, and whether there is more."""
    data = text.encode("utf-8", "replace")
    if len(data) <= ROBOTS_BYTES:
        return text, False
    kept = data[:ROBOTS_BYTES].decode("utf-8", "ignore")
    return kept[: kept.rfind("\n") + 1], True


def _told(robots: str, url: str, crawlers: Crawlers) -> tuple[Told, ...]:
    rules = Protego.parse(robots)
    named = _agents(robots)
    origin = url.rstrip("/") or "https://site.invalid"
    return tuple(
        Told(one, treatment(rules, one.agent, origin), one.agent.casefold() in named)
        for one in crawlers.crawler
    )


def _agents(robots: str) -> dict[str, str]:
    """The names that rules are written for, as written, by their lower case."""
    return {
        value.casefold(): value
        for name, value in _LINE.findall(robots)
        if name.casefold() == "user-agent" and value
    }


def _unknown(robots: str, crawlers: Crawlers) -> tuple[str, ...]:
    known = {one.agent.casefold() for one in crawlers.crawler} | {"*"}
    return tuple(value[:_QUOTED] for key, value in _agents(robots).items() if key not in known)


def _marks(evidence: Evidence, robots: str) -> Iterator[Mark]:
    yield from _robots_marks(robots)
    headers = {name.casefold(): value for name, value in evidence.headers.items()}
    yield from _header_marks(headers)
    if evidence.html:
        yield from page_marks(evidence.html)
    if evidence.ai_txt:
        refused = re.search(r"^\s*disallow\s*:\s*\S", evidence.ai_txt, re.IGNORECASE | re.MULTILINE)
        yield Mark("ai-txt", "no" if refused else "yes", "/ai.txt", _short(evidence.ai_txt))
    if evidence.tdmrep:
        yield from _tdmrep_marks(evidence.tdmrep)
    for sentence in evidence.sentences:
        yield Mark("plain-words", "no", "text of the page", _short(sentence))


def _robots_marks(robots: str) -> Iterator[Mark]:
    for name, value in _LINE.findall(robots):
        match name.casefold():
            case "content-signal":
                yield from _preference("content-signals", f"{name}: {value}", "robots.txt")
            case "content-usage":
                yield from _preference("aipref", f"{name}: {value}", "robots.txt")
            case "license" if value:
                yield Mark("rsl", "terms", "robots.txt", _short(f"{name}: {value}"))


def _preference(signal: str, line: str, where: str) -> Iterator[Mark]:
    if _NO.search(line):
        yield Mark(signal, "no", where, _short(line))
    elif _YES.search(line):
        yield Mark(signal, "yes", where, _short(line))


def _header_marks(headers: Mapping[str, str]) -> Iterator[Mark]:
    """The marks of headers; names in lower case."""
    where = "header"
    if "content-usage" in headers:
        yield from _preference("aipref", f"Content-Usage: {headers['content-usage']}", where)
    robots = headers.get("x-robots-tag", "")
    if _DIRECTIVE.search(robots):
        yield Mark("noai", "no", where, _short(f"X-Robots-Tag: {robots}"))
    reservation = headers.get("tdm-reservation", "").strip()
    if reservation in {"0", "1"}:
        says: Says = "no" if reservation == "1" else "yes"
        yield Mark("tdmrep", says, where, f"tdm-reservation: {reservation}")
    if "application/rsl+xml" in headers.get("link", ""):
        yield Mark("rsl", "terms", where, _short(f"Link: {headers['link']}"))


def page_marks(html: str) -> Iterator[Mark]:
    """The marks in the head of a page."""
    document = LexborHTMLParser(html)
    for meta in document.css("meta[name][content]"):
        name = (meta.attributes.get("name") or "").strip().lower()
        content = (meta.attributes.get("content") or "").strip()
        words = _short(f'<meta name="{name}" content="{content}">')
        if name == "robots" and _DIRECTIVE.search(content):
            yield Mark("noai", "no", "head of the page", words)
        elif name == "tdm-reservation" and content in {"0", "1"}:
            yield Mark("tdmrep", "no" if content == "1" else "yes", "head of the page", words)
    for link in document.css('link[rel="license"][type="application/rsl+xml"][href]'):
        address = link.attributes.get("href") or ""
        yield Mark("rsl", "terms", "head of the page", _short(f'<link rel="license" {address}>'))


def _tdmrep_marks(text: str) -> Iterator[Mark]:
    try:
        rules = json.loads(text)
    except (ValueError, RecursionError):
        return
    for rule in rules if isinstance(rules, list) else []:
        if isinstance(rule, dict) and rule.get("tdm-reservation") in (0, 1):
            says: Says = "no" if rule["tdm-reservation"] == 1 else "yes"
            yield Mark("tdmrep", says, "/.well-known/tdmrep.json", _short(json.dumps(rule)))


def _contradictions(told: Sequence[Told], marks: Sequence[Mark]) -> Iterator[str]:
    noes = _names(marks, "no")
    yeses = _names(marks, "yes")
    if noes and yeses:
        yield f"This says no to training: {noes}. This says yes: {yeses}."
    training = [one for one in told if one.crawler.purpose == "training"]
    refused = [one for one in training if one.treatment == "refused"]
    if noes and training and not refused:
        yield f"This says no to training: {noes}. But robots.txt admits every crawler for it."
    if yeses and training and len(refused) == len(training):
        yield f"This says yes to training: {yeses}. But robots.txt refuses the crawlers for it."


def _names(marks: Sequence[Mark], says: Says) -> str:
    found = {mark.signal for mark in marks if mark.says == says}
    return ", ".join(one.name for one in load_table().signal if one.id in found)


#: Signals of a published specification that is made for, or named in, rules on mining.
_STANDARD: Final = frozenset({"content-signals", "aipref", "tdmrep", "ai-txt"})


def _strength(told: Sequence[Told], marks: Sequence[Mark], sentences: Sequence[str]) -> Strength:
    training = [one for one in told if one.crawler.purpose in {"training", "control"}]
    refused = [one for one in training if one.treatment == "refused"]
    noes = {mark.signal for mark in marks if mark.says == "no"}
    if noes & _STANDARD or (training and len(refused) == len(training)):
        return "machine"
    if refused or "noai" in noes:
        return "partial"
    return "words" if sentences else "none"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"
