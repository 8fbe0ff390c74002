"""The calendar of reports and meetings: who owes which one when, and whether it is done (RPT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field
from sqlalchemy import func, literal_column, or_, select

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.policy.duties import Duty
from db.policy.parts import ALL, BRANCH
from db.tables.report import ReportDuty
from db.tables.task import Task
from db.views import columns as column
from db.views.listing import Opens
from db.views.owing import coming, unopened
from db.views.timeline import AT_FIRST, Timeline, timeline_of
from db.views.view import Limit, View, ViewContext

R, K = ReportDuty.table.c, Task.table.c
STATES = ("late", "open", "coming", "done", "dropped")


class ReportRow(NamedTuple):
    """A report or a meeting that is owed for a period. `coming` is one that does not open yet, and has no
    number; `late` one that is past its time and not done. `owner` is who has its task, null while it is
    anybody's of `role`."""

    id: Annotated[str | None, kinds.TEXT, Called("Number")]
    report: Annotated[str, kinds.Listed("report"), Called("Report")]
    what: Annotated[str, kinds.Code("report_kind"), Called("Kind")]
    period: Annotated[str, kinds.TEXT, Called("Period")]
    branch: column.Branch
    department: column.Department | None
    role: column.Role
    owner: column.Owner | None
    opens_at: Annotated[datetime, kinds.Instant(), Called("Opens", context="report")]
    due_at: column.DueAt
    state: Annotated[str, kinds.Code("report_state"), Called("State")]
    done_at: column.DoneAt | None
    done_by: column.DoneBy | None
    task: Annotated[str | None, kinds.TaskNo(), Called("Task")]
    text: column.Text


class Reports(View[list[ReportRow]]):
    """Reports and meetings, who owes them and when: late ones first, then by due time; done ones last.

    Shows what comes within `days`, and what was done within as many; `mine` are those of a role of mine.
    """

    name = "reports"
    label = "Reports and meetings"
    opens = Opens("report", "id")
    key = ("report", "branch", "department", "period")
    brief = (
        "report", "period", "role", "owner", "due_at", "state", "done_at", "department", "branch", "task",
    )  # fmt: skip
    briefer = ("report", "period", "state", "due_at", "role", "owner", "department", "done_at")

    days: Annotated[int, Field(ge=0, le=800)] = 31
    state: Literal["late", "open", "coming", "done", "dropped"] | None = None
    mine: Annotated[bool, kinds.YesNo(), Called("Mine")] = False
    late: Annotated[bool, kinds.YesNo(), Called("Late")] = False
    report: str = ""
    limit: Limit = 2_000

    def read(self, context: ViewContext) -> list[ReportRow]:
        span = timedelta(days=self.days)
        rows = [*duty_rows(context, since=context.now - span), *_unmade(context, context.now + span)]
        wanted = "late" if self.late else self.state
        found = [
            row
            for row in rows
            if (wanted in (None, row.state))
            and (not self.report or self.report in (row.report, _called(context, row.report)))
            and (not self.mine or _is_mine(context, row))
        ]
        return sorted(found, key=_order)[: self.limit]


def late_reports(context: ViewContext) -> int:
    """How many reports are late."""
    return sum(row.state == "late" for row in Reports(days=0).read(context))


def _order(row: ReportRow) -> tuple[Any, ...]:
    over = STATES.index(row.state)
    at = row.due_at if over < STATES.index("done") else -(row.done_at or row.due_at).timestamp()
    if isinstance(at, datetime):
        at = at.timestamp()
    return over, at, row.report, row.branch, row.department or ""


def _called(context: ViewContext, code: str) -> str:
    kind = context.policy.reports.report.get(code)
    return kind.zh if kind is not None else code


def _is_mine(context: ViewContext, row: ReportRow) -> bool:
    me = context.person.no if context.person else ""
    return row.owner == me if row.owner else row.role in context.roles


def duty_rows(context: ViewContext, since: datetime | None = None, id: str = "") -> Iterable[ReportRow]:
    """Those that were opened: done ones only since then, or the one with this number."""
    key = literal_column("'report:'").concat(R.id)
    statement = (
        select(
            ReportDuty.table, K.id.label("task"), K.staff, K.state, K.done_at, K.done_by, K.text,
            K.due_at.label("task_due"),
        )
        .select_from(ReportDuty.table.outerjoin(Task.table, K.about == key))
        .where(context.scope.reports())
    )  # fmt: skip
    if since is not None:
        statement = statement.where(or_(K.state == "open", func.coalesce(K.done_at, R.due_at) >= since))
    if id:
        statement = statement.where(R.id == id)
    for record in context.connection.execute(statement).mappings():
        yield _row(context, record)


def _row(context: ViewContext, record: Any) -> ReportRow:
    kind = context.policy_named(record["policy"]).reports.report.get(record["report"])
    state = record["state"] or "dropped"
    if state == "open" and record["due_at"] < context.now:
        state = "late"
    return ReportRow(
        id=record["id"], report=record["report"], what=kind.what if kind is not None else "report",
        period=record["period"], branch=record["branch"], department=record["department"] or None,
        role=record["role"], owner=record["staff"] or record["person"] or None, opens_at=record["opens_at"],
        due_at=record["due_at"], state=state, done_at=record["done_at"], done_by=record["done_by"],
        task=record["task"], text=record["text"] or "",
    )  # fmt: skip


def _unmade(context: ViewContext, until: datetime) -> Iterable[ReportRow]:
    """What is owed and not opened yet, since no watch has looked; and what comes, up to then."""
    named, now = context.policy_named, context.now
    for duty in unopened(context.connection, now, named):
        if _reaches(context, duty):
            yield _planned(context, duty, "late" if duty.due_at < now else "open")
    for duty in coming(context.connection, now, until, named):
        if _reaches(context, duty):
            yield _planned(context, duty, "coming")


def _reaches(context: ViewContext, duty: Duty) -> bool:
    """What `Scope.reports` says, of what is in no table yet."""
    scope = context.scope
    own = duty.department in ("", scope.department)
    return scope.reach == ALL or (duty.branch == scope.branch and (scope.reach == BRANCH or own))


def _planned(context: ViewContext, duty: Duty, state: str) -> ReportRow:
    kind = context.policy_named(duty.version).reports.report[duty.report]
    return ReportRow(
        id=None, report=duty.report, what=kind.what, period=duty.period, branch=duty.branch,
        department=duty.department or None, role=kind.role, owner=kind.person or None,
        opens_at=duty.opens_at, due_at=duty.due_at, state=state, done_at=None, done_by=None, task=None,
        text="",
    )  # fmt: skip


class ReportFacts(NamedTuple):
    """Where the regulations ask for it."""

    source: Annotated[str, kinds.TEXT, Called("Asked for by")]
    policy: column.Policy


class ReportCard(View[dict[str, Any]]):
    """One report or meeting that is owed: for which period, by whom, until when, what came of it (RPT-06)."""

    name = "report"
    label = "A report's card"
    card_of = "report"
    heads = ("id", "report", "state")
    places = (
        ("period", "what"), ("role", "owner"), ("opens_at", "due_at"), ("branch", "department"),
        ("done_at", "done_by"), "text", ("task", "source"), "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (ReportRow, ReportFacts, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        wanted = self.id.strip().upper()
        for row in duty_rows(context, id=wanted):
            (duty,) = context.read.rows(ReportDuty, id=wanted)
            kind = context.policy_named(duty.policy).reports.report.get(duty.report)
            return {
                **row._asdict(),
                "source": kind.source if kind is not None else "",
                "policy": duty.policy,
                **timeline_of(context, f"report:{wanted}", self.limit),
            }
        raise Refusal(
            "RPT-06", "There is no report {number}.", "See paigong show reports.", number=self.id[:80]
        )
