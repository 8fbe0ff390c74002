"""A simulated month: no call missed, doubled or impossible, however the watches fail (ESC-03, ESC-04)."""

import random
import time
from collections.abc import Callable

import pytest

from tests.db.desk import Desk
from tests.db.watch.month import Month
from tests.reliability import record


@pytest.mark.soak
def test_a_month_calls_what_the_clerk_would_have_called(
    desk: Desk, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    tickets = rounds(3000)
    month = (
        Month(desk, dice, tickets, days=30, tail=2) if tickets == 3000 else Month(desk, dice, tickets, 1, 1)
    )
    begun = time.perf_counter()
    month.run()
    figures = month.figures
    assert figures["calls"] > tickets
    assert figures["reminders"]
    assert desk.differences() == []
    record(
        f"a month against the clerk, {desk.store.engine.dialect.name}",
        f"{tickets} tickets, {figures['verbs']} verbs, {figures['sweeps']} sweeps of two watches,"
        f" {figures['outages']} outages",
        f"{figures['calls']} calls and {figures['reminders']} reminders, none missed, doubled or impossible;"
        f" {figures['overtaken']} overtaken, {figures['leases lost']} leases lost",
        time.perf_counter() - begun,
    )
