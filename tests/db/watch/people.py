"""The people of the simulated department: who holds which role, and who is away when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.db.desk import BRANCH_TIME, Desk
from tests.db.watch.oracle_lines import MINUTE

ZERO = datetime(2026, 7, 13, tzinfo=BRANCH_TIME).astimezone(UTC)
PEOPLE = {
    "T001": "technician", "T002": "technician", "T003": "technician", "D01": "dispatcher",
    "C01": "customer_service", "L01": "lead", "L02": "lead", "M01": "manager", "G01": "general_manager",
}  # fmt: skip


def instant(minute: float) -> datetime:
    return ZERO + timedelta(minutes=minute)


@dataclass
class Leave:
    """Somebody away from one minute to another."""

    staff: str
    begins: int
    ends: int
    substitute: str | None

    def meets(self, other: Leave) -> bool:
        return self.staff == other.staff and self.begins < other.ends and other.begins < self.ends


class People:
    """Everybody is there unless on leave, of which there are some in so many minutes."""

    def __init__(self, desk: Desk, dice: Random, span: int) -> None:
        self.leaves: list[Leave] = []
        desk.now = instant(0) - timedelta(hours=1)
        have = {"T001", "T002", "D01", "C01", "M01"}
        for no, role in PEOPLE.items():
            if no not in have:
                desk.staff(no, role)
        for no in PEOPLE:
            for _ in range(dice.randrange(1 + max(1, span // 2880))):
                self._leave(desk, dice, no, dice.randrange(span))

    def _leave(self, desk: Desk, dice: Random, no: str, begins: int) -> None:
        substitute = dice.choice([None, *(other for other in PEOPLE if other != no)])
        leave = Leave(no, begins, begins + dice.choice([120, 600, 1440, 2880]), substitute)
        if any(one.meets(leave) for one in self.leaves):
            return
        given: dict[str, Any] = {"substitute": substitute} if substitute else {}
        desk.do(
            "set_duty", staff=no, kind="leave", begins_at=instant(leave.begins), ends_at=instant(leave.ends),
            **given,
        )  # fmt: skip
        self.leaves.append(leave)

    def away(self, no: str, at: int) -> Leave | None:
        minute = at / MINUTE
        return next((one for one in self.leaves if one.staff == no and one.begins <= minute < one.ends), None)

    def reach(self, rung: int, milestone: str, technician: str | None, at: int) -> tuple[str, ...]:
        """Who answers to a rung: its people who are there, and the substitutes who are there of those who are
        not."""
        if rung == 1 and milestone not in ("verify", "survey"):
            meant = [technician] if technician else ["D01"]
        else:
            role = {1: "customer_service", 2: "lead", 3: "manager", 4: "general_manager"}[rung]
            meant = [no for no, its in PEOPLE.items() if its == role]
        found: dict[str, None] = {}
        for no in meant:
            leave = self.away(no, at)
            if leave is None:
                found[no] = None
            elif leave.substitute is not None and self.away(leave.substitute, at) is None:
                found[leave.substitute] = None
        return tuple(found)
