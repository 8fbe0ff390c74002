"""Opening a store: what is no store is said so, with what to do (exit 6 and 7)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import make_url

from db.engine import transaction
from db.errors import Damaged, StoreError, Unreachable
from db.place import demand_file
from db.store import Store, open_store
from db.verbs.parsing import parse_verb
from tests.databases import Databases
from tests.db.desk import CALLER, Desk


def test_a_database_without_tables_is_no_store_yet(blank_url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        open_store(blank_url)
    assert caught.value.exit_code == 6
    assert "paigong init" in caught.value.hint


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 1000)
    with pytest.raises(Damaged, match="not a database"):
        open_store(f"sqlite:///{path}")


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'store.db'}")


def test_a_server_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(Unreachable):
        open_store("postgresql://nobody@127.0.0.1:1/nothing")


def test_other_databases_are_refused() -> None:
    for url in ("mysql://localhost/x", "not a url"):
        with pytest.raises(Unreachable):
            open_store(url)


def test_a_revision_of_the_future_is_refused(desk: Desk) -> None:
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    with pytest.raises(Damaged) as caught:
        open_store(desk.url)
    assert caught.value.exit_code == 7
    assert caught.value.values["revision"] == "from the future"


def test_a_view_and_a_verb_work_on_while_another_writes(desk: Desk) -> None:
    """Readers never wait for a writer, and see nothing of what is not committed."""
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text("UPDATE staff SET newcomer = true"))
        assert not any(row["newcomer"] for row in desk.snapshot()["staff"].values())


def told(url: str) -> StoreError:
    """What is said to whoever opens it, and that nobody is told to make a new store over it."""
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "init" not in caught.value.hint
    return caught.value


def used(url: str, use: Callable[[Store], object]) -> None:
    store = open_store(url)
    try:
        use(store)
    finally:
        store.close()


def change(desk: Desk, *statements: str) -> None:
    with transaction(desk.store.engine, writing=True) as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("gone", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_a_store_that_lost_its_revision_is_damaged_not_absent(desk: Desk, gone: str) -> None:
    change(desk, gone)
    assert isinstance(told(desk.url), Damaged)


@pytest.mark.parametrize(
    ("loss", "cause"),
    [
        ("DROP TABLE ticket_find", "a table is missing"),
        ("DROP TABLE policy_version", "a table is missing"),
        ("ALTER TABLE branch DROP COLUMN time_zone", "a column is missing"),
    ],
)
def test_a_lost_table_or_column_is_damage(desk: Desk, loss: str, cause: str) -> None:
    change(desk, loss)
    with pytest.raises(Damaged, match=cause):
        used(desk.url, lambda store: store.do(parse_verb("register", CALLER), "A01"))


@pytest.mark.parametrize("left", [0.0, 0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_store_that_was_cut_off_is_damaged_or_empty(
    founded: Databases, tmp_path: Path, left: float
) -> None:
    whole = Path(founded.create("sqlite").removeprefix("sqlite:///")).read_bytes()
    cut = tmp_path / "cut.db"
    cut.write_bytes(whole[: int(len(whole) * left)])
    url = f"sqlite:///{cut}"
    if not left:
        with pytest.raises(Unreachable, match="empty"):
            demand_file(url)
        return
    with pytest.raises(Damaged):
        used(url, Store.audit)


def test_the_log_of_another_file_is_damage(founded: Databases, tmp_path: Path) -> None:
    """Somebody copied `-wal` of one store to another one."""
    mine, other = tmp_path / "mine.db", tmp_path / "other.db"
    for path in (mine, other):
        path.write_bytes(Path(founded.create("sqlite").removeprefix("sqlite:///")).read_bytes())
    desk = Desk(f"sqlite:///{other}")
    for _ in range(3):
        desk.register()
    foreign = other.with_name("other.db-wal").read_bytes()
    desk.close()
    tail = mine.read_bytes()[: 40 * 4096]
    mine.write_bytes(tail)
    mine.with_name("mine.db-wal").write_bytes(foreign)
    with pytest.raises(Damaged):
        used(f"sqlite:///{mine}", Store.audit)


@pytest.fixture
def on_postgresql(founded: Databases) -> Iterator[str]:
    url = founded.create("postgresql")
    yield url
    founded.drop(url)


def test_a_login_without_rights_is_told_so(on_postgresql: str) -> None:
    desk = Desk(on_postgresql)
    change(desk, "DROP ROLE IF EXISTS looker", "CREATE ROLE looker LOGIN")
    desk.close()
    url = make_url(on_postgresql).set(username="looker").render_as_string(hide_password=False)
    error = told(url)
    assert isinstance(error, Unreachable)
    assert "no right" in str(error)
    owner = Desk(on_postgresql)
    change(owner, "REVOKE USAGE ON SCHEMA public FROM public")
    assert "no right" in str(told(url))
    change(owner, "DROP ROLE looker")
    owner.close()


def test_a_line_that_dies_while_the_revision_is_asked_is_no_missing_store(on_postgresql: str) -> None:
    store = Store(on_postgresql)

    @event.listens_for(store.engine, "before_cursor_execute")
    def die(connection: Connection, cursor: Any, statement: str, *_others: Any) -> None:
        if "alembic_version" in statement:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unreachable) as caught:
        store.load()
    store.close()
    assert "init" not in caught.value.hint
    assert "line was lost" in str(caught.value) or "stopped" in str(caught.value)


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "EUC_CN", "LATIN1"])
def test_a_database_that_is_not_utf8_is_refused(on_postgresql: str, encoding: str) -> None:
    name = f"other_{encoding.lower()}"
    with psycopg.connect(on_postgresql, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        with pytest.raises(Unreachable, match=encoding):
            open_store(make_url(on_postgresql).set(database=name).render_as_string(hide_password=False))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
