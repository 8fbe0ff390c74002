"""What the forms about a ticket share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from console.printing.facts import Facts, as_mapping, boxes, latest
from console.printing.paper import Box
from db.views.records import RecordCard
from db.views.tasks import TaskRow, Tasks
from db.views.ticket import TicketView
from db.views.tools import Kit

LEVELS = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
NATURES = {"support": "技术支持", "quality": "质量信息"}
MOST_TASKS = 1_000
TASKS, KIT, RECORD = "tasks", "kit", "record"
"""What forms ask besides."""


def of_ticket(number: str, _version: int | None) -> TicketView:
    """The ticket itself."""
    return TicketView(number=number)


def its_number(facts: Facts) -> str:
    """The number at the head."""
    return str(facts["number"])


def done_tasks(facts: Facts) -> Tasks:
    """The internal clocks of the ticket that are done."""
    return Tasks(ticket=facts["number"], state="done", limit=MOST_TASKS)


def record_of(facts: Facts) -> RecordCard | None:
    """The last record of the ticket."""
    numbers = [each["number"] for each in facts.within("records") if each["state"] != "void"]
    return RecordCard(number=numbers[-1]) if numbers else None


def recorded(facts: Facts) -> Facts | None:
    """What stands in it; none while there is no record."""
    found = facts.beside.get(RECORD)
    return replace(facts, answer=found, shape=RecordCard.shape()) if found else None


def kit_of(facts: Facts) -> Kit | None:
    """The kit of whoever is in charge."""
    leads = [each["technician"] for each in sent(facts) if each["lead"]]
    return Kit(staff=leads[0]) if leads else None


def last_event(facts: Facts) -> datetime | None:
    """The last event of the ticket, or of the tasks about it."""
    return latest([facts["last_at"], *(each.done_at for each in facts.beside.get(TASKS) or ())])


def task_done(facts: Facts, *kinds: str) -> TaskRow | None:
    """The last of these tasks that was done; none where there is none."""
    found: Sequence[TaskRow] = facts.beside.get(TASKS) or ()
    done = [each for each in found if each.kind in kinds]
    return max(done, key=lambda each: (each.done_at, each.id), default=None)


def told(task: TaskRow | None) -> str:
    """What came of a task."""
    return task.text if task is not None else ""


def decided(facts: Facts, task: TaskRow | None) -> str:
    """What came of a task, who said so and when."""
    return f"{by_whom(facts, task)}　{facts.when(task.done_at)}" if task is not None else ""


def by_whom(facts: Facts, task: TaskRow | None) -> str:
    """What came of a task, and who said so."""
    who = facts.speech.person(task.done_by) if task is not None and task.done_by else ""
    return "\n".join(filter(None, (told(task), who)))


def sent(facts: Facts) -> list[Facts]:
    """Who is sent, the one in charge first; where nobody is any more, who was sent last."""
    rows = facts.within("assignments")
    now = [row for row in rows if row["ended_at"] is None]
    if not now and rows:
        last = max(row["ended_at"] for row in rows)
        now = [row for row in rows if row["ended_at"] == last]
    return sorted(now, key=lambda row: (not row["lead"], row["technician"]))


def leader(facts: Facts) -> str:
    """Who is in charge."""
    return "、".join(person(row) for row in sent(facts) if row["lead"])


def crew(facts: Facts) -> str:
    """Everybody who is sent."""
    return "、".join(person(row) for row in sent(facts))


def person(row: Facts) -> str:
    """Somebody who is sent, by name and number."""
    return f"{row['name']} {row['technician']}".strip()


def window(facts: Facts) -> str:
    """The time that was agreed with the customer."""
    return facts.span("agreed_from", "agreed_to")


def wanted(facts: Facts) -> str:
    """The time that the customer wished for."""
    return facts.span("wanted_from", "wanted_to")


def levels(facts: Facts) -> tuple[Box, ...]:
    """The four fault levels, that of the ticket ticked."""
    return boxes(LEVELS, facts["level"])


def standard_kit(facts: Facts) -> tuple[Box, ...]:
    """What somebody of this trade takes along, by the policy of the ticket (KIT-01)."""
    kit = facts.beside.get(KIT)
    trade = as_mapping(kit)["trade"] if kit is not None else None
    counts = facts.policy.standard_kit(trade)
    return tuple(Box(f"{facts.listed('tool', code)}×{count}") for code, count in counts.items())


def parts_issued(facts: Facts) -> str:
    """What the store room gave out for the ticket and did not get back (PRT-03)."""
    return "、".join(f"{row.said('kind')}×{row['count']}" for row in facts.within("issued"))


def in_warranty(facts: Facts) -> bool | None:
    """Whether the thing was in warranty when it was reported; None where nobody knows until when."""
    equipment = facts["equipment"]
    until = equipment["warranty_until"] if equipment else None
    return None if until is None else facts["reported_at"].astimezone(facts.speech.zone).date() <= until
