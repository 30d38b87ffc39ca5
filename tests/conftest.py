"""Fixtures that every test may ask for.

Whatever depends on `backend` runs on SQLite and on PostgreSQL, unless it is marked with
`one_database`. `database`, `settings` and `seeded_settings` are the test's own to change;
`seeded`, `client` and `server` are shared by many tests and only to be read.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from kb.core import logging
from kb.core.database import Database
from kb.core.settings import Settings
from tests.support import chromium, postgres, run_folder
from tests.support.command import run_kb
from tests.support.databases import BACKENDS, Backend, backend_named
from tests.support.server import Server, serving

#: Fewer examples than by default, so that the suite stays quick; KB_TEST_EXAMPLES asks for more.
EXAMPLES = int(os.environ.get("KB_TEST_EXAMPLES", "50"))
hypothesis.settings.register_profile(
    "project", deadline=None, print_blob=True, max_examples=EXAMPLES
)
hypothesis.settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    """Start from no settings at all; the process that leads the run makes the shared folder."""
    for name in [key for key in os.environ if key.startswith("KB_")]:
        if not name.startswith("KB_TEST_") and name != "KB_CHROMIUM":
            del os.environ[name]
    logging.configure()  # as programs do; by default every traceback is drawn with its variables
    if not hasattr(config, "workerinput"):
        os.environ["KB_TEST_RUN_LEADER"] = str(os.getpid())
        run_folder.open_run_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away what the run started and made."""
    if not hasattr(config, "workerinput") and run_folder.RUN_FOLDER_VARIABLE in os.environ:
        postgres.stop_server()
        run_folder.remove_run_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is a browser test; nobody has to remember the mark."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever depends on `backend` runs on every kind of database, unless it is marked."""
    if "backend" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("one_database")
        kinds = BACKENDS[:1] if one else BACKENDS
        metafunc.parametrize("backend", kinds, indirect=True, scope="session")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files are named by their argument: one that has the time in it differs between workers."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_finish() -> None:
    """What was imported and collected stays; the garbage collector need not look at it again."""
    gc.freeze()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Backend:
    """SQLite, then PostgreSQL."""
    return backend_named(request.param)


@pytest.fixture
def empty_database_url(backend: Backend, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    url = backend.create(tmp_path / "data")
    yield url
    backend.drop(url)


@pytest.fixture
def database_url(backend: Backend, tmp_path: Path) -> Iterator[str]:
    """A migrated database without a row."""
    url = backend.create(tmp_path / "data", template=backend.migrated_template())
    yield url
    backend.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The migrated database, open."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of an installation that is migrated and empty."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Migrated and empty, in SQLite only: for what does not depend on the kind of database."""
    backend = backend_named("sqlite")
    url = backend.create(tmp_path / "bare", template=backend.migrated_template())
    return Settings(data_dir=tmp_path / "bare", database_url=url)


@dataclass(frozen=True)
class Seeded:
    """An installation after `kb init`; `copy` gives another that may be changed."""

    backend: Backend
    template: str
    index: Path

    def copy(self, folder: Path) -> Settings:
        """An installation of one's own, in that folder."""
        url = self.backend.create(folder, template=self.template)
        made = Settings(data_dir=folder, database_url=url)
        if self.index.exists():  # an index in PostgreSQL comes with the database
            shutil.copytree(self.index, made.index_dir)
        return made


def seed(backend: Backend) -> Seeded:
    """Run `kb init` on that backend, unless the test run has done so already."""
    folder = run_folder.run_folder() / f"seeded-{backend.name}"

    def init(url: str) -> None:
        done = run_kb("init", settings=Settings(data_dir=folder, database_url=url), timeout=300)
        assert done.returncode == 0, done.stderr

    template = backend.make_template("seeded", init)
    return Seeded(backend, template, Settings(data_dir=folder).index_dir)


@pytest.fixture(scope="session")
def seeded(backend: Backend) -> Seeded:
    """What `kb init` makes; `seeded.copy(folder)` gives an installation of one's own."""
    return seed(backend)


@pytest.fixture
def seeded_settings(seeded: Seeded, tmp_path: Path) -> Iterator[Settings]:
    """A seeded installation of the test's own."""
    made = seeded.copy(tmp_path / "data")
    yield made
    seeded.backend.drop(made.database_url)


@pytest.fixture(scope="session")
def shared_settings(seeded: Seeded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A seeded installation that the tests of a worker share and do not change."""
    made = seeded.copy(tmp_path_factory.mktemp("shared") / "data")
    yield made
    seeded.backend.drop(made.database_url)


@pytest.fixture(scope="session")
def client(shared_settings: Settings) -> Iterator[TestClient]:
    """The application over the seed, asked in-process, for tests that only read."""
    with client_of(shared_settings) as asked:
        yield asked


@pytest.fixture
def make_client() -> Iterator[Callable[[Settings], TestClient]]:
    """`make_client(settings)`: the application over an installation of the test's own."""
    opened: list[TestClient] = []

    def make(settings: Settings) -> TestClient:
        opened.append(client_of(settings).__enter__())
        return opened[-1]

    yield make
    for asked in opened:
        asked.__exit__(None, None, None)


def client_of(settings: Settings) -> TestClient:
    """https, because a browser keeps secure cookies only there; faults raise in the test."""
    from kb.web.app import create_app  # a narrow run of other tests starts faster without it

    public = settings.model_copy(update={"base_url": settings.base_url or "https://testserver"})
    return TestClient(create_app(public), base_url=public.base_url, follow_redirects=False)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`kb serve` as its own process over the seed in SQLite, for tests that only read."""
    folder = tmp_path_factory.mktemp("server")
    installation = seed(backend_named("sqlite")).copy(folder / "data")
    with serving(installation, log=folder / "server.log") as running:
        yield running


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """By number, for every test: the address guard lets through exactly what is named."""
    return ("127.0.0.1", 0)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, or a skip that says why."""
    path = chromium.chromium_path()
    if path is None:
        pytest.skip("no Chromium found: run scripts/ensure-chromium or set KB_CHROMIUM")
    with chromium.launched(path) as launched:
        yield launched


@pytest.fixture
def new_page(browser: Browser, server: Server) -> Iterator[chromium.NewPage]:
    """Opens pages of the server with options of one's own; fails on any error in their console."""
    problems: list[str] = []
    contexts = []

    def new(**options: Any) -> Page:
        context = browser.new_context(base_url=server.url, **options)
        contexts.append(context)
        return chromium.watched(context.new_page(), problems)

    yield new
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page: chromium.NewPage) -> Page:
    """A page of an ordinary desktop browser."""
    return new_page(viewport=chromium.DESKTOP)
