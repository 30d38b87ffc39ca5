"""Runs of the scraper over a real server and database: what is proposed, and what is not."""

from __future__ import annotations

import datetime as dt
import json
import socket
import threading
from contextlib import ExitStack, closing
from typing import Any

import pytest
import time_machine
from pytest_httpserver import HTTPServer

from kb.entries.evidence import stored_evidence
from kb.entries.tables import CapturedVersion
from kb.scraper import recording
from kb.scraper.errors import Resting
from kb.scraper.fetcher import Fetcher
from kb.scraper.matching import Published
from kb.scraper.run import Runner
from kb.scraper.tables import Watch
from kb.sources.tables import ArchivedCopy, Observation
from tests.scraper.conftest import Desk
from tests.support import documents
from tests.support.publishing import publish
from tests.support.raw_server import answer, raw_server

RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 4
TRAINING = "We may use what you upload to train machine learning models."
OTHER = "The fee for a shop is five percent of every sale and is due each month."


def serve(server: HTTPServer, *paragraphs: str, path: str = "/terms") -> None:
    text = "".join(f"<p>{one}</p>" for one in (RIGHTS, *paragraphs))
    server.clear_all_handlers()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    server.expect_request(path).respond_with_data(f"<main>{text}</main>", content_type="text/html")


def terms(desk: Desk, name: str = "gallery-terms", **options: object) -> dict[str, object]:
    return {
        "name": name, "connector": "web-page", "url": desk.server.url_for("/terms"),
        "entry": "policy/gallery", "document": "Terms of Service", "select": ["main"],
    } | options  # fmt: skip


def data(proposal: Any) -> dict[str, Any]:
    return dict(json.loads(proposal.document))


@pytest.fixture
def watched(desk: Desk) -> Desk:
    """A published platform whose terms are watched and were seen once."""
    publish(desk.database, documents.policy())
    desk.declare(terms(desk))
    serve(desk.server, OTHER)
    assert [result.status for result in desk.run()] == ["changed"]
    return desk


def test_the_first_look_records_a_version_and_proposes_nothing(watched: Desk) -> None:
    (version,) = watched.rows(CapturedVersion)
    assert (version.number, version.kind, version.document) == (1, "first", "Terms of Service")
    assert watched.store.get(version.text_sha256).decode().endswith(OTHER)
    (copy,) = watched.rows(ArchivedCopy)
    assert copy.id == version.copy_id
    assert b"<main>" in watched.store.get(copy.sha256)
    assert watched.proposals() == []


def test_a_second_look_at_the_same_page_changes_nothing_but_the_record_of_it(watched: Desk) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=1)):
        (result,) = watched.run()
    assert (result.status, result.findings, result.versions) == ("unchanged", 0, 0)
    (version,) = watched.rows(CapturedVersion)
    assert version.last_seen_at > version.first_seen_at
    assert [one.outcome for one in watched.rows(Observation)] == ["changed", "same"]
    assert len(watched.rows(ArchivedCopy)) == 1


def test_a_changed_clause_becomes_one_proposal_with_its_evidence(watched: Desk) -> None:
    serve(watched.server, OTHER, TRAINING)
    (result,) = watched.run()
    assert (result.status, result.proposals, result.versions) == ("changed", 1, 1)
    (proposal,) = watched.proposals()
    assert proposal.author == "scraper: gallery-terms"
    assert "training of models" in proposal.reason
    assert TRAINING in proposal.note
    step = data(proposal)["history"][-1]
    assert step["document"] == "Terms of Service"
    assert step["certainty"] == "at-latest"
    (evidence,) = stored_evidence(proposal.evidence)
    assert evidence.source_id == step["source"]
    assert evidence.text_after is not None
    assert TRAINING in evidence.text_after
    assert evidence.copy_sha256 is not None
    assert TRAINING.encode() in watched.store.get(evidence.copy_sha256)
    assert watched.run()[0].proposals == 0
    assert len(watched.proposals()) == 1


def test_what_waits_is_carried_on_when_the_page_changes_again(watched: Desk) -> None:
    serve(watched.server, OTHER, TRAINING)
    watched.run()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        serve(watched.server, OTHER, TRAINING, "You can opt out in your settings.")
        watched.run()
    (proposal,) = watched.proposals()
    assert len(watched.proposals("superseded")) == 1
    assert (
        len(data(proposal)["history"])
        == len(data(watched.proposals("superseded")[0])["history"]) + 1
    )
    assert len(stored_evidence(proposal.evidence)) == 2


def test_a_text_that_comes_back_is_told_from_a_new_one(watched: Desk) -> None:
    serve(watched.server, OTHER, TRAINING)
    watched.run()
    serve(watched.server, OTHER)
    watched.run()
    versions = watched.rows(CapturedVersion)
    assert [(one.kind, one.same_as) for one in versions] == [
        ("first", None), ("change", None), ("returned", 1),
    ]  # fmt: skip


def test_a_text_that_changes_under_the_same_date_is_silent(desk: Desk) -> None:
    publish(desk.database, documents.policy())
    desk.declare(terms(desk))
    serve(desk.server, OTHER, "Last updated: 3 March 2026")
    desk.run()
    serve(desk.server, TRAINING, "Last updated: 3 March 2026")
    desk.run()
    assert [one.silent for one in desk.rows(CapturedVersion)] == [False, True]
    assert "still gives 3 March 2026 as its date" in desk.proposals()[0].note


def test_a_failing_source_is_reported_rested_and_stops_no_other(watched: Desk) -> None:
    watched.declare(
        terms(watched),
        terms(watched, "gone-terms", url=watched.server.url_for("/gone"), document="Gone"),
        terms(watched, "lost-entry", entry="policy/nobody"),
    )
    serve(watched.server, OTHER, TRAINING)
    results = {result.source: result for result in watched.run()}
    assert results["gallery-terms"].status == "changed"
    assert (results["gone-terms"].status, results["gone-terms"].never_succeeded) == ("failed", True)
    assert results["lost-entry"].failure == "no-entry"
    rows = {row.name: row for row in watched.rows(Watch)}
    assert rows["gone-terms"].failures == 1
    assert rows["gone-terms"].message
    for _ in range(4):
        watched.run("gone-terms")
    rested = {row.name: row for row in watched.rows(Watch)}["gone-terms"]
    assert rested.next_run_at is not None
    assert rested.last_run_at is not None
    assert rested.next_run_at - rested.last_run_at > dt.timedelta(days=2)


def test_a_dry_run_finds_the_same_and_writes_nothing(watched: Desk) -> None:
    serve(watched.server, OTHER, TRAINING)
    (dry,) = watched.run(dry_run=True)
    assert (dry.status, dry.proposals, dry.versions) == ("changed", 1, 1)
    assert watched.proposals() == []
    assert len(watched.rows(CapturedVersion)) == 1
    (real,) = watched.run()
    assert (real.findings, real.proposals) == (dry.findings, dry.proposals)


def test_a_run_that_dies_before_it_writes_is_made_up_for(
    watched: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(watched.server, OTHER, TRAINING)

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(recording, "_see_again", die)
    (row,) = watched.rows(Watch)
    runner = _runner(watched)
    with pytest.raises(KeyboardInterrupt):
        runner.write([runner.look(row)])
    monkeypatch.undo()
    assert watched.proposals() == []
    assert len(watched.rows(CapturedVersion)) == 1
    assert watched.run()[0].proposals == 1
    assert [one.number for one in watched.rows(CapturedVersion)] == [1, 2]


def _runner(desk: Desk, pause: float = 0.0) -> Runner:
    fetcher = Fetcher(allowed=frozenset({("127.0.0.1", desk.server.port)}), pause=pause)
    return Runner(desk.database, desk.store, fetcher, Published({}), secrets={})


def test_nobody_waits_for_the_pause_after_a_robots_txt(desk: Desk) -> None:
    publish(desk.database, documents.policy())
    serve(desk.server, OTHER)
    desk.declare(terms(desk))
    (row,) = desk.rows(Watch)
    runner = _runner(desk, pause=0.2)
    with pytest.raises(Resting) as early:
        runner.look(row, patient=False)
    assert 0 < early.value.seconds <= 0.2
    assert [request.path for request, _ in desk.server.log] == ["/robots.txt"]
    (result,) = runner.run([row])
    assert (result.status, result.requests) == ("changed", 1)
    assert [request.path for request, _ in desk.server.log] == ["/robots.txt", "/terms"]


@pytest.mark.one_database
def test_the_answers_of_many_slow_hosts_are_waited_for_at_once(desk: Desk) -> None:
    publish(desk.database, documents.policy())
    together = threading.Barrier(24, timeout=20)  # nobody is answered before all have asked

    def slow(connection: socket.socket, _: bytes) -> None:
        together.wait()
        connection.sendall(answer(status="404 Not Found"))

    with ExitStack() as servers:
        hosts = [servers.enter_context(raw_server(slow)) for _ in range(together.parties)]
        desk.declare(*(terms(desk, f"terms-{host.port}", url=f"{host.url}/") for host in hosts))
        allowed = frozenset(("127.0.0.1", host.port) for host in hosts)
        fetcher = Fetcher(allowed=allowed, pause=0.0, first_wait=0.01)
        servers.enter_context(closing(fetcher))
        runner = Runner(desk.database, desk.store, fetcher, Published({}), secrets={})
        failures = {result.failure for result in runner.run(desk.rows(Watch))}
    assert failures == {"not-found"}


def test_a_refusal_of_crawlers_becomes_a_dated_answer(desk: Desk) -> None:
    publish(desk.database, documents.policy())
    desk.server.clear_all_handlers()
    rules = "User-agent: GPTBot\nDisallow: /\n"
    desk.server.expect_request("/robots.txt").respond_with_data(rules, content_type="text/plain")
    home = '<meta name="robots" content="noai">'
    desk.server.expect_request("/").respond_with_data(home, content_type="text/html")
    desk.declare({
        "name": "gallery-robots", "connector": "robots-txt", "url": desk.server.url_for("/"),
        "entry": "policy/gallery",
    })  # fmt: skip
    assert desk.run()[0].proposals == 1
    (proposal,) = desk.proposals()
    step = data(proposal)["history"][-1]
    assert step["title"] == "robots.txt refuses GPTBot; the front page says noai"
    answer = data(proposal)["answers"]["no_ai_tag_offered"]
    assert (answer["value"], answer["certainty"]) == ("yes", "at-latest")
    assert answer["source"] == step["source"]
    assert desk.run()[0].proposals == 0
