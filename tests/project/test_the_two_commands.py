"""`make run` and `make test` on a machine where something is missing: one clear sentence."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

NEEDED = ("Makefile", "scripts", "pyproject.toml", "requirements.lock", "requirements-dev.lock")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of a bare checkout that run before anything is installed."""
    folder = tmp_path / "checkout"
    (folder / "kb").mkdir(parents=True)
    for name in (*NEEDED, "kb/__init__.py"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    return folder


def make(checkout: Path, target: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", target],
        cwd=checkout,
        env={**os.environ, "MAKEFLAGS": "", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def script(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@pytest.mark.parametrize("target", ["run", "test"])
def test_a_machine_without_a_new_enough_python_is_told_so(checkout: Path, target: str) -> None:
    done = make(checkout, target, PYTHON="false")
    assert done.returncode != 0
    assert "needs Python 3.11 or later" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("target", ["run", "test"])
def test_a_python_without_its_venv_module_is_named(
    checkout: Path, target: str, tmp_path: Path
) -> None:
    python = script(
        tmp_path / "python",
        f'[ "$1 $2" = "-m venv" ] && {{ echo "no venv" >&2; exit 1; }}\nexec {sys.executable} "$@"',
    )
    done = make(checkout, target, PYTHON=python)
    assert done.returncode != 0
    assert "install its venv module" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.slow
def test_a_machine_that_reaches_no_package_index_is_told_so(checkout: Path, tmp_path: Path) -> None:
    python = script(  # whose environments borrow its pip, because installing one takes seconds
        tmp_path / "python",
        '[ "$1 $2" = "-m venv" ] && set -- -m venv --without-pip --system-site-packages "$3"\n'
        f'exec {sys.executable} "$@"',
    )
    done = make(checkout, "run", PYTHON=python, PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode != 0
    assert "is a package index reachable?" in done.stderr
    assert "Traceback" not in done.stderr


def test_make_alone_lists_what_can_be_done(checkout: Path) -> None:
    done = make(checkout, "help")
    assert done.returncode == 0
    for target in ("run", "test", "lint", "lock"):
        assert f"make {target} " in done.stdout


def test_a_chromium_that_does_not_exist_is_named(checkout: Path) -> None:
    done = subprocess.run(
        ["sh", "scripts/ensure-chromium"],
        cwd=checkout,
        env={**os.environ, "KB_CHROMIUM": "/nowhere/chromium"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "/nowhere/chromium" in done.stderr
    assert done.stdout == ""


def test_a_found_chromium_is_printed_as_a_path_and_nothing_else(
    checkout: Path, tmp_path: Path
) -> None:
    browser = script(tmp_path / "chromium", "exit 0")
    done = subprocess.run(
        ["sh", "scripts/ensure-chromium"],
        cwd=checkout,
        env={**os.environ, "KB_CHROMIUM": browser},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"{browser}\n"
