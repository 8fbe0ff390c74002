"""Who would be called at an instant, rung by rung, and where nobody would (ESC-01, ESC-03)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import kinds
from db.kinds import Called
from db.policy import organisation
from db.policy.rungs import ladder_of
from db.rota import Rota
from db.rules.calling import ADMIN, Colleague, Reached, Target, target_of
from db.rules.duty import ON_DUTY
from db.rules.rungs import Ladder
from db.tables.staff import Duty, Staff
from db.verbs.colleagues import colleague
from db.verbs.fields import Instant
from db.views import columns as column
from db.views.listing import Opens
from db.views.view import View, ViewContext

WEEK = timedelta(days=7)
NIGHT = 3
"""The hour of each night at which the coming week is looked at besides."""
SUBSTITUTE = "substitute"


class OnCallRow(NamedTuple):
    """Somebody on a rung of a branch's ladder: whether they would be called, and their `state`: duty, what
    keeps them from it (resting, leave, off, gone), or that they are a substitute. A rung on which nobody can
    be reached has a row without a person besides. `department` is that of the ticket, null where it makes no
    difference."""

    branch: Annotated[str, kinds.Listed("branch"), Called("Branch")]
    rung: column.Rung
    role: Annotated[str, kinds.Code("role"), Called("Role")]
    staff: column.Staff | None
    reachable: Annotated[bool, Called("Reachable")]
    name: column.Name | None
    state: column.PersonState | None
    department: Annotated[str | None, kinds.Listed("department"), Called("Department")]
    ladder: Annotated[str, kinds.Listed("ladder"), Called("Ladder")]


class Hole(NamedTuple):
    """A rung on which nobody can be reached, from `at` on; `whole` where nobody above can be either."""

    branch: str
    department: str | None
    ladder: str
    rung: int
    role: str
    at: datetime
    whole: bool


class OnCall(View[list[OnCallRow]]):
    """Who would be called now, or at an instant, on each rung of each branch's ladder.

    Rung 1 shows who is called for a ticket that nobody holds.
    """

    name = "on_call"
    label = "On call"
    opens = Opens("staff", "staff")
    key = ("branch", "ladder", "department", "rung", "staff")
    brief = ("branch", "rung", "role", "staff", "name", "reachable", "state", "department", "ladder")
    if_any = frozenset({"department"})

    at: Annotated[Instant | None, Called("At")] = None

    def read(self, context: ViewContext) -> list[OnCallRow]:
        at = self.at or context.now
        return [row for calling in _ladders(context, at) for row in calling.rows(at)]


class Holes(View[list[Hole]]):
    """The holes of the coming week: the first instant of each, where duty changes and at three every night.

    Looked for by the doctor, who has no name.
    """

    of_the_house = True

    def read(self, context: ViewContext) -> list[Hole]:
        found: dict[tuple[Any, ...], Hole] = {}
        for calling in _ladders(context, context.now):
            for at in calling.instants(context.now):
                for hole in calling.holes(at):
                    found.setdefault((hole.branch, hole.ladder, hole.department, hole.rung), hole)
        return sorted(found.values(), key=lambda each: (each.at, each.branch, each.rung))


class _Calling:
    """One ladder of one branch."""

    def __init__(
        self, ladder: Ladder, branch: organisation.Branch, departments: tuple[str, ...], rota: Rota,
        names: Mapping[str, str],
    ) -> None:  # fmt: skip
        self._ladder, self._branch, self._rota, self._names = ladder, branch, rota, names
        self._departments = departments
        self._targets = {
            rung.number: target_of(rung.role, None, ladder.fallback, rung.person) for rung in ladder.rungs
        }

    def rows(self, at: datetime) -> Iterator[OnCallRow]:
        """Everybody on every rung at that instant."""
        for rung, target in self._targets.items():
            for department, found in self._found(target, at):
                yield from self._told(rung, target, department, found)

    def holes(self, at: datetime) -> Iterator[Hole]:
        """The rungs on which nobody can be reached at that instant."""
        empty: dict[str | None, set[int]] = {}
        for rung, target in self._targets.items():
            for department, found in self._found(target, at):
                if not found.persons:
                    empty.setdefault(department, set()).add(rung)
        for department, rungs in empty.items():
            everywhere = rungs | empty.get(None, set())
            for rung in sorted(rungs):
                above = set(range(rung, self._ladder.top + 1))
                role = self._targets[rung].code
                yield Hole(
                    self._branch.code, department, self._ladder.code, rung, role, at, above <= everywhere
                )

    def instants(self, now: datetime) -> list[datetime]:
        """When the coming week is looked at: now, each change of duty, and three o'clock every night."""
        zone, found = ZoneInfo(self._branch.zone), {now, *self._rota.changes(now, now + WEEK)}
        day = now.astimezone(zone).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
        found |= {at for days in range(9) if now < (at := day + timedelta(days=days)) < now + WEEK}
        return sorted(found)

    def _found(self, target: Target, at: datetime) -> list[tuple[str | None, Reached]]:
        """Who answers, for each department where that makes a difference."""
        found = [
            (department, self._rota.reached(target, department, self._branch.code, at))
            for department in self._departments
        ]
        if len({one for _, one in found}) == 1:
            return [(None, found[0][1])]
        return [*found]

    def _told(self, rung: int, target: Target, department: str | None, found: Reached) -> Iterator[OnCallRow]:
        holders = self._holders(target)

        def row(no: str | None, state: str | None) -> OnCallRow:
            return OnCallRow(
                self._branch.code, rung, target.code, no, no in found.persons,
                self._names.get(no) if no else None, state, department, self._ladder.code,
            )  # fmt: skip

        for no in found.persons:
            yield row(no, ON_DUTY if no in holders else SUBSTITUTE)
        for no, state in found.away:
            yield row(no, state)
        if not found.persons:
            yield row(None, None)

    def _holders(self, target: Target) -> frozenset[str]:
        if target.is_person:
            return frozenset({target.code})
        holding = frozenset(one.no for one in self._rota.people if target.code in one.roles)
        return holding or frozenset(one.no for one in self._rota.people if ADMIN in one.roles)


def _ladders(context: ViewContext, since: datetime) -> Iterator[_Calling]:
    """Every ladder that is climbed in every branch within reach, with the duty from that instant on."""
    policy = context.policy
    staff = Staff.table.c
    people: list[Colleague] = []
    names: dict[str, str] = {}
    departments: dict[str, set[str]] = {}
    asked = select(staff.no, staff.roles, staff.department, staff.branch, staff.label).where(
        staff.active.is_(True)
    )
    for no, roles, department, branch, label in context.connection.execute(asked.order_by(staff.no)):
        people.append(colleague(no, roles, department, branch, policy))
        names[no] = label
        departments.setdefault(branch, set()).add(department)
    duty = Duty.table
    # A shift that is over still says that its day has one.
    entered = select(duty).where(duty.c.ends_at > since - timedelta(days=2))
    rows = [Duty.new(**record) for record in context.connection.execute(entered).mappings()]
    codes = {policy.ladders.default, *policy.ladders.profile.values()}
    for branch in policy.organisation.branch.values():
        if not (context.scope.is_all or branch.code == context.scope.branch):
            continue
        there = departments.get(branch.code)
        if not there:
            continue  # nobody works there yet
        rota = Rota(people, rows, ZoneInfo(branch.zone))
        for code in sorted(codes):
            yield _Calling(ladder_of_code(context, code), branch, tuple(sorted(there)), rota, names)


def ladder_of_code(context: ViewContext, code: str) -> Ladder:
    """The ladder with this code, in the policy in force."""
    profiles = {ladder: profile for profile, ladder in context.policy.ladders.profile.items()}
    return ladder_of(context.policy, profiles.get(code, ""))
