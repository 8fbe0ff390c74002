"""The watch climbs: every rung that is due is called, every reminder given, ticket by ticket (ESC-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from db.engine import transaction
from db.errors import Damaged, Refusal
from db.retrying import retrying
from db.store import Store
from db.verbs.climbing import Climb
from db.verbs.context import WATCH
from db.verbs.verb import Verb
from db.watch.due import Broken, Task, due, next_due
from db.watch.sweep import OF_ALL, Deed, Stuck

AT_ONCE = 200
"""Tickets that are looked at together."""
MOST = 60
"""Things done about one ticket in one sweep; six milestones with four rungs each never come to so many."""


class Climbing:
    """Calls and reminds by the ladders of the tickets."""

    def due(self, store: Store) -> Iterator[Deed | Stuck]:
        """Climb all that is due, the tickets that wait longest first; a deed after each call and reminder.

        A ticket that cannot be climbed is told as stuck, and keeps no other one waiting.
        """
        stuck: set[str] = set()
        overtaken: set[Verb] = set()
        did: Counter[str] = Counter()
        while True:
            broken: Broken = {}
            tasks = [each for each in self._tasks(store, len(stuck), broken) if each.ticket not in stuck]
            for number in broken.keys() - stuck:
                stuck.add(number)
                yield Stuck(number, broken[number])
            if not tasks:
                return
            for task in tasks:
                if task.ticket in stuck:
                    continue
                try:
                    did[task.ticket] += 1
                    if did[task.ticket] > MOST:
                        raise _restless(task.ticket)
                    answer = store.do(task.verb, WATCH, task.request)
                except OF_ALL:
                    raise
                except Exception as error:
                    if _was_overtaken(error) and task.verb not in overtaken:
                        overtaken.add(task.verb)
                        continue
                    stuck.add(task.ticket)
                    yield Stuck(task.ticket, error)
                    continue
                yield from (_deed(task, each, store.now()) for each in answer.done if "called" in each)

    def next_at(self, store: Store) -> datetime | None:
        """When the next ladder acts."""

        def attempt() -> datetime | None:
            with transaction(store.engine, writing=False) as connection:
                return next_due(connection)

        return retrying(attempt)

    def _tasks(self, store: Store, stuck: int, broken: Broken) -> list[Task]:
        """What is to be done about the tickets that wait longest, and that many more."""

        def attempt() -> list[Task]:
            broken.clear()
            with transaction(store.engine, writing=False) as connection:
                named = store.looking(connection, None).policy_named
                return due(connection, store.now(), AT_ONCE + stuck, named, broken)

        return retrying(attempt)


def _restless(number: str) -> Damaged:
    return Damaged("ESC-03", "The ladder of {number} does not come to rest.", "paigong audit", number=number)


def _was_overtaken(error: Exception) -> bool:
    """Whether somebody did or settled it meanwhile: the ticket is looked at again, and is due no more."""
    return isinstance(error, Refusal) and error.rule == Climb.rule


def _deed(task: Task, answer: dict[str, object], at: datetime) -> Deed:
    what = "reminded" if "reminder" in answer else "called"
    told = ("milestone", "rung", "trigger", "reminder", "called")
    return Deed(what, task.ticket, at, tuple((name, answer[name]) for name in told if name in answer))
