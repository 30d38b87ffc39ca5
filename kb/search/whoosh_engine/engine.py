"""The embedded engine: Whoosh's index on disk, read through arrays.

Whoosh stores, merges and locks; queries are evaluated by `executor`. A view of one generation
is shared by all threads; every search asks (by two stats) whether there is a newer one. The
object holds no lock while it searches.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kb.search.answering import Answer, like
from kb.search.differences import differences
from kb.search.engine import (
    IndexBusy,
    IndexDocument,
    IndexState,
    IndexUnavailable,
    Key,
    SearchHit,
    SearchPage,
    SearchRequest,
)
from kb.search.meaning import FolderStore, MeaningIndex
from kb.search.whoosh_engine.builder import build, without_repetition
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.contents import IndexFiles
from kb.search.whoosh_engine.damage import DamagedIndex, raw_read
from kb.search.whoosh_engine.folder import LOCK_WAIT, IndexFolder, Present, Stamp
from kb.search.whoosh_engine.schema import row
from kb.search.whoosh_engine.view import Row, View
from kb.search.whoosh_engine.writer import FEW_SEGMENTS, MANY_SEGMENTS, ArrayWriter, to_merge

CACHE_LIMIT: Final = 128 << 20  # bytes
PAGES_LIMIT: Final = 8 << 20  # bytes of answers that are kept, some 300 pages
WARM_WORDS: Final = 500
WARM_SECONDS: Final = 2.0
_OPEN_TRIES: Final = 4
_ABSENT: Final = "There is no search index yet; it is built by `kb index rebuild`."


def _page_size(page: SearchPage) -> int:
    """About how many bytes a page takes: what its texts have, and as much for each as is usual."""
    texts = (len(hit.snippet) + sum(len(inner.snippet) for inner in hit.inner) for hit in page.hits)
    return sum(texts) + 2_000 * len(page.hits) + 20_000


@dataclass(frozen=True)
class _Opened:
    """A view and what it was opened from."""

    stamp: Stamp
    generation: int
    present: Present
    view: View


class WhooshEngine:
    """Safe for threads, and for processes: one writes at a time, all read."""

    name = "whoosh"

    def __init__(
        self, root: Path, *, cache_limit: int = CACHE_LIMIT, pages_limit: int = PAGES_LIMIT,
        lock_wait: float = LOCK_WAIT,
    ) -> None:  # fmt: skip
        self.folder = IndexFolder(root, wait=lock_wait)
        self._cache = ArrayCache(cache_limit)
        self._pages = ArrayCache(pages_limit)
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._opened: _Opened | None = None
        self._damage: tuple[_Opened, str] | None = None
        self._warmed: _Opened | None = None
        self._meaning = MeaningIndex(FolderStore(root))

    # -- opening

    def _fresh(self) -> _Opened:
        """The newest generation; `IndexUnavailable` if there is none or it cannot be read."""
        opened = self._opened
        if opened is not None and self._is_newest(opened):
            return opened
        with self._opening:
            opened = self._opened
            if opened is not None and self._is_newest(opened):
                return opened
            self._opened = self._open(opened)
            return self._opened

    def _is_newest(self, opened: _Opened) -> bool:
        return self.folder.stamp(opened.present.path) == opened.stamp

    def _open(self, before: _Opened | None) -> _Opened:
        """Open what the pointer names; a writer may remove files meanwhile, so try again."""
        for attempt in range(_OPEN_TRIES):
            present = self.folder.present()
            if present is None:
                raise IndexUnavailable(_ABSENT)
            # Asked first: should a commit fall between, the next search opens again.
            stamp = self.folder.stamp(present.path)
            kept = before.view if before and before.present.path == present.path else None
            try:
                with raw_read():
                    contents = IndexFiles(present.path).contents()
                view = View(present.path, contents.segments, self._cache, kept)
            except DamagedIndex:
                if attempt == _OPEN_TRIES - 1:
                    raise
                time.sleep(0.02 * (attempt + 1))
            else:
                return _Opened(stamp, int(contents.generation), present, view)
        raise AssertionError

    @contextmanager
    def _noting_damage(self, opened: _Opened) -> Iterator[None]:
        try:
            yield
        except DamagedIndex as error:
            self._damage = (opened, str(error))
            raise

    def state(self) -> IndexState:
        """Never raises: an index that is absent or broken says so."""
        try:
            opened = self._fresh()
            present = self.folder.present() or opened.present
        except IndexUnavailable as error:
            absent = str(error) == _ABSENT
            return IndexState("absent" if absent else "broken", "", 0, 0, str(error))
        if self._damage and self._damage[0] is opened:
            return IndexState("broken", "", 0, 0, self._damage[1])
        generation = f"{opened.present.path.name}.{opened.generation}"
        return IndexState("ready", generation, present.last_outbox_id, opened.view.documents)

    def close(self) -> None:
        """Forget the view; its files are closed with the last search that reads them."""
        self._opened = None

    # -- writing

    def put(self, documents: Iterable[IndexDocument]) -> None:
        self.apply(put=documents)

    def delete(self, keys: Iterable[Key]) -> None:
        self.apply(delete=keys)

    def apply(
        self, *, put: Iterable[IndexDocument] = (), delete: Iterable[Key] = (),
        last_outbox_id: int | None = None,
    ) -> None:  # fmt: skip
        """Change documents in one commit, and say how far the index has come."""
        changed = {document.key: document for document in put}
        gone = [key for key in delete if key not in changed]
        with self._writing, self.folder.writing():
            present = self.folder.present()
            if present is None:
                path = self._create()
                build(path, changed.values())
                self.folder.record(path, last_outbox_id or 0)
                self.folder.switch(path)
                return
            if changed or gone:
                view = self._fresh().view
                found = [old for key in (*changed, *gone) if (old := view.find(key)) is not None]
                self._write(present.path, changed, found)
            if changed or gone or last_outbox_id is not None:
                reached = present.last_outbox_id if last_outbox_id is None else last_outbox_id
                self.folder.record(present.path, reached)

    def rebuild(self, documents: Iterable[IndexDocument], *, last_outbox_id: int = 0) -> None:
        """Build a new index beside the old one and switch to it when it is complete."""
        with self._writing, self.folder.writing():
            path = self._create()
            build(path, without_repetition(documents))
            self.folder.record(path, last_outbox_id)
            self.folder.switch(path)

    def _create(self) -> Path:
        path = self.folder.new_generation()
        IndexFiles.made(path)
        return path

    @staticmethod
    def _write(
        path: Path, changed: Mapping[Key, IndexDocument], gone: Iterable[Row],
        *, least: int = MANY_SEGMENTS,
    ) -> None:  # fmt: skip
        with raw_read():
            writer = ArrayWriter(IndexFiles(path))
        try:
            for found in gone:
                writer.delete(found.segment.id, found.number)
            for document in changed.values():
                writer.add_row(row(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit_merging(least=least)

    # -- verification

    def verify(self, documents: Iterable[IndexDocument]) -> list[str]:
        """One sentence for every document that is missing, different or not among these."""
        opened = self._fresh()
        with self._noting_damage(opened):
            indexed = {key: str(shown["digest"]) for key, shown in opened.view.stored_documents()}
        return differences(documents, indexed)

    # -- searching

    def search(self, request: SearchRequest) -> SearchPage:
        """Raises `QueryError` for a query that cannot be run and `IndexUnavailable`."""
        started = time.perf_counter()
        opened = self._fresh()

        def make() -> SearchPage:
            with self._noting_damage(opened):
                return Answer(opened.view, request, self._meaning).page(started)

        # A page depends on nothing else, so a new generation or new vectors make another key.
        state = (opened.present.path.name, opened.generation, self._meaning.stamp())
        page = self._pages.get((state, request.key), make, size_of=_page_size)
        return replace(page, took_ms=round((time.perf_counter() - started) * 1000, 2))

    def similar(
        self, key: Key, *, leave_out: Collection[Key] = (), limit: int = 5
    ) -> tuple[SearchHit, ...]:
        """Entries that are like one, the most alike first; none for one that is not indexed."""
        opened = self._fresh()

        def make() -> tuple[SearchHit, ...]:
            with self._noting_damage(opened):
                return like(opened.view, key, leave_out=leave_out, limit=limit)

        state = (opened.present.path.name, opened.generation)
        return self._pages.get((state, "like", key, frozenset(leave_out), limit), make)

    # -- warming up

    def tidy(self) -> None:
        """Merge small segments, so that searches need not look into so many."""
        with suppress(IndexBusy):  # somebody else is writing, and may merge as well
            counts = [segment.count for segment in self._fresh().view.segments]
            if not to_merge(counts):
                return
            with self._writing, self.folder.writing(wait=0):
                present = self.folder.present()
                if present is not None:
                    self._write(present.path, {}, (), least=FEW_SEGMENTS)
                    self.folder.record(present.path, present.last_outbox_id)

    def warm(self, *, seconds: float = WARM_SECONDS) -> None:
        """Do what nobody need wait for.

        Small segments are merged, what most searches need is decoded, and meaning follows the
        index.
        """
        try:
            self.tidy()
            opened = self._fresh()
            with self._noting_damage(opened):
                if opened is not self._warmed:
                    self._warmed = opened
                    opened.view.warm(words=WARM_WORDS, until=time.monotonic() + seconds)
                self._meaning.follow(opened, opened.view.stored_documents, opened.view.vocabulary)
        except IndexUnavailable:
            return  # whoever searches is told
