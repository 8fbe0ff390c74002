"""A copy of the small season, which the tests of the figures lived through already."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.db.figures.conftest import Season, lived


@pytest.fixture(scope="session")
def seasons(databases: Databases) -> Iterator[Databases]:
    """Databases that hold the season, to be copied."""
    made = databases.with_rows("season", lived)
    yield made
    made.close()


@pytest.fixture(scope="module")
def season(seasons: Databases) -> Iterator[Season]:
    """The season on SQLite, which is only looked at."""
    url = seasons.create("sqlite")
    made = Season(url)
    made.later(hours=4)
    yield made
    made.store.close()
    seasons.drop(url)
