"""Golden stores that the program of today has upgraded: once for a run, of which tests get copies."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from tests.console.running import Branch
from tests.databases import Databases, Kind
from tests.golden import fill


@contextmanager
def upgraded(databases: Databases, kind: Kind, revision: str = "0001") -> Iterator[Branch]:
    """A copy of the golden store of that revision, upgraded."""
    made = databases.with_migration(f"golden_{revision}", partial(_bring_up, revision))
    url = made.create(kind)
    yield Branch.on(url)
    made.drop(url)
    made.close()


def _bring_up(revision: str, url: str) -> None:
    fill(url, revision)
    ran = Branch.on(url).run("upgrade", "--no-backup", at=None)
    assert ran.code == 0, ran
