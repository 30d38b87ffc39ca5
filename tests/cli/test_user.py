"""`kb user` makes the first admin and changes accounts without the site."""

from __future__ import annotations

import subprocess
from pathlib import Path

from kb.core.settings import Settings
from tests.support.command import KB, call_kb, environment


def add(settings: Settings, name: str, role: str, password: str) -> tuple[int, str]:
    done = subprocess.run(
        [str(KB), "user", "add", name, "--role", role, "--password-stdin"],
        env=environment(settings),
        input=f"{password}\n",
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_first_admin_is_made_and_listed_and_stays(bare: Settings) -> None:
    made = add(bare, "Ada Example", "admin", "a quiet harbour at noon")
    assert made == (0, "Added Ada Example (admin).\n")
    refused = call_kb("user", "disable", "ada example", settings=bare)
    assert (refused.returncode, refused.stderr) == (
        1, "Error: “Ada Example” is the only admin; make another one first.\n"
    )  # fmt: skip
    assert call_kb("user", "role", "Ada Example", "king", settings=bare).returncode == 1
    assert call_kb("user", "list", settings=bare).stdout == "Ada Example: admin\n"


def test_a_fault_is_one_sentence_and_no_password_is_printed(bare: Settings, tmp_path: Path) -> None:
    code, printed = add(bare, "Ada", "king", "password1234")
    assert code == 1
    assert "tried first" in printed and "reader, contributor, editor, admin" in printed
    assert "password1234" not in printed and "Traceback" not in printed
    (tmp_path / "unready").mkdir()
    unready = call_kb("user", "add", "Ada", settings=Settings(data_dir=tmp_path / "unready"))
    assert unready.stderr == (
        "Error: There is no terminal to ask for the password; use --password-stdin.\n"
    )
    unready = call_kb("user", "list", settings=Settings(data_dir=tmp_path / "unready"))
    assert unready.stderr == "Error: The database is not ready: run kb init first.\n"
