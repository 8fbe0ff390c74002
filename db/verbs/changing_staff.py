"""What changes about a person, and who is responsible for a zone (PPL-01, PPL-02, PPL-05, DSP-12)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.subjects.staff import STAFF
from db.tables.organisation import Zone
from db.tables.row import Row
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Tool
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import (
    Code,
    Codes,
    OptionalCode,
    OptionalMail,
    OptionalName,
    OptionalPerson,
    OptionalPhone,
    OptionalWords,
    ThePeople,
)
from db.verbs.moving_shifts import end_shifts, leave_substitutes, move_shifts
from db.verbs.people import check_codes, check_grants, dated, graded
from db.verbs.reading import PERSON
from db.verbs.shift_calendar import zone_of
from db.verbs.ticket_verb import needs_one
from db.verbs.verb import Verb
from db.verbs.who import LEADING

GONE = "-"
"""Before a skill or certificate: it is taken away."""
GUARDED = ("roles", "login", "left")
"""What makes somebody another one to the store: it needs the right to give every role they hold."""


class ChangeStaff(Verb):
    """Change what is known of a person: phone, roles, zone, trade, skills, certificates, or that they left.

    Given skills and certificates are entered or renewed, `-code` takes one away; everything else that is
    given replaces what was there, and an empty text empties it.
    """

    name = "change_staff"
    word = "change a person"
    group = groups.STAFF
    example = {"staff": "T001", "phone": "13700000000"}
    default_roles = LEADING
    rule = "PPL-01"
    about = "staff"
    reads = {"staff": PERSON}
    looks_at = (Zone,)

    staff: ThePeople
    label: Annotated[OptionalName | None, Called("Name")] = None
    roles: Annotated[Codes | None, kinds.Code("role"), Called("Roles")] = None
    login: Annotated[OptionalCode | None, Called("Login")] = None
    phone: OptionalPhone | None = None
    email: OptionalMail | None = None
    branch: Annotated[OptionalCode | None, kinds.Listed("branch"), Called("Branch")] = None
    department: Annotated[OptionalCode | None, kinds.Listed("department"), Called("Department")] = None
    zone: Annotated[OptionalCode | None, kinds.Listed("zone"), Called("Zone")] = None
    trade: Annotated[OptionalCode | None, kinds.Listed("trade"), Called("Trade")] = None
    skills: Annotated[Codes, kinds.Listed("skill"), Called("Skills")] = ()
    certificates: Annotated[Codes, kinds.Listed("certificate"), Called("Certificates")] = ()
    newcomer: Annotated[bool | None, Called("Newcomer")] = None
    left: Annotated[bool | None, Called("No longer with us")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"staff:{self.one}"
        if self.left:
            yield from (zone.subject() for zone in read.rows(Zone, technician=self.one))
            yield from (STAFF.key(leave.staff) for leave in read.rows(Duty, substitute=self.one))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.left:
            yield from read.rows(Zone, technician=self.one)
            yield from read.rows(Duty, substitute=self.one)
        if self.login:
            yield from read.rows(Staff, login=self.login)
        if self.left or self.roles is not None:
            yield from read.rows(Staff, active=True)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        person = facts.one(Staff, self.one)
        given = self.model_dump(exclude={"staff", "reason"}, exclude_unset=True)
        needs_one({name: value for name, value in given.items() if value not in (None, ())}, self.name)
        self._check(facts, person, context)
        outcome = Outcome(facts)
        after = outcome.put(STAFF.found_anew(person.but(**self._columns(person))))
        self._abilities(outcome)
        if self.left:
            self._leave(outcome, person)
            end_shifts(outcome, person.no, context)
            leave_substitutes(outcome, person.no, context)
        elif self.branch:
            move_shifts(outcome, person.no, zone_of(outcome.so_far, person.no, context), context)
        if "admin" in person.roles.split(",") and not _administered(outcome):
            raise Refusal(
                "PPL-03",
                "{staff} is the last administrator.",
                "Make somebody else one first.",
                staff=person.no,
            )
        outcome.answer.update(staff=after.no, changed=_changed(person, after, self))
        return outcome

    def _check(self, facts: Facts, person: Staff, context: Context) -> None:
        if self.label == "":
            raise BadField("label", "Something must stand here.")
        if self.roles == ():
            raise BadField("roles", "Somebody needs at least one role.")
        for name in ("branch", "department"):
            if getattr(self, name) == "":
                raise BadField(name, "Something must stand here.")
        check_codes(context, {
            "roles": self.roles or (),
            "branch": (self.branch or "",),
            "department": (self.department or "",),
            "zone": (self.zone or "",),
            "trade": (self.trade or "",),
            "skills": [skill.removeprefix(GONE) for skill, _ in graded(self.skills)],
            "certificates": [kind.removeprefix(GONE) for kind, _ in dated(self.certificates)],
        })  # fmt: skip
        if any(getattr(self, name) is not None for name in GUARDED):
            check_grants(context, {*person.roles.split(","), *(self.roles or ())}, person.no)
        if self.login and any(other.no != person.no for other in facts.all(Staff, login=self.login)):
            raise Refusal("PPL-01", "The login {login} is taken.", "Choose another one.", login=self.login)

    def _columns(self, person: Staff) -> dict[str, Any]:
        label = self.label or person.label
        phone = person.phone if self.phone is None else self.phone
        values: dict[str, Any] = {"label": label, "phone": phone}
        for name in ("branch", "department", "newcomer", "email"):
            if getattr(self, name) is not None:
                values[name] = getattr(self, name)
        for name in ("login", "zone", "trade"):
            if getattr(self, name) is not None:
                values[name] = getattr(self, name) or None
        if self.roles is not None:
            values["roles"] = ",".join(sorted(set(self.roles)))
        if self.left is not None:
            values["active"] = not self.left
        return values

    def _abilities(self, outcome: Outcome) -> None:
        for skill, grade in graded(self.skills):
            _enter(outcome, Skill, Skill.new(staff=self.one, skill=skill.removeprefix(GONE), grade=grade),
                   gone=skill.startswith(GONE))  # fmt: skip
        for kind, expires_on in dated(self.certificates):
            row = Certificate.new(staff=self.one, kind=kind.removeprefix(GONE), expires_on=expires_on)
            _enter(outcome, Certificate, row, gone=kind.startswith(GONE))

    def _leave(self, outcome: Outcome, person: Staff) -> None:
        """Whoever leaves holds no work; zones become nobody's, and what is still in their hands is told."""
        held = sorted(
            each.ticket
            for each in outcome.facts.all(Assignment, technician=person.no, ended_at=None)
            if (ticket := outcome.facts.get(Ticket, each.ticket)) is None or ticket.state != "follow_up"
        )
        if held:
            raise Refusal(
                "PPL-05", "{staff} still holds {numbers}.", "Give the tickets to somebody else first.",
                staff=person.no, numbers=", ".join(held[:20]),
            )  # fmt: skip
        for zone in outcome.facts.all(Zone, technician=person.no):
            outcome.put(zone.but(technician=None))
        outcome.answer["tools"] = sorted(tool.number for tool in outcome.facts.all(Tool, holder=person.no))


def _enter(outcome: Outcome, kind: type[Skill] | type[Certificate], row: Row, *, gone: bool) -> None:
    if not gone:
        outcome.put(row)
    elif (present := outcome.get(kind, *row.identity())) is not None:
        outcome.drop(present)


def _administered(outcome: Outcome) -> bool:
    return any(each.active and "admin" in each.roles.split(",") for each in outcome.all(Staff))


def _changed(before: Staff, after: Staff, verb: ChangeStaff) -> list[str]:
    """The fields that are otherwise now."""
    columns = (
        "label",
        "roles",
        "login",
        "phone",
        "email",
        "branch",
        "department",
        "zone",
        "trade",
        "newcomer",
        "active",
    )
    found = [
        "left" if name == "active" else name
        for name in columns
        if getattr(before, name) != getattr(after, name)
    ]
    return [*found, *(name for name in ("skills", "certificates") if getattr(verb, name))]


class SetZone(Verb):
    """Say which technician is responsible for a zone; without one it is nobody's."""

    name = "set_zone"
    word = "set who has a zone"
    group = groups.STAFF
    example = {"zone": "nanshan"}
    default_roles = frozenset({"department_lead", "dispatcher", "manager"})
    rule = "DSP-12"
    reads = {"technician": ()}
    looks_at = (Zone,)

    zone: Annotated[Code, kinds.Listed("zone"), Called("Zone")]
    technician: Annotated[OptionalPerson, Called("Technician")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"zone:{self.zone}"
        if self.technician:
            yield f"staff:{self.technician}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Zone, code=self.zone)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        zone, known = facts.get(Zone, self.zone), context.policy.organisation.zone
        if zone is None or self.zone not in known:
            raise BadField("zone", "There is no zone {zone}; there are {zones}.", zone=self.zone,
                           zones=", ".join(known))  # fmt: skip
        if self.technician:
            person = facts.one(Staff, self.technician)
            if not person.active:
                raise Refusal(
                    "PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=person.no
                )
            if "technician" not in person.roles.split(","):
                raise Refusal(
                    "DSP-12", "{staff} is not a technician.", "Choose another one.", staff=person.no
                )
        outcome = Outcome(facts)
        outcome.put(zone.but(technician=self.technician or None))
        outcome.answer.update(zone=zone.code, technician=self.technician or None)
        return outcome
