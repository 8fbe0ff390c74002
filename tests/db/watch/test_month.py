"""A simulated month: no call missed, doubled or impossible, however the watches fail (ESC-03, ESC-04)."""

import random
import time
from collections.abc import Callable

import pytest

from tests.conftest import SOAK
from tests.db.desk import Desk
from tests.db.watch.month import Month
from tests.reliability import record

PARTS, TICKETS = 4, 500
"""Months that know nothing of each other, so that they can run side by side; and the tickets of each."""


@pytest.mark.soak
@pytest.mark.parametrize("part", range(1, 1 + (PARTS if SOAK else 1)))
def test_a_month_calls_what_the_clerk_would_have_called(
    desk: Desk, dice: random.Random, rounds: Callable[[int], int], part: int
) -> None:
    dice = random.Random(f"{dice.random()} {part}")
    days, tickets = (30, TICKETS) if SOAK else (1, rounds(PARTS * TICKETS) // 2)
    month = Month.of(desk, dice, tickets, days, tail=2 if SOAK else 0)
    begun = time.perf_counter()
    month.run()
    figures = month.figures
    assert figures["calls"] > (tickets if SOAK else tickets // 4), "a month in which nothing falls due"
    assert figures["reminders"]
    assert not SOAK or (figures["merged"] and figures["undone"] and figures["overtaken"])
    assert desk.differences() == []
    record(
        f"a month against the clerk, {desk.store.engine.dialect.name}, part {part} of {PARTS}",
        f"{tickets} tickets, {figures['verbs']} verbs, {figures['undone']} of them undone,"
        f" {figures['merged']} merges, {figures['sweeps']} sweeps by two, {figures['outages']} outages",
        f"{figures['calls']} calls and {figures['reminders']} reminders, none missed, doubled or impossible;"
        f" {figures['overtaken']} overtaken, {figures['leases lost']} leases lost",
        time.perf_counter() - begun,
    )
