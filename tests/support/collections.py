"""Small collections of versions as git repositories, made with one `git fast-import`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Commit:
    """A commit of one author date; `files` by path, None for one that is deleted."""

    at: int  # seconds since 1970
    subject: str
    files: Mapping[str, str | None] = field(default_factory=dict)


def repository(folder: Path, commits: Iterable[Commit]) -> Path:
    """A bare repository with those commits, in that order of history."""
    subprocess.run(["git", "init", "--quiet", "--bare", "-b", "main", folder], check=True)
    add(folder, commits)
    return folder


def add(folder: Path, commits: Iterable[Commit]) -> None:
    """More commits on top."""
    importer = subprocess.Popen(
        ["git", "--git-dir", folder, "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE
    )
    assert importer.stdin is not None
    has_head = (folder / "refs" / "heads" / "main").exists()
    for number, commit in enumerate(commits):
        base = b"from refs/heads/main^0\n" if number == 0 and has_head else b""
        importer.stdin.write(_told(commit, base))
    importer.stdin.close()
    assert importer.wait() == 0


def _told(commit: Commit, base: bytes) -> bytes:
    who = f"Recorder <recorder@example.org> {commit.at} +0000".encode()
    subject = commit.subject.encode()
    parts = [
        b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata %d\n%s\n%s"
        % (who, who, len(subject), subject, base)
    ]
    for path, text in commit.files.items():
        name = b'"%s"' % path.encode()
        if text is None:
            parts.append(b"D %s\n" % name)
        else:
            body = text.encode()
            parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (name, len(body), body))
    return b"".join(parts)
