"""A branch in the morning: callers, people with and without their tools, a few tickets."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.db.desk import Desk as Branch
from tests.stories.cast import staffed


def _branch(url: str) -> None:
    from db.migrations import upgrade

    upgrade(url)
    branch = Branch(url)
    staffed(branch)
    branch.close()


@pytest.fixture(scope="session")
def peopled(databases: Databases, worker_id: str) -> Iterator[Databases]:
    """The template with the branch."""
    made = databases.with_migration(f"{worker_id}_stories", _branch)
    yield made
    made.close()


@pytest.fixture
def branch(peopled: Databases) -> Iterator[Branch]:
    """Wednesday 2026-07-15, 09:00, on an own copy; A01 may do everything."""
    url = peopled.create("sqlite")
    branch = Branch(url)
    branch.store.load()
    yield branch
    branch.close()
    peopled.drop(url)
