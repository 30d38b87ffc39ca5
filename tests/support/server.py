"""A real `kb serve` process on a free loopback port."""

from __future__ import annotations

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.core.settings import Settings
from tests.support.command import KB, environment
from tests.support.postgres import free_port

START_SECONDS = 60  # a shared machine may be busy; the real figure is measured by `make bench`


@dataclass(frozen=True)
class Server:
    """A running server: its address, its settings and what it has printed so far."""

    url: str
    settings: Settings
    log: Path
    process: subprocess.Popen[bytes]

    def printed(self) -> str:
        """Everything on its standard output and error."""
        return self.log.read_text(encoding="utf-8", errors="replace")


@contextmanager
def serving(
    settings: Settings, *, log: Path, program: Path = KB, cwd: Path | None = None
) -> Iterator[Server]:
    """Serve until the block ends; fails with the server's own words if it does not start."""
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(program), "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=environment(settings),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", settings, log, process)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise RuntimeError(f"kb serve did not start:\n{server.printed()}")
