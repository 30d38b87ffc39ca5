"""Settings come from the environment and are refused with one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.errors import ConfigurationError
from kb.core.settings import Settings


def test_without_any_setting_everything_lies_in_the_data_folder() -> None:
    settings = Settings.load()
    assert settings.data_dir == Path("data")
    assert settings.resolved_database_url == "sqlite:///data/artdocket.sqlite3"
    assert settings.index_dir == Path("data/index")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("KB_DATABASE_URL", "mysql://x", "must begin with sqlite:/// or postgresql+psycopg://"),
        ("KB_SEARCH_ENGINE", "lucene", "'auto', 'whoosh' or 'postgres'"),
        ("KB_SEARCH_REPLICAS", "sqlite:///x", "each address must begin with postgresql+psycopg://"),
        ("KB_OIDC_ISSUER", "http://login.example.org", "begins with https://"),
        ("KB_OIDC_ISSUER", "https://login.example.org/?x=1", "without a query"),
        ("KB_OIDC_ROLE", "admin", "'reader', 'contributor' or 'editor'"),
        ("KB_BASE_URL", "artdocket.example", "give a full address"),
        ("KB_BASE_URL", "https://artdocket.example/kb", "without a path"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as error:
        Settings.load()
    assert name in str(error.value)
    assert says in str(error.value)


def test_the_password_of_the_database_is_never_shown() -> None:
    url = "postgresql+psycopg://kb:hunter2@localhost/kb"
    settings = Settings(database_url=url, search_replicas=f"{url}, {url}?connect_timeout=3")
    assert "hunter2" not in "".join(settings.redacted().values())
    assert settings.redacted()["KB_DATABASE_URL"] == "postgresql+psycopg://kb:***@localhost/kb"


def test_a_data_folder_that_is_a_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    taken = tmp_path / "data"
    taken.write_text("in the way")
    with pytest.raises(ConfigurationError, match=r"cannot be written to .* set KB_DATA_DIR"):
        Settings(data_dir=taken).make_data_dir()
