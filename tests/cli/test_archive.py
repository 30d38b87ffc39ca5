"""`kb archive`: a WARC file that replaces the one before it, and thinning."""

from __future__ import annotations

from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from kb.core.database import Database
from kb.core.settings import Settings
from kb.sources import archive
from kb.sources.bodies import BodyStore
from tests.support.archive import received
from tests.support.command import call_kb

pytestmark = pytest.mark.one_database


def test_the_archive_is_written_and_thinned_by_commands(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        for day in (1, 5):
            body = f"<main>{day}</main>".encode()
            answer = received("https://gallery.example/terms", body, day=day)
            archive.keep(session, BodyStore(settings.archive_dir), answer)
    file = tmp_path / "archive.warc.gz"
    file.write_bytes(b"an older one")
    done = call_kb("archive", "export", str(file), "--since", "2026-03-02", settings=settings)
    assert (done.returncode, done.stdout) == (0, f"Copies written to {file}: 1.\n")
    with file.open("rb") as opened:
        kinds = [record.rec_type for record in ArchiveIterator(opened)]
    assert kinds == ["warcinfo", "response", "request"]
    assert [path.name for path in tmp_path.glob("*warc*")] == [file.name]
    done = call_kb("archive", "thin", "--dry-run", settings=settings)
    assert done.stdout == "Copies that could be thinned: 0. Nothing was written.\n"
    assert call_kb("archive", "thin", settings=settings).returncode == 0
