"""Posting lists as arrays: what is written is read, merged without the deleted, and checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from kb.search.terms import Posting
from kb.search.whoosh_engine.postings import Gathered, PostingsReader, write


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


def written(path: Path, **fields: Gathered) -> PostingsReader:
    with path.open("wb") as file:
        write(file, ((name, field.lists()) for name, field in fields.items()))
    return PostingsReader(path)


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
    with pytest.raises(ValueError, match="postings"):
        PostingsReader(path)
