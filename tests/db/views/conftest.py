"""The branch office that the tests of the views share."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases, Kind
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
