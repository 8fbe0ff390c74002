"""Stores for the command line to work on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.words.i18n import install_language, installed_language
from db.demo import fill
from tests.console.running import Branch, made_live
from tests.databases import Databases, Kind
from tests.migrated import migrated_once


@pytest.fixture(autouse=True)
def language() -> None:
    """Whatever language a test has installed, of this folder or another, the next one begins in English."""
    if installed_language() != "en":
        install_language("en")


@pytest.fixture(autouse=True, scope="module")
def no_new_steps(databases: Databases) -> Iterator[None]:
    """A store that a command makes has its tables from the template of the run."""
    with migrated_once(databases):
        yield


def _found(url: str) -> None:
    Branch(url)


@pytest.fixture(scope="session")
def branches(databases: Databases) -> Iterator[Databases]:
    """Databases that hold a demo store where nothing has been done."""
    made = databases.with_rows("branch", _found)
    yield made
    made.close()


def _demonstrate(url: str) -> None:
    fill(url, tickets=60, closed=100, staff=20)


@pytest.fixture(scope="session")
def demonstrations(databases: Databases) -> Iterator[Databases]:
    """Databases that hold a small believable branch."""
    made = databases.with_rows("demonstration", _demonstrate)
    yield made
    made.close()


@pytest.fixture
def branch(branches: Databases, database_kind: Kind) -> Iterator[Branch]:
    """A demo store, on SQLite and on PostgreSQL."""
    url = branches.create(database_kind, warm=True)
    yield Branch.on(url)
    branches.drop(url)


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A path where no store is."""
    return str(tmp_path / "new.db")


@pytest.fixture
def new_branch(branches: Databases) -> Iterator[Callable[[], Branch]]:
    """Each call gives another demo store on SQLite; all go after the test."""
    made: list[Branch] = []

    def new() -> Branch:
        made.append(Branch.on(branches.create("sqlite")))
        return made[-1]

    yield new
    for branch in made:
        branches.drop(branch.url)


@pytest.fixture
def demo(new_branch: Callable[[], Branch]) -> Branch:
    """A demo store on SQLite, for what does not differ between the databases."""
    return new_branch()


@pytest.fixture
def live(new_branch: Callable[[], Branch]) -> Branch:
    """A live store on SQLite, for what does not differ between the databases."""
    return made_live(new_branch())
