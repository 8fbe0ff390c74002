"""The roster until its chapter comes: people and their duty (PPL-01, PPL-02, PPL-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.duty import Stretch
from db.rules.search import normal
from db.rules.sentence import msgid
from db.subjects.staff import STAFF
from db.substitutes import lendable
from db.tables.codes import ACTIVE_STATES, ROLES
from db.tables.row import Row
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.ticket import Assignment, Ticket
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
    those of their roles that whoever enters it may give; the answer says which are `lent`.
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
    reads = {"staff": PERSON, "substitute": ()}
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
        self._check_substitute(facts)
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
            outcome.answer.update(substitute=self.substitute, work=self._work(facts))
            self._lend(outcome, context)
        warn_of_duty(
            outcome, self.one, Stretch(self.kind, self.begins_at, self.ends_at, context.seq), context
        )
        return outcome

    def _check_substitute(self, facts: Facts) -> None:
        if not self.substitute:
            return
        if self.kind != "leave":
            raise BadField("substitute", "Only a leave has a substitute.")
        if self.substitute == self.one:
            raise BadField("substitute", "Nobody stands in for themselves.")
        if not facts.one(Staff, self.substitute).active:
            raise Refusal(
                "PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=self.substitute
            )

    def _lend(self, outcome: Outcome, context: Context) -> None:
        """Say with which roles the substitute acts meanwhile, and with which not (PPL-03)."""
        facts = outcome.facts
        own = set(facts.one(Staff, self.substitute).roles.split(","))
        wanted = [role for role in facts.one(Staff, self.one).roles.split(",") if role not in own]
        giver = facts.one(Staff, context.actor.no)
        lent = lendable(wanted, giver.roles.split(","), context.policy, own=giver.no == self.one)
        outcome.answer["lent"] = lent
        if lent:
            warn(
                outcome,
                "PPL-04",
                msgid("{staff} acts as {roles} from {begin} to {end}."),
                staff=self.substitute,
                roles=", ".join(lent),
                begin=context.local_text(self.begins_at),
                end=context.local_text(self.ends_at),
            )
        kept = sorted(set(wanted) - set(lent))
        if kept:
            warn(
                outcome,
                "PPL-03",
                msgid("{staff} does not act as {roles} meanwhile: whoever may give that enters the leave."),
                staff=self.substitute,
                roles=", ".join(kept),
            )

    def _work(self, facts: Facts) -> list[str]:
        """The open work that the substitute receives: what lies within the leave, or at no time yet."""
        return sorted(
            each.ticket
            for each in facts.all(Assignment, technician=self.one, ended_at=None)
            if (ticket := facts.get(Ticket, each.ticket)) is not None
            and ticket.state in ACTIVE_STATES
            and (each.window_from is None or each.window_from < self.ends_at)
            and (each.window_to is None or each.window_to > self.begins_at)
        )
