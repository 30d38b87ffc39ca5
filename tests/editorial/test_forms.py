"""The form of an entry: its sections and words, its buttons, and what it says when it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from kb.editorial.edit import (
    FieldError,
    FormError,
    FormList,
    change,
    data_from_form,
    form_for,
    form_pairs,
    validated,
)
from kb.entries.documents import dump_document
from kb.entries.documents.fields import MAX_LIST
from kb.entries.documents.kinds import MODELS
from tests.support import documents
from tests.support.full_documents import ALL


def case(**overrides: Any) -> dict[str, Any]:
    return dump_document(documents.case()) | overrides


def errors(kind: str, data: dict[str, Any]) -> dict[str, str]:
    found = validated(kind, data)
    assert isinstance(found, tuple)
    return {error.name: error.message for error in found}


def list_named(data: dict[str, Any], name: str, **shown: Any) -> FormList:
    form = form_for(data["kind"], data, **shown)
    parts = [part for section in form.sections for part in section.parts]
    return next(part for part in parts if isinstance(part, FormList) and part.name == name)


def test_a_part_is_summed_up_in_one_line() -> None:
    events = list_named(case(), "events")
    assert [item.summary for item in events.items] == [
        "January 2024 · Complaint",
        "12 August 2024 · Order",
    ]
    assert list_named(case(events=[{}]), "events").items[0].summary == "New event"


@pytest.mark.parametrize("kind", MODELS)
def test_every_part_of_a_full_document_has_a_line_and_every_field_a_label(kind: str) -> None:
    for section in form_for(kind, ALL[kind]).sections:
        for part in section.parts:
            assert part.label.strip()
            for item in part.items if isinstance(part, FormList) else ():
                assert item.summary
                assert not item.summary.startswith("New ")
                assert all(field.label.strip() for field in item.fields)


def test_an_empty_form_can_be_shown_for_every_kind() -> None:
    for kind in MODELS:
        form = form_for(kind, {})
        assert form.errors == ()
        assert [*form_pairs(kind, {})]


def test_the_contents_list_counts_the_parts_of_a_section() -> None:
    contents = {item[0]: item[1:] for item in form_for("case", case()).contents}
    assert contents["part-events"] == ("Events", 2)
    assert contents["part-parties"] == ("Parties and counsel",)


def test_chosen_topics_stand_first_in_their_own_order() -> None:
    data = case(topics=["share-alike", "fair-use"])
    assert data_from_form("case", form_pairs("case", data))["topics"] == ["share-alike", "fair-use"]
    field = next(f for s in form_for("case", data).sections for f in s.parts if f.name == "topics")
    assert not isinstance(field, FormList)
    assert [option.value for option in field.options[:2]] == ["share-alike", "fair-use"]


def test_a_part_with_an_error_is_open_and_counts_it() -> None:
    wrong = FieldError("events.1.date", "Give a date.")
    first, second = list_named(case(), "events", errors=[wrong]).items
    assert (first.is_open, second.is_open, second.fault_count) == (False, True, 1)


def test_an_error_that_belongs_to_no_field_is_told_all_the_same() -> None:
    form = form_for("case", case(), errors=[FieldError("events.7.date", "Give a date.")])
    assert form.errors == (("", "Give a date."),)


def test_a_text_is_tidied_and_not_judged() -> None:
    read = data_from_form(
        "case", [("summary", " One\r\n\r\nTwo e\u0301 "), ("systems", "A\r\n\r\n B ")]
    )
    assert read["summary"] == "One Two é"
    assert read["systems"] == ["A", "B"]


def test_a_blank_part_is_kept_only_where_the_form_is_shown_again() -> None:
    blank = [("events.0.date", ""), ("events.0.title", " ")]
    assert "events" not in data_from_form("case", blank)
    assert data_from_form("case", blank, keep_blank=True)["events"] == [{}]


def test_numbers_with_gaps_are_read_in_their_order() -> None:
    read = data_from_form("case", [("events.90.title", "B"), ("events.7.title", "A")])
    assert read["events"] == [{"title": "A"}, {"title": "B"}]


@pytest.mark.parametrize(
    "name", ["events.07.title", "events.1e3.title", "events.-1.title", "events..title"]
)
def test_numbers_that_no_form_sends_are_refused(name: str) -> None:
    with pytest.raises(FormError, match="no field"):
        data_from_form("case", [(name, "x")])


def test_a_field_that_was_sent_twice_is_refused() -> None:
    with pytest.raises(FormError, match="twice"):
        data_from_form("case", [("title", "A"), ("title", "B")])


@pytest.mark.parametrize(
    "button", ["remove:events.9", "up:nothing.0", "add:title", "source:title", "grow:events.0"]
)
def test_a_button_that_the_form_does_not_have_is_refused(button: str) -> None:
    with pytest.raises(FormError):
        change("case", case(), button)


def test_the_first_part_moved_up_stays_where_it_is() -> None:
    assert change("case", case(), "up:events.0").data == case()


def test_a_full_list_takes_no_further_part() -> None:
    full = case(citations=[], judges=[{"name": "J"}] * MAX_LIST)
    (error,) = change("case", full, "add:judges").errors
    assert error == FieldError("judges", "At most 500 can be saved.")
    assert list_named(full, "judges").is_full


def test_a_source_asked_for_by_an_unanswered_question_is_chosen_for_it() -> None:
    data = dump_document(documents.policy())
    changed = change("policy", data, "source:answers.ai_images_allowed.source")
    assert changed.data["answers"]["ai_images_allowed"] == {"source": "s2"}
    assert changed.opened == "sources.1"
    assert changed.data["sources"][1] == {"id": "s2"}


def test_the_dates_of_an_answer_must_fit_together() -> None:
    policy = dump_document(documents.policy())
    key = "platform_trains_on_uploads"

    def told(**answer: str) -> dict[str, str]:
        return errors(
            "policy", policy | {"answers": {key: {"value": "no", "source": "s1", **answer}}}
        )

    assert told(since="2024") == {f"answers.{key}.certainty": "Say how sure the date is."}
    assert list(told(certainty="exact")) == [f"answers.{key}.since"]
    late = told(since="2024", certainty="at-latest", not_before="2025")
    assert late == {f"answers.{key}.not_before": "2025 is later than 2024, the date itself."}
    assert list(told(not_before="2025")) == [f"answers.{key}.not_before"]


def test_what_is_missing_is_said_in_the_words_of_its_field() -> None:
    assert errors("case", {"kind": "case"}) == {
        "slug": "Fill this in.",
        "title": "Fill this in.",
        "summary": "Fill this in.",
        "language": "Choose one of the list.",
        "jurisdiction": "Choose one of the list.",
        "topics": "Choose at least one.",
        "sources": "Add at least one.",
        "as_of": "Give a date.",
        "short_name": "Fill this in.",
        "court": "Fill this in.",
        "court_id": "Fill this in.",
        "status": "Choose one of the list.",
        "class_action": "Choose one of the list.",
        "events": "Add at least one.",
    }


@pytest.mark.parametrize(
    ("changes", "name", "message"),
    [
        ({"sources": []}, "sources", "Add at least one."),
        ({"topics": ["fair-use", "fair-use"]}, "topics", "The same stands further up already."),
        ({"topics": ["unfair"]}, "topics", "Choose one of the list."),
        (
            {"citations": ["1 A 1", "\u200b\x01"]},
            "citations",
            "Line 2: Delete the invisible character U+0001.",
        ),
        ({"as_of": "0000"}, "as_of", "There is no year 0."),
        ({"class_action": "perhaps"}, "class_action", "Choose one of the list."),
        (
            {"related": [{"kind": "case", "slug": "painter-v-model", "relation": "cites"}]},
            "related.0.slug",
            "This is the entry itself: choose another.",
        ),
        ({"judges": [{"name": "J"}] * 501}, "judges", "There are 501; at most 500 can be saved."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    changes: dict[str, Any], name: str, message: str
) -> None:
    assert errors("case", case(**changes))[name] == message


def test_no_message_speaks_like_a_program() -> None:
    wrong = case(
        title="\x07", as_of="x", status="x", court_id="X X", topics=[], events=[{"date": 1}],
        sources=[{"id": "x", "url": "x", "kind": "x"}], class_action="x", holdings=[{"issue": "x"}],
    )  # fmt: skip
    for message in errors("case", wrong).values():
        assert message.endswith(".")
        assert not {"_", "Input", "valid", "string", "'"} & {*message, *message.split()}, message
