"""No key waits for what nobody is going to answer: whatever a key needs has been asked for."""

import random
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

import pytest
from textual import events

from db.errors import Unreachable
from db.store import Store
from db.views.desk import QueueOrder, QueueRows
from db.views.ticket import TicketView
from tests.console.desk.gestures import at_cursor
from tests.console.desk.stage import SEEN, SIZES, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from widgets.candidates import Candidates

SOON = 3.0
"""Seconds within which a key has to act that waits for nothing, on a busy machine."""


class Failing:
    """A store that does not answer a kind of question, so many times."""

    def __init__(self, store: Store, view: type, times: int) -> None:
        self.store, self.view, self.times = store, view, times
        self.read = store.read
        self.failed = 0

    def __call__(self, view: Any, *others: Any, **named: Any) -> Any:
        if isinstance(view, self.view) and self.failed < self.times:
            self.failed += 1
            raise Unreachable("db", "The store does not answer: {cause}.", "Try again.", cause="test")
        return self.read(view, *others, **named)


def fail(store: Store, view: type, times: int) -> Failing:
    failing = Failing(store, view, times)
    store.read = failing  # type: ignore[method-assign]  # the test stands in its way
    return failing


async def acts(stage: Stage) -> None:
    await stage.press("d")
    await stage.until(lambda: stage.desk.query(Candidates), SOON)
    assert "Waiting for the store" not in stage.said
    await stage.press("escape")
    await stage.quiet()


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_what_changed_behind_another_pane_stands_in_the_queue_when_it_comes_back_and_is_acted_on(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    """The queue has no place on a narrow screen while the roster stands there."""
    async with desk_on(able, size, language) as stage:
        number = at_cursor(stage)
        await stage.press("tab")
        await stage.quiet()
        able.do("correct", ticket=number, customer="改了名字", reason="问清")
        await stage.quiet()
        await stage.press("escape")
        await stage.until(lambda: any(number in line and "改了名" in line for line in stage.lines[:-7]), SOON)
        await stage.press("tab")
        await stage.quiet()
        able.do("note", ticket=number, text="他人记录")
        able.do("triage", ticket=number, level=2, reason="问清")
        await stage.until(lambda: not stage.desk.queue.is_fresh(number) or stage.desk.rows[number].level == 2)
        await stage.quiet()
        await acts(stage)


@pytest.mark.ways("view", "times")
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("view", [QueueOrder, QueueRows, TicketView])
async def test_a_key_acts_after_questions_that_were_not_answered(
    able: Branch, view: type, times: int
) -> None:
    async with desk_on(able, SMALL) as stage:
        number = at_cursor(stage)
        failing = fail(able.store, view, times)
        if view is TicketView:
            await stage.press("enter")
        able.do("note", ticket=number, text="他人记录")
        stage.desk.show_queue(view="active")
        await stage.until(lambda: failing.failed)
        await acts(stage)


KEYS = (*"jjkgGdepstcvf1234012Tu/:.n", "tab", "enter", "enter", "escape", "escape", "space")
IDLE = 1.0
"""Seconds for which a key may wait although the store owes nothing: turns of the loop on a busy machine."""


@pytest.mark.soak
@pytest.mark.parametrize("size", SIZES)
async def test_on_a_slow_store_no_key_waits_while_nothing_is_asked(
    able: Branch, size: tuple[int, int], dice: random.Random, rounds: Callable[[int], int]
) -> None:
    """Whatever is pressed, whatever others do meanwhile, and however long each answer takes."""
    slow_down(able.store, dice)
    async with desk_on(able, size) as stage:
        session, turns, idle_since = stage.app.session, stage.app.turns, monotonic()
        numbers = [number for number in stage.desk.queue.line_keys if number]
        for place in range(rounds(4000)):
            key = dice.choice(KEYS)
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
            if place % 5 == 0:
                able.do("note", ticket=dice.choice(numbers), text="他人记录")
            await stage.pilot.pause(dice.random() / 10)
            if session._open or session.waiting or turns._waiting_since is None:
                idle_since = monotonic()
            assert monotonic() - idle_since < IDLE, (key, stage.said, stage.text)
        await stage.until(lambda: not turns.busy, 30)


def slow_down(store: Store, dice: random.Random) -> None:
    """Every door takes up to a fifth of a second."""
    for door in ("read", "do", "preview"):
        whole = getattr(store, door)

        def slow(what: Any, *others: Any, whole: Callable[..., Any] = whole, **named: Any) -> Any:
            sleep(dice.random() / 5)
            return whole(what, *others, **named)

        setattr(store, door, slow)
