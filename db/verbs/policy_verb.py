"""What verbs share that change one place of the policy: each makes a new version (SLA-09, `deadlines.md` 12).

Whoever edits it meanwhile waits for the same lock, and the next edit builds on what was put in force. Open
tickets keep the version that they were registered under.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, TypeVar

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.policy.changes import differences
from db.policy.model import Policy
from db.policy.parts import Names
from db.rules.search import normal
from db.tables.event import PolicyVersion
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.tool import Stock, Tool
from db.verbs.adopting import SHADOWS, based, checked, demand_unused, present, put_in_force, version_of
from db.verbs.context import Context
from db.verbs.fields import Words
from db.verbs.verb import Verb
from db.verbs.who import MANAGER_ONLY

N = TypeVar("N", bound=Names)
Sections = dict[str, Any]
POLICY_ROW = "policy"
"""Facts of the rows by which the policy is shown: a form that is opened on one of them begins with it."""
LONGEST_CODE = 32
"""Characters of a code that tickets refer to."""


class PolicyVerb(Verb):
    """A verb that changes one place of the policy."""

    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    looks_at: ClassVar[tuple[type[Row], ...]] = (PolicyVersion, Staff, Tool, Stock, *SHADOWS)
    answers: ClassVar[Mapping[str, Tells]] = {
        "policy": Tells(
            kinds.TEXT,
            "Policy {value} is in force for new tickets; open ones keep theirs.",
            "in force for new tickets; open ones keep theirs",
        )
    }

    foretold: ClassVar[bool] = True
    at_fault: ClassVar[str]
    """The field beside which it is said what is wrong with the policy as it would be."""

    reason: Annotated[Words, Called("Reason")]

    @classmethod
    def foretold_by(cls, fields: Mapping[str, Any], tickets: Sequence[str], given: str) -> dict[str, str]:
        return {"verb": cls.name, "fields": given}

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("policy",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for kind in self.looks_at:
            yield from read.rows(kind)

    def edit(self, sections: Sections, policy: Policy) -> None:
        """Change the sections of the policy in force; refuses with a `StoreError`."""
        raise NotImplementedError

    def edited(self, policy: Policy, facts: Facts) -> Policy:
        """The policy as this verb makes it, all of it looked at."""
        sections = policy.sections()
        self.edit(sections, policy)
        return based(checked(Policy(sections).canonical(), self.at_fault), version_of(facts, policy))

    def tell(self, outcome: Outcome, before: Policy, after: Policy) -> None:
        """What the answer says besides the version and what was changed."""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        before = present(facts)
        after = self.edited(before, facts)
        changed = differences(before.sections(), after.sections())
        if not changed:
            raise Refusal(self.rule, "Nothing would be changed: the policy says that already.", "")
        demand_unused(after, facts)
        outcome = Outcome(facts)
        for each in facts.all(PolicyVersion, active=True):
            outcome.put(each.but(active=False))
        put_in_force(outcome, after, version_of(facts, after), context)
        outcome.answer.update(policy=after.version, changed=[".".join(each.path) for each in changed])
        self.tell(outcome, before, after)
        return outcome


def row_called(field: str, rows: Mapping[str, N], text: str) -> str:
    """The code of the row that is called so, by code or name; BadField with those that there are."""
    if text in rows:
        return text
    wanted = normal(text)
    for code, row in rows.items():
        if wanted in (normal(code), normal(row.zh), normal(row.en)):
            return code
    raise BadField(field, "“{code}” is not one of {codes}.", code=text, codes=", ".join(rows))


def new_code(field: str, text: str) -> str:
    """A code for a row that is not there yet."""
    if len(text) > LONGEST_CODE:
        raise BadField(
            field, "“{value}” has more than {limit} characters.", value=text[:40], limit=LONGEST_CODE
        )
    return text


def demand_change(given: Mapping[str, Any], field: str) -> None:
    """Refuse an edit that names nothing to be changed."""
    if not any(value is not None for value in given.values()):
        raise BadField(field, "Say what is to be changed.")
