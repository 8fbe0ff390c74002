"""A job that is lifted from one place of a day to another, before it is put down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.keys.sent import TECHNICIAN, WINDOW
from db.rules.gates import Result
from db.verbs.appointing import MoveWindow
from db.verbs.dispatching import Dispatch, Reassign
from db.views.candidates import CandidateRow
from widgets.day import DayRow
from widgets.day_cells import Bar

SKILL, PAPER = "skill", "certificate"
"""The gates that say whether somebody can do the work at all."""


@dataclass(frozen=True, slots=True)
class Move:
    """A job on its way to somewhere else: to whom, and when."""

    ticket: str
    staff: str
    begin: datetime
    length: timedelta
    holder: str | None

    @property
    def verb(self) -> str:
        """What it comes to."""
        if self.holder is None:
            return Dispatch.name
        return MoveWindow.name if self.holder == self.staff else Reassign.name

    def fields(self) -> dict[str, str]:
        """The window, and whom."""
        begins, ends = WINDOW
        window = {begins: self.begin.isoformat(), ends: (self.begin + self.length).isoformat()}
        return window if self.holder == self.staff else {TECHNICIAN: self.staff, **window}


def about(move: Move) -> dict[str, str]:
    """The field that names the ticket."""
    return {Dispatch.about: move.ticket}


def running(number: str) -> str:
    """The running part of a number."""
    return number.rpartition("-")[2]


def without(row: DayRow, move: Move) -> Iterator[Bar]:
    """The row without the job that is moved, its deadline kept in sight."""
    return (bar for bar in row.bars if bar.key != move.ticket or bar.kind == "deadline")


def is_able(row: CandidateRow) -> bool:
    """Whether somebody has the skill and the papers for it."""
    return all(gate.result is Result.PASS for gate in row.gates if gate.name in (SKILL, PAPER))
