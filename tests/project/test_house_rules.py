"""Rules that hold for every tracked file."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.checkout import ROOT, lines_matching, tracked_files

LONGEST_MODULE = 350

# Put together here, so that this file keeps the rules that it checks.
PACKAGE_INDEXES = ("pypi|org", "pythonhosted|org", "npmjs|org", "npmjs|com", "deb|debian|org")
POSTPONED = ("TO|DO", "FIX|ME", "XX|X")


def test_no_file_names_the_host_of_a_package_index() -> None:
    hosts = "|".join(re.escape(host.replace("|", ".")) for host in PACKAGE_INDEXES)
    assert lines_matching(re.compile(hosts)) == []


def test_no_file_names_a_folder_of_the_machine_that_it_was_written_on() -> None:
    places = {str(ROOT), str(Path.home())} - {"/", "/tmp", "/home", "/root"}
    assert lines_matching(re.compile("|".join(map(re.escape, places)))) == []


def test_nothing_is_postponed_by_a_comment() -> None:
    words = "|".join(word.replace("|", "") for word in POSTPONED)
    assert lines_matching(re.compile(rf"\b({words})\b")) == []


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked_files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] not in {"tests", "migrations"}
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_every_module_says_what_it_promises() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix == ".py" and (text := path.read_text(encoding="utf-8").strip())
        if not text.startswith(('"""', "# ", 'r"""'))
    ]
    assert silent == []


def test_imports_run_down_the_layers_only() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0


SCRIPTS = [
    path
    for path in sorted((ROOT / "scripts").iterdir())
    if path.is_file() and path.read_bytes().startswith((b"#!/bin/sh", b"# Shared"))
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_shell_script_can_be_parsed_and_says_what_it_does(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8").removeprefix("#!/bin/sh\n")
    assert text.startswith("# ")
