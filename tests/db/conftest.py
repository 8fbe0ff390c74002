"""Founded stores for the tests of the store and its verbs."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Databases, Kind
from tests.db.desk import Desk, crew, template


def _founded(desk: Desk) -> None:
    desk.found()
    crew(desk)


@pytest.fixture(scope="session")
def founded(databases: Databases) -> Iterator[Databases]:
    """Databases that hold a founded store with its people; copied, since founding one takes longer."""
    made = databases.with_rows("founded", template(_founded))
    yield made
    made.close()


@pytest.fixture
def new_founded_url(founded: Databases, database_kind: Kind) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of another founded store; all are dropped after the test."""
    made: list[str] = []

    def new() -> str:
        made.append(founded.create(database_kind, warm=True))
        return made[-1]

    yield new
    for url in made:
        founded.drop(url)


@pytest.fixture
def desk(new_founded_url: Callable[[], str]) -> Iterator[Desk]:
    """Wednesday 2026-07-15, 09:00; technicians T001 and T002, D01, C01, M01, and A01 who may do all."""
    made = Desk(new_founded_url(), "founded")
    yield made
    made.close()
