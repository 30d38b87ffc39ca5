"""The secret key is made once, read by its owner alone, and the same for all processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kb.accounts import secrets
from kb.core.errors import ConfigurationError
from kb.core.settings import Settings
from kb.web.site import Site, forget_key


def test_the_first_run_keeps_a_random_key_that_others_cannot_read(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = secrets.secret_key(settings)
    kept = tmp_path / "data" / "secret-key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(key) >= 43
    assert secrets.secret_key(settings) == key
    assert secrets.secret_key(Settings(data_dir=tmp_path / "other")) != key
    assert [path.name for path in kept.parent.iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: secrets.secret_key(settings), range(16)))) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secrets.secret_key(Settings(data_dir=tmp_path))
    (tmp_path / "secret-key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        secrets.secret_key(Settings(data_dir=tmp_path))


def test_a_key_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    path.touch(mode=0o600)
    with pytest.raises(ConfigurationError, match="shorter than 32"):
        secrets.secret_key(Settings(data_dir=tmp_path))


def test_the_setting_goes_before_the_file_and_is_never_shown(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="k" * 32)
    assert secrets.secret_key(settings) == b"k" * 32
    assert not (tmp_path / "secret-key").exists()
    assert "kkk" not in " ".join(settings.redacted().values())


def test_a_short_key_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SECRET_KEY", "short")
    with pytest.raises(ConfigurationError, match="KB_SECRET_KEY: give at least 32 characters"):
        Settings.load()


def test_a_process_with_another_key_refuses_to_serve_the_database(settings: Settings) -> None:
    def opened(key: str) -> None:
        site = Site(settings.model_copy(update={"secret_key": key * 32}))
        try:
            site.open()
        finally:
            site.close()

    opened("a")
    opened("a")
    with pytest.raises(ConfigurationError, match="another secret key"):
        opened("b")
    site = Site(settings)
    forget_key(site.database)
    site.close()
    opened("b")
