"""Every command does its work on a real installation, and fails with one sentence.

What a command does to a database is tested on both kinds beside the function that does it.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from kb.core import audit
from kb.core.database import Database
from kb.core.settings import Settings
from kb.search import open_engine
from tests.support.command import call_kb, run_kb

pytestmark = pytest.mark.one_database


def failed(done: object, *, code: int = 1) -> str:
    """The sentence of a command that failed as it should: no traceback, one line."""
    assert done.returncode == code  # type: ignore[attr-defined]
    sentence: str = done.stderr  # type: ignore[attr-defined]
    assert "Traceback" not in sentence
    return sentence.strip()


def test_init_can_be_repeated_and_changes_nothing(seeded_settings: Settings) -> None:
    done = run_kb("init", settings=seeded_settings)
    assert done.returncode == 0, done.stderr
    assert "the seed is loaded, nothing changed" in done.stdout
    assert "Index: up to date." in done.stdout


def test_check_finds_a_damaged_row_repairs_it_and_then_finds_that_all_agree(
    seeded_settings: Settings,
) -> None:
    database = Database(seeded_settings.resolved_database_url)
    with database.writing() as session:
        session.connection().execute(text("UPDATE case_detail SET status = 'withdrawn'"))
    database.close()
    damaged = call_kb("check", settings=seeded_settings)
    assert damaged.returncode == 1
    assert "rows differ from the document: case_detail" in damaged.stdout
    assert call_kb("check", "--repair", settings=seeded_settings).returncode == 0
    done = call_kb("check", settings=seeded_settings)
    assert done.returncode == 0, done.stdout
    assert "Documents and rows agree" in done.stdout
    assert "The index agrees with the database." in done.stdout
    assert "The archive has all 0 bodies that are needed" in done.stdout


def test_check_facts_is_green_on_the_seed(settings: Settings) -> None:
    done = call_kb("check", "--facts", settings=settings)
    assert done.returncode == 0, done.stdout
    assert " 0 errors" in done.stdout


def test_search_finds_andersen_by_half_its_docket_number(seeded_settings: Settings) -> None:
    done = call_kb("search", "23-cv-201", "--json", "--limit", "3", settings=seeded_settings)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["results"][0]["slug"] == "andersen-v-stability-ai"
    plain = call_kb("search", "kneschke", "--kind", "case", settings=seeded_settings)
    assert plain.stdout.startswith("case/kneschke-v-laion")


def test_what_is_logged_stays_out_of_json_on_standard_output(
    seeded_settings: Settings, tmp_path: Path
) -> None:
    with closing(open_engine(seeded_settings)) as engine:
        engine.warm()  # which makes the vectors of meaning
    (tmp_path / "wordllama.py").touch()  # a module without the weights, which is logged
    asked = ("search", "--json", "may a company use my drawings to teach its robot")
    done = run_kb(*asked, settings=seeded_settings, PYTHONPATH=str(tmp_path))
    assert json.loads(done.stdout)["total"] > 0
    assert "not installed" in json.loads(done.stderr)["event"]


def test_search_for_nonsense_is_no_error_and_a_bad_query_is_one_sentence(
    seeded_settings: Settings,
) -> None:
    nothing = run_kb("search", "qqqqqxxxxx", settings=seeded_settings)
    assert nothing.returncode == 0
    assert "0 found" in nothing.stdout
    assert failed(run_kb("search", "*", settings=seeded_settings)).startswith("Error: ")


def test_the_index_can_be_rebuilt_and_verified(seeded_settings: Settings) -> None:
    rebuilt = call_kb("index", "rebuild", settings=seeded_settings)
    assert rebuilt.returncode == 0, rebuilt.stderr
    verified = call_kb("index", "verify", settings=seeded_settings)
    assert verified.stdout.strip() == "The index agrees with the database."


def test_settings_are_listed_without_passwords(tmp_path: Path) -> None:
    secret = Settings(
        data_dir=tmp_path, database_url="postgresql+psycopg://kb:hunter2@127.0.0.1:9/kb"
    )
    done = call_kb("settings", settings=secret)
    assert done.returncode == 0
    assert "hunter2" not in done.stdout
    assert f"KB_DATA_DIR={tmp_path}" in done.stdout


def test_the_audit_record_verifies(seeded_settings: Settings) -> None:
    done = call_kb("audit", "verify", settings=seeded_settings)
    assert done.returncode == 0
    assert "The audit record is whole" in done.stdout


def test_an_audit_record_that_was_changed_does_not_verify(bare: Settings) -> None:
    with closing(Database(bare.resolved_database_url)) as database:
        with database.writing() as session:
            audit.append(session, actor="Ada", action="publish", subject="case/x")
        with database.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("UPDATE audit SET actor = 'Eve'"))
    done = call_kb("audit", "verify", settings=bare)
    assert "Audit row 1" in failed(done)


def test_a_read_only_data_folder_is_one_sentence(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        folder = Path("/proc/artdocket")  # even root cannot make a folder there
    else:
        folder = tmp_path / "data"
        folder.mkdir()
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    sentence = failed(call_kb("init", settings=Settings(data_dir=folder)))
    assert "cannot be written to" in sentence
    assert "KB_DATA_DIR" in sentence


def test_a_port_in_use_is_one_sentence(seeded_settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_kb("serve", "--port", str(port), settings=seeded_settings)
    assert "already in use" in failed(done)


def test_serving_before_init_says_what_to_do(tmp_path: Path) -> None:
    done = call_kb("serve", "--port", "0", settings=Settings(data_dir=tmp_path / "data"))
    assert "run kb init first" in failed(done)


@pytest.mark.parametrize("command", [("init",), ("serve", "--port", "0")])
def test_a_database_of_a_newer_version_is_refused(
    seeded_settings: Settings, command: tuple[str, ...]
) -> None:
    database = Database(seeded_settings.resolved_database_url)
    with database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    assert "newer version" in failed(call_kb(*command, settings=seeded_settings))


def test_an_unknown_command_or_option_is_wrong_use(settings: Settings) -> None:
    assert "No such command" in failed(call_kb("serv", settings=settings), code=2)
    assert "No such option" in failed(call_kb("init", "--fast", settings=settings), code=2)
    assert failed(call_kb("serve", "--port", "99999", settings=settings), code=2)
