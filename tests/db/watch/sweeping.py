"""One sweep of the watch, for tests: everything that is due is done, until nothing is."""

from __future__ import annotations

from functools import partial
from typing import Any

from db.engine import transaction
from db.errors import Refusal
from db.tables.escalation import Escalation
from db.verbs.context import WATCH
from db.watch.due import Task, due
from tests.db.desk import Desk


def waiting(desk: Desk, limit: int = 1000) -> list[Task]:
    """What is to be done now."""
    with transaction(desk.store.engine, writing=False) as connection:
        return due(connection, desk.now, limit, partial(desk.store._policy, connection))


def do(desk: Desk, task: Task) -> dict[str, Any]:
    """Do one thing as the watch does it."""
    return desk.store.do(task.verb, WATCH, task.request).as_json()


def sweep(desk: Desk) -> list[dict[str, Any]]:
    """Do all of it; what was called and reminded."""
    done: list[dict[str, Any]] = []
    for _ in range(20):
        tasks = waiting(desk)
        if not tasks:
            return done
        for task in tasks:
            try:
                answer = do(desk, task)
            except Refusal:
                continue  # what one call answered is not due any more
            if "called" in answer:
                done.append(answer)
    raise AssertionError(f"the watch does not come to rest: {tasks}")


def said(done: list[dict[str, Any]]) -> list[str]:
    """Calls as `milestone rung trigger`, reminders as `milestone rung #number`, in order."""
    return [
        f"{each['milestone']} {each['rung']} "
        + (f"#{each['reminder']}" if "reminder" in each else each["trigger"])
        for each in done
    ]


def calls(desk: Desk, number: str) -> list[Escalation]:
    """The ticket's calls in the order in which they were made."""
    rows = desk.rows(Escalation, ticket=number)
    return sorted(rows, key=lambda row: (row.at, row.cycle, row.rung))
