"""Stores for the command line to work on."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from console.words.i18n import install_language, installed_language
from tests.console.running import Branch, execute
from tests.databases import Databases, Kind


@pytest.fixture(autouse=True)
def language() -> None:
    """Whatever language a test has installed, of this folder or another, the next one begins in English."""
    if installed_language() != "en":
        install_language("en")


def _found(url: str) -> None:
    Branch(url)


@pytest.fixture(scope="session")
def branches(databases: Databases) -> Iterator[Databases]:
    """Databases that hold a demo store where nothing has been done."""
    made = databases.with_rows("branch", _found)
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


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store on SQLite, to be copied."""
    place = tmp_path_factory.mktemp("founded") / "demo.db"
    Branch(f"sqlite:///{place}")
    return place


@pytest.fixture
def demo(founded: Path, tmp_path: Path) -> Branch:
    """A demo store on SQLite, for what does not differ between the databases."""
    return Branch.at(copyfile(founded, tmp_path / "demo.db"))


@pytest.fixture
def live(founded: Path, tmp_path: Path) -> Branch:
    """A live store on SQLite, for what does not differ between the databases."""
    branch = Branch.at(copyfile(founded, tmp_path / "live.db"))
    execute(branch.url, "UPDATE store_fact SET value = 'live' WHERE name = 'kind'")
    return branch
