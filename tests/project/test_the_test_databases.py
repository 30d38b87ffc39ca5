"""The ground that every database test stands on."""

from pathlib import Path

from sqlalchemy import inspect, text

from kb.core.database import Database
from tests.support.databases import Backend


def test_a_migrated_database_has_tables_and_no_entry(database: Database) -> None:
    assert "entry" in inspect(database.engine).get_table_names()
    with database.reading() as session:
        assert session.connection().execute(text("SELECT count(*) FROM entry")).scalar() == 0


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.close()


def test_what_one_copy_of_a_template_gains_another_does_not_see(
    backend: Backend, tmp_path: Path
) -> None:
    template = backend.migrated_template()
    urls = [backend.create(tmp_path / name, template=template) for name in ("one", "two")]
    one, two = map(Database, urls)
    with one.writing() as session:
        session.connection().execute(text("CREATE TABLE mine (id INTEGER)"))
    assert "mine" in inspect(one.engine).get_table_names()
    assert "mine" not in inspect(two.engine).get_table_names()
    for database, url in zip((one, two), urls, strict=True):
        database.close()
        backend.drop(url)


def test_postgresql_folds_letters_beyond_ascii_as_sqlite_and_python_callers_expect(
    empty_database_url: str, backend: Backend
) -> None:
    if backend.name == "sqlite":
        return
    database = Database(empty_database_url)
    with database.reading() as session:
        assert session.connection().execute(text("SELECT lower('ÄÉЖ')")).scalar() == "äéж"
    database.close()
