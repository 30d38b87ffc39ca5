"""The matrices: every answer with its words and its proof."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kb.entries.vocabulary import LICENCE_QUESTIONS, POLICY_QUESTIONS
from tests.support.api import API, get, refused

ROW = {"kind", "slug", "url", "title", "detail", "jurisdiction", "as_of", "answers"}
ANSWER = {
    "value", "label", "note", "since", "certainty", "not_before", "pinpoint", "source_url",
    "source_title",
}  # fmt: skip


@pytest.mark.parametrize(
    ("plural", "questions"), [("policies", POLICY_QUESTIONS), ("licences", LICENCE_QUESTIONS)]
)
def test_a_matrix_holds_every_answer_of_every_entry(
    client: TestClient, plural: str, questions: dict[str, object]
) -> None:
    body = get(client, f"/{plural}/matrix")
    assert set(body) == {"kind", "questions", "items"}
    assert [question["id"] for question in body["questions"]] == list(questions)
    labels = {
        (question["id"], value["value"]): value["label"]
        for question in body["questions"]
        for value in question["values"]
    }
    assert len(body["items"]) == count(client, plural)
    for row in body["items"]:
        assert set(row) == ROW
        for question, answer in row["answers"].items():
            assert set(answer) == ANSWER
            assert answer["label"] == labels[question, answer["value"]]


def count(client: TestClient, plural: str) -> int:
    total, cursor = 0, ""
    while True:
        body = get(client, f"/{plural}", limit=100, cursor=cursor)
        total += len(body["items"])
        cursor = body["next_cursor"]
        if not cursor:
            return total


def test_an_answer_is_that_of_the_document(client: TestClient) -> None:
    rows = {row["slug"]: row for row in get(client, "/policies/matrix")["items"]}
    answers = get(client, "/policies/deviantart")["document"]["answers"]
    assert set(rows["deviantart"]["answers"]) == set(answers)
    for question, answer in answers.items():
        cell = rows["deviantart"]["answers"][question]
        for key in ("value", "note", "since", "certainty", "not_before"):
            assert cell[key] == answer.get(key)


def test_every_question_is_a_filter(client: TestClient) -> None:
    for question, words in POLICY_QUESTIONS.items():
        value = next(iter(words.values))
        rows = get(client, "/policies/matrix", **{question: value})["items"]
        assert {row["answers"][question]["value"] for row in rows} <= {value}


def test_an_unknown_answer_is_refused(client: TestClient) -> None:
    body = refused(client.get(f"{API}/policies/matrix?ai_images_allowed=perhaps"), 400)
    assert "ai_images_allowed" in body["detail"]
