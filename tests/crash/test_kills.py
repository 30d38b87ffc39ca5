"""kill -9 at any moment: nothing lost, nothing twice, and the index catches up."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlmodel import col, func, select

from kb.core import audit
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.check import check_database
from kb.entries.documents import dump_document
from kb.entries.proposals import Submission, submit
from kb.entries.tables import Entry, Proposal, Publication
from kb.search.indexer import open_indexer
from tests.support.actors import CONTRIBUTOR
from tests.support.checkout import ROOT
from tests.support.command import KB, environment, run_kb
from tests.support.documents import case, changed, law
from tests.support.endurance import QUICK
from tests.support.publishing import publish

pytestmark = QUICK
MOMENT = random.Random(4)


def killed(command: list[str], settings: Settings, *, within: float) -> bool:
    """Start it, kill it a moment after its first line; False if it was through before."""
    with subprocess.Popen(
        command, env=environment(settings), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(MOMENT.uniform(0, within))
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


def test_an_import_that_is_killed_goes_on_and_does_nothing_twice(
    settings: Settings, database: Database, tmp_path: Path, kills: int
) -> None:
    total = 120 * kills
    lines = (json.dumps(dump_document(law(f"act-{n}"))) for n in range(total))
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    command = [str(KB), "import", str(file), "--publish"]
    struck = sum(killed(command, settings, within=0.3) for _ in range(kills))
    assert struck >= 1
    done = run_kb(*command[1:], settings=settings, timeout=300)
    assert done.returncode == 0, done.stderr
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Entry)).one() == total
        assert session.exec(select(func.count()).select_from(Publication)).one() == total
        audit.verify(session)
    assert check_database(database) == []
    indexer = open_indexer(settings, database)
    indexer.catch_up()
    assert indexer.verify() == []


def test_publishing_that_is_killed_is_done_or_not_begun(
    settings: Settings, database: Database, kills: int
) -> None:
    proposals = 12 * (kills + 1)
    entry_id, _ = publish(database, case())
    events = dump_document(case())["events"]
    with database.writing() as session:
        for n in range(proposals):
            added = {"date": "2025-01", "kind": "order", "title": f"Order {n}", "source": "s1"}
            document = changed(case(), events=[*events, added])
            submission = Submission(document, f"Order {n}", "contributor", entry_id=entry_id)
            submit(session, submission, actor=CONTRIBUTOR)
    command = [sys.executable, "-m", "tests.crash.decide_all", settings.resolved_database_url]
    for _ in range(kills):
        killed(command, settings, within=0.1)
        assert check_database(database) == []
        _agree(database)
    subprocess.run(command, env=environment(settings), cwd=ROOT, check=True, capture_output=True)
    _agree(database)
    with database.reading() as session:
        assert session.get_one(Entry, entry_id).version == proposals + 1
        open_ones = select(func.count()).where(col(Proposal.state) == "open")
        assert session.exec(open_ones).one() == 0
        audit.verify(session)
    indexer = open_indexer(settings, database)
    indexer.catch_up()
    assert indexer.verify() == []


def _agree(database: Database) -> None:
    """Every accepted proposal has its version, and every version but the first its proposal."""
    with database.reading() as session:
        accepted = session.exec(
            select(Proposal.result_revision_id).where(col(Proposal.state) == "accepted")
        ).all()
        published = session.exec(
            select(Publication.revision_id).where(col(Publication.number) > 1)
        ).all()
    assert sorted(map(int, published)) == sorted(number or 0 for number in accepted)
