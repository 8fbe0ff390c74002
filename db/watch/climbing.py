"""The watch climbs: every rung that is due is called, every reminder given, ticket by ticket (ESC-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from db.engine import transaction
from db.errors import Damaged, Refusal, StoreError, Superseded, Unreachable
from db.retrying import retrying
from db.store import Store
from db.verbs.climbing import Climb
from db.verbs.context import WATCH
from db.verbs.verb import Verb
from db.watch.due import Task, due, next_due
from db.watch.lease import LostLease
from db.watch.sweep import Deed

AT_ONCE = 200
"""Tickets that are looked at together."""
MOST = 60
"""Things done about one ticket in one sweep; six milestones with four rungs each never come to so many."""
OF_ALL = (LostLease, Unreachable, Superseded)
"""What goes wrong for every ticket alike."""


class Climbing:
    """Calls and reminds by the ladders of the tickets."""

    def due(self, store: Store) -> Iterator[Deed]:
        """Climb all that is due, the tickets that wait longest first; a deed after each call and reminder.

        A ticket that cannot be climbed keeps no other one waiting: what was wrong is raised in the end.
        """
        wrong: StoreError | None = None
        stuck: set[str] = set()
        overtaken: set[Verb] = set()
        did: Counter[str] = Counter()
        while tasks := [each for each in self._tasks(store, len(stuck)) if each.ticket not in stuck]:
            for task in tasks:
                did[task.ticket] += 1
                if did[task.ticket] > MOST:
                    stuck.add(task.ticket)
                    wrong = wrong or Damaged(
                        "ESC-03", "The ladder of {number} does not come to rest.", "paigong audit",
                        number=task.ticket,
                    )  # fmt: skip
                    continue
                try:
                    answer = store.do(task.verb, WATCH, task.request)
                except OF_ALL:
                    raise
                except StoreError as error:
                    if _was_overtaken(error) and task.verb not in overtaken:
                        overtaken.add(task.verb)
                        continue
                    stuck.add(task.ticket)
                    wrong = wrong or error
                    continue
                yield from (_deed(task, each, store.now()) for each in answer.done if "called" in each)
        if wrong is not None:
            raise wrong

    def next_at(self, store: Store) -> datetime | None:
        """When the next ladder acts."""

        def attempt() -> datetime | None:
            with transaction(store.engine, writing=False) as connection:
                return next_due(connection)

        return retrying(attempt)

    def _tasks(self, store: Store, stuck: int) -> list[Task]:
        """What is to be done about the tickets that wait longest, and that many more."""

        def attempt() -> list[Task]:
            with transaction(store.engine, writing=False) as connection:
                named = store.looking(connection, None).policy_named
                return due(connection, store.now(), AT_ONCE + stuck, named)

        return retrying(attempt)


def _was_overtaken(error: StoreError) -> bool:
    """Whether somebody did or settled it meanwhile: the ticket is looked at again, and is due no more."""
    return isinstance(error, Refusal) and error.rule == Climb.rule


def _deed(task: Task, answer: dict[str, object], at: datetime) -> Deed:
    what = "reminded" if "reminder" in answer else "called"
    told = ("milestone", "rung", "trigger", "reminder", "called")
    return Deed(what, task.ticket, at, tuple((name, answer[name]) for name in told if name in answer))
