"""Archived bodies: whole or not at all, and proven when read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.core.errors import IntegrityFault, NotFound
from kb.sources.bodies import BodyStore


@given(st.lists(st.binary(max_size=2000), max_size=8))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_put_in_comes_out(tmp_path: Path, bodies: list[bytes]) -> None:
    store = BodyStore(tmp_path)
    for body in bodies:
        name = store.put(body)
        assert name == hashlib.sha256(body).hexdigest()
        assert name in store
        assert store.get(name) == body


def test_the_same_body_is_kept_once(tmp_path: Path) -> None:
    store = BodyStore(tmp_path)
    assert store.put(b"terms") == store.put(b"terms")
    assert list(store.names()) == [hashlib.sha256(b"terms").hexdigest()]


def test_a_body_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    store = BodyStore(tmp_path)
    with pytest.raises(NotFound):
        store.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_hash_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        BodyStore(tmp_path).get(name)


@pytest.mark.parametrize("damage", ["flip", "cut", "swap"])
def test_a_damaged_body_is_never_shown(tmp_path: Path, damage: str) -> None:
    store = BodyStore(tmp_path)
    name, other = store.put(b"terms of service" * 50), store.put(b"another text")
    path = next(tmp_path.glob(f"??/??/{name}.gz"))
    packed = bytearray(path.read_bytes())
    if damage == "flip":
        packed[len(packed) // 2] ^= 1
    elif damage == "cut":
        del packed[-9:]
    else:
        packed = bytearray(next(tmp_path.glob(f"??/??/{other}.gz")).read_bytes())
    path.write_bytes(bytes(packed))
    with pytest.raises(IntegrityFault):
        store.get(name)


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = BodyStore(tmp_path)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.put(b"terms")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert store.get(store.put(b"terms")) == b"terms"


def test_a_body_may_be_forgotten(tmp_path: Path) -> None:
    store = BodyStore(tmp_path)
    name = store.put(b"noise")
    store.remove(name)
    store.remove(name)
    assert name not in store
