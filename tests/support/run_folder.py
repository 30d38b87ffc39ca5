"""One folder a test run, shared by the processes of pytest-xdist, and things made once in it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

RUN_FOLDER_VARIABLE = "KB_TEST_RUN_FOLDER"


def open_run_folder() -> Path:
    """Make the folder and tell the worker processes about it; only the first process does this."""
    folder = Path(tempfile.mkdtemp(prefix="artdocket-tests-"))
    folder.chmod(0o711)  # PostgreSQL may run as another user, below this folder
    os.environ[RUN_FOLDER_VARIABLE] = str(folder)
    return folder


def run_folder() -> Path:
    """The folder of the running test session."""
    return Path(os.environ[RUN_FOLDER_VARIABLE])


def remove_run_folder() -> None:
    """Forget everything that the run made."""
    shutil.rmtree(os.environ.pop(RUN_FOLDER_VARIABLE), ignore_errors=True)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold a lock of that name against every other process of the run."""
    with (run_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def once(name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What `make` returned in whichever process of the run came first."""
    made = run_folder() / f"{name}.json"
    with locked(name):
        if not made.exists():
            made.write_text(json.dumps(make()), encoding="utf-8")
        facts: dict[str, str] = json.loads(made.read_text(encoding="utf-8"))
        return facts
