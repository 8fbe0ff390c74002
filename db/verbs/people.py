"""The roster until its chapter comes: people and their duty (PPL-01, PPL-02, PPL-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.duty import LEAVE, Stretch
from db.rules.search import normal
from db.rules.sentence import msgid
from db.subjects.staff import STAFF
from db.tables.codes import ROLES
from db.tables.row import Row
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.verbs import groups
from db.verbs.context import WATCH, Context
from db.verbs.duty_warnings import warn_of_duty
from db.verbs.fields import (
    Codes,
    Instant,
    Name,
    Number,
    OptionalCode,
    OptionalMail,
    OptionalPerson,
    OptionalPhone,
    ThePeople,
)
from db.verbs.reading import PERSON
from db.verbs.standing_in import check_substitute, stand_in
from db.verbs.verb import Verb
from db.verbs.who import LEADING
from db.verbs.windows import warn


class AddStaff(Verb):
    """Enter a person: number, name, roles, trade, skills, certificates.

    `skills` are codes, with a grade 1–3 as `code:grade`; `certificates` are `code:last valid day`.
    """

    name = "add_staff"
    word = "add a person"
    group = groups.STAFF
    example = {"staff": "N1", "label": "新"}
    default_roles = LEADING
    rule = "PPL-01"
    looks_at = (Staff,)

    staff: Annotated[Number, Called("Staff no.")]
    label: Annotated[Name, Called("Name")]
    roles: Annotated[Codes, kinds.Code("role"), Called("Roles")] = ("technician",)
    login: Annotated[OptionalCode, Called("Login")] = ""
    phone: OptionalPhone = ""
    email: OptionalMail = ""
    branch: Annotated[OptionalCode, kinds.Listed("branch"), Called("Branch")] = ""
    department: Annotated[OptionalCode, kinds.Listed("department"), Called("Department")] = ""
    zone: Annotated[OptionalCode, kinds.Listed("zone"), Called("Zone")] = ""
    trade: Annotated[OptionalCode, kinds.Listed("trade"), Called("Trade")] = ""
    skills: Annotated[Codes, kinds.Listed("skill"), Called("Skills")] = ()
    certificates: Annotated[Codes, kinds.Listed("certificate"), Called("Certificates")] = ()
    newcomer: Annotated[bool, Called("Newcomer")] = False

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"staff:{self.staff}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff, no=self.staff)
        yield from read.holding(Staff, normal(self.staff))
        if self.login:
            yield from read.rows(Staff, login=self.login)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        taken = {normal(each.no) for each in facts.all(Staff)} | {WATCH}
        if normal(self.staff) in taken:
            raise Refusal("PPL-01", "The number {no} is taken.", "Choose another one.", no=self.staff)
        if self.login and facts.all(Staff, login=self.login):
            raise Refusal("PPL-01", "The login {login} is taken.", "Choose another one.", login=self.login)
        if not self.roles:
            raise BadField("roles", "Somebody needs at least one role.")
        check_codes(context, {
            "roles": self.roles,
            "branch": (self.branch,),
            "department": (self.department,),
            "zone": (self.zone,),
            "trade": (self.trade,),
            "skills": [skill for skill, _ in graded(self.skills)],
            "certificates": [kind for kind, _ in dated(self.certificates)],
        })  # fmt: skip
        check_grants(context, self.roles, self.staff)
        outcome = Outcome(facts)
        made = Staff.new(
            no=self.staff,
            label=self.label,
            login=self.login or None,
            roles=",".join(sorted(set(self.roles))),
            branch=self.branch or context.actor.branch,
            department=self.department or context.actor.department,
            zone=self.zone or None,
            trade=self.trade or None,
            phone=self.phone,
            email=self.email,
            newcomer=self.newcomer,
            active=True,
        )
        outcome.put(STAFF.found_anew(made))
        for skill, grade in graded(self.skills):
            outcome.put(Skill.new(staff=self.staff, skill=skill, grade=grade))
        for kind, expires_on in dated(self.certificates):
            outcome.put(Certificate.new(staff=self.staff, kind=kind, expires_on=expires_on))
        outcome.answer["staff"] = self.staff
        return outcome


def check_codes(context: Context, fields: Mapping[str, Iterable[str]]) -> None:
    """Refuse a code that stands in no list; empty ones are none."""
    policy = context.policy
    known: dict[str, Iterable[str]] = {
        "roles": ROLES,
        "branch": policy.organisation.branch,
        "department": policy.organisation.department,
        "zone": policy.organisation.zone,
        "trade": policy.kits.trade,
        "skills": policy.certificates.skill,
        "certificates": policy.certificates.certificate,
    }
    for field, given in fields.items():
        for code in given:
            if code and code not in known[field]:
                raise BadField(
                    field, "“{code}” is not one of {codes}.", code=code, codes=", ".join(known[field])
                )


def check_grants(context: Context, roles: Iterable[str], whose: str) -> None:
    """Refuse who may not give or take these roles (PPL-03)."""
    for role in sorted(set(roles)):
        if not context.policy.may_grant(role, context.actor.roles):
            raise NotPermitted(
                "PPL-03", "{actor} may not give or take the role {role} ({staff}).",
                "Ask somebody who holds it, or an administrator.",
                actor=context.actor.no, role=role, staff=whose,
            )  # fmt: skip


def graded(skills: Iterable[str]) -> list[tuple[str, int]]:
    """`code` or `code:grade` as code and grade."""
    found = []
    for text in skills:
        code, _, grade = text.partition(":")
        if grade not in ("", "1", "2", "3"):
            raise BadField("skills", "A grade is 1, 2 or 3, not “{grade}”.", grade=grade)
        found.append((code, int(grade or 1)))
    return found


def dated(certificates: Iterable[str]) -> list[tuple[str, date | None]]:
    """`code` or `code:2026-12-31` as code and last valid day."""
    found = []
    for text in certificates:
        code, _, day = text.partition(":")
        try:
            found.append((code, date.fromisoformat(day) if day else None))
        except ValueError:
            raise BadField(
                "certificates",
                "“{value}” is not a date; write it like {example}.",
                value=day,
                example="2026-07-15",
            ) from None
    return found


class SetDuty(Verb):
    """Say when somebody is on duty, resting, on leave or off; of overlapping entries the last one counts.

    The substitute of a leave has the open work among their own, is called in their place, and acts with
    those of their roles that whoever enters it may give; the answer says which are `lent`. A leave with its
    slip is entered by `take_leave`.
    """

    name = "set_duty"
    word = "set duty"
    group = groups.STAFF
    example = {
        "staff": "T001",
        "kind": "leave",
        "begins_at": "2026-07-16T00:00:00+08:00",
        "ends_at": "2026-07-17T00:00:00+08:00",
    }
    sentence = ("staff", "kind", "begins_at")
    named_by = "kind"
    default_roles = frozenset({"department_lead", "dispatcher", "lead", "manager"})
    rule = "PPL-04"
    reads = {"staff": PERSON, "substitute": (Duty,)}
    undoable = True
    about = "staff"

    staff: ThePeople
    kind: Annotated[
        Literal["duty", "resting", "leave", "off"],
        kinds.Code("person_state"),
        Called("Kind", context="shift"),
    ]
    begins_at: Annotated[Instant, kinds.Instant(until="ends_at", fills="now"), Called("Begins at")]
    ends_at: Annotated[Instant, kinds.Instant(fills="midnight"), Called("Ends at")]
    substitute: Annotated[OptionalPerson, Called("Substitute")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"staff:{self.one}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.substitute:
            yield from read.rows(Staff, no=context.actor.no)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if self.begins_at >= self.ends_at:
            raise BadField("ends_at", "It ends before it begins.")
        if self.substitute and self.kind != "leave":
            raise BadField("substitute", "Only a leave has a substitute.")
        check_substitute(facts, self.one, self.substitute)
        outcome = Outcome(facts)
        outcome.put(
            Duty.new(
                id=context.new_id("duty"),
                staff=self.one,
                kind=self.kind,
                begins_at=self.begins_at,
                ends_at=self.ends_at,
                entered=context.seq,
                substitute=self.substitute or None,
            )
        )
        outcome.answer["staff"] = self.one
        if self.substitute:
            stand_in(
                outcome,
                self.one,
                self.substitute,
                (self.begins_at, self.ends_at),
                context,
                giver=context.actor.no,
            )
        warn_of_duty(
            outcome, self.one, Stretch(self.kind, self.begins_at, self.ends_at, context.seq), context
        )
        if self.kind == LEAVE:
            warn(outcome, "PPL-04", msgid("No slip stands behind this leave: take_leave hands one in."))
        return outcome
