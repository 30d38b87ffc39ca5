"""A collection in a git repository or bundle, read as a stream and never checked out.

One commit is one version of one document. Merges, and commits that touch several documents at
once, are housekeeping and no versions. Nothing that the repository configures is run.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final, Self

from kb.scraper.errors import SourceFailure
from kb.scraper.terms_archive.records import (
    MAX_TEXT,
    Record,
    decoded,
    document_of,
    is_datable,
    kind_of,
)

#: Neither settings of this machine nor those of the repository may run or ask for anything.
_SETTINGS: Final = ("core.hooksPath=/dev/null", "core.fsmonitor=false", "log.showSignature=false")
_START: Final = "\x02"  # begins what is told of a commit
_CHUNK: Final = 1 << 16  # bytes
_BUNDLE: Final = b"# v"


@contextmanager
def opened(path: Path, *, url: str) -> Iterator[GitCollection]:
    """The collection at a path; `url` is its public address, that references begin with."""
    with ExitStack() as stack:
        if path.is_file():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terms-")))
            # A bundle is no repository: its packs are unpacked beside it once.
            _run(["clone", "--quiet", "--mirror", str(path.resolve()), str(folder)])
        else:
            folder = path / ".git" if (path / ".git").is_dir() else path
        yield stack.enter_context(GitCollection(folder, url=url))


def is_bundle(path: Path) -> bool:
    """Whether a file is a git bundle, by its first bytes."""
    with path.open("rb") as file:
        return file.read(3) == _BUNDLE


class GitCollection:
    """A repository of versions (`records.Collection`), to be used by one thread."""

    def __init__(self, folder: Path, *, url: str) -> None:
        self._folder = folder
        self._url = url.rstrip("/").removesuffix(".git")
        self._reader: subprocess.Popen[bytes] | None = None
        self.state = _run(["rev-parse", "--verify", "HEAD^{commit}"], folder).strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            _end(self._reader)

    def records(self, since: str = "") -> Iterator[Record]:
        """The versions, newest first as history tells them."""
        span = [f"{since}..HEAD"] if since and self._has(since) else ["HEAD"]
        arguments = [
            "log", "-z", "--raw", "--root", "--no-merges", "--no-renames", "--no-abbrev",
            f"--format={_START}%H %at %s", *span, "--",
        ]  # fmt: skip
        log = _started(arguments, self._folder)
        try:
            yield from _records(_tokens(_pipe(log.stdout)), self._url)
            if log.wait() != 0:
                raise SourceFailure("unreadable", "The history of the collection is damaged.")
        finally:
            _end(log)

    def text(self, handle: str) -> str | None:
        """The text of a blob; None for one that is too large or not there."""
        reader = self._reader
        if reader is None or reader.poll() is not None:
            reader = self._reader = _started(["cat-file", "--batch"], self._folder, asked=True)
        request, answer = _pipe(reader.stdin), _pipe(reader.stdout)
        request.write(f"{handle}\n".encode())
        request.flush()
        head = answer.readline().split()
        if len(head) != 3:
            return None
        size = int(head[2])
        kept = answer.read(min(size, MAX_TEXT + 1))
        left = size - len(kept) + 1  # and a line end
        while left > 0:
            left -= len(answer.read(min(left, _CHUNK))) or left
        return decoded(kept) if size <= MAX_TEXT else None

    def _has(self, commit: str) -> bool:
        try:
            _run(["cat-file", "-e", f"{commit}^{{commit}}"], self._folder)
        except SourceFailure:
            return False
        return True


def _records(tokens: Iterator[str], url: str) -> Iterator[Record]:
    """Commits of exactly one file, which is a document that is there afterwards."""
    head = ""
    files: list[tuple[str, str, str]] = []
    for token in tokens:
        if token.startswith(_START):
            yield from _record(head, files, url)
            head, files = token[1:], []
        elif token.lstrip("\n").startswith(":"):
            *_, blob, status = token.split()
            files.append((next(tokens, ""), blob, status))
    yield from _record(head, files, url)


def _record(head: str, files: Sequence[tuple[str, str, str]], url: str) -> Iterator[Record]:
    if len(files) != 1 or files[0][2] == "D":
        return
    path, blob, _ = files[0]
    commit, at, *subject = head.split(" ", 2)
    named = document_of(path)
    if named is None or not at.isdigit() or not is_datable(int(at)):
        return
    kind = kind_of(subject[0] if subject else "")
    yield Record(*named, int(at), kind, blob, f"{url}/commit/{commit}")


def _tokens(stream: IO[bytes]) -> Iterator[str]:
    """What stands between the NULs of a stream."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\x00")
        for one in whole:
            yield one.decode("utf-8", "replace")
    if rest.strip():
        yield rest.decode("utf-8", "replace")


def _command(arguments: Sequence[str], folder: Path | None) -> list[str]:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    where = [f"--git-dir={folder}"] if folder is not None else []
    return ["git", "--no-pager", "--no-replace-objects", *settings, *where, *arguments]


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "file", "GIT_OPTIONAL_LOCKS": "0",
    }  # fmt: skip


def _started(
    arguments: Sequence[str], folder: Path, *, asked: bool = False
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _command(arguments, folder), env=_environment(), stdout=subprocess.PIPE,
        stdin=subprocess.PIPE if asked else subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _run(arguments: Sequence[str], folder: Path | None = None) -> str:
    """What a short command says; `SourceFailure` if there is no git or nothing that it reads."""
    try:
        done = subprocess.run(
            _command(arguments, folder), env=_environment(), stdin=subprocess.DEVNULL,
            capture_output=True, check=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise SourceFailure("unreadable", "The program git is needed and not installed.") from None
    except subprocess.CalledProcessError as error:
        raise SourceFailure(
            "unreadable", "The collection is no git repository or bundle with a history."
        ) from error
    return done.stdout.decode("utf-8", "replace")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process of ours, whether or not it was read to its end."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    if process.poll() is None:
        process.kill()
    process.wait()
