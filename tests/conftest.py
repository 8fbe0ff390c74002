"""Fixtures that every room's tests share, and the surroundings in which all of them run."""

import gc
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.compiled import share_compiled
from tests.databases import KINDS, Databases, Kind, make_run_folder, remove_run_folder
from tests.hashed import share_links
from tests.sampling import SAMPLED, alternate

SOAK = os.environ.get("PAIGONG_SOAK") == "1"
# Deadlines of single examples would measure the machine's other work.
hypothesis.settings.register_profile(
    "test", deadline=None, print_blob=True, max_examples=50 if SAMPLED else 100
)
hypothesis.settings.register_profile("soak", deadline=None, print_blob=True, max_examples=10_000)
hypothesis.settings.load_profile("soak" if SOAK else "test")
share_compiled()
share_links()
COLLECT_AFTER = (50_000, 10, 10)
"""When the garbage of a test process is collected: as seldom as at a desk. The interpreter's own numbers take
an eighth of what it costs to find the tests, and a twelfth of what is asked of the store."""
gc.set_threshold(*COLLECT_AFTER)


def pytest_configure(config: pytest.Config) -> None:
    """Workers inherit all of this: one folder, one seed, and nothing of the person who runs the tests."""
    if hasattr(config, "workerinput"):
        return
    folder = make_run_folder()
    os.environ["PAIGONG_TEST_FOLDER"] = str(folder)
    os.environ.setdefault("PAIGONG_SEED", str(random.SystemRandom().randrange(2**32)))
    for name in ("PAIGONG_DB", "PAIGONG_AS", "PAIGONG_LANG", "LC_ALL", "LC_MESSAGES"):
        os.environ.pop(name, None)
    os.environ.update(LANG="C.UTF-8", TZ="UTC", TERM="xterm-256color")
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    # Whoever runs these tests has taken the tour.
    (folder / "state" / "paigong").mkdir(parents=True)
    (folder / "state" / "paigong" / "tour").touch()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SAMPLED:
        config.hook.pytest_deselected(items=alternate(items))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was loaded until now stays: no collection of garbage looks through it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        remove_run_folder(Path(os.environ["PAIGONG_TEST_FOLDER"]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seed = os.environ["PAIGONG_SEED"]
    repeat = f"PAIGONG_SAMPLED=1 PAIGONG_SEED={seed}" if SAMPLED else f"PAIGONG_SEED={seed}"
    terminalreporter.write_line(f"long series ran with seed {seed}; {repeat} repeats them")


@pytest.fixture
def dice() -> random.Random:
    """Chance for a long series, from the seed that is printed at the end of the run."""
    return random.Random(int(os.environ["PAIGONG_SEED"]))


@pytest.fixture
def rounds() -> Callable[[int], int]:
    """How many rounds of a long series to run: all in `make soak`, else a hundredth, at least one."""
    return lambda full: full if SOAK else max(1, full // 100)


def _upgrade(url: str) -> None:
    from db.migrations import upgrade

    upgrade(url)


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Databases]:
    """For tests that make databases of their own, a state machine's for instance."""
    made = Databases(Path(os.environ["PAIGONG_TEST_FOLDER"]), worker_id, _upgrade)
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> Kind:
    """Both databases, one after the other."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def new_store_url(databases: Databases, database_kind: Kind) -> Iterator[Callable[[], str]]:
    """Each call gives the URL of another empty migrated database; all are dropped after the test."""
    made: list[str] = []

    def new() -> str:
        made.append(databases.create(database_kind, warm=True))
        return made[-1]

    yield new
    for url in made:
        databases.drop(url)


@pytest.fixture
def store_url(new_store_url: Callable[[], str]) -> str:
    """The URL of an empty migrated database, on SQLite and on PostgreSQL."""
    return new_store_url()


@pytest.fixture
def blank_url(databases: Databases, database_kind: Kind) -> Iterator[str]:
    """The URL of a database without any tables."""
    url = databases.create(database_kind, migrated=False)
    yield url
    databases.drop(url)
