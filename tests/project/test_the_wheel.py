"""An installed Artdocket works from any folder, with nothing of the checkout in reach."""

import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from kb.core.settings import Settings
from tests.support.checkout import ROOT
from tests.support.command import environment
from tests.support.server import serving

pytestmark = pytest.mark.slow

INSTALL = ("install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed `kb`, in an environment that borrows only the dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), *INSTALL, str(wheel)],
        check=True,
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    # A path file inside a folder that a path file names is not read: the checkout stays out.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin" / "kb"


def test_a_wheel_holds_every_resource_of_the_checkout(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {
        f"kb/_resources/{path.relative_to(ROOT)}"
        for folder in ("templates", "migrations", "seed_data")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    } | {
        str(path.relative_to(ROOT))
        for path in (ROOT / "kb").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert any("kb/web/static/" in name for name in packed)
    assert sorted(wanted - packed) == []


def test_a_wheel_holds_nothing_that_only_developers_need(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"kb"}


def test_an_installed_program_initialises_and_serves_from_another_folder(
    program: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings = Settings(data_dir=tmp_path / "data")
    found = subprocess.run(
        [str(program.parent / "python"), "-c", "import kb; print(kb.__file__)"],
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(ROOT) not in found.stdout
    done = subprocess.run(
        [str(program), "init"],
        cwd=elsewhere,
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    log = tmp_path / "server.log"
    with serving(settings, log=log, program=program, cwd=elsewhere) as server:
        for path in ("/", "/cases/andersen-v-stability-ai", "/search?q=23-cv-201"):
            with urllib.request.urlopen(server.url + path, timeout=30) as answer:
                assert answer.status == 200
                assert b"Andersen" in answer.read() or path == "/"
    assert list(elsewhere.iterdir()) == []
