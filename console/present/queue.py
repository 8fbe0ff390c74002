"""Rows of the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from console.words import labels
from console.words.codes import word
from console.words.i18n import N_, _, translate
from db.views.queue_row import QueueRow as Row
from widgets.cells import width_of
from widgets.queue_row import QueueLabels, QueueRow, Turn

ALWAYS = datetime.min.replace(tzinfo=UTC)
MILESTONES = ("respond", "answer", "arrive", "resolve", "verify", "survey")

ENDED = {"closed": N_("shut"), "cancelled": N_("dropped")}
"""How a ticket ended, in the room of a milestone."""


def queue_labels() -> QueueLabels:
    """The queue's words."""
    return QueueLabels(
        at_risk=_("risk"),
        breached=_("late"),
        paused=_("hold"),
        columns={
            "level": _("Lv"),
            "number": _("Ticket"),
            "due": _("Due"),
            "milestone": _("For"),
            "agreed": _("Agreed"),
            "task": _("Task"),
            "customer": _("Customer"),
            "district": _("District"),
            "product": _("Product"),
            "fault": _("Fault"),
            "technician": _("Who"),
        },
        milestone_width=max(width_of(word("milestone", each)) for each in MILESTONES),
        level_width=max(width_of(labels.level(each)) for each in (1, 2, 3, 4)),
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """Tickets that stand out for this person: with their own reminder, with an escalation that calls them."""

    reminded: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()

    def differing(self, other: Marks) -> frozenset[str]:
        """The tickets that are marked otherwise there."""
        return (self.reminded ^ other.reminded) | (self.called ^ other.called)


def queue_row(
    row: Row, marks: Marks = Marks(), now: datetime | None = None, ahead: timedelta = timedelta()
) -> QueueRow:
    """One ticket. `now`, in the branch's zone, dates those that are over. It is warned so long `ahead` of the
    moment from which nobody can reach it any more."""
    return QueueRow(
        key=row.number,
        number=row.number,
        level=row.level,
        level_text=labels.level(row.level),
        due_at=row.due_at,
        at_risk_at=row.at_risk_at,
        late_since=row.late_since,
        paused_minutes=row.remaining_minutes,
        milestone=_milestone(row),
        ended=_day(row.ended_at, now) if row.ended_at is not None and now is not None else "",
        customer=row.customer,
        district=row.district,
        product=row.product,
        fault=row.fault,
        technician=row.technician_name or "",
        flags=tuple(_flags(row, marks, now)),
        version=row.version,
        agreed=_agreed(row, now),
        agreed_late=_agreed_late(row),
        task_due_at=row.task_due_at,
        turns=tuple(_turns(row, ahead, now)),
    )


def _turns(row: Row, ahead: timedelta, now: datetime | None) -> Iterable[Turn]:
    """Who can still be there in time, as that is by the clock: one alone, the last one soon to leave, nobody
    (DSP-04). What no clock moves counts from the beginning of time."""
    if row.in_time is None:
        return
    if row.leave_by is None:
        yield Turn(ALWAYS, _("nobody"), urgent=True)
        return
    soon = row.leave_by - ahead
    if row.one_left is not None and row.one_left < soon:
        yield Turn(row.one_left, _("one left"))
    yield Turn(soon, translate("leave by {time}", time=_short(row.leave_by, now)), urgent=True)
    # Whoever leaves at that moment is there in time.
    yield Turn(row.leave_by + timedelta(seconds=1), _("nobody"), urgent=True)


def _agreed(row: Row, now: datetime | None) -> str:
    """Until when the customer was promised somebody: the time today, the day otherwise; over once met."""
    promised = row.agreed_to or row.agreed_from
    if promised is None or now is None or row.state not in ("triaged", "dispatched", "paused"):
        return ""
    return _short(promised, now)


def _short(at: datetime | None, now: datetime | None) -> str:
    """The time today, the day otherwise."""
    if at is None or now is None:
        return ""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d}"


def _agreed_late(row: Row) -> bool:
    """Whether the promise lies beyond the deadline that runs; where it is the deadline itself, beyond the one
    that it replaced (SLA-11)."""
    promised = row.agreed_to or row.agreed_from
    due = row.original_due_at if row.due_at == promised and row.original_due_at else row.due_at
    return (
        promised is not None and due is not None and row.milestone in ("arrive", "resolve") and promised > due
    )


def _milestone(row: Row) -> str:
    """What runs; of a ticket that is over, how it ended."""
    if row.state in ENDED:
        return _(ENDED[row.state])
    return word("milestone", row.milestone) if row.milestone else ""


def _day(at: datetime, now: datetime) -> str:
    """The local day, with its year when that is not the present one."""
    day = at.astimezone(now.tzinfo)
    return f"{day:%m-%d}" if day.year == now.year else f"{day:%Y-%m-%d}"


def _flags(row: Row, marks: Marks, now: datetime | None) -> Iterable[str]:
    if row.level is None and row.state != "new":
        yield word("job", row.kind)
    if row.item_state:
        yield " ".join(filter(None, (word("item", row.item_state), row.item_place)))
    if row.number in marks.called:
        yield _("calls you")
    if row.holder_absent:
        yield _("away")
    if row.provisional:
        yield _("provisional")
    if row.number in marks.reminded:
        yield _("remind")
    if row.rework_of:
        yield _("rework")
    if row.chases:
        yield translate("chased {count}", count=row.chases)
