"""The start page of editing, what needs a look, the audit record, archived copies."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from kb.core.audit import GENESIS
from kb.sources.bodies import BodyStore
from kb.web.permissions import ROUTES
from tests.support.desk import CASE, Desk
from tests.support.html import read

pytestmark = pytest.mark.one_database


def text(desk: Desk, path: str) -> str:
    return " ".join(read(desk.client.get(path).text).text.split())


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("contributor", set()),
        ("editor", {"/editor/queue", "/editor/stale#quiet-cases"}),
        ("admin", {"/editor/queue", "/editor/stale#quiet-cases", "/editor/users", "/editor/audit"}),
    ],
)
def test_editing_begins_with_what_one_may_do(desk: Desk, role: str, links: set[str]) -> None:
    desk.sign_in(role)
    page = read(desk.client.get("/editor").text)
    offered = {"/editor/queue", "/editor/stale#quiet-cases", "/editor/users", "/editor/audit"}
    assert set(page.links) & offered == links
    assert "/editor/entries/new/case" in page.links
    assert "/editor" in read(desk.client.get("/").text).links


def test_a_reader_finds_no_link_to_editing_and_no_page(desk: Desk) -> None:
    desk.sign_in("reader")
    assert "/editor" not in read(desk.client.get("/").text).links
    assert desk.client.get("/editor").status_code == 403


def test_what_needs_a_look_says_why_and_leads_to_the_form(desk: Desk) -> None:
    page = desk.client.get("/editor/stale")
    assert "last event by 12 August 2024" in page.text
    assert f'href="/editor/entries/{desk.entry_id}/edit"' in page.text
    assert f'href="{CASE}"' in page.text


def test_the_audit_record_is_filtered_and_read_page_by_page(desk: Desk) -> None:
    desk.sign_in("admin")
    assert "publish case/painter-v-model" in text(desk, "/editor/audit")
    query = "action=publish&actor=An+editor&subject=case/&since=2020-01-01"
    found = text(desk, f"/editor/audit?{query}")
    assert "publish case/painter-v-model" in found
    for query in ("actor=Nobody", "subject=law/", "until=2020-01-01", "before=1", "subject=%25"):
        assert "No row like this" in text(desk, f"/editor/audit?{query}"), query
    assert desk.client.get("/editor/audit?since=lately").status_code == 400


def test_the_audit_record_is_exported_with_its_chain(desk: Desk) -> None:
    desk.sign_in("admin")
    answer = desk.client.get("/editor/audit.jsonl")
    rows = [json.loads(line) for line in answer.text.splitlines()]
    assert rows[0]["previous_hash"] == GENESIS
    pairs = pairwise(rows)
    assert all(one["hash"] == two["previous_hash"] for one, two in pairs)
    assert "attachment" in answer.headers["content-disposition"]


def test_a_number_that_no_row_can_have_is_refused_everywhere(desk: Desk) -> None:
    desk.sign_in("admin")
    pages = [path for method, path in ROUTES if method == "GET" and "_id}" in path]
    asked = [re.sub(r"\{\w+\}", str(10**30), path) for path in pages if "court_id" not in path]
    asked += [f"{desk.path}?{name}={10**30}" for name in ("draft", "proposal")]
    asked += [f"/editor/queue?after={10**30}", f"/editor/saved?proposal={10**30}"]
    assert len(asked) > 9
    assert {path: desk.client.get(path).status_code for path in asked} == dict.fromkeys(asked, 400)


def test_an_archived_copy_is_text_or_a_file_and_never_a_page(desk: Desk) -> None:
    store = BodyStore(desk.settings.archive_dir)
    page = store.put(b"<script>alert(1)</script>")
    image = store.put(b"\x89PNG\0\xff")
    answer = desk.client.get(f"/editor/copies/{page}")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content == b"<script>alert(1)</script>"
    answer = desk.client.get(f"/editor/copies/{image}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    for name in ("0" * 64, "../secret-key"):
        assert desk.client.get(f"/editor/copies/{name}").status_code == 404
