"""Reports and meetings as tasks: each is opened once for its period, whoever watches (RPT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar
from uuid import UUID, uuid5

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.subjects.report import REPORT
from db.subjects.subject import name_of
from db.tables.report import ReportDuty, ReportStart
from db.tables.row import Row
from db.tables.task import Task
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Instant
from db.verbs.verb import Verb
from db.verbs.who import ADMIN_ONLY

OWING = UUID("7f0d4ac2-6b0e-4c57-8a65-0a6a3c52d0d1")
"""The space of the ids under which each report is owed."""
START = "start"


class BeginReports(Verb):
    """Owe reports from now on: a calendar of reports looks at nothing that lies before it was first read."""

    name = "begin_reports"
    word = "begin the calendar of reports"
    group = groups.HOUSE
    internal = True
    by_watch = True
    default_roles = ADMIN_ONLY
    rule = "RPT-06"
    looks_at: ClassVar[tuple[type[Row], ...]] = (ReportStart,)

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("reports",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        return read.rows(ReportStart)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if facts.all(ReportStart):
            raise Refusal("RPT-06", "The calendar of reports has begun already.", "")
        outcome = Outcome(facts)
        outcome.put(ReportStart.new(id=START, at=context.now))
        return outcome


class OweReport(Verb):
    """Open a report or a meeting of the calendar as a task of whoever owes it."""

    name = "owe_report"
    word = "open a report"
    group = groups.WATCH
    internal = True
    by_watch = True
    default_roles = ADMIN_ONLY
    rule = "RPT-06"
    makes = REPORT.family
    looks_at: ClassVar[tuple[type[Row], ...]] = (ReportDuty, Task)

    owed: Annotated[str, kinds.Listed("report"), Called("Report")]
    branch: Annotated[str, kinds.Listed("branch"), Called("Branch")]
    department: Annotated[str, kinds.Listed("department"), Called("Department")] = ""
    period: Annotated[str, kinds.TEXT, Called("Period")]
    opens: Annotated[Instant, Called("Opens", context="report")]
    until: Annotated[Instant, Called("Due")]
    policy_version: Annotated[str, kinds.PolicyVersion(), Called("Policy version")]

    def request(self) -> UUID:
        """The id by which it is owed once."""
        return uuid5(OWING, "/".join((self.owed, self.branch, self.department, self.period)))

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        # One at a time, so that what is owed already is seen.
        return ("reports",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        return read.rows(ReportDuty, report=self.owed, period=self.period)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if facts.all(ReportDuty, branch=self.branch, department=self.department):
            raise Refusal("RPT-06", "This report is owed already.", "")
        kind = context.policy_named(self.policy_version).reports.report[self.owed]
        outcome = Outcome(facts)
        duty = outcome.put(
            ReportDuty.new(
                id=f"RP{context.seq}", report=self.owed, branch=self.branch, department=self.department,
                period=self.period, role=kind.role, person=kind.person, opens_at=self.opens,
                due_at=self.until, policy=self.policy_version,
            )
        )  # fmt: skip
        task = outcome.put(
            Task.new(
                id=f"TK{context.seq}", kind=self.owed, about=duty.subject(), role=kind.role,
                staff=kind.person or None, opened_at=context.now, due_at=self.until,
            )
        )  # fmt: skip
        outcome.answer.update(report=duty.id, task=task.id, kind=self.owed)
        return outcome


def owed_by(read: Reader, context: Context, verb: str, period: str) -> list[Row]:
    """What this verb does by the way, as the calendar in force says: open tasks with the reports of that
    period, in the own branch, that they are about."""
    kinds_of_it = tuple(code for code, kind in context.policy.reports.report.items() if kind.done_by == verb)
    tasks = read.rows(Task, kind=kinds_of_it, state="open") if kinds_of_it else []
    names = tuple(name_of(task.about) for task in tasks)
    duties = read.rows(ReportDuty, id=names, period=period, branch=context.actor.branch) if names else []
    meant = {duty.subject() for duty in duties}
    return [*duties, *(task for task in tasks if task.about in meant)]


def done_by_the_way(outcome: Outcome, context: Context, text: str) -> None:
    """End the tasks of the reports that the facts hold."""
    meant = {duty.subject() for duty in outcome.all(ReportDuty)}
    for task in outcome.all(Task, state="open"):
        if task.about in meant:
            outcome.put(task.but(state="done", done_at=context.now, done_by=context.actor.no, text=text))
