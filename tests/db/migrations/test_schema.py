"""The migrations make what the tables say, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from db import migrations
from db.engine import make_engine, transaction
from db.errors import Damaged, Unreachable
from db.store import open_store
from db.tables import metadata


def _not_ours(name: str | None) -> bool:
    """The find index is made by hand: FTS5 on SQLite, a plain table with a GIN index on PostgreSQL."""
    return bool(name) and str(name).startswith(("ticket_find", "ix_ticket_find"))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrating_an_empty_database_gives_the_tables_of_the_program(store_url: str) -> None:
    engine = make_engine(store_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, parents: not _not_ours(name), "compare_type": True},
        )
        differences = compare_metadata(context, metadata())
    engine.dispose()
    assert differences == []


def test_the_newest_revision_is_the_one_that_the_program_needs() -> None:
    assert migrations.known()[-1] == migrations.HEAD


def test_an_unknown_revision_is_refused_with_a_sentence(store_url: str) -> None:
    _set_revision(store_url, "9999")
    with pytest.raises(Damaged) as refused:
        open_store(store_url)
    assert refused.value.exit_code == 7
    assert "9999" in str(refused.value)


def test_a_database_without_a_store_says_how_to_make_one(blank_url: str) -> None:
    with pytest.raises(Unreachable) as refused:
        open_store(blank_url)
    assert "init" in refused.value.hint


def _set_revision(url: str, revision: str) -> None:
    engine = make_engine(url)
    with transaction(engine, writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()
