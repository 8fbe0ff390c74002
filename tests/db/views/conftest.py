"""The branch office, and the small branch in peak season, that the tests of the views share."""

from collections.abc import Iterator

import pytest

from db.demo import fill
from db.store import Store, open_store
from tests.databases import KINDS, Databases, Kind
from tests.db.views.branch import BranchOffice


def _founded(url: str) -> None:
    office = BranchOffice(url)
    office.found()
    office.store.close()


@pytest.fixture(scope="session")
def offices(databases: Databases) -> Iterator[Databases]:
    """Databases that hold a founded store with nobody but its founder, to be copied."""
    made = databases.with_rows("office", _founded)
    yield made
    made.close()


@pytest.fixture
def office(offices: Databases, database_kind: Kind) -> Iterator[BranchOffice]:
    """A founded store on SQLite and on PostgreSQL."""
    url = offices.create(database_kind, warm=True)
    founded = BranchOffice(url)
    yield founded
    founded.store.close()
    offices.drop(url)


@pytest.fixture(scope="session")
def small_branches(databases: Databases) -> Iterator[Databases]:
    """A small branch in peak season, of which nothing is changed; made once for all workers."""
    made = databases.with_rows("small_branch", _filled)
    yield made
    made.close()


def _filled(url: str) -> None:
    fill(url, tickets=24, closed=30, staff=9)


@pytest.fixture(scope="module", params=KINDS)
def store(request: pytest.FixtureRequest, small_branches: Databases) -> Iterator[Store]:
    """A branch to be looked at."""
    url = small_branches.create(request.param, warm=True)
    opened = open_store(url)
    opened.stand_at(opened.now())  # how long something stands does not grow between two pages
    yield opened
    opened.close()
    small_branches.drop(url)
