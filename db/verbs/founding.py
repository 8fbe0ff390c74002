"""The first event of a store, and new versions of its policy."""

from __future__ import annotations

from collections.abc import Iterable

from db.errors import BadField, Refusal
from db.log.facts import Facts, Outcome, Reader
from db.policy.error import PolicyError
from db.policy.load import from_json, shipped
from db.policy.model import Policy
from db.rules.search import haystack
from db.tables.codes import ROLES
from db.tables.event import PolicyVersion
from db.tables.organisation import Branch, Department, Zone
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.tool import ToolKind
from db.verbs.context import Context
from db.verbs.fields import Name, OptionalCode
from db.verbs.verb import Verb
from db.verbs.who import ADMIN_ONLY

FIRST = "A01"


class Found(Verb):
    """Found a store: the shipped policy, its branch, departments, zones, and its first person."""

    name = "found"
    default_roles = ADMIN_ONLY
    rule = "PPL-03"
    internal = True

    admin: Name
    login: OptionalCode = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("policy", f"staff:{FIRST}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff)
        yield from read.rows(PolicyVersion)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if any(True for _ in facts):
            raise Refusal("PPL-03", "There is a store here already.", "Open it with paigong.")
        policy = shipped()
        organisation = policy.organisation
        outcome = Outcome(facts)
        outcome.put(_version(policy, context))
        for code, branch in organisation.branch.items():
            outcome.put(Branch.new(code=code, label=branch.zh, time_zone=branch.zone))
        for code, department in organisation.department.items():
            outcome.put(Department.new(code=code, label=department.zh))
        for code, zone in organisation.zone.items():
            outcome.put(Zone.new(code=code, label=zone.zh, branch=zone.branch, technician=None))
        for code, kind in policy.tools.tool.items():
            outcome.put(
                ToolKind.new(
                    code=code,
                    zh=kind.zh,
                    en=kind.en,
                    durable=kind.durable,
                    price_fen=kind.price,
                    life_months=kind.life or None,
                    calibration_months=kind.calibration or None,
                    permit=kind.permit or None,
                )
            )
        outcome.put(
            Staff.new(
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
                search=haystack(FIRST, names=(self.admin,)),
            )
        )
        outcome.answer.update(staff=FIRST, policy=policy.version)
        return outcome


class AdoptPolicy(Verb):
    """Put a version of the policy in force for new tickets; open ones keep theirs."""

    name = "adopt_policy"
    default_roles = ADMIN_ONLY
    rule = "SLA-09"
    internal = True

    body: str = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("policy",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        return read.rows(PolicyVersion)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        try:
            policy = from_json(self.body) if self.body else shipped()
        except PolicyError as error:
            raise BadField.worded("body", error) from error
        outcome = Outcome(facts)
        present = facts.all(PolicyVersion, active=True)
        if any(each.version == policy.version for each in present):
            raise Refusal("SLA-09", "This policy is in force already.", "")
        for each in present:
            outcome.put(each.but(active=False))
        known = facts.get(PolicyVersion, policy.version)
        outcome.put(known.but(active=True) if known else _version(policy, context))
        outcome.answer["policy"] = policy.version
        return outcome


def _version(policy: Policy, context: Context) -> PolicyVersion:
    return PolicyVersion.new(
        version=policy.version, body=policy.canonical(), active=True, adopted_at=context.now
    )
