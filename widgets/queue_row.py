"""What the queue is given: one row per ticket, ready words and plain instants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from widgets.cells import fit, width_of
from widgets.columns import Column
from widgets.countdown import Status, countdown, duration, rough_countdown, status_at

COUNTDOWN_WIDTH = 5
"""Cells of the longest everyday countdown, `12:35`."""


TASK_WIDTH = 5
"""Cells of `9:40` or `14 h`, and of the mark of one that is late."""
AGREED_WIDTH = 6
"""Cells of `14:00` or `07-16`, and of the mark of one that is beyond the deadline."""
LATE_MARK = "!"
TASK_MARK = "+"
"""Behind the number where there is no room for the column of tasks; a late one has the mark of lateness."""
NO_TASKS = 80
"""A queue of its own has no column of tasks yet on a line of so many cells: customer and fault need them."""


class Turn(NamedTuple):
    """From that aware instant on a row says so before its flags, as a warning where it is `urgent`."""

    at: datetime
    text: str
    urgent: bool = False


@dataclass(frozen=True)
class QueueRow:
    """One ticket of the queue.

    Attributes:
        key: what the cursor and the marks hold on to.
        level: 1 is worst; None while untriaged.
        level_text: the level in words, empty while untriaged.
        due_at, at_risk_at: aware instants; None when nothing runs.
        late_since: where lateness counts from when pauses and closed hours are out of it; `due_at` else.
        paused_minutes: the frozen remainder of a paused ticket, negative when it was late already.
        flags: short words behind the fault (rework, chase, reminder, incomplete), most important first.
        version: not drawn; for who acts on the row.
        ended: the day on which it was closed, in place of a countdown.
        agreed: until when the customer was promised somebody; `agreed_late` says that this lies beyond the
            deadline, and a mark behind it says so too.
        task_due_at: until when its earliest internal task is to be done, an aware instant.
        turns: what it says from which instant on, in order; it is drawn by the clock, and nothing is asked.
    """

    key: str
    number: str
    level: int | None = None
    level_text: str = ""
    due_at: datetime | None = None
    at_risk_at: datetime | None = None
    paused_minutes: int | None = None
    milestone: str = ""
    customer: str = ""
    district: str = ""
    product: str = ""
    fault: str = ""
    technician: str = ""
    flags: tuple[str, ...] = ()
    version: int = 0
    ended: str = ""
    late_since: datetime | None = None
    agreed: str = ""
    agreed_late: bool = False
    task_due_at: datetime | None = None
    turns: tuple[Turn, ...] = ()

    def turned(self, now: datetime) -> Turn | None:
        """What the row says by now: the last of its turns that has come."""
        return next((turn for turn in reversed(self.turns) if turn.at <= now), None)

    def counts_from(self, now: datetime) -> datetime | None:
        """What the countdown runs to, or since which it is late."""
        late = self.due_at is not None and now > self.due_at
        return self.late_since if late and self.late_since is not None else self.due_at

    def is_task_late(self, now: datetime) -> bool:
        """Whether its earliest internal task is past its time."""
        return self.task_due_at is not None and now > self.task_due_at

    def status(self, now: datetime) -> Status:
        """State at `now`."""
        if self.paused_minutes is not None and self.due_at is None:
            return "paused"
        return status_at(self.due_at, self.at_risk_at, now)


@dataclass(frozen=True)
class QueueLabels:
    """Words of the queue, already translated.

    Attributes:
        at_risk, breached, paused: state words before the countdown.
        columns: heading per column name (level, number, due, milestone, agreed, task, customer, district,
            product, fault, technician).
        milestone_width, level_width: cells of the longest such word.
    """

    at_risk: str
    breached: str
    paused: str
    columns: Mapping[str, str] = field(default_factory=dict)
    milestone_width: int = 4
    level_width: int = 2

    @property
    def word_width(self) -> int:
        """Cells of the longest state word."""
        return max(width_of(self.at_risk), width_of(self.breached), width_of(self.paused))

    def word(self, status: Status) -> str:
        """State word, empty when all is well."""
        return {"at_risk": self.at_risk, "breached": self.breached, "paused": self.paused}.get(status, "")


def queue_columns(
    labels: QueueLabels, number_width: int, *, tight: bool = False, tasks: bool = True
) -> tuple[Column, ...]:
    """The columns of the queue. On 80 cells the product gives way, on fewer district and technician.

    A `tight` one shares a wide screen: its faults may be shorter, since the ticket is told beneath, so that
    the tasks have their column; where no ticket has had one it leaves its cells to the others.
    """
    label = labels.columns.get

    def column(name: str, width: int, **more: int) -> Column:
        return Column(name, label(name, ""), width, **more)  # type: ignore[arg-type]

    columns = (
        column("mark", 2, gap=0),
        column("level", labels.level_width, gap=0),
        column("number", number_width),
        Column("due", label("due", ""), labels.word_width + 1 + COUNTDOWN_WIDTH, align="right"),
        column("milestone", max(labels.milestone_width, width_of(label("milestone", "")))),
        column("agreed", max(AGREED_WIDTH, width_of(label("agreed", ""))), drop=2),
        Column(
            "task",
            label("task", ""),
            max(TASK_WIDTH, width_of(label("task", ""))),
            "right",
            drop=3,
            above=0 if tight else NO_TASKS,
        ),
        column("customer", 14, least=10, grow=3, most=24),
        column("district", 4 if width_of(label("district", "")) <= 4 else 8, drop=4),
        column("product", 8, drop=5, above=86, grow=3, most=20),
        column("fault", 16, least=12 if tight and tasks else 14, grow=5),
        column("technician", 6 if width_of(label("technician", "")) <= 4 else 10, drop=1),
    )
    return columns if tasks else tuple(each for each in columns if each.name != "task")


def due_text(row: QueueRow, labels: QueueLabels, now: datetime) -> str:
    """State word and countdown of a row, `超时 0:14`; empty when nothing runs."""
    if row.ended:
        return fit(row.ended, labels.word_width + 1 + COUNTDOWN_WIDTH, "right")
    status = row.status(now)
    if status == "paused" and row.paused_minutes is not None:
        sign = "-" if row.paused_minutes < 0 else ""
        return _word_and_time(labels.paused, sign + duration(row.paused_minutes), labels)
    since = row.counts_from(now)
    if since is None:
        return ""
    return _word_and_time(labels.word(status), countdown(since, now), labels)


def task_text(row: QueueRow, now: datetime) -> str:
    """How long its earliest internal task has, or since when it is late, with a mark; empty without one."""
    if row.task_due_at is None:
        return ""
    return rough_countdown(row.task_due_at, now) + (LATE_MARK if row.is_task_late(now) else " ")


def _word_and_time(word: str, time: str, labels: QueueLabels) -> str:
    room = labels.word_width + 1 + COUNTDOWN_WIDTH
    word = fit(word, labels.word_width)
    return word + fit(time, room - width_of(word), "right")


def fault_text(row: QueueRow, width: int, turn: Turn | None = None) -> str:
    """Fault and flags, what the row turned to before them: they stay whole as long as the fault keeps a fifth
    of the room."""
    flags = " ".join(filter(None, (turn.text if turn is not None else "", *row.flags)))
    if not flags:
        return fit(row.fault, width)
    room = max(width - width_of(flags) - 1, width // 5)
    fault = fit(row.fault, min(room, width_of(row.fault))).rstrip(" ")
    return fit(f"{fault} {flags}" if fault else flags, width)
