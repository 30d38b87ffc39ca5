"""The Whoosh index through crashes, damage, other writers and many threads."""

from __future__ import annotations

import gc
import os
import random
import shutil
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.engine import IndexBusy, IndexUnavailable, SearchRequest
from kb.search.whoosh_engine import WhooshEngine
from kb.search.whoosh_engine.folder import IndexFolder
from kb.search.whoosh_engine.writer import to_merge
from tests.search import corpus
from tests.search.index_writer import ADDED, How, writing
from tests.support.checkout import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index over the small documents."""
    path = tmp_path / "index"
    WhooshEngine(path).rebuild(corpus.small(), last_outbox_id=7)
    return path


def total(engine: WhooshEngine, query: str) -> int:
    return engine.search(SearchRequest(q=query)).total


@pytest.mark.slow
@pytest.mark.parametrize("how", ["put", "rebuild"])
def test_a_writer_killed_at_any_moment_leaves_the_old_state_or_the_new(
    folder: Path, tmp_path: Path, how: How
) -> None:
    before = len(corpus.small())
    with writing(shutil.copytree(folder, tmp_path / "whole"), how) as whole:
        started = time.monotonic()
        whole.done()
        taken = time.monotonic() - started
    seen: set[int] = set()
    for trial in range(8):
        copy = shutil.copytree(folder, tmp_path / f"trial{trial}")
        with writing(copy, how):
            time.sleep(taken * trial / 7)
        engine = WhooshEngine(copy)
        state = engine.state()
        assert state.status == "ready"
        # Said to be applied only if it is there; what is there may be applied again.
        assert state.documents in (before, before + ADDED)
        assert state.last_outbox_id == 7 or state.documents == before + ADDED
        seen.add(state.documents)
        engine.apply(put=[corpus.document("after", title="After the kill")], last_outbox_id=100)
        assert total(engine, "title:kill") == 1
    assert before in seen


def files_of(folder: Path) -> list[Path]:
    current = folder / (folder / "current").read_text()
    return sorted(file for file in current.iterdir() if "LOCK" not in file.name)


def meet_damage(folder: Path) -> str:
    """Search until the damage is met; what is said of it, nothing if it never matters."""
    engine = WhooshEngine(folder)
    for query in ("training", '"opt out of training"', "kind:policy", "knesch*", "kneshke"):
        try:
            engine.search(SearchRequest(q=query, sort="title"))
        except IndexUnavailable as error:
            assert engine.state().status == "broken"
            return str(error)
    return ""


@pytest.mark.parametrize("how", ["cut", "emptied", "removed"])
def test_a_damaged_index_says_so_and_a_rebuild_mends_it(folder: Path, how: str) -> None:
    pristine = folder.with_name("pristine")
    shutil.copytree(folder, pristine)
    said: list[str] = []
    with warnings.catch_warnings():
        # Whoosh leaves a file open when it fails to read it.
        warnings.simplefilter("ignore", ResourceWarning)
        for number in range(len(files_of(folder))):
            shutil.rmtree(folder)
            shutil.copytree(pristine, folder)
            file = files_of(folder)[number]
            if how == "removed":
                file.unlink()
            else:
                os.truncate(file, file.stat().st_size // 2 if how == "cut" else 0)
            said.append(meet_damage(folder))
            engine = WhooshEngine(folder)
            engine.rebuild(corpus.small())
            assert engine.state().status == "ready"
            assert total(engine, "title:kneschke") == 1
        gc.collect()  # once, because it looks at all that the tests have in memory
    assert all("search index" in sentence for sentence in said if sentence)
    assert any(said)


def test_an_index_of_another_version_must_be_rebuilt(folder: Path) -> None:
    current = folder / (folder / "current").read_text()
    (current / "state.json").write_text('{"version": 0, "last_outbox_id": 7}')
    engine = WhooshEngine(folder)
    assert engine.state().status == "broken"
    assert engine.state().reason == "The search index was made by another version."
    engine.rebuild(corpus.small())
    assert engine.state().status == "ready"


def test_small_segments_are_merged_when_nobody_waits(folder: Path) -> None:
    engine = WhooshEngine(folder)
    documents = [corpus.document(f"n{number}") for number in range(5)]
    for document in documents:
        engine.put([document])
    engine.delete([("case", "n3")])
    before = engine.state()
    assert len(engine._fresh().view.segments) == 6
    with IndexFolder(folder).writing():
        engine.warm()  # somebody else is writing: it is left for the next time
    assert engine.state() == before
    engine.warm()
    assert len(engine._fresh().view.segments) == 1
    assert engine.state().documents == before.documents
    assert engine.state().last_outbox_id == before.last_outbox_id
    assert total(engine, "title:painter") == 4
    assert engine.verify([*corpus.small(), *documents[:3], documents[4]]) == []
    settled = engine.state()
    engine.warm()
    assert engine.state() == settled


def test_of_many_changes_that_nobody_tidies_up_commits_merge_some(folder: Path) -> None:
    engine = WhooshEngine(folder)
    for number in range(30):
        engine.put([corpus.document(f"n{number}")])
        assert len(engine._fresh().view.segments) <= 12
    assert total(engine, "title:painter") == 30


@given(counts=st.lists(st.integers(0, 5_000), max_size=20), written=st.integers(0, 300))
def test_what_is_merged_is_never_much_larger_than_all_before_it(
    counts: list[int], written: int
) -> None:
    merged = to_merge(counts, written=written)
    assert len(set(merged)) == len(merged)
    together = written
    for place in merged:
        assert not together or counts[place] <= 3 * together
        together += counts[place]
    assert written or len(merged) != 1
    assert merged == [] or len(counts) >= 6


def test_a_pointer_cannot_lead_out_of_the_folder(folder: Path) -> None:
    (folder / "current").write_text("../elsewhere")
    assert WhooshEngine(folder).state().status == "broken"


def test_a_second_writer_is_told_to_wait_and_readers_go_on(folder: Path) -> None:
    engine = WhooshEngine(folder, lock_wait=0.1)
    with IndexFolder(folder).writing(), pytest.raises(IndexBusy):
        engine.put([corpus.document()])
    assert total(engine, "title:kneschke") == 1
    engine.put([corpus.document()])
    assert total(engine, "title:painter") == 1


def test_old_generations_are_removed_but_the_last(folder: Path) -> None:
    engine = WhooshEngine(folder)
    for _ in range(4):
        engine.rebuild(corpus.small())
    assert len(list(folder.glob("g-*"))) == 2


def test_eight_threads_share_one_engine_while_it_changes(folder: Path) -> None:
    engine = WhooshEngine(folder, cache_limit=20_000)
    queries = ["training", "kneshke", '"opt out of training"', "kind:case", "knesch*", "23-cv-201"]
    failures: list[Exception] = []
    stop = threading.Event()

    def read(seed: int) -> None:
        rng = random.Random(seed)
        while not stop.is_set():
            try:
                page = engine.search(SearchRequest(q=rng.choice(queries)))
                assert page.total
            except Exception as error:  # noqa: BLE001 - any failure of any kind is one
                failures.append(error)
                return

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for number in range(6):
        engine.put([corpus.document(f"n{number}")])
        engine.delete([("case", f"n{number - 1}")])
    engine.rebuild(corpus.small())
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_is_open_can_be_shown_though_a_writer_has_removed_its_files(folder: Path) -> None:
    opened = WhooshEngine(folder)._fresh()
    for path in opened.present.path.iterdir():
        path.unlink()
    for segment in opened.view.segments:
        assert all(segment.stored(number)["slug"] for number in range(segment.number))


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    path = tmp_path / "closed"
    path.mkdir()
    path.chmod(0o500)
    yield path
    path.chmod(0o700)


def test_a_folder_that_cannot_be_written_is_named(read_only: Path) -> None:
    with pytest.raises(IndexUnavailable, match="cannot be written"):
        WhooshEngine(read_only / "index").rebuild([])


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(IndexUnavailable, match="cannot be written"):
        WhooshEngine(tmp_path / "index").rebuild([])


def test_only_the_whoosh_that_was_read_and_measured_is_installed() -> None:
    assert packages_distributions()["whoosh"] == ["whoosh3"]
    assert version("whoosh3") == "3.54.0"


def test_importing_the_package_loads_no_engine() -> None:
    code = "import sys, kb.search; print([n for n in ('whoosh', 'numpy') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "[]\n"
