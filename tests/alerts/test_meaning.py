"""What two documents mean beside each other, in plain sentences; wording alone means nothing."""

from __future__ import annotations

from typing import Any

import pytest

from kb.alerts.meaning import EVENT_KINDS, MEANINGS, meanings, new_references
from kb.entries.documents import Document, dump_document
from tests.support.documents import case, changed, law, licence, policy

HOLDING = dump_document(case())["holdings"][0]
CLAIM = dump_document(case())["claims"][0]
EVENTS = dump_document(case())["events"]
HEARING = {"date": "2026-03-02", "kind": "hearing", "title": "Hearing", "source": "s1"}
ANSWER = dump_document(policy())["answers"]["platform_trains_on_uploads"]
FACTOR = {"factor": 4, "favours": "developer", "source": "s1"}
SECTION = {"pinpoint": "§ 3", "paraphrase": "Training needs a licence.", "source": "s1"}


def told(before: Document, **after: Any) -> list[str]:
    """The sentences of a change."""
    made = meanings(dump_document(before), dump_document(changed(before, **after)))
    assert {one.kind for one in made} <= MEANINGS.keys()
    return [one.sentence for one in made]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            case(),
            {"status": "settled", "as_of": "2026-03-01"},
            "Status: Pending → Settled (as of 1 March 2026)",
        ),
        (case(), {"closed": "2026-02"}, "Ended: February 2026 (as of 12 August 2024)"),
        (
            law(),
            {"in_force_from": "2027-01"},
            "In force from: 1 January 2021 → January 2027 (as of 12 August 2024)",
        ),
        (
            case(),
            {"holdings": [HOLDING | {"favours": "mixed", "holding": "Other words."}]},
            ("Ruling: Training on works (reproduction): for each side in part. Other words. "
            "(was: for the rightsholder)"),
        ),
        (
            case(),
            {"holdings": []},
            ("Ruling, no longer stated: Training on works (reproduction): for the rightsholder. "
            "Copying for training was plausibly alleged."),
        ),
        (
            case(),
            {"fair_use": [FACTOR]},
            ("Fair use, new: factor 4 (Effect on the market for the work or its value): "
            "for the developer or user"),
        ),
        (
            case(),
            {"claims": [CLAIM | {"status": "dismissed-with-leave"}]},
            ("Claim: Direct infringement, against Model Maker: Dismissed with leave to amend "
            "(was: Pending)"),
        ),
        (
            policy(),
            {
                "answers": {
                    "platform_trains_on_uploads": {
                        "value": "yes", "since": "2026-01-05", "certainty": "exact", "source": "s1",
                    }
                }
            },
            "Does it train on uploads? No → Yes (since 5 January 2026)",
        ),
        (policy(), {"answers": {}}, "Does it train on uploads? No → not recorded"),
        (
            licence(),
            {"provisions": [SECTION]},
            "Provision, new: § 3. Training needs a licence.",
        ),
        (case(), {"events": [*EVENTS, HEARING]}, "Hearing: Hearing, 2 March 2026"),
        (
            case(events=[*EVENTS, HEARING]),
            {"events": [*EVENTS, HEARING | {"date": "2026-06"}]},
            "Hearing: Hearing, moved from 2 March 2026 to June 2026",
        ),
        (
            case(events=[*EVENTS, HEARING]),
            {"events": EVENTS},
            "Hearing: Hearing, no longer stated: 2 March 2026",
        ),
        (
            law(),
            {"history": [{"date": "2026-02", "title": "Amended", "source": "s1"}]},
            "Change of a policy or law: Amended, February 2026",
        ),
    ],
)  # fmt: skip
def test_a_change_of_meaning_is_one_plain_sentence(
    before: Document, after: dict[str, Any], sentence: str
) -> None:
    assert sentence in told(before, **after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (case(), {"summary": "Said better.", "title": "Painter against Model Maker"}),
        (case(), {"as_of": "2026-03-01", "status_note": "Nothing new."}),
        (case(), {"holdings": [HOLDING | {"holding": "The same in other words."}]}),
        (case(), {"claims": [CLAIM | {"basis": "17 U.S.C. §§ 106, 501"}]}),
        (case(), {"events": [EVENTS[0], EVENTS[1] | {"title": "Order on the motion"}]}),
        (case(), {"events": [*reversed(EVENTS)]}),
        (
            policy(),
            {"answers": {"platform_trains_on_uploads": ANSWER | {"note": "Said on a blog."}}},
        ),
        (licence(), {"provisions": [{"paraphrase": "Said otherwise.", "source": "s1"}]}),
    ],
)
def test_another_wording_means_nothing(before: Document, after: dict[str, Any]) -> None:
    assert told(before, **after) == []


def test_the_first_publication_is_a_new_entry() -> None:
    (made,) = meanings(None, dump_document(law()))
    assert (made.kind, made.sentence) == ("new", "New law: Picture Act")


def test_an_event_tells_its_kind_and_an_answer_its_question() -> None:
    (event,) = meanings(dump_document(case()), dump_document(case(events=[*EVENTS, HEARING])))
    assert event.detail == "hearing" and event.detail in EVENT_KINDS
    (answer,) = meanings(dump_document(policy()), dump_document(policy(answers={})))
    assert answer.detail == "platform_trains_on_uploads"


def test_an_entry_hears_of_the_relations_that_others_state_newly() -> None:
    link = {"kind": "law", "slug": "picture-act", "relation": "interprets"}
    more = {"kind": "case", "slug": "older-v-newer", "relation": "cites"}
    before, after = (dump_document(case(related=found)) for found in ([link], [link, more]))
    (reference,) = new_references(before, after)
    assert (reference.kind, reference.slug) == ("case", "older-v-newer")
    assert reference.meaning.sentence == "Cited by: Painter v. Model Maker, Inc."
    assert len(new_references(None, after)) == 2
