"""The branch office that the tests of the views share."""

from collections.abc import Iterator

import pytest

from tests.db.views.branch import BranchOffice


@pytest.fixture
def office(store_url: str) -> Iterator[BranchOffice]:
    """A founded store on SQLite and on PostgreSQL."""
    founded = BranchOffice(store_url)
    yield founded
    founded.store.close()
