"""Proposals and people for pictures of the pages for editors, made the way the program does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from kb.accounts.actors import VISITOR, Actor, machine
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries import history
from kb.entries.documents import parse_document
from kb.entries.evidence import Evidence
from kb.entries.proposals import Submission, submit
from kb.entries.proposals.targets import base_revision, stored_data
from kb.web.identity import cookie_name
from tests.support.accounts import account, session_of

_BEFORE = """Terms of Service
Last updated 1 March 2026
You keep all rights in what you upload.
We show your works to visitors and in our own advertising.
You can delete a work at any time.
We may change these terms.
We tell you 30 days ahead."""
_SENTENCE = (
    "We may use your works to train machine learning models unless you opt out in your settings."
)
_AFTER = _BEFORE.replace("1 March", "1 November").replace(
    "30 days ahead.", f"7 days ahead.\n{_SENTENCE}"
)


def fill(settings: Settings) -> dict[str, str]:
    """Put three proposals into the queue; the cookie of an editor, as a name and a value."""
    with closing(Database(settings.resolved_database_url)) as database:
        editor = account(database, "editor", name="Edda Editor")
        contributor = account(database, "contributor", name="Carla Contributor")
        _report(database)
        _finding(database)
        _propose(database, "law", "us-17-usc-1202", _shorten, contributor, origin="contributor",
                 reason="Say it in fewer words")  # fmt: skip
        return {"name": cookie_name(settings), "value": session_of(database, editor)}


def _report(database: Database) -> None:
    def change(data: dict[str, Any]) -> None:
        data["status"] = "settled"
        data["status_note"] = "The parties told the court that they have settled."

    _propose(
        database,
        "case",
        "andersen-v-stability-ai",
        change,
        VISITOR,
        origin="reader",
        reason="A reader reported an error: Status; Status in a sentence",
        note="I read a notice of settlement on the docket.",
        evidence=(
            Evidence(url="https://court.example/docket/1", quotation="Notice of settlement filed."),
        ),
    )


def _finding(database: Database) -> None:
    def change(data: dict[str, Any]) -> None:
        data["answers"]["platform_trains_on_uploads"]["value"] = "opt-out"

    _propose(
        database,
        "policy",
        "deviantart",
        change,
        machine("scraper: deviantart-terms"),
        origin="scraper",
        reason="The terms speak of training now",
        source_name="deviantart-terms",
        confidence=0.6,
        evidence=(
            Evidence(
                url="https://www.deviantart.com/about/policy/service/",
                title="Terms of Service",
                quotation=_SENTENCE,
                text_before=_BEFORE,
                text_after=_AFTER,
            ),
        ),
    )


def _shorten(data: dict[str, Any]) -> None:
    data["summary"] = data["summary"].split(". ")[0] + "."


def _propose(
    database: Database,
    kind: str,
    slug: str,
    change: Callable[[dict[str, Any]], None],
    actor: Actor,
    **given: Any,
) -> None:
    with database.writing() as session:
        entry = history.require_entry(session, kind, slug)
        data = stored_data(base_revision(session, entry, None))
        change(data)
        submit(session, Submission(parse_document(data), entry_id=entry.id, **given), actor=actor)
