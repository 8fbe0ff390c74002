"""A founded branch with callers, people and a dozen tickets: copied for every test of the desk."""

from collections.abc import Iterator

import pytest

from tests.console.desk.stage import populate
from tests.databases import Databases
from tests.db.desk import Desk


def _branch(url: str) -> None:
    from db.migrations import upgrade

    upgrade(url)
    desk = Desk(url)
    populate(desk)
    desk.close()


@pytest.fixture(scope="session")
def populated(databases: Databases, worker_id: str) -> Iterator[Databases]:
    """The template with the small branch."""
    made = databases.with_migration(f"{worker_id}_desk", _branch)
    yield made
    made.close()


@pytest.fixture
def branch(populated: Databases) -> Iterator[Desk]:
    """Wednesday 2026-07-15, 09:00, on an own copy of the small branch; A01 may do everything."""
    url = populated.create("sqlite")
    desk = Desk(url)
    desk.store.load()
    yield desk
    desk.close()
    populated.drop(url)
