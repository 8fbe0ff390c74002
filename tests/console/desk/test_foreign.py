"""What others' changes cost an open desk: questions to the database, counted."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.console.desk.stage import Stage, desk_on
from tests.db.desk import Desk as Branch

SETTLED = 3.0
"""Seconds after which figures and people have followed a change."""


@pytest.fixture
def other(branch: Branch) -> Iterator[Branch]:
    """Another desk on the same store, whose questions are not counted."""
    made = Branch(branch.url)
    made.store.load()
    yield made
    made.close()


@contextmanager
def counted(branch: Branch) -> Iterator[Counter[str]]:
    """The SELECTs of this desk, by their first table."""
    found: Counter[str] = Counter()

    def count(_c: object, _cursor: object, statement: str, *_others: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found[" ".join(statement.split("FROM")[-1].split()[:1])] += 1

    event.listen(branch.store.engine, "before_cursor_execute", count)
    try:
        yield found
    finally:
        event.remove(branch.store.engine, "before_cursor_execute", count)


async def settled(stage: Stage) -> None:
    await stage.pilot.pause(SETTLED)
    await stage.quiet()


async def test_others_changes_cost_what_they_are_about_and_a_quiet_store_is_asked_nothing(
    branch: Branch, other: Branch
) -> None:
    async with desk_on(branch) as stage:
        await settled(stage)
        with counted(branch) as found:
            await stage.pilot.pause(SETTLED)
        assert found == Counter()
        with counted(branch) as found:
            other.do("add_customer", customer="新客户厂", phone="13900001111")
            await settled(stage)
        assert sum(found.values()) <= 6, "what is not shown costs nearly nothing"
        numbers = [key for key in stage.desk.queue.line_keys if key][3:9]
        with counted(branch) as found:
            other.do("chase", ticket=numbers[2], text="催")
            await settled(stage)
        # Emergencies, letters to me and what is mine to decide are asked for with the figures;
        # answered surveys and those that reached nobody are two figures, each of rows of its own;
        # how long somebody can still leave for it is a handful about who goes out, for however many rows.
        assert 0 < sum(found.values()) <= 55, "its row, the order and once the figures"
        with counted(branch) as found:
            for number in numbers:
                other.do("chase", ticket=number, text="催")
            await settled(stage)
        assert sum(found.values()) <= 56, "many at once cost little more than one"
