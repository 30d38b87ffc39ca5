"""Somebody who is signed in and sits at the form of a small case."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.documents import dump_document
from kb.entries.queries import pages
from tests.support import documents
from tests.support.accounts import sign_in
from tests.support.forms import SentForm, form_of
from tests.support.html import read
from tests.support.publishing import publish

CASE = "/cases/painter-v-model"


@dataclass
class Desk:
    """A client, and the entry that it edits."""

    client: TestClient
    settings: Settings
    database: Database
    entry_id: int

    @classmethod
    def opened(cls, database: Database, settings: Settings, client: TestClient) -> Desk:
        """An editor at the form of `documents.case()`; `anew` brings this state back."""
        entry_id, _ = publish(database, documents.case())
        desk = cls(client, settings, database, entry_id)
        desk.sign_in("editor")
        desk._let_go()
        shutil.copyfile(desk._file, desk._kept)
        return desk

    def anew(self) -> Desk:
        """The same, whatever was done to the database since; cheaper than another application."""
        self._let_go()
        shutil.copyfile(self._kept, self._file)
        self.sign_in("editor")
        return self

    def _let_go(self) -> None:
        """Close the SQLite file, so that all of it is in one place."""
        site = self.client.app.state.site  # type: ignore[attr-defined]  # the client hides it
        for opened in (self.database, site.database):
            opened.close()

    @property
    def _file(self) -> Path:
        return self.settings.data_dir / "artdocket.sqlite3"

    @property
    def _kept(self) -> Path:
        return self.settings.data_dir / "kept.sqlite3"

    @property
    def path(self) -> str:
        """Where the form is."""
        return f"/editor/entries/{self.entry_id}/edit"

    def form(self, query: str = "") -> SentForm:
        """The form as it is now."""
        return form_of(self.client.get(self.path + query))

    def sign_in(self, role: str, *, name: str = "") -> None:
        """Become somebody else."""
        sign_in(self.client, self.settings, role, name=name)

    def published(self) -> dict[str, Any]:
        """The document that the public sees."""
        with self.database.reading() as session:
            return dump_document(pages.entry_page(session, "case", "painter-v-model").document)


def errors_of(page: Response) -> str:
    """The text of the error summary."""
    start = page.text.index('class="error-summary"')
    return read(page.text[start : page.text.index("</ul>", start)]).text
