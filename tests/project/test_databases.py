"""The tests' own databases: each test alone with an empty copy of one migrated template."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs
import pytest
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.databases import Databases, Kind


def migrate(url: str) -> None:
    with connected(url) as connection, connection.begin():
        connection.execute(text("CREATE TABLE thing (name VARCHAR PRIMARY KEY)"))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    parts = make_url(url)
    if parts.drivername == "postgresql":
        parts = parts.set(drivername="postgresql+psycopg")
    engine = create_engine(parts)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def names_in(url: str) -> list[str]:
    with connected(url) as connection:
        return [row.name for row in connection.execute(text("SELECT name FROM thing"))]


@pytest.fixture(scope="module")
def own_databases(databases: Databases, worker_id: str) -> Iterator[Databases]:
    """Beside the run's own: same server, another template."""
    own = databases.with_migration(f"{worker_id}_things", migrate)
    yield own
    own.close()


def test_what_one_test_writes_no_other_sees(own_databases: Databases, database_kind: Kind) -> None:
    first, second = (own_databases.create(database_kind) for _ in range(2))
    with connected(first) as connection, connection.begin():
        connection.execute(text("INSERT INTO thing VALUES ('spanner')"))
    assert names_in(first) == ["spanner"]
    assert names_in(second) == []
    for url in (first, second):
        own_databases.drop(url)


def test_a_dropped_database_lets_nobody_write_on(own_databases: Databases, database_kind: Kind) -> None:
    url = own_databases.create(database_kind)
    with connected(url) as connection:
        connection.execute(text("INSERT INTO thing VALUES ('spanner')"))
        own_databases.drop(url)
        with suppress(DBAPIError):
            connection.commit()
        connection.invalidate()
    following = own_databases.create(database_kind)
    assert names_in(following) == []
    own_databases.drop(following)


CHANGES = {
    "column": "ALTER TABLE thing ADD COLUMN colour VARCHAR",
    "constraint": "ALTER TABLE thing ADD CHECK (name <> 'spanner')",
    "rights": "GRANT SELECT ON thing TO PUBLIC",
    "table": "CREATE TABLE other (name VARCHAR)",
    "function": "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_database_whose_tables_were_changed_serves_no_other_test(
    own_databases: Databases, change: str
) -> None:
    url = own_databases.create("postgresql")
    with connected(url) as connection, connection.begin():
        connection.execute(text(change))
    own_databases.drop(url)
    with pytest.raises(DBAPIError):
        names_in(url)


def test_the_rows_of_the_template_come_back(databases: Databases, worker_id: str) -> None:
    def with_rows(url: str) -> None:
        migrate(url)
        with connected(url) as connection, connection.begin():
            connection.execute(text("INSERT INTO thing VALUES ('扳手'), ('pliers')"))
            connection.execute(text("CREATE SEQUENCE number"))

    own = databases.with_migration(f"{worker_id}_rows", with_rows)
    url = own.create("postgresql")
    with connected(url) as connection, connection.begin():
        connection.execute(text("DELETE FROM thing WHERE name = '扳手'"))
        connection.execute(text("UPDATE thing SET name = 'saw'"))
        connection.execute(text("SELECT nextval('number')"))
    own.drop(url)
    assert own.create("postgresql") == url
    assert sorted(names_in(url)) == ["pliers", "扳手"]
    with connected(url) as connection:
        assert connection.execute(text("SELECT nextval('number')")).scalar() == 1
    own.close()


def test_a_blank_database_has_no_tables(blank_url: str) -> None:
    with pytest.raises(DBAPIError):
        names_in(blank_url)


def test_the_tests_see_no_store_of_the_person_who_runs_them(databases: Databases) -> None:
    assert Path(platformdirs.user_data_dir("paigong")).is_relative_to(databases.folder)
