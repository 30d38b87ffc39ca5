"""Writing by the API: the rules of the site, the same answers, with a token only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.documents import dump_document
from kb.web.api import examples
from kb.web.api.openapi import document
from tests.support.accounts import account, sign_in, token_of
from tests.support.api import API, refused
from tests.support.documents import case, changed, law
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
PROPOSALS = f"{API}/proposals"
STAYED = dump_document(changed(case(), status="stayed", summary="A better summary."))
SENT: dict[str, Any] = {
    "document": STAYED,
    "reason": "The court stayed the case",
    "evidence": [{"url": "https://court.example/order.pdf", "quotation": "Stayed."}],
}


@pytest.fixture
def site(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> TestClient:
    """The application over one case."""
    publish(database, case())
    return make_client(settings)


@pytest.fixture
def contributor(database: Database) -> dict[str, str]:
    """The headers of a contributor's program."""
    return token_of(database, account(database, "contributor"), "propose")


@pytest.fixture
def editor(database: Database) -> dict[str, str]:
    """The headers of an editor's program."""
    return token_of(database, account(database, "editor"), "propose", "decide")


def shaped(name: str, value: object) -> bool:
    components = document()["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value)


def test_a_proposal_is_handed_in_reviewed_and_decided(
    site: TestClient, contributor: dict[str, str], editor: dict[str, str]
) -> None:
    made = site.post(PROPOSALS, json=SENT, headers=contributor)
    assert (made.status_code, made.headers["location"]) == (201, f"{PROPOSALS}/1")
    assert shaped("Proposal", made.json())
    assert [change["sentence"] for change in made.json()["changes"]][-1] == (
        "Status: pending → stayed"
    )
    again = site.post(PROPOSALS, json=SENT, headers=contributor)
    assert (again.json()["id"], again.json()["seen_count"]) == (1, 2)
    listed = site.get(PROPOSALS, headers=editor).json()
    assert shaped("ProposalList", listed)
    assert [item["id"] for item in listed["items"]] == [1]
    sent = {"decision": "accept", "paths": ["status"], "reason": "The summary was better before"}
    decided = site.post(f"{PROPOSALS}/1/decision", json=sent, headers=editor)
    assert decided.status_code == 200
    assert shaped("Decided", decided.json())
    assert decided.json()["version"] == 2
    assert decided.json()["proposal"]["state"] == "partly accepted"
    entry = site.get(f"{API}/cases/painter-v-model").json()
    assert entry["document"]["status"] == "stayed"
    assert entry["document"]["summary"] == dump_document(case())["summary"]
    followed = site.get(f"{PROPOSALS}/1", headers=contributor).json()
    assert followed["decision_reason"] == "The summary was better before"


def test_a_new_entry_is_proposed_by_a_name_that_nobody_has(
    site: TestClient, contributor: dict[str, str]
) -> None:
    sent = {"document": dump_document(law()), "reason": "New"}
    made = site.post(PROPOSALS, json=sent, headers=contributor)
    assert (made.json()["is_new"], made.json()["slug"]) == (True, "picture-act")


def test_others_see_neither_a_proposal_nor_how_to_decide_on_it(
    site: TestClient, database: Database, contributor: dict[str, str]
) -> None:
    site.post(PROPOSALS, json=SENT, headers=contributor)
    other = token_of(database, account(database, "reader"), "propose")
    refused(site.get(f"{PROPOSALS}/1", headers=other), 404)
    assert site.get(PROPOSALS, headers=other).json()["items"] == []
    for headers in (other, contributor):
        sent = {"decision": "accept"}
        refused(site.post(f"{PROPOSALS}/1/decision", json=sent, headers=headers), 403)


def test_writing_needs_a_token_and_its_scope(
    site: TestClient, settings: Settings, database: Database
) -> None:
    refused(site.post(PROPOSALS, json=SENT), 401)
    refused(site.get(PROPOSALS), 401)
    refused(site.post(PROPOSALS, json=SENT, headers={"Authorization": "Bearer x"}), 401)
    editor = account(database, "editor")
    refused(site.post(PROPOSALS, json=SENT, headers=token_of(database, editor)), 403)
    sign_in(site, settings, "editor")
    refused(site.post(PROPOSALS, json=SENT, headers={"Sec-Fetch-Site": "same-origin"}), 401)


def test_the_two_person_rule_holds_in_the_api(site: TestClient, editor: dict[str, str]) -> None:
    site.post(PROPOSALS, json=SENT, headers=editor)
    shown = site.get(f"{PROPOSALS}/1", headers=editor).json()["changes"]
    assert {change["path"] for change in shown if change["needs_second_person"]} == {"status"}
    answer = site.post(f"{PROPOSALS}/1/decision", json={"decision": "accept"}, headers=editor)
    assert "Another editor has to decide" in refused(answer, 403)["detail"]


def test_what_was_published_meanwhile_is_a_conflict(
    site: TestClient, database: Database, contributor: dict[str, str], editor: dict[str, str]
) -> None:
    site.post(PROPOSALS, json=SENT | {"base_version": 1}, headers=contributor)
    publish(database, changed(case(), status="settled"))
    shown = site.get(f"{PROPOSALS}/1", headers=editor).json()["changes"]
    assert [change["path"] for change in shown if change["is_conflict"]] == ["status"]
    decide = {"decision": "accept"}
    answer = site.post(f"{PROPOSALS}/1/decision", json=decide, headers=editor)
    assert "in the same places: Status" in refused(answer, 409)["detail"]
    reject = {"decision": "reject", "reason": "Out of date"}
    assert site.post(f"{PROPOSALS}/1/decision", json=reject, headers=editor).status_code == 200
    refused(site.post(f"{PROPOSALS}/1/decision", json=reject, headers=editor), 409)


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({}, "document: is missing"),
    (SENT | {"state": "accepted"}, "state: is not a known key"),
    (SENT | {"account_id": 1}, "account_id: is not a known key"),
    (SENT | {"reason": " "}, "The reason is missing"),
    (SENT | {"document": {"kind": "case"}}, "document: slug: is missing"),
    (SENT | {"document": STAYED | {"filed": "2026-02-30"}}, "filed: '2026-02-30' has no such"),
    (SENT | {"base_version": 0}, "base_version"),
    (SENT | {"confidence": 2}, "confidence"),
    (SENT | {"evidence": [{"url": "javascript:alert(1)"}]}, "is not a web address"),
    (SENT | {"document": dump_document(case())}, "Nothing was changed"),
]


def test_what_cannot_be_used_is_told(site: TestClient, contributor: dict[str, str]) -> None:
    for sent, detail in UNUSABLE:
        answer = site.post(PROPOSALS, json=sent, headers=contributor)
        assert detail in refused(answer, 400)["detail"]


def test_a_body_that_is_no_json_object_or_too_large_is_refused(
    site: TestClient, contributor: dict[str, str]
) -> None:
    for raw in (b"{", b"\xff", b"[]", b"[" * 90_000):
        refused(site.post(PROPOSALS, content=raw, headers=contributor), 400)
    refused(site.post(PROPOSALS, content=b" " * (5 << 20), headers=contributor), 413)


def test_examples_have_the_shape_of_their_operations() -> None:
    for name, shape in (
        ("list_proposals", "ProposalList"),
        ("get_proposal", "Proposal"),
        ("submit_proposal", "Proposal"),
        ("decide_proposal", "Decided"),
    ):
        assert shaped(shape, examples.example(name)), name
