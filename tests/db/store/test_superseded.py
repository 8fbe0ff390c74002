"""A store that is deleted, replaced or upgraded under an open desk: nothing is acknowledged any more."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.errors import Superseded
from db.feed import Feed
from db.store import open_store
from db.views.counts import Counts
from tests.databases import Databases
from tests.db.desk import Desk


@pytest.fixture
def desk(founded: Databases) -> Iterator[Desk]:
    url = founded.create("sqlite")
    made = Desk(url)
    yield made
    made.close()
    founded.drop(url)


def place(desk: Desk) -> Path:
    return Path(desk.url.removeprefix("sqlite:///"))


def deleted(desk: Desk, _founded: Databases) -> None:
    place(desk).unlink()


def moved_away(desk: Desk, _founded: Databases) -> None:
    place(desk).rename(place(desk).with_suffix(".old"))


def replaced(desk: Desk, founded: Databases) -> None:
    other = founded.create("sqlite").removeprefix("sqlite:///")
    os.replace(other, place(desk))


@pytest.mark.parametrize("befalls", [deleted, moved_away, replaced])
def test_nothing_is_written_into_a_file_that_nobody_sees(
    desk: Desk, founded: Databases, befalls: Callable[[Desk, Databases], None]
) -> None:
    feed = Feed(desk.store.engine)
    assert feed.changed()
    desk.register()  # its line stays open beside that of the feed
    befalls(desk, founded)
    with pytest.raises(Superseded), transaction(desk.store.engine, writing=True):
        pytest.fail("a connection that is there already begins nothing either")
    with pytest.raises(Superseded, match="deleted or replaced"):
        feed.changed()
    for _ in range(2):
        with pytest.raises(Superseded):
            desk.register()
    with pytest.raises(Superseded):
        desk.store.read(Counts(), "A01")
    desk.store.engine.dispose()
    with pytest.raises(Superseded):
        desk.register()
    assert place(desk).exists() == (befalls is replaced), "no empty file is left in its place"
    if befalls is replaced:
        fresh = open_store(desk.url)
        assert fresh.read(Counts(), "A01")
        fresh.close()


def test_a_file_that_goes_while_it_is_written_is_not_acknowledged(desk: Desk) -> None:
    commit = desk.store.engine.dialect.do_commit

    def late(raw: object) -> None:
        place(desk).rename(place(desk).with_suffix(".old"))
        commit(raw)  # type: ignore[arg-type]  # the raw connection

    # Ignored: the test stands in its way.
    desk.store.engine.dialect.do_commit = late  # type: ignore[method-assign, assignment]
    with pytest.raises(Superseded):
        desk.register()


def test_a_store_upgraded_under_an_open_desk_is_not_written_by_the_old_program(
    new_founded_url: Callable[[], str],
) -> None:
    desk = Desk(new_founded_url())
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'next'"))
    with pytest.raises(Superseded, match="next"):
        desk.register()
    with pytest.raises(Superseded, match="next"):
        desk.store.read(Counts(), "A01")
    desk.close()
