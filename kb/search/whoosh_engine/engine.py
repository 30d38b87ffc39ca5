"""The embedded engine: Whoosh's index on disk, read through arrays.

Whoosh stores, merges and locks; queries are evaluated by `executor`. A view of one generation
is shared by all threads; every search asks (by one stat and one directory listing) whether
there is a newer one. The object holds no lock while it searches.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kb.search import dates, rescue, snippets
from kb.search.engine import (
    IndexDocument,
    IndexState,
    IndexUnavailable,
    Key,
    SearchHit,
    SearchPage,
    SearchRequest,
)
from kb.search.fields import stored_value
from kb.search.query import parse
from kb.search.terms import PASSAGES
from kb.search.tree import DateRange, Everything, Fuzzy, Node, Prefix, Term, Wildcard
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.executor import is_near, wildcard_pattern
from kb.search.whoosh_engine.folder import IndexFolder, Present
from kb.search.whoosh_engine.schema import index_key, row, schema
from kb.search.whoosh_engine.segment import DamagedIndex, raw_read
from kb.search.whoosh_engine.view import Row, Selection, View, Wanted

CACHE_LIMIT: Final = 128 << 20  # bytes
_OPEN_TRIES: Final = 4
_FEW_HITS: Final = 2
_ABSENT: Final = "There is no search index yet; it is built by `kb index rebuild`."


@dataclass(frozen=True)
class _Opened:
    """A view and what it was opened from."""

    stamp: tuple[int, int] | None
    generation: int
    present: Present
    index: Any
    view: View


class WhooshEngine:
    """Safe for threads, and for processes: one writes at a time, all read."""

    name = "whoosh"

    def __init__(self, root: Path, *, cache_limit: int = CACHE_LIMIT) -> None:
        self.folder = IndexFolder(root)
        self._cache = ArrayCache(cache_limit)
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._opened: _Opened | None = None
        self._damage: tuple[_Opened, str] | None = None

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
        if self.folder.stamp() != opened.stamp:
            return False
        try:
            return bool(opened.index.latest_generation() == opened.generation)
        except OSError:
            return False

    def _open(self, before: _Opened | None) -> _Opened:
        """Open what the pointer names; a writer may remove files meanwhile, so try again."""
        from whoosh import index as whoosh_index

        for attempt in range(_OPEN_TRIES):
            stamp = self.folder.stamp()
            present = self.folder.present()
            if present is None:
                raise IndexUnavailable(_ABSENT)
            kept = before.view if before and before.present.path == present.path else None
            try:
                with raw_read(threading.RLock()):
                    index = whoosh_index.open_dir(str(present.path))
                    reader = index.reader()
                    generation = int(reader.generation())
                view = View(reader, self._cache, kept)
            except DamagedIndex:
                if attempt == _OPEN_TRIES - 1:
                    raise
                time.sleep(0.02 * (attempt + 1))
            else:
                return _Opened(stamp, generation, present, index, view)
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
                self._write(path, changed, ())
                self.folder.record(path, last_outbox_id or 0)
                self.folder.switch(path)
                return
            if changed or gone:
                self._write(present.path, changed, [*changed, *gone])
            if changed or gone or last_outbox_id is not None:
                reached = present.last_outbox_id if last_outbox_id is None else last_outbox_id
                self.folder.record(present.path, reached)

    def rebuild(self, documents: Iterable[IndexDocument], *, last_outbox_id: int = 0) -> None:
        """Build a new index beside the old one and switch to it when it is complete."""
        with self._writing, self.folder.writing():
            path = self._create()
            self._write(path, {document.key: document for document in documents}, ())
            self.folder.record(path, last_outbox_id)
            self.folder.switch(path)

    def _create(self) -> Path:
        from whoosh import index as whoosh_index

        path = self.folder.new_generation()
        whoosh_index.create_in(str(path), schema())
        return path

    @staticmethod
    def _write(path: Path, changed: dict[Key, IndexDocument], gone: Iterable[Key]) -> None:
        from whoosh import index as whoosh_index
        from whoosh.codec.whoosh3 import W3Codec

        with raw_read(threading.RLock()):
            index = whoosh_index.open_dir(str(path))
            codec = W3Codec(blocklimit=1024, compression=1)
            writer = index.writer(codec=codec, compound=False, limitmb=64)
        try:
            for key in gone:
                writer.delete_by_term("key", index_key(key))
            for document in changed.values():
                writer.add_document(**row(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    # -- verification

    def verify(self, documents: Iterable[IndexDocument]) -> list[str]:
        """One sentence for every document that is missing, different or not among these."""
        opened = self._fresh()
        with self._noting_damage(opened):
            indexed = {key: str(shown["digest"]) for key, shown in opened.view.stored_documents()}
        faults: list[str] = []
        for document in documents:
            key = index_key(document.key)
            digest = indexed.pop(key, None)
            if digest is None:
                faults.append(f"{key} is missing from the search index.")
            elif digest != document.digest():
                faults.append(f"{key} differs in the search index.")
        faults += [f"{key} is in the search index but not published." for key in sorted(indexed)]
        return faults

    # -- searching

    def search(self, request: SearchRequest) -> SearchPage:
        """Raises `QueryError` for a query that cannot be run and `IndexUnavailable`."""
        started = time.perf_counter()
        opened = self._fresh()
        with self._noting_damage(opened):
            return _Search(opened.view, request).page(started)


class _Search:
    """One request against one view."""

    def __init__(self, view: View, request: SearchRequest) -> None:
        self.view = view
        self.request = request
        self.parsed = parse(request.q, languages=view.languages())
        self.notices = list(self.parsed.notices)
        self.filters = {
            name: tuple(stored_value(name, value)[0] for value in values)
            for name, values in request.filters.items()
            if values
        }
        self.limits = self._limits()
        first = (request.page - 1) * request.per_page
        self.wanted = Wanted(request.sort, first, request.per_page, request.facets)
        self.suggestion: str | None = None

    def _limits(self) -> tuple[Node, ...]:
        low, high = self.request.filed_from, self.request.filed_to
        if not low and not high:
            return ()
        return (DateRange(
            dates.lower_bound(low) if low else None, dates.upper_bound(high) if high else None
        ),)  # fmt: skip

    def _select(self, tree: Node) -> Selection:
        return self.view.select(tree, self.filters, self.limits, self.wanted)

    def page(self, started: float) -> SearchPage:
        tree, selection = self._run()
        if selection.cut_short:
            self.notices.append("Too many words fit a pattern; the commonest were searched.")
        hits = self._hits(tree, selection.rows)
        return SearchPage(
            query=self.request.q,
            total=selection.total,
            page=self.request.page,
            per_page=self.request.per_page,
            took_ms=round((time.perf_counter() - started) * 1000, 2),
            suggestion=self.suggestion,
            facets=selection.facets,
            hits=hits,
            notices=tuple(self.notices),
        )

    def _run(self) -> tuple[Node, Selection]:
        """What is found as typed; where that is nothing, by near spellings or most of the words."""
        parsed = self.parsed
        if isinstance(parsed.tree, Everything):
            return parsed.tree, self._select(parsed.tree)
        tree = rescue.joined_names(parsed, self.view) or parsed.tree
        selection = self._select(tree)
        if selection.total > _FEW_HITS or not parsed.plain:
            return self._loosened(tree, selection) if not selection.total else (tree, selection)
        if selection.total:
            self.suggestion = self._commoner_spelling()
            return tree, selection
        return self._rescued(tree, selection)

    def _rescued(self, tree: Node, selection: Selection) -> tuple[Node, Selection]:
        spelt = rescue.spelt_otherwise(self.parsed, self.view)
        if spelt is not None:
            other, near = spelt
            found = self._select(other)
            if found.total:
                self._suggest_from(found, near)
                self.notices.append("Nothing has these words as typed; near spellings were used.")
                return other, found
        return self._loosened(tree, selection)

    def _loosened(self, tree: Node, selection: Selection) -> tuple[Node, Selection]:
        loose = rescue.most_words(self.parsed, self.view)
        found = self._select(loose) if loose is not None else None
        if loose is None or found is None or not found.total:
            return tree, selection
        self.notices.append("Nothing has all of these words; these results have most of them.")
        return loose, found

    def _suggest_from(self, found: Selection, near: dict[Term, list[rescue.Near]]) -> None:
        """Suggest the spellings that stand in the best result."""
        if not found.rows:
            return
        best = found.rows[0]
        changes: dict[Term, str] = {}
        for term, words in near.items():
            if self.view.has_word(best, term.word):
                continue
            standing = next(
                (item.word for item in words if self.view.has_word(best, item.word)), ""
            )
            if standing:
                changes[term] = standing
        if changes:
            self.suggestion = rescue.with_words_replaced(self.parsed.text, changes)

    def _commoner_spelling(self) -> str | None:
        """For a query with few hits: the same with rare words replaced by much commoner ones."""
        changes: dict[Term, str] = {}
        for term in self.parsed.plain:
            count = self.view.frequency(term.word)
            if count > _FEW_HITS:
                continue
            better = [
                item for item in rescue.near_words(term.word, self.view)
                if item.edits == 1 and item.frequency >= 10 * max(count, 1)
            ]  # fmt: skip
            if better:
                changes[term] = better[0].word
        if not changes:
            return None
        return rescue.with_words_replaced(self.parsed.text, changes)

    # -- results

    def _hits(self, tree: Node, rows: list[Row]) -> tuple[SearchHit, ...]:
        wanted = snippets.wanted_words(tree, pattern=_pattern_test)
        maker = snippets.Snippets(wanted)
        return tuple(self._hit(found, maker) for found in rows)

    @staticmethod
    def _hit(found: Row, maker: snippets.Snippets) -> SearchHit:
        shown = found.stored
        passages = [shown[name] for name in PASSAGES]
        return SearchHit(
            kind=shown["kind"],
            slug=shown["slug"],
            title=shown["title"],
            snippet=maker.make(passages, shown["language"]),
            status=shown["status"],
            jurisdiction=shown["jurisdiction"],
            date=shown["date"],
            score=round(found.score, 4),
            language=shown["language"],
            short_name=shown["short_name"],
        )


def _pattern_test(node: Prefix | Wildcard | Fuzzy) -> Any:
    match node:
        case Prefix():
            return lambda word: word.startswith(node.prefix)
        case Wildcard():
            pattern = wildcard_pattern(node.pattern)
            return lambda word: pattern.fullmatch(word) is not None
        case Fuzzy():
            return lambda word: is_near(word, node.word, node.edits)
