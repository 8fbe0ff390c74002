"""New versions of the policy, and the rows that stand for its lists (SLA-09).

The policy is the one home of branches, departments, zones and tool kinds. Their tables hold a row for each
code, so that other rows can refer to it; they follow the policy whenever one is put in force. What the policy
does not name any more keeps its row, since old tickets and movements refer to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from db.errors import BadField, Conflict, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.changes import merged
from db.policy.error import PolicyError
from db.policy.load import from_json, shipped
from db.policy.model import BASE, Policy
from db.policy.stores import store_rooms
from db.rules.custody import LOST, SCRAP, is_store, room
from db.rules.sentence import Sentence, msgid
from db.tables.event import PolicyVersion
from db.tables.organisation import Branch, Department, Zone
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.verb import Verb
from db.verbs.who import ADMIN_ONLY

SHADOWS: tuple[type[Row], ...] = (Branch, Department, Zone, ToolKind)


class AdoptPolicy(Verb):
    """Put a version of the policy in force for new tickets; open ones keep theirs."""

    name = "adopt_policy"
    word = "adopt a policy"
    group = groups.HOUSE
    default_roles = ADMIN_ONLY
    rule = "SLA-09"
    internal = True
    looks_at = (PolicyVersion, Staff, Tool, Stock, *SHADOWS)

    body: Annotated[str, Called("Policy")] = ""
    """All sections as JSON. Empty: what the shipped policy changed comes in, and own edits stay."""
    replaces: Annotated[str, Called("Replaces")] = ""
    """The version that the caller saw in force; nothing is adopted over another one."""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("policy",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for kind in self.looks_at:
            yield from read.rows(kind)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        own = present(facts)
        if self.replaces and self.replaces != own.version:
            raise Conflict(
                "SLA-09", "Another policy was put in force meanwhile: {version}.",
                "Look at it again and repeat.", version=own.version,
            )  # fmt: skip
        if self.body:
            base = version_of(facts, own)
            policy = based(checked(self.body), base)
        else:
            base = shipped()
            policy = newer(own, _version(facts, own.based_on()))
        if policy.version == own.version:
            raise Refusal("SLA-09", "This policy is in force already.", "")
        demand_unused(policy, facts)
        outcome = Outcome(facts)
        for each in facts.all(PolicyVersion, active=True):
            outcome.put(each.but(active=False))
        put_in_force(outcome, policy, base, context)
        outcome.answer["policy"] = policy.version
        return outcome


def present(facts: Facts) -> Policy:
    """The policy in force, read with the lock on it: who decided before may have changed it meanwhile."""
    (active,) = facts.all(PolicyVersion, active=True)
    return from_json(active.body)


def demand_unused(policy: Policy, facts: Facts) -> None:
    """Refuse a policy that lacks what people or tools belong to."""
    for what, code, count in in_use(policy, facts):
        raise Refusal(
            "SLA-09", "{what} {code} is gone from the policy, but {count} still belong to it.",
            "Move them first, or keep it.", what=Sentence(what), code=code, count=count,
        )  # fmt: skip


def checked(body: str, field: str = "body") -> Policy:
    """The policy from its text, all of it looked at; `field` is named in a refusal."""
    try:
        return from_json(body, checked=True)
    except PolicyError as error:
        raise BadField.worded(field, error) from error


def newer(own: Policy, base: Policy) -> Policy:
    """The policy with what the shipped one changed since `base`; own edits stay.

    Raises BadField where the two make no sense together.
    """
    sections, _choices = merged(base.sections(), own.sections(), shipped().sections())
    return based(checked(Policy(sections).canonical()), shipped())


def based(policy: Policy, base: Policy) -> Policy:
    """The policy with the shipped version noted that it was made from; a shipped one stays as it is."""
    sections = policy.sections()
    if sections == base.sections():
        return base
    return Policy(sections | {BASE: {"shipped": base.version}})


def version_of(facts: Facts, policy: Policy) -> Policy:
    """The shipped policy that this one was made from."""
    return shipped() if policy.based_on() == shipped().version else _version(facts, policy.based_on())


def _version(facts: Facts, version: str) -> Policy:
    return from_json(facts.one(PolicyVersion, version).body)


def put_in_force(outcome: Outcome, policy: Policy, base: Policy, context: Context) -> None:
    """The version and the shipped one behind it are kept; the rows of its lists follow it."""
    for each in (base, policy):
        known = outcome.get(PolicyVersion, each.version)
        active = each.version == policy.version
        if known is None:
            known = PolicyVersion.new(
                version=each.version, body=each.canonical(), active=active, adopted_at=context.now
            )
        outcome.put(known.but(active=active))
    for row in _shadows(policy):
        present = outcome.get(type(row), *row.identity())
        if present is not None and isinstance(row, Zone) and isinstance(present, Zone):
            row = row.but(technician=present.technician)
        outcome.put(row)


def _shadows(policy: Policy) -> Iterator[Row]:
    """A row for each code of the lists that other rows refer to."""
    organisation = policy.organisation
    for code, branch in organisation.branch.items():
        yield Branch.new(code=code, label=branch.zh, time_zone=branch.zone)
    for code, department in organisation.department.items():
        yield Department.new(code=code, label=department.zh)
    for code, zone in organisation.zone.items():
        yield Zone.new(code=code, label=zone.zh, branch=zone.branch, technician=None)
    for code, kind in policy.tools.tool.items():
        yield ToolKind.new(
            code=code,
            zh=kind.zh,
            en=kind.en,
            durable=kind.durable,
            price_fen=kind.price,
            life_months=kind.life or None,
            calibration_months=kind.calibration or None,
            permit=kind.permit or None,
        )


def in_use(policy: Policy, facts: Facts) -> Iterator[tuple[str, str, int]]:
    """What the policy lacks although people or tools belong to it: what, its code, how many."""
    own = policy.organisation
    people = [person for person in facts.all(Staff) if person.active]
    belonging: tuple[tuple[str, Any, list[str | None]], ...] = (
        (msgid("the branch"), own.branch, [person.branch for person in people]),
        (msgid("the department"), own.department, [person.department for person in people]),
        (msgid("the trade"), policy.kits.trade, [person.trade for person in people]),
        (msgid("the tool kind"), policy.tools.tool, [tool.kind for tool in facts.all(Tool)]),
        (
            msgid("the tool kind"),
            policy.tools.tool,
            [stock.kind for stock in facts.all(Stock) if stock.count],
        ),
        (msgid("the store room"), {room(code) for code in store_rooms(policy)}, list(_rooms_in_use(facts))),
    )
    for what, known, used in belonging:
        for code in sorted({code for code in used if code and code not in known}):
            yield what, code, used.count(code)


def _rooms_in_use(facts: Facts) -> Iterator[str]:
    """The store rooms in which something lies, or to which it comes back; once for each tool and kind."""
    for tool in facts.all(Tool):
        if tool.holder is None and tool.place not in (LOST, SCRAP):
            yield tool.home
    for stock in facts.all(Stock):
        if stock.count and is_store(stock.place):
            yield stock.place
