"""Vectors: what is near, how they are kept, and that whatever is damaged is made anew."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.search.meaning import FolderStore, MeaningIndex, blend, model
from kb.search.meaning.index import digest_of
from kb.search.meaning.vectors import Near, Records, Vectors, pack, records
from kb.search.meaning.words import NearWords
from tests.search import corpus

TEXTS = {
    "case/cats": "Cats and kittens sleep on the sofa.",
    "case/courts": "The judge granted summary judgment to the defendant.",
    "law/fish": "Salmon and trout swim up the river.",
    "law/taxes": "The treasury collects taxes from companies.",
    "policy/music": "A band plays guitars and drums on the stage.",
    "policy/bread": "Bakers make bread from flour and yeast.",
    "licence/stars": "A telescope looks at planets and stars.",
    "licence/doctors": "A physician treats patients in the hospital.",
}
WORDS = {"story": 9, "river": 5, "storytelling": 2, "tales": 3, "table": 4}


def shown(texts: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    return [(key, {"title": "", "short_name": "", "summary": text}) for key, text in texts.items()]


def follow(index: MeaningIndex, texts: Mapping[str, str], state: object) -> int:
    index._rests_until = 0
    return index.follow(state, lambda: shown(texts), dict)


@pytest.fixture
def index(tmp_path: Path) -> MeaningIndex:
    made = MeaningIndex(FolderStore(tmp_path))
    assert follow(made, TEXTS, 1) == len(TEXTS)
    return made


def random_rows(count: int) -> model.Matrix:
    rows = np.random.default_rng(7).standard_normal((count, model.DIMENSIONS))
    return model.unit(rows.astype(np.float32))


def vectors_of(rows: model.Matrix) -> Vectors:
    names = [f"case/entry-{number:06}" for number in range(len(rows))]
    return Vectors(records(names, [digest_of(name) for name in names], pack(rows)))


# -- near


def test_a_text_is_nearest_to_what_means_the_same(index: MeaningIndex) -> None:
    assert index.nearest("a kitten naps on the couch", limit=3)[0].key == ("case", "cats")
    assert index.nearest("a lawsuit was decided", limit=3)[0].key == ("case", "courts")


def test_the_nearest_are_those_of_exact_arithmetic() -> None:
    rows = random_rows(5000)
    found = vectors_of(rows).nearest(rows[17] + rows[4321], limit=2, least=0.3)
    assert {near.key[1] for near in found} == {"entry-000017", "entry-004321"}
    assert vectors_of(rows).nearest(rows[0] * 0, limit=5, least=0.0) == ()
    assert vectors_of(rows[:0]).nearest(rows[0], limit=5, least=0.0) == ()


def test_a_single_entry_is_near_to_nothing() -> None:
    assert vectors_of(random_rows(1)).nearest(random_rows(1)[0], limit=5, least=0.15) == ()


def test_a_question_among_ten_thousand_entries_takes_a_few_milliseconds() -> None:
    rows = random_rows(10_000)
    vectors = vectors_of(rows)
    taken = []
    for number in range(15):
        started = time.perf_counter()
        vectors.nearest(rows[number], limit=20, least=0.15)
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.003


def test_near_words_leave_out_forms_of_the_word_itself() -> None:
    known = NearWords()
    made = model.load_model()
    assert made is not None
    near = known.of(["tale", "stories"], WORDS, made)
    assert near["tale"][0].word == "story"
    assert "story" not in [one.word for one in near["stories"]]
    known.learn(WORDS | {"novel": 1}, made)
    assert known.of(["tale"], {}, made)["tale"]


# -- merged


def test_ranks_are_merged_and_words_that_are_found_together_count_more() -> None:
    words = [(("case", "a"), 2.0), (("case", "b"), 2.0)]
    near = [Near(("law", "c"), 0.5), Near(("case", "b"), 0.4)]
    half = dict(blend.blend(words, near, {}, [], kinds=(), share=0.5).tree.scores)
    assert list(half) == [("case", "b"), ("case", "a"), ("law", "c")]
    assert half["case", "b"] == pytest.approx(61 / 62 + 0.5)
    alone = blend.blend([], near, {}, [], kinds=(), share=0.0).tree.scores
    assert [key for key, _ in alone] == [near[0].key, near[1].key]
    matter = blend.blend(words, near, {("law", "d"): 1.0}, [], kinds=(), share=0.0).tree.scores
    assert matter[0] == (("law", "d"), blend.MATTER_WEIGHT)


def test_an_entry_of_the_kind_that_is_asked_for_and_one_that_is_named_rise() -> None:
    words = [(("case", "a"), 2.0), (("policy", "b"), 2.0)]
    asked = dict(blend.blend(words, [], {}, [], kinds={"policy"}, share=0.5).tree.scores)
    assert asked["policy", "b"] > asked["case", "a"] == 1
    by_name = [(("licence", "c"), 1.0), (("policy", "d"), 1.0)]
    named = dict(blend.blend(words, [], {}, by_name, kinds=(), share=0.5).tree.scores)
    assert named["licence", "c"] == named["policy", "d"] == blend.NAME_WEIGHT
    both = dict(blend.blend(words, [], {}, by_name, kinds={"policy"}, share=0.5).tree.scores)
    assert both["policy", "d"] > both["licence", "c"]


# -- kept


def test_only_what_changed_is_made_into_a_vector_again(index: MeaningIndex) -> None:
    assert follow(index, TEXTS, 2) == 0
    assert follow(index, TEXTS | {"law/fish": "Ships leave the harbour."}, 3) == 1
    assert index.nearest("boats at sea", limit=1)[0].key == ("law", "fish")
    del (less := dict(TEXTS))["law/fish"]
    assert follow(index, less, 4) == 0
    assert ("law", "fish") not in {near.key for near in index.nearest("fish", limit=9)}


def test_a_state_that_was_followed_is_not_read_again(index: MeaningIndex) -> None:
    def never() -> list[tuple[str, dict[str, Any]]]:
        raise AssertionError

    index._rests_until = 0
    assert index.follow(1, never, dict) == 0


def test_following_rests_nine_times_as_long_as_it_took(index: MeaningIndex) -> None:
    assert index._rests_until > time.monotonic() - 1
    index._rests_until = time.monotonic() + 60
    assert index.follow("later", lambda: shown({}), dict) == 0


def test_vectors_are_read_by_another_process_and_are_mapped(
    index: MeaningIndex, tmp_path: Path
) -> None:
    other = MeaningIndex(FolderStore(tmp_path))
    assert other.nearest("cats", limit=1) == index.nearest("cats", limit=1)
    kept = np.load(tmp_path / "vectors.npy", mmap_mode="r")
    assert isinstance(kept, np.memmap)
    assert kept.dtype.itemsize < 300


@pytest.mark.parametrize("damage", ["cut", "empty", "foreign", "absent"])
def test_what_is_damaged_is_absent_and_made_anew(
    index: MeaningIndex, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "vectors.npy"
    content = file.read_bytes()
    file.unlink()
    if damage == "cut":
        file.write_bytes(content[:-100])
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "foreign":
        np.save(file, np.arange(5))
    assert index.nearest("cats", limit=3) == ()
    assert follow(index, TEXTS, 2) == len(TEXTS)
    assert index.nearest("cats", limit=3)[0].key == ("case", "cats")


def test_a_full_disk_leaves_the_old_vectors(index: MeaningIndex, tmp_path: Path) -> None:
    class Full(FolderStore):
        def save(self, made: Records) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    full = MeaningIndex(Full(tmp_path))
    assert full.follow(1, lambda: shown({}), dict) == 0
    assert full.nearest("cats", limit=3) == index.nearest("cats", limit=3) != ()


def test_a_process_that_is_killed_leaves_the_old_vectors_or_the_new(
    index: MeaningIndex, tmp_path: Path
) -> None:
    script = (
        "from pathlib import Path; from kb.search.meaning import FolderStore, MeaningIndex\n"
        f"index = MeaningIndex(FolderStore(Path({str(tmp_path)!r}))); number = 0\n"
        f"def shown(): return {shown(TEXTS)[:-1]!r} + [('licence/doctors', "
        "{'title': str(number), 'short_name': '', 'summary': ''})]\n"
        "while True:\n"
        "    number += 1\n"
        "    index._rests_until = 0; index.follow(number, shown, dict)\n"
        "    print(number, flush=True)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=corpus.SEED.parent
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.kill()
    child.communicate()
    again = MeaningIndex(FolderStore(tmp_path))
    assert again.nearest("cats", limit=1)[0].key == ("case", "cats")
    assert follow(again, TEXTS, "after") == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["vectors.lock", "vectors.npy"]


def test_one_process_at_a_time_makes_vectors(index: MeaningIndex, tmp_path: Path) -> None:
    with FolderStore(tmp_path).only_one() as alone:
        assert alone
        assert follow(index, {}, 2) == 0
    assert index.nearest("cats", limit=1)
    assert follow(index, {}, 2) == 0
    assert index.nearest("cats", limit=1) == ()
