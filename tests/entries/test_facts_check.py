"""Every mechanical check of the facts finds its fault, and an anomaly explains it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from kb.core.resources import resource_dir
from kb.entries import facts_check
from kb.entries.documents import Court, Document, load_courts, load_documents
from kb.entries.facts_check import Finding, check_facts
from tests.support import documents

TODAY = dt.date(2026, 11, 22)
COURTS = [
    Court(
        id="cand",
        name="United States District Court for the Northern District of California",
        short_name="N.D. Cal.",
        jurisdiction="US",
        level="trial",
    ),
    Court(id="lg-x", name="Landgericht X", short_name="LG X", jurisdiction="DE", level="trial"),
]
SUMMARY = " ".join(f"Sentence number {n} says one thing in five words." for n in range(1, 9))
SECONDARY = {
    "id": "s1",
    "url": "https://news.example/report",
    "title": "A report",
    "kind": "secondary",
    "date": "2024-08-12",
}


def case(**overrides: Any) -> Document:
    return documents.case(**({"summary": SUMMARY, "status_note": "Pending."} | overrides))


def policy(**overrides: Any) -> Document:
    urls = [{"title": "Terms", "url": "https://gallery.example/terms"}]
    return documents.policy(**({"summary": SUMMARY, "policy_urls": urls} | overrides))


def law(**overrides: Any) -> Document:
    source = {**SECONDARY, "kind": "primary"}
    return documents.law(**({"summary": SUMMARY, "sources": [source]} | overrides))


def licence(**overrides: Any) -> Document:
    return documents.licence(**({"summary": SUMMARY} | overrides))


def findings(*given: Document) -> list[Finding]:
    return check_facts(given, COURTS, today=TODAY)


def event(date: str, kind: str = "order", **fields: Any) -> dict[str, Any]:
    return {"date": date, "kind": kind, "title": "Step", "source": "s1"} | fields


def events(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [event("2024-01", "filed"), *more, event("2024-08-12")]


def holding(date: str) -> list[dict[str, Any]]:
    told = {"issue": "fair-use", "holding": "It held.", "favours": "mixed", "source": "s1"}
    return [told | {"date": date}]


def source(**fields: Any) -> list[dict[str, Any]]:
    return [SECONDARY | {"kind": "primary"} | fields]


def since(day: str, certainty: str = "exact") -> dict[str, Any]:
    answer = {"value": "no", "since": day, "certainty": certainty, "source": "s1"}
    return {"platform_trains_on_uploads": answer}


def step(day: str, **fields: Any) -> list[dict[str, Any]]:
    return [{"date": day, "title": "Step", "source": "s1"} | fields]


CLAIM = {"claim": "A", "basis": "B", "against": "C", "status": "pending", "source": "s1"}
RELATED = {"kind": "case", "slug": "other-case", "relation": "same-parties"}
QUOTE = "He wrote “one two three four five six seven eight nine ten eleven twelve thirteen”."
ENDED = {"status": "decided", "closed": "2024-08-12", "claims": [CLAIM | {"status": "failed"}]}

#: check -> documents that fail it, and the subject of the anomaly that explains it, if any may
FAULTS: dict[str, tuple[list[Document], str | None]] = {
    "future-date": ([case(as_of="2027-01")], None),
    "too-old": ([case(filed="1879")], None),
    "order": ([case(**ENDED | {"closed": "2023-12-31"})], None),
    "as-of-too-old": ([case(as_of="2024-08-11")], "as-of"),
    "since-after-as-of": ([policy(answers=since("2024-09"))], "since"),
    "as-of-unsupported": ([case(as_of="2025")], "as-of"),
    "not-yet-in-force": ([law(in_force_from="2024-10-01")], "in-force"),
    "later-than-source": ([law(history=step("2024-09-01"), as_of="2024-09-01")], "history"),
    "not-ended": ([case(events=events(event("2024-05", "settlement")))], "status"),
    "no-end": ([case(**ENDED | {"closed": None})], "closed"),
    "open-claim": ([case(**ENDED | {"claims": [CLAIM]})], "claims"),
    "no-filing": ([case(filed=None)], "filed"),
    "before-filing": ([case(filed="2024-02")], None),
    "holding-without-event": ([case(holdings=holding("2024-03"))], "holdings"),
    "no-docket": ([case(docket_number=None)], "docket"),
    "same-docket": ([case(), case(slug="other-case", summary=SUMMARY.upper()[::-1])], None),
    "odd-citation": ([case(citations=["see the blue book"])], "citations"),
    "court-name": ([case(court="A court")], None),
    "court-place": ([case(jurisdiction="DE")], None),
    "archived-since": (
        [policy(answers=since("2024-04-07"), sources=source(title="Terms (archived copy)"))],
        None,
    ),
    "one-way": (
        [case(related=[RELATED]), case(slug="other-case", docket_number="1:20-cv-1")],
        None,
    ),
    "unproved-relation": ([case(related=[RELATED | {"relation": "reverses"}])], None),
    "relation-order": (
        [
            case(related=[RELATED | {"relation": "reverses", "source": "s1"}]),
            case(slug="other-case", docket_number="1:25-cv-1", filed="2025-02"),
        ],
        None,
    ),
    "dead-link": ([case(related=[RELATED])], None),
    "empty": ([licence(provisions=[])], None),
    "sentence": ([case(status_note="No end")], None),
    "quote": ([case(status_note=QUOTE)], None),
    "summary-length": ([case(summary="Too short.")], None),
    "shared-text": ([case(), policy()], None),
}


@pytest.mark.parametrize("check", FAULTS)
def test_a_check_finds_its_fault(check: str) -> None:
    faulty, _ = FAULTS[check]
    found = [item for item in findings(*faulty) if item.check == check]
    assert found
    assert all(item.level == "error" for item in found)


EXPLAINED = [(check, subject) for check, (_, subject) in FAULTS.items() if subject]


@pytest.mark.parametrize(("check", "subject"), EXPLAINED)
def test_an_anomaly_about_it_explains_it(check: str, subject: str) -> None:
    anomaly = {"about": subject, "text": "This is uncertain, and why."}
    told = [documents.changed(item, anomalies=[anomaly]) for item in FAULTS[check][0]]
    assert check not in {item.check for item in findings(*told)}


@pytest.mark.parametrize(("check", "subject"), EXPLAINED)
def test_an_anomaly_about_something_else_does_not(check: str, subject: str) -> None:
    other = "judges" if subject != "judges" else "court"
    anomaly = {"about": other, "text": "This is uncertain, and why."}
    told = [documents.changed(item, anomalies=[anomaly]) for item in FAULTS[check][0]]
    assert check in {item.check for item in findings(*told)}


@pytest.mark.parametrize("check", FAULTS)
def test_no_document_of_the_seed_fails_it(check: str, seed_findings: list[Finding]) -> None:
    assert [str(item) for item in seed_findings if item.check == check] == []


@pytest.fixture(scope="module")
def seed_findings() -> list[Finding]:
    seed = resource_dir("seed_data")
    return check_facts(load_documents(seed), load_courts(seed / "courts.json"))


def test_every_check_that_can_report_has_its_test_here() -> None:
    folder = Path(facts_check.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    names = set(re.findall(r'check="([a-z-]+)"', code))
    assert names == set(FAULTS) | {"secondary-holding", "unused-source"}


def test_a_sound_document_of_each_kind_has_no_finding() -> None:
    for document in (case(), policy(answers=since("2024-04-07")), law(), licence()):
        assert findings(document) == []


def test_a_background_event_may_lie_before_the_filing() -> None:
    told = case(events=[event("2023", "other", background=True), *events()])
    assert findings(told) == []


def test_a_law_may_have_a_day_on_which_it_will_begin() -> None:
    coming = law(status="enacted-not-in-force", in_force_from="2027-08-02")
    assert findings(coming) == []


def test_a_date_of_today_is_not_in_the_future_and_that_of_tomorrow_is() -> None:
    now = case(sources=source(date="2026-11-22"), as_of="2026-11-22")
    assert findings(now) == []
    tomorrow = case(sources=source(date="2026-11-23"), as_of="2026-11-22")
    assert "future-date" in {item.check for item in findings(tomorrow)}


def test_a_ruling_and_its_event_may_be_known_to_different_precision() -> None:
    assert findings(case(holdings=holding("2024"))) == []
    assert findings(case(holdings=holding("2024-08"))) == []


def test_consolidated_cases_may_share_a_docket() -> None:
    def member(slug: str, other: str, summary: str) -> Document:
        link = {"kind": "case", "slug": other, "relation": "consolidated-with"}
        return case(slug=slug, related=[link], summary=summary)

    other_words = " ".join(f"Thing {n} differs from all others here." for n in range(8))
    pair = member("one-case", "other-case", SUMMARY), member("other-case", "one-case", other_words)
    assert findings(*pair) == []


def test_the_same_number_in_two_courts_is_no_fault() -> None:
    german = case(
        slug="deutscher-fall",
        court="Landgericht X",
        court_id="lg-x",
        jurisdiction="DE",
        summary=" ".join(f"Thing {n} differs from all others here." for n in range(8)),
    )
    assert findings(case(), german) == []


def test_the_same_docket_is_found_in_another_spelling() -> None:
    other = case(slug="other-case", docket_number="24-cv-9999-ABC")
    assert "same-docket" in {item.check for item in findings(case(), other)}


@pytest.mark.parametrize(
    ("jurisdiction", "citation"),
    [
        ("US", "765 F. Supp. 3d 382 (D. Del. 2025)"),
        ("US", "130 F.4th 1039 (D.C. Cir. 2025)"),
        ("US", "111 U.S. 53 (1884)"),
        ("US", "2026 WL 17166 (9th Cir. Jan. 2, 2026)"),
        ("GB", "[2025] EWHC 2863 (Ch)"),
        ("GB", "[2025] EWCA Civ 749"),
        ("CA", "2025 ONSC 6217"),
        ("DE", "LG Hamburg, 27.09.2024 - 310 O 227/23"),
        ("NL", "ECLI:NL:RBAMS:2024:6563"),
        ("EU", "C-250/25"),
        ("CN", "(2024) Yue 0192 Min Chu No. 113"),
        ("CN", "People's Court Case Library 2025-09-1-160-001"),
        ("CZ", "10 C 13/2023-16"),
        ("FR", "Décision 24-D-03 du 15 mars 2024"),
        ("IN", "2024 SCC OnLine Bom 2445"),
        ("IT", "Cass. civ., sez. I, ord. 16.01.2023 n. 1107"),
    ],
)
def test_the_usual_forms_of_citation_are_known(jurisdiction: str, citation: str) -> None:
    told = case(jurisdiction=jurisdiction, citations=[citation])
    assert "odd-citation" not in {item.check for item in findings(told)}


def test_a_local_form_is_odd_elsewhere() -> None:
    told = case(citations=["10 C 13/2023-16"])
    assert "odd-citation" in {item.check for item in findings(told)}


def test_a_ruling_on_a_secondary_source_and_an_unused_source_are_notices() -> None:
    unused = SECONDARY | {"id": "s2", "url": "https://news.example/other"}
    found = findings(case(sources=[SECONDARY, unused]))
    assert {(item.level, item.check) for item in found} == {
        ("notice", "secondary-holding"),
        ("notice", "unused-source"),
    }


def test_errors_come_first_and_name_the_place() -> None:
    told = case(sources=[SECONDARY], docket_number=None)
    first, second = findings(told)
    assert str(first) == (
        "cases/painter-v-model: docket_number: "
        "the docket number is missing and nothing says why [no-docket]"
    )
    assert second.level == "notice"
