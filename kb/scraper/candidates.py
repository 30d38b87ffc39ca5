"""From findings to a candidate document: pure, and only what the source says.

Each function takes a dumped document and gives a new one, or the same object where the
finding says nothing new. What needs judgement (does a platform train? who won?) is left to
the editor; the evidence is put beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz

from kb.core.dates import earliest, latest
from kb.entries.evidence import Evidence
from kb.reservations.crawlers import TREATMENTS, load_crawlers
from kb.scraper.findings import CrawlerRules, DocketEvent, NewSource, Notice

Data = dict[str, Any]
_NUMBER: Final = re.compile(r"\d+")
#: Two titles of one day and kind are one event if they are this much alike (0 to 100).
_ALIKE: Final = 75
_TITLE_LENGTH: Final = 300


@dataclass(frozen=True)
class Candidate:
    """A document with what a finding adds, a sentence about it, and what proves it.

    `note` tells what an editor should weigh and the document does not say.
    """

    data: Data
    sentence: str
    evidence: tuple[Evidence, ...] = ()
    note: str = ""


def with_source(data: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[Data, str]:
    """The document with a source, and the source's id; one with the same address is reused."""
    for known in data["sources"]:
        if known["url"] == source["url"] and known.get("date") == source.get("date"):
            return dict(data), str(known["id"])
    taken = {str(one["id"]) for one in data["sources"]}
    number = len(taken) + 1
    while f"s{number}" in taken:
        number += 1
    full = {"id": f"s{number}"} | {key: value for key, value in source.items() if value}
    return {**data, "sources": [*data["sources"], full]}, f"s{number}"


def with_docket_event(data: Mapping[str, Any], found: DocketEvent) -> Candidate | None:
    """The case with a docket entry as an event; one that is there is completed, not doubled."""
    known = _same_event(data.get("events", []), found)
    if known is not None:
        event = data["events"][known]
        if event.get("docket_entry") or not found.entry_number:
            return None
        events = [*data["events"]]
        events[known] = {**event, "docket_entry": found.entry_number}
        sentence = f"Docket number of “{event['title']}”: {found.entry_number}"
        return Candidate({**data, "events": events}, sentence, _docket_evidence(found, None))
    title = f"Docket {found.docket_number}"
    if found.entry_number:
        title = f"{title}, entry {found.entry_number}"
    made, source_id = with_source(
        data, {"url": found.url, "title": title, "kind": "primary", "date": found.date}
    )
    event = {
        "date": found.date, "kind": found.kind, "title": found.title[:_TITLE_LENGTH],
        "docket_entry": found.entry_number, "source": source_id,
    }  # fmt: skip
    event = {key: value for key, value in event.items() if value}
    note = "The docket's words speak of a seal." if found.mentions_seal else ""
    return Candidate(
        {**made, "events": _in_order([*made.get("events", []), event])},
        f"{found.date}: {found.title}",
        _docket_evidence(found, source_id),
        note,
    )


def _docket_evidence(found: DocketEvent, source_id: str | None) -> tuple[Evidence, ...]:
    return (
        Evidence(
            source_id=source_id,
            url=found.url,
            title=f"Docket {found.docket_number}",
            quotation=found.text[:2000] or None,
        ),
    )


def _same_event(events: Sequence[Mapping[str, Any]], found: DocketEvent) -> int | None:
    for at, event in enumerate(events):
        number = _NUMBER.findall(str(event.get("docket_entry") or ""))
        if found.entry_number and number:
            if found.entry_number in number:
                return at
            continue
        if not _may_be_one_day(str(event["date"]), found.date):
            continue
        if event["kind"] == found.kind and _alike(str(event["title"]), found.title):
            return at
    return None


def _may_be_one_day(ours: str, theirs: str) -> bool:
    """Whether a date of ours, which may be a month, can be that day."""
    return earliest(ours) <= latest(theirs) and earliest(theirs) <= latest(ours)


def _alike(ours: str, theirs: str) -> bool:
    return fuzz.token_set_ratio(ours.casefold(), theirs.casefold()) >= _ALIKE


def _in_order(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """By date; items of one day stay as they are."""
    return sorted(items, key=lambda item: latest(str(item["date"])))


def with_new_source(data: Mapping[str, Any], found: NewSource) -> Candidate | None:
    """The entry with a source, and with an event where the source is one."""
    if any(one["url"] == found.url for one in data["sources"]):
        return None
    source = {
        "url": found.url, "title": found.title[:_TITLE_LENGTH], "publisher": found.publisher,
        "kind": "primary" if found.primary else "secondary", "date": found.date,
    }  # fmt: skip
    made, source_id = with_source(data, source)
    if found.event_kind and found.date and data["kind"] == "case":
        event = {
            "date": found.date, "kind": found.event_kind, "title": found.title[:_TITLE_LENGTH],
            "source": source_id,
        }  # fmt: skip
        made = {**made, "events": _in_order([*made.get("events", []), event])}
    citation = found.facts.get("citation")
    if citation and data["kind"] == "case" and citation not in made.get("citations", []):
        made = {**made, "citations": [*made.get("citations", []), citation]}
    told = [f"{name.replace('_', ' ')}: {value}" for name, value in found.facts.items() if value]
    evidence = Evidence(
        source_id=source_id,
        url=found.url,
        title=found.title[:_TITLE_LENGTH],
        copy_sha256=found.sha256,
        quotation=found.text[:2000] or None,
    )
    note = f"The source says: {'; '.join(told)}." if told else ""
    return Candidate(made, f"New source: {found.title[:200]}", (evidence,), note)


def with_crawler_rules(data: Mapping[str, Any], found: CrawlerRules) -> Candidate | None:
    """The platform with a dated step about whom its robots.txt admits."""
    if data["kind"] != "policy":
        return None
    day = found.seen_at.date().isoformat()
    refused = _who(found, "refused")
    said = f"robots.txt refuses {_listed(refused)}" if refused else "robots.txt admits AI crawlers"
    if found.signals:
        said = f"{said}; the front page says {_listed(found.signals)}"
    source = {"url": found.url, "title": f"robots.txt, seen {day}", "kind": "primary", "date": day}
    made, source_id = with_source(data, source)
    step = {
        "date": day, "certainty": "at-latest", "title": said[:_TITLE_LENGTH],
        "document": "robots.txt", "source": source_id,
    }  # fmt: skip
    made = {**made, "history": _in_order([*made.get("history", []), step])}
    made["answers"] = _with_crawler_answers(made["answers"], found, day, source_id)
    evidence = Evidence(
        source_id=source_id,
        url=found.url,
        title="robots.txt",
        copy_sha256=found.sha256 or None,
        text_after=found.text[:100_000] or None,
    )
    lines = [f"{agent}: {TREATMENTS[how]}" for agent, how in found.crawlers.items()]
    return Candidate(made, said[:250], (evidence,), "\n".join(lines))


def _with_crawler_answers(
    answers: Mapping[str, Any], found: CrawlerRules, day: str, source_id: str
) -> dict[str, Any]:
    """Questions that nobody has answered yet and that the rules answer; others are left alone."""
    added = dict(answers)
    training = {one.agent for one in load_crawlers().crawler if one.purpose == "training"}
    refused = sorted(training & set(_who(found, "refused")))
    dated = {"since": day, "certainty": "at-latest", "source": source_id}
    if refused and "scraping_for_training_forbidden" not in added:
        note = f"robots.txt refuses {_listed(refused)}."
        added["scraping_for_training_forbidden"] = {"value": "yes", "note": note} | dated
    tags = [signal for signal in found.signals if signal.startswith("no")]
    if tags and "no_ai_tag_offered" not in added:
        note = f"The front page carries {_listed(tags)}."
        added["no_ai_tag_offered"] = {"value": "yes", "note": note} | dated
    return added


def _who(found: CrawlerRules, how: str) -> list[str]:
    return [agent for agent, treated in found.crawlers.items() if treated == how]


def _listed(words: Sequence[str], most: int = 6) -> str:
    shown = [*words[:most], *([f"{len(words) - most} others"] if len(words) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def with_notice(data: Mapping[str, Any], found: Notice) -> Candidate:
    """The entry as it is, with words for the editor."""
    return Candidate(dict(data), found.text[:250], (Evidence(url=found.url),), found.text)
