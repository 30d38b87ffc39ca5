"""Years of versions of terms that Open Terms Archive has recorded (ODC-By 1.0).

A collection is read from a git repository or bundle on this machine, or from the zip of its
data set, on this machine or fetched. Which services and terms belong to which entries is
declared; nothing is guessed from a name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from pydantic import Field, field_validator

from kb.core import ids
from kb.entries.vocabulary import KINDS
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.errors import WAITING, SourceFailure
from kb.scraper.fetcher import Limits
from kb.scraper.terms_archive import dataset, git
from kb.scraper.terms_archive.history import Histories, Series, recalled, remembered
from kb.scraper.terms_archive.records import Collection

_DATASET: Final = ("application/zip", "application/octet-stream", "application/x-zip-compressed")
_LIMITS: Final = Limits(wire_bytes=64 << 20, body_bytes=64 << 20, seconds=300.0)
#: Added to the name of a document where the declaration gives none of its own: our own copies of
#: it are read by other rules and make another history.
RECORDED_BY: Final = "(Open Terms Archive)"


class OpenTermsArchiveOptions(Options):
    """What to import: `services` to entries, and of these all terms or those in `documents`.

    `collection` is the path of a repository, bundle or zip, from the installation's folder of
    collections; without one, the source's address is that of a zip. `renames` leads from a
    service's earlier name to its later one. Where several services belong to one entry, their
    names stand before those of their documents.
    """

    services: dict[str, str] = Field(min_length=1)
    documents: dict[str, str] = Field(default_factory=dict)
    renames: dict[str, str] = Field(default_factory=dict)
    collection: str | None = None

    @field_validator("services")
    @classmethod
    def _names_entries(cls, services: dict[str, str]) -> dict[str, str]:
        for entry in services.values():
            kind, _, slug = entry.partition("/")
            if kind not in KINDS or not slug:
                raise ValueError(f"{entry} is not kind/slug, such as policy/deviantart")
        return services

    def series(self, service: str, terms: str) -> Series | None:
        """The document of ours that a document of the collection is."""
        today = self.renames.get(service, service)
        entry = self.services.get(today)
        if entry is None or (self.documents and terms not in self.documents):
            return None
        name = self.documents.get(terms, f"{terms} {RECORDED_BY}")
        several = list(self.services.values()).count(entry) > 1
        return Series(entry, f"{today}: {name}" if several else name)


class OpenTermsArchive:
    """The connector; see the module."""

    name = "open-terms-archive"
    options = OpenTermsArchiveOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        options: OpenTermsArchiveOptions = source.options
        rules = ids.digest(options.model_dump(mode="json"))
        with _opened(source, state, tools) as collection:
            if collection is None or (
                state.get("collection") == collection.state and state.get("rules") == rules
            ):
                return Poll((), state)
            # A service that was only now asked for has its records before what was read last.
            since = str(state.get("collection", "")) if state.get("rules") == rules else ""
            histories = Histories(
                collection,
                series=options.series,
                keep=tools.keep,
                kept=tools.body,
                known=recalled(state.get("documents", {})),
            )
            findings = tuple(histories.findings(since))
            told = {
                "collection": collection.state,
                "rules": rules,
                "documents": remembered(histories.known),
            }
        return Poll(findings, told)


@contextmanager
def _opened(source: WatchedSource, state: State, tools: Tools) -> Iterator[Collection | None]:
    """The collection; None if the server says that its data set is the one we have read."""
    options: OpenTermsArchiveOptions = source.options
    with ExitStack() as stack:
        if options.collection is None:
            answer = tools.fetch(source.url, kinds=_DATASET, limits=_LIMITS)
            if answer.not_modified:
                yield None
                return
            yield stack.enter_context(dataset.opened(io.BytesIO(answer.body), url=source.url))
            return
        path = tools.collections / Path(options.collection).expanduser()
        if not path.exists():
            raise _is_missing(source, path, was_there=bool(state))
        if path.is_dir() or git.is_bundle(path):
            yield stack.enter_context(git.opened(path, url=source.url))
        else:
            file = stack.enter_context(path.open("rb"))
            yield stack.enter_context(dataset.opened(file, url=source.url))


def _is_missing(source: WatchedSource, path: Path, *, was_there: bool) -> SourceFailure:
    if was_there:
        return SourceFailure("not-found", f"The collection is no longer at {path}.")
    return SourceFailure(
        WAITING,
        f"There is no collection at {path}. Get it with: git clone --bare {source.url} {path}",
    )


CONNECTOR: Final = OpenTermsArchive()
