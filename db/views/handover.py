"""The hand-over of a shift on one page: what came in, what is open, at risk, promised, waiting for whom, who
is away (RPT-04). Every line counts what its own list shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import func, select

from db import kinds
from db.kinds import Called
from db.rules.duty import LEAVE
from db.tables.codes import LEVELS
from db.tables.staff import Duty, Staff
from db.tables.task import Request, Task
from db.tables.ticket import Ticket
from db.verbs.fields import Instant
from db.views import columns as column
from db.views.absence import absence, substitutes_of
from db.views.handover_lists import LISTS, MANY, Since, since_when
from db.views.reports import late_reports
from db.views.running import running
from db.views.view import VIEWS, Leads, View, ViewContext
from db.views.watch import Watched
from db.views.watching import Escalations

T, K, Q, S = Ticket.table.c, Task.table.c, Request.table.c, Staff.table.c
MOST_OWNERS = 6
"""So many people's tasks have a line of their own; the others stand together."""


class HandoverRow(NamedTuple):
    """A line of the page. `at` is the instant that matters in it: the next deadline, the oldest call, until
    when somebody is away. `who` is waited for, is away, or stands in; `why` the reason of the pauses. `view`
    and `fields` say which list it counts."""

    section: Annotated[str, kinds.Code("handover_section"), Called("Part")]
    what: Annotated[str, kinds.CodeWhy("handover_line", "why", "pause"), Called("What")]
    who: Annotated[str | None, kinds.StaffNo(or_code="role"), Called("Who")]
    why: Annotated[str | None, kinds.Reason("pause"), Called("Reason")]
    many: Annotated[int | None, kinds.Number(), Called("Count")]
    at: Annotated[datetime | None, kinds.Instant(), Called("When")]
    by_level: Annotated[dict[int, int], kinds.Keyed(kinds.Level()), Called("Tickets by level")]
    substitute: column.Substitute | None
    text: Annotated[str, kinds.TEXT, Called("Text")]
    view: Annotated[str, kinds.ForForms()]
    fields: Annotated[dict[str, Any], kinds.ForForms()]


def line(
    section: str, what: str, count: int | None = None, *, view: str = "", who: str | None = None,
    why: str | None = None, at: datetime | None = None, by_level: Mapping[int, int] | None = None,
    substitute: str | None = None, text: str = "", fields: Mapping[str, Any] | None = None,
) -> HandoverRow:  # fmt: skip
    """A line, with what it has."""
    return HandoverRow(
        section, what, who, why, count, at, dict(by_level or {}), substitute, text, view, dict(fields or {})
    )


class HandoverPage(View[list[HandoverRow]]):
    """What whoever takes over has to know: since the last hand-over, the begin of my shift, or `since`."""

    name = "handover"
    label = "Hand-over page"
    key = ("section", "what", "who", "why")
    leads = Leads("handover_tickets", "part", "view")
    about = ("who",)
    brief = ("section", "what", "many", "who", "at", "by_level", "substitute", "text")
    if_any = frozenset({"substitute", "text"})
    signed_by: ClassVar[tuple[str, ...]] = ("Handed over", "Taken over")

    since: Annotated[Instant | None, Called("Since")] = None

    @classmethod
    def subject_of(cls, row: Mapping[str, Any]) -> str:
        # A line about somebody who is away opens their card.
        return f"staff:{row['who']}" if row.get("section") == "away" and row.get("who") else ""

    @classmethod
    def led_by(cls, row: Mapping[str, Any]) -> View[Any] | None:
        return VIEWS[row["view"]].model_validate(row["fields"]) if row.get("view") else None

    def read(self, context: ViewContext) -> list[HandoverRow]:
        since = since_when(context, self.since)
        rows = [line("since", since.why, at=since.at, who=since.who)]
        rows += _tickets(context, since, "came_in", "open", "at_risk", "promised")
        rows += _paused(context, since)
        rows += [*_requests(context), *_tasks(context)]
        late = late_reports(context)
        rows += [line("waiting", "reports", late, view="reports", fields={"late": True})] if late else []
        rows += _called(context)
        rows += [*_away(context), *_tickets(context, since, "away")]
        rows += _watched(context)
        return rows


def _tickets(context: ViewContext, since: Since, *sections: str) -> Iterator[HandoverRow]:
    """The lines that count tickets, with their levels and the first instant that matters."""
    for name, listed in LISTS.items():
        if listed.section not in sections:
            continue
        found = _counted(context, listed.statement(context, since.at), listed.instant)
        if found.total or listed.always:
            yield line(
                listed.section, name, found.total, at=found.at, by_level=found.by_level,
                view="handover_tickets", fields={"part": name, "since": since.at.isoformat()},
            )  # fmt: skip


class _Found(NamedTuple):
    total: int
    by_level: dict[int, int]
    at: datetime | None


def _counted(context: ViewContext, statement: Any, instant: Any) -> _Found:
    """How many tickets a list has, by level, and the first of its instants."""
    counts = statement.with_only_columns(T.level, func.count(), func.min(instant)).group_by(T.level)
    total, by_level, first = 0, dict[int, int](), list[datetime]()
    for level, count, at in context.connection.execute(counts.order_by(None)):
        total += count
        if level is not None:
            by_level[level] = count
        if at is not None:
            first.append(at)
    return _Found(
        total, {level: by_level[level] for level in LEVELS if level in by_level}, min(first, default=None)
    )


def _paused(context: ViewContext, since: Since) -> Iterator[HandoverRow]:
    """Paused tickets by what they wait for."""
    for reason in MANY["paused"].values_of(context):
        found = _counted(context, MANY["paused"].statement(context, reason), T.paused_since)
        yield line(
            "waiting", "paused", found.total, why=reason, at=found.at, by_level=found.by_level,
            view="handover_tickets", fields={"part": "paused", "of": reason, "since": since.at.isoformat()},
        )  # fmt: skip


def _requests(context: ViewContext) -> Iterator[HandoverRow]:
    statement = (
        select(Q.needs, func.count(), func.min(Q.asked_at))
        .where(Q.state == "open", context.scope.requests())
        .group_by(Q.needs)
        .order_by(Q.needs)
    )
    for role, count, at in context.connection.execute(statement):
        fields = {"state": "open", "needs": role}
        yield line("waiting", "requests", count, who=role, at=at, view="requests", fields=fields)


def _tasks(context: ViewContext) -> Iterator[HandoverRow]:
    """Open internal clocks by who has them, or whose they are by role, those most pressed first."""
    statement = select(K.staff, K.role, K.due_at).where(K.state == "open", context.scope.tasks())
    counts, first = Counter[tuple[str, str]](), dict[tuple[str, str], datetime]()
    for staff, role, due in context.connection.execute(statement):
        whose = ("owner", staff) if staff else ("role", role)
        counts[whose] += 1
        first[whose] = min(due, first.get(whose, due))
    ranked = sorted(counts, key=lambda each: (first[each], each))
    for kind, who in ranked[:MOST_OWNERS]:
        yield line(
            "waiting", "tasks", counts[kind, who], who=who, at=first[kind, who], view="tasks",
            fields={"state": "open", kind: who},
        )  # fmt: skip
    rest = ranked[MOST_OWNERS:]
    if rest:
        count, at = sum(counts[each] for each in rest), min(first[each] for each in rest)
        yield line("waiting", "other_tasks", count, at=at, view="tasks", fields={"state": "open"})


def _called(context: ViewContext) -> Iterator[HandoverRow]:
    """Escalations that nobody has answered, promises that passed, and what runs as an emergency."""
    one = running(context)
    if one is not None:
        fields = {"state": "running"}
        what = "drill" if one.drill else "emergency"
        yield line("called", what, one.called - one.answered, text=one.id, view="emergencies", fields=fields)
    for state, what in (("open", "unanswered"), ("expired", "promise_passed")):
        rows = Escalations.model_validate({"state": state}).read(context)
        if rows or state == "open":
            first = min((row.at if state == "open" else row.promise or row.at for row in rows), default=None)
            yield line(
                "called", what, len(rows), at=first, view="escalations", fields={"state": state}
            )  # fmt: skip


def _away(context: ViewContext) -> Iterator[HandoverRow]:
    """Who is on leave now, until when, and who stands in (PPL-04)."""
    away, standing = absence(context), substitutes_of(context)
    here = select(S.no).where(S.no.in_(away.people()), S.active.is_(True), context.scope.staff())
    for no in context.connection.execute(here.order_by(S.no)).scalars():
        if away.is_away(no, None):
            ends = max(
                (each.ends_at for each in context.read.rows(Duty, staff=no, kind=LEAVE)
                 if each.begins_at <= context.now < each.ends_at), default=None,
            )  # fmt: skip
            yield line("away", "leave", who=no, at=ends, substitute=standing.get(no))


def _watched(context: ViewContext) -> Iterator[HandoverRow]:
    """Who watches over the deadlines, since when (ESC-03)."""
    state = Watched().read(context)
    if state.lease is None or not state.held:
        yield line("watch", "nobody_watches", at=state.lease.beat_at if state.lease else None)
    else:
        yield line("watch", f"watched_by_{state.lease.kind}", at=state.since, text=state.lease.host)
