"""Three electricians and six tickets, plainly: what the machine of the dispatcher plays with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tests.db.desk import CALLER, Desk

PEOPLE = ("T001", "T002", "T003")
TOOLS = ("multimeter", "insulating_gloves")
CERTIFICATE = "electrician"
HARD, EASY = {"product": "配电柜", "fault": "全楼停电"}, {"product": "", "fault": "要求上门"}
Span = tuple[datetime, datetime]


@dataclass
class Person:
    """What somebody has, in the plainest words."""

    papers: date = date(2026, 7, 16)
    """The last day on which their certificate is valid."""
    tools: dict[str, str] = field(default_factory=dict)
    """Tool number → kind."""
    away: list[Span] = field(default_factory=list)


def overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def branch(desk: Desk) -> None:
    """Three electricians with all that it takes, and six tickets, of which three take it."""
    desk.found()
    desk.staff("D01", "dispatcher")
    desk.staff("M01", "manager")
    for no in PEOPLE:
        desk.staff(no, trade="electrical", certificates=f"{CERTIFICATE}:2026-07-16", skills="electrical:2")
        for kind in TOOLS:
            (number,) = desk.do("buy_tool", kind=kind)["tools"]
            desk.do("issue_tool", tool=number, staff=no)
    for at in range(6):
        more = HARD if at % 2 else EASY
        desk.register(**(CALLER | {"customer": f"客户{at}", "phone": f"1380000{at:04d}"} | more), level=3)
