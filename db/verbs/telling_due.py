"""Tell whom it concerns that something fell due: an internal clock, a reminder, what is asked of them, what
came of what they asked (INT-08, ESC-05, ESC-07). The watch does it, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.listed import listed
from db.rota import Rota
from db.rules.calling import Colleague, Target, groups
from db.subjects.report import REPORT
from db.subjects.staff import STAFF
from db.subjects.subject import family_of, name_of
from db.subjects.ticket import TICKET
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Reminder
from db.tables.notice import Notice
from db.tables.report import ReportDuty
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.task import Request, Task
from db.tables.ticket import Ticket
from db.tables.told import Told
from db.tables.tool import Movement, Tool
from db.verbs import groups as chapters
from db.verbs import telling_tools as tools
from db.verbs.answering import colleagues_of
from db.verbs.clocks import FORMS, OPEN, OUTSIDE
from db.verbs.context import Context
from db.verbs.copies import QUALITY, copied
from db.verbs.matters import Matter
from db.verbs.noticing import Cause, write
from db.verbs.verb import Verb
from db.verbs.who import ADMIN_ONLY

TASK, REMINDER, REQUEST, DECISION, BEGUN = "task", "reminder", "request", "decision", "begun"
DECIDED = ("granted", "refused", "failed")
ROWS: Mapping[str, type[Row]] = {
    TASK: Task, REMINDER: Reminder, REQUEST: Request, DECISION: Request, BEGUN: Task, **tools.ROWS,
}  # fmt: skip
TELLING = UUID("0b4c2f0e-51d3-4f4e-9a5c-6f3d0c9b7e24")
"""The space of the ids under which each thing is told."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where those who are told are looked for."""

    department: str
    branch: str


class TellDue(Verb):
    """Tell whom it concerns that something fell due: each thing once, however many watches see it."""

    name = "tell_due"
    word = "tell what fell due"
    group = chapters.WATCH
    internal = True
    by_watch = True
    default_roles = ADMIN_ONLY
    rule = "ESC-05"
    looks_at: ClassVar[tuple[type[Row], ...]] = (
        Task, Reminder, Request, Told, Ticket, Staff, Duty, Notice, ReportDuty, *tools.KINDS,
    )  # fmt: skip

    due_thing: Annotated[str, kinds.DueThing(), Called("Thing")]

    def request(self) -> UUID:
        """The id by which it is done once."""
        return uuid5(TELLING, self.due_thing)

    @property
    def family(self) -> str:
        return family_of(self.due_thing)

    @property
    def _id(self) -> str:
        return name_of(self.due_thing).partition("/")[0]

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        # Under the lock of what it is about, as all that happens to it.
        return {_about(row) for row in self._rows(read)}

    def _rows(self, read: Reader) -> list[Row]:
        kind = ROWS[self.family]
        return list(read.rows(kind, **{kind.key[0]: self._id}))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Told, thing=self.due_thing)
        staff = read.rows(Staff, active=True)
        yield from staff
        for row in self._rows(read):
            yield row
            tickets = read.rows(Ticket, number=name_of(_about(row)))
            yield from tickets
            duties = read.rows(ReportDuty, id=name_of(_about(row)))
            moved = read.rows(Tool, number=row.tool) if isinstance(row, Movement) and row.tool else []
            yield from (*duties, *moved)
            meant = _meant(self, row, Facts((*staff, *tickets, *duties, *moved)), context)
            entries = read.rows(Duty, staff=tuple(sorted(meant))) if meant else []
            others = {each.substitute for each in entries if each.substitute} - meant
            yield from entries
            yield from read.rows(Duty, staff=tuple(sorted(others))) if others else ()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        row = facts.get(ROWS[self.family], self._id)
        matter = matter_of(self.due_thing, row, context) if row is not None else None
        if row is None or matter is None or facts.get(Told, self.due_thing) is not None:
            raise Refusal("ESC-05", "Nothing of {number} is to be told.", "", number=self.due_thing)
        ticket = facts.get(Ticket, name_of(_about(row)))
        people = _people(matter, _place(row, facts, context), facts, context)
        outcome = Outcome(facts)
        persons = [one.no for one in people]
        outcome.put(
            Told.new(
                thing=self.due_thing, about=_about(row), at=context.now, persons=",".join(persons)[:2000]
            )
        )
        write(outcome, context, _cause(matter, row, ticket, facts, context), people)
        outcome.answer.update(about=matter.number, occasion=matter.occasion, told=persons)
        return outcome


def matter_of(thing: str, row: Row, context: Context) -> Matter | None:
    """What is to be told of a thing now; None where nothing is."""
    if family_of(thing) in tools.ROWS:
        return tools.matter_of(thing, row, context)
    if isinstance(row, Task):
        begun = family_of(thing) == BEGUN
        late = row.due_at <= context.now
        return (
            _task(row, context, "task_begun" if begun else "task")
            if row.state == OPEN and (begun or late)
            else None
        )
    if isinstance(row, Reminder):
        due = row.due_at <= context.now
        return Matter("reminder", row.ticket, (Target(row.staff, True),)) if due else None
    assert isinstance(row, Request)
    listed = context.policy.approvals.approval.get(row.verb)
    if family_of(thing) == DECISION:
        asker = (Target(row.asked_by, True),)
        return Matter(f"request_{row.state}", row.id, asker, listed) if row.state in DECIDED else None
    if row.state != OPEN or thing != asking(row.id, row.step):
        return None
    return Matter("request", row.id, (Target(row.needs),), listed, but=row.asked_by)


def asking(request: str, step: int) -> str:
    """The thing that those are told of who decide this step."""
    return f"{REQUEST}:{request}/{step}"


def _task(task: Task, context: Context, occasion: str) -> Matter:
    own = (Target(task.staff, True),) if task.staff else ()
    what = listed(context.policy, "task").get(task.kind)
    # Of papers that are late quality hears, too, whose copies they are (VIS-07).
    papers = task.kind == FORMS and copied(context.policy, context.policy.records.form)
    also = (QUALITY,) if papers and occasion == TASK else ()
    return Matter(occasion, task.id, (*own, Target(task.role)), what, task.due_at, also=also)


def _about(row: Row) -> str:
    if isinstance(row, Reminder):
        return TICKET.key(row.ticket)
    if isinstance(row, (Task, Request)):
        return row.about
    return row.subject()


def _place(row: Row, facts: Facts, context: Context) -> Place:
    """The ticket's department and branch, else those of the person it is about or who asked."""
    policy = context.policy
    ticket = facts.get(Ticket, name_of(_about(row)))
    if ticket is not None:
        outside = isinstance(row, Task) and row.kind == OUTSIDE
        responsible = policy.responsible_for(ticket.category, ticket.responsible)
        return Place(responsible if outside else ticket.department, ticket.branch)
    found = tools.branch_of(row, facts, context)
    if found is not None:
        return Place(policy.organisation.default_department, found)
    about = _about(row)
    owed = facts.get(ReportDuty, name_of(about)) if family_of(about) == REPORT.family else None
    if owed is not None:
        return Place(owed.department or policy.organisation.default_department, owed.branch)
    person = facts.get(Staff, name_of(about)) if family_of(about) == STAFF.family else None
    if person is None and isinstance(row, Request):
        person = facts.get(Staff, row.asked_by)
    if person is not None:
        return Place(person.department, person.branch)
    return Place(policy.organisation.default_department, policy.organisation.default_branch)


def _meant(verb: TellDue, row: Row, facts: Facts, context: Context) -> set[str]:
    """Whoever may be told, by number."""
    matter = matter_of(verb.due_thing, row, context)
    place = _place(row, facts, context)
    people = colleagues_of(facts.all(Staff), context.policy)
    return {
        no
        for target in ((*matter.targets, *matter.also) if matter is not None else ())
        for group in groups(target, people, place.department, place.branch)
        for no in group
    }


def _people(matter: Matter, place: Place, facts: Facts, context: Context) -> list[Colleague]:
    """Those who can be reached now; where nobody can, those whom it concerns: it waits for them."""
    people = colleagues_of(facts.all(Staff), context.policy)
    branches = context.policy.organisation.branch
    branch = branches.get(place.branch)
    rota = Rota(people, facts.all(Duty), ZoneInfo(branch.zone) if branch is not None else context.zone)
    found: tuple[str, ...] = ()
    for target in matter.targets:
        found = rota.reached(target, place.department, place.branch, context.now, matter.but).persons
        if found:
            break
    for target in matter.targets if not found else ():
        known = {one.no for one in people} - {matter.but}
        meant = groups(target, people, place.department, place.branch)
        found = next((here for group in meant if (here := tuple(no for no in group if no in known))), ())
        if found:
            break
    for target in matter.also:
        found += rota.reached(target, place.department, place.branch, context.now, matter.but).persons
    return [one for one in people if one.no in found]


def _cause(matter: Matter, row: Row, ticket: Ticket | None, facts: Facts, context: Context) -> Cause:
    if isinstance(row, Reminder):
        return Cause(matter.occasion, ticket)
    place = _place(row, facts, context)
    return Cause(
        matter.occasion, number=matter.number, branch=place.branch, what=matter.what, due_at=matter.due_at,
        level=ticket.level if ticket is not None and ticket.state in OPEN_STATES else None,
    )  # fmt: skip
