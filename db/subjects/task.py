"""Internal clocks and requests for approval as subjects (INT-08, ESC-07)."""

from __future__ import annotations

from db.rules.moves import STAYS, Machine, Move
from db.subjects.subject import Findable, Subject
from db.tables.task import REQUEST_STATES, TASK_STATES, Decision, Request, Task

TASK = Subject(
    family="task",
    root=Task,
    machine=Machine.of(
        "state",
        TASK_STATES,
        (Move("do_task", ("open",), "done", "INT-08"), Move("hand_task", ("open",), STAYS, "INT-08")),
        "task_state",
    ),
    finds=Findable(
        name="kind",
        texts=("id", "about"),
        coded={"kind": "task"},
        people=("staff",),
        of="about",
        first=("state", "open"),
        order="due_at",
    ),
    series="TK and the number of the event that made it",
)
REQUEST = Subject(
    family="request",
    root=Request,
    children={Decision: "request"},
    machine=Machine.of(
        "state",
        REQUEST_STATES,
        (
            Move("decide yes", ("open",), "granted", "ESC-07"),
            Move("decide a step", ("open",), STAYS, "ESC-07"),
            Move("decide no", ("open",), "refused", "ESC-07"),
            Move("withdraw", ("open",), "withdrawn", "ESC-07"),
        ),
        "request_state",
    ),
    finds=Findable(
        name="verb",
        texts=("id", "about"),
        coded={"verb": "approval"},
        people=("asked_by",),
        of="about",
        first=("state", "open"),
        order="asked_at",
        latest=True,
    ),
    series="RQ and the number of the event that made it",
)
