"""Opening a store: what is no store is said so, with what to do (exit 6 and 7)."""

from pathlib import Path

import pytest
from sqlalchemy import text

from db.errors import Damaged, Unreachable
from db.store import open_store
from tests.db.desk import Desk


def test_a_database_without_tables_is_no_store_yet(blank_url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        open_store(blank_url)
    assert caught.value.exit_code == 6
    assert "paigong init" in caught.value.hint


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear Sir or Madam, " * 1000)
    with pytest.raises(Unreachable, match="not a database"):
        open_store(f"sqlite:///{path}")


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="unable to open"):
        open_store(f"sqlite:///{tmp_path / 'nowhere' / 'store.db'}")


def test_a_server_that_does_not_answer_is_said_so() -> None:
    with pytest.raises(Unreachable):
        open_store("postgresql://nobody@127.0.0.1:1/nothing")


def test_other_databases_are_refused() -> None:
    for url in ("mysql://localhost/x", "not a url"):
        with pytest.raises(Unreachable):
            open_store(url)


def test_a_revision_of_the_future_is_refused(desk: Desk) -> None:
    with desk.store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    with pytest.raises(Damaged) as caught:
        open_store(desk.url)
    assert caught.value.exit_code == 7
    assert caught.value.values["revision"] == "from the future"


def test_a_view_and_a_verb_work_on_while_another_writes(desk: Desk) -> None:
    """Readers never wait for a writer, and see nothing of what is not committed."""
    with desk.store.engine.connect().execution_options(writing=True) as connection, connection.begin():
        connection.execute(text("UPDATE staff SET newcomer = true"))
        assert not any(row["newcomer"] for row in desk.snapshot()["staff"].values())
