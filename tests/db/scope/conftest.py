"""Two stores, before and after another branch did something, made once: the questions write nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest

from db.verbs.verb import Verb
from tests.databases import KINDS, Databases
from tests.db.desk import Desk, template
from tests.db.scope import two_branches
from tests.sampling import some_of


@dataclass
class Stores:
    """`references` are those by which what the other branch has could be asked for."""

    before: Desk
    after: Desk
    references: dict[str, str]
    _verbs: tuple[Verb, ...] = ()

    def verbs(self, draw: Callable[[dict[str, str]], Iterable[Verb]]) -> tuple[Verb, ...]:
        """Those that can be asked of these stores; drawn once."""
        self._verbs = self._verbs or tuple(draw(self.references))
        return self._verbs


@pytest.fixture(scope="session")
def two_branch_stores(databases: Databases, worker_id: str) -> Iterator[Databases]:
    made = databases.with_rows(f"{worker_id}_two_branches", template(two_branches.found))
    yield made
    made.close()


@pytest.fixture(scope="module", params=some_of(KINDS, "two branches", 1))
def stores(request: pytest.FixtureRequest, two_branch_stores: Databases) -> Iterator[Stores]:
    before, after = (Desk(two_branch_stores.create(request.param, warm=True)) for _ in range(2))
    before.store.load()
    after.store.load()
    yield Stores(before, after, two_branches.settle_elsewhere(after))
    for desk in (before, after):
        desk.close()
        two_branch_stores.drop(desk.url)
