"""What changed is said field by field, in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb.entries.diff import diff, mark_words
from kb.entries.documents import Document, dump_document
from tests.support.documents import case, changed, policy


def sentences(old: Document, new: Document) -> list[str]:
    return [change.sentence for change in diff(dump_document(old), dump_document(new))]


def test_equal_documents_have_no_difference() -> None:
    assert diff(dump_document(case()), dump_document(case())) == ()


def test_a_changed_status_is_one_sentence() -> None:
    assert sentences(case(), changed(case(), status="stayed")) == ["Status: pending → stayed"]


def test_an_inserted_event_does_not_make_the_others_look_changed() -> None:
    events = dump_document(case())["events"]
    hearing = {"date": "2024-03-02", "kind": "hearing", "title": "Argument", "source": "s1"}
    (change,) = diff(
        dump_document(case()),
        dump_document(changed(case(), events=[events[0], hearing, events[1]])),
    )
    assert change.operation == "added"
    assert change.field == "events"
    assert change.sentence == "Event added: 2 March 2024, hearing, Argument, source 1"


def test_a_changed_answer_is_named_by_its_question() -> None:
    answers = dump_document(policy())["answers"]
    answers["platform_trains_on_uploads"] |= {"value": "opt-out"}
    (sentence,) = sentences(policy(), changed(policy(), answers=answers))
    assert "Does it train on uploads?" in sentence
    assert sentence.endswith("no → opt-out")


def test_reordered_items_are_one_change_of_order() -> None:
    people = [{"name": "Paula Painter"}, {"name": "Ivan Inker"}]
    one, other = changed(case(), plaintiffs=people), changed(case(), plaintiffs=people[::-1])
    (change,) = diff(dump_document(one), dump_document(other))
    assert change.path == "plaintiffs"
    assert change.operation == "changed"


def test_a_long_text_that_changed_is_not_repeated_in_the_list_of_changes() -> None:
    long = "A sentence of the summary. " * 10
    texts = changed(case(), summary=long.strip()), changed(case(), summary=f"{long}One more.")
    assert sentences(*texts) == ["Summary reworded"]


def test_removed_fields_are_told() -> None:
    data = dump_document(case())
    del data["docket_number"]
    (change,) = diff(dump_document(case()), data)
    assert (change.operation, change.before) == ("removed", "3:24-cv-09999")


@given(st.text(max_size=200), st.text(max_size=200))
def test_marked_words_hold_both_texts_and_nothing_else(before: str, after: str) -> None:
    spans = mark_words(before, after)
    old = " ".join(span.text for span in spans if span.operation != "added").split()
    new = " ".join(span.text for span in spans if span.operation != "removed").split()
    assert old == before.split()
    assert new == after.split()


def test_very_long_texts_are_marked_whole_instead_of_word_by_word() -> None:
    before, after = "a " * 3000, "b " * 3000
    assert [span.operation for span in mark_words(before, after)] == ["removed", "added"]
