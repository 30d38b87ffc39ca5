"""The file of a segment: what is written is read, merged without the deleted, and checked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.terms import Posting
from kb.search.whoosh_engine import postings
from kb.search.whoosh_engine.arrayfile import ArrayFileWriter
from kb.search.whoosh_engine.columns import ColumnWriter
from kb.search.whoosh_engine.postings import Gathered, write_fields
from kb.search.whoosh_engine.segment_file import SegmentFile


def gathered(*texts: str) -> Gathered:
    """The words of some documents, each weighing as much as it is long."""
    found = Gathered()
    for number, text in enumerate(texts):
        postings: dict[str, Posting] = {}
        for position, word in enumerate(text.split()):
            posting = postings.setdefault(word, Posting())
            posting.weight += len(word)
            posting.positions.append(position)
        found.add_text(number, postings)
    return found


def written(path: Path, **fields: Gathered) -> SegmentFile:
    with path.open("wb") as file:
        arrays = ArrayFileWriter(file)
        arrays.close({"columns": {}, **write_fields(arrays, fields)})
    return opened(path)


def opened(path: Path, documents: int = 3) -> SegmentFile:
    segment = SimpleNamespace(
        segment_id=lambda: "one", doc_count_all=lambda: documents, make_filename=lambda _: path.name
    )
    return SegmentFile(path.parent, segment)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    reader = written(tmp_path / "lists", text=gathered("b a b", "ä c", "a"))
    text = reader.field("text")
    assert text is not None
    assert text.terms() == [b"a", b"b", b"c", "ä".encode()]
    assert text.terms(b"b") == [b"b"]
    ids, weights = text.postings(b"a")
    assert (ids.tolist(), weights.tolist()) == ([0, 2], [1.0, 1.0])
    ids, counts, positions = text.positions(b"b")
    assert (ids.tolist(), counts.tolist(), positions.tolist()) == ([0], [2], [0, 2])
    assert text.size(b"a") == 2
    assert not text.size(b"zz")
    assert not len(text.postings(b"zz")[0])
    assert reader.field("title") is None


def test_values_have_neither_weights_nor_positions(tmp_path: Path) -> None:
    values = Gathered()
    values.add_values(0, ["case"])
    values.add_values(3, ["case", "law"])
    kind = written(tmp_path / "lists", kind=values).field("kind")
    assert kind is not None
    ids, weights = kind.postings(b"case")
    assert (ids.tolist(), weights.tolist()) == ([0, 3], [1.0, 1.0])
    assert not len(kind.positions(b"case")[2])


def test_a_merge_leaves_deleted_documents_out(tmp_path: Path) -> None:
    old = written(tmp_path / "old", text=gathered("a b", "b b", "c")).field("text")
    assert old is not None
    new = gathered("b c")
    new.extend(old.lists(), np.array([1, -1, 2], np.int32))
    text = written(tmp_path / "new", text=new).field("text")
    assert text is not None
    assert text.postings(b"b")[0].tolist() == [0, 1]
    assert text.postings(b"c")[0].tolist() == [0, 2]
    assert text.positions(b"b")[2].tolist() == [0, 1]


@pytest.mark.parametrize("left", [0, 7, 40, -1])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, left: int) -> None:
    path = tmp_path / "lists"
    written(path, text=gathered("a b c", "a"))
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ValueError, match="arrays"):
        opened(path)


_WORDS = st.text("abcäß水", min_size=1, max_size=3)
_TEXTS = st.lists(st.lists(_WORDS, max_size=8).map(" ".join), min_size=1, max_size=4)


@given(
    fields=st.dictionaries(st.sampled_from("uvwxyz"), _TEXTS, max_size=6), large=st.integers(1, 9)
)
def test_fields_written_together_are_read_like_those_with_arrays_of_their_own(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, list[str]], large: int
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "_LARGE", large)
        values = Gathered()
        values.add_values(0, ["ä", "z"])
        texts = {name: gathered(*found) for name, found in fields.items()}
        file = written(folder / "lists", value=values, **texts)
    names = {name for name, found in fields.items() if any(found)}
    assert {name for name, _ in file.fields()} == {"value", *names}
    for name in names:
        text = file.field(name)
        assert text is not None
        every = sorted({word.encode() for found in fields[name] for word in found.split()})
        assert text.terms() == every
        for term in every:
            places = [
                (number, place)
                for number, found in enumerate(fields[name])
                for place, word in enumerate(found.split())
                if word.encode() == term
            ]
            ids, counts, positions = text.positions(term)
            assert (
                list(zip(np.repeat(ids, counts).tolist(), positions.tolist(), strict=True))
                == places
            )
            assert text.size(term) == len(ids)
            weights = text.postings(term)[1]
            assert weights.tolist() == (counts * len(term.decode())).tolist()


@pytest.mark.parametrize("in_memory", [4, 1 << 20])
def test_a_column_gives_what_was_kept_of_each_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int
) -> None:
    monkeypatch.setattr("kb.search.whoosh_engine.columns._IN_MEMORY", in_memory)
    column = ColumnWriter(tmp_path)
    column.add(1, b"first")
    column.add(3, b"second")
    path = tmp_path / "lists"
    with path.open("wb") as file:
        arrays = ArrayFileWriter(file)
        arrays.close({"columns": {"kept": column.write(arrays, 5)}, **write_fields(arrays, {})})
    column.close()
    assert [path] == list(tmp_path.iterdir())
    kept = opened(path, documents=5).column("kept")
    assert [kept[number] for number in range(5)] == [b"", b"first", b"", b"second", b""]
    assert kept.every() == [b"", b"first", b"", b"second", b""]
    assert kept.whole() == b"firstsecond"
    assert opened(path, documents=5).column("other").every() == [b""] * 5
    with pytest.raises(ValueError, match="another number of documents"):
        opened(path, documents=4).column("kept")
