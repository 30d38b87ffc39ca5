"""The seed: every entry there, in the canonical form, linked, and its facts hanging together."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kb.core.resources import resource_dir
from kb.entries.documents import (
    CaseDocument,
    Document,
    PolicyDocument,
    check_links,
    document_json,
    dump_document,
    load_courts,
    load_documents,
    load_service_changes,
    parse_document,
)
from kb.entries.facts_check import check_facts
from kb.entries.facts_check.sources import is_archived_copy
from kb.entries.vocabulary import KIND_PLURALS, TOPICS

SEED = resource_dir("seed_data")
HERE = Path(__file__).parent
DOCUMENTS = load_documents(SEED)
COURTS = load_courts(SEED / "courts.json")
BY_KEY: dict[tuple[str, str], Document] = {
    (document.kind, document.slug): document for document in DOCUMENTS
}
CASES = [document for document in DOCUMENTS if isinstance(document, CaseDocument)]
POLICIES = [document for document in DOCUMENTS if isinstance(document, PolicyDocument)]
ELSEWHERE = load_service_changes(SEED / "policy-changes-elsewhere.json")


def place(document: Document) -> str:
    return f"{KIND_PLURALS[document.kind]}/{document.slug}"


def case(slug: str) -> CaseDocument:
    document = BY_KEY["case", slug]
    assert isinstance(document, CaseDocument)
    return document


def policy(slug: str) -> PolicyDocument:
    document = BY_KEY["policy", slug]
    assert isinstance(document, PolicyDocument)
    return document


def test_every_entry_is_there() -> None:
    counts = Counter(document.kind for document in DOCUMENTS)
    assert counts == {"case": 115, "policy": 107, "licence": 114, "law": 62}


def test_every_slug_that_was_ever_given_out_still_resolves() -> None:
    given_out = json.loads((HERE / "slugs.json").read_text(encoding="utf-8"))
    for folder, slugs in given_out.items():
        missing = [slug for slug in slugs if not (SEED / folder / f"{slug}.json").is_file()]
        assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_a_seed_file_has_exactly_the_form_in_which_documents_are_written(
    document: Document,
) -> None:
    path = SEED / f"{place(document)}.json"
    assert path.read_bytes().decode() == document_json(document)
    assert parse_document(dump_document(document)) == document


def test_every_link_leads_somewhere() -> None:
    assert check_links(DOCUMENTS, courts=COURTS) == []


def test_the_facts_hang_together() -> None:
    errors = [str(item) for item in check_facts(DOCUMENTS, COURTS) if item.level == "error"]
    assert errors == []


def test_every_court_is_used() -> None:
    used = {document.court_id for document in CASES}
    used |= {document.appeal_court_id for document in CASES if document.appeal_court_id}
    for document in CASES:
        used |= {judge.court_id for judge in document.judges if judge.court_id}
        used |= {docket.court_id for docket in document.other_dockets if docket.court_id}
    assert {court.id for court in COURTS} == used


def test_every_topic_of_the_vocabulary_has_entries() -> None:
    assert {topic for document in DOCUMENTS for topic in document.topics} == set(TOPICS)


def test_every_archived_change_of_terms_is_kept() -> None:
    changes = dict(json.loads((HERE / "changes.json").read_text(encoding="utf-8")))
    kept = [item.commit_url for p in POLICIES for item in p.history if item.commit_url]
    kept += [change.commit_url for change in ELSEWHERE]
    assert len(changes) == 71
    assert sorted(url.rsplit("/", 1)[1] for url in kept) == sorted(changes)


def test_every_archived_change_says_which_way_the_line_moved() -> None:
    for document in POLICIES:
        for item in document.history:
            if item.commit_url:
                assert item.direction
                assert item.document
                assert item.certainty == "at-latest"


def test_a_since_from_an_archived_copy_is_the_latest_possible_one() -> None:
    for document in POLICIES:
        for answer in document.answers.values():
            if answer.since and is_archived_copy(document.source(answer.source)):
                assert answer.certainty == "at-latest"


def test_no_step_is_called_current_or_latest_since_that_would_soon_be_wrong() -> None:
    fading = re.compile(r"\b(current|latest|newest)\b", re.IGNORECASE)
    titles = [(one.slug, step.title) for one in POLICIES for step in one.history]
    assert [one for one in titles if fading.search(one[1])] == []


def test_a_step_that_was_read_in_an_archived_copy_is_dated_at_the_latest() -> None:
    told = [(one.slug, step) for one in POLICIES for step in one.history]
    copies = [(slug, step) for slug, step in told if "in an archived" in step.title]
    assert len(copies) > 8
    assert [slug for slug, step in copies if step.certainty != "at-latest"] == []


def test_deviantarts_clauses_came_between_two_archived_copies() -> None:
    for question in ("ai_images_allowed", "ai_label_required", "scraping_for_training_forbidden"):
        answer = policy("deviantart").answers[question]
        assert (answer.since, answer.certainty) == ("2024-04-07", "at-latest")
        assert answer.not_before == "2022-09-20"


LEGAL_BRACKETS = {"(US)", "(UK)", "(Shanghai)", "(Beijing)"}


def test_a_bracket_in_a_name_is_part_of_the_legal_name() -> None:
    for document in CASES:
        names = [party.name for party in (*document.plaintiffs, *document.defendants)]
        names += [judge.name for judge in document.judges]
        assert set(re.findall(r"\([^()]*\)", " ".join(names))) <= LEGAL_BRACKETS


def test_roles_and_outcomes_are_fields() -> None:
    assert [(judge.name, judge.role) for judge in case("andersen-v-stability-ai").judges] == [
        ("William H. Orrick", None),
        ("Lisa J. Cisneros", "magistrate judge"),
    ]
    settled = [p.name for p in case("umg-v-udio").plaintiffs if p.outcome == "settled"]
    assert settled == ["UMG Recordings, Inc.", "Warner Records Inc."]
    assert case("umg-v-udio").defendants[0].also_known_as == ("Udio",)
    bibas = case("thomson-reuters-v-ross-d-del").judges[0]
    assert (bibas.name, bibas.note) == ("Stephanos Bibas", "sitting by designation")
    appeal = case("thomson-reuters-v-ross-3d-cir")
    assert {party.role for party in appeal.plaintiffs} == {"appellee"}


def test_dockets_say_whose_they_are() -> None:
    numbers = {docket.number: docket for docket in case("thaler-v-perlmutter").other_dockets}
    assert numbers["1:22-cv-01564-BAH"].court_id == "dcd"
    assert numbers["25-449"].court_id == "scotus"


def test_a_chamber_and_a_court_of_appeal_are_fields() -> None:
    kneschke = case("kneschke-v-laion")
    assert (kneschke.court_id, kneschke.chamber) == ("lg-hamburg", "10. Zivilkammer")
    assert kneschke.appeal_court_id == "olg-hamburg"


OVERLAPPING = [
    ("policy/deviantart", "licence/deviantart-terms-ai"),
    ("policy/fairly-trained", "licence/fairly-trained-licensed-model"),
    ("policy/rsl-collective", "licence/rsl-1-0"),
    ("licence/rsl-1-0", "licence/rsl-media-human-consent-standard"),
    ("policy/spawning-have-i-been-trained", "licence/spawning-do-not-train-registry"),
    ("policy/spawning-have-i-been-trained", "licence/ai-txt-spawning"),
    ("case/ziff-davis-v-openai", "case/in-re-openai-copyright-mdl"),
    ("policy/runway", "licence/runway-terms"),
    ("policy/pond5", "licence/pond5-contributor-agreement"),
]


@pytest.mark.parametrize(("one", "other"), OVERLAPPING)
def test_overlapping_entries_lead_to_each_other(one: str, other: str) -> None:
    def links(key: str) -> set[str]:
        kind, slug = key.split("/")
        return {f"{link.kind}/{link.slug}" for link in BY_KEY[kind, slug].related}

    assert other in links(one) or one in links(other)


def test_ziff_davis_has_a_number_of_its_own() -> None:
    assert case("ziff-davis-v-openai").docket_number == "1:25-cv-04315"
    assert case("in-re-openai-copyright-mdl").docket_number == "1:25-md-03143"


def test_a_case_without_a_docket_number_says_so() -> None:
    for document in CASES:
        if document.docket_number is None:
            assert any(anomaly.about == "docket" for anomaly in document.anomalies)


def test_a_ruling_known_from_reports_only_is_marked() -> None:
    for document in CASES:
        secondary = [h for h in document.holdings if document.source(h.source).kind == "secondary"]
        assert bool(secondary) == any(a.about == "sources" for a in document.anomalies)
