"""The first event of a store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.load import shipped
from db.subjects.staff import STAFF
from db.tables.codes import ROLES
from db.tables.event import PolicyVersion
from db.tables.row import Row
from db.tables.staff import Staff
from db.verbs import groups
from db.verbs.adopting import SHADOWS, based, checked, put_in_force
from db.verbs.context import Context
from db.verbs.fields import Name, OptionalCode
from db.verbs.verb import Verb
from db.verbs.who import ADMIN_ONLY

FIRST = "A01"


class Found(Verb):
    """Found a store: its policy, branch, departments and zones, and its first person."""

    name = "found"
    word = "found the store"
    group = groups.HOUSE
    default_roles = ADMIN_ONLY
    rule = "PPL-03"
    internal = True
    looks_at = (Staff, PolicyVersion, *SHADOWS)
    tells = ("admin",)

    admin: Annotated[Name, Called("First person")]
    login: Annotated[OptionalCode, Called("Login")] = ""
    body: Annotated[str, Called("Policy")] = ""
    """All sections as JSON; the shipped policy where it is empty."""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("policy", f"staff:{FIRST}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff)
        yield from read.rows(PolicyVersion)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if any(True for _ in facts):
            raise Refusal("PPL-03", "There is a store here already.", "Open it with paigong.")
        policy = based(checked(self.body) if self.body else shipped(), shipped())
        organisation = policy.organisation
        outcome = Outcome(facts)
        put_in_force(outcome, policy, shipped(), context)
        outcome.answer.update(staff=FIRST, policy=policy.version)
        made = Staff.new(
            no=FIRST,
            label=self.admin,
            login=self.login or None,
            roles=",".join(sorted(ROLES)),
            branch=organisation.default_branch,
            department=organisation.default_department,
            zone=None,
            trade=None,
            phone="",
            newcomer=False,
            active=True,
        )
        outcome.put(STAFF.found_anew(made))
        return outcome
