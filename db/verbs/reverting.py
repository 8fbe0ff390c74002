"""Back to an earlier version of the policy (SLA-09)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from db.errors import Refusal
from db.kinds import Called, Fact
from db.log.facts import Facts
from db.policy.load import from_json
from db.policy.model import Policy
from db.tables.event import PolicyVersion
from db.verbs import groups
from db.verbs.adopting import checked
from db.verbs.fields import Code
from db.verbs.policy_verb import POLICY_ROW, PolicyVerb

LONGEST_NUMBER = 3
"""Digits by which a version is named by its number, and more where there are as many: no hash is so short."""


class RevertPolicy(PolicyVerb):
    """Put an earlier version of the policy in force again, whole; open tickets keep theirs.

    A version is named by its number or by the beginning of its hash: paigong show policies lists them.
    """

    name = "revert_policy"
    word = "go back to an earlier policy"
    group = groups.HOUSE
    example = {"policy_version": "0000", "reason": "x"}
    form = ("policy_version", "reason")
    tells = ("policy_version", "reason")
    rule = "SLA-09"
    at_fault = "policy_version"

    policy_version: Annotated[Code, Fact(POLICY_ROW, "policy"), Called("Policy version")]

    def edited(self, policy: Policy, facts: Facts) -> Policy:
        found = self.named(facts.all(PolicyVersion))
        if len(found) != 1:
            raise Refusal(
                "SLA-09", "No single policy begins with {version}.", "paigong show policies lists them.",
                version=self.policy_version,
            )  # fmt: skip
        checked(found[0].body, "policy_version")
        return from_json(found[0].body)

    def named(self, rows: Sequence[PolicyVersion]) -> list[PolicyVersion]:
        """A short number is that by which people call it."""
        said = self.policy_version
        if said.isdecimal() and len(said) <= max(LONGEST_NUMBER, len(str(len(rows)))):
            return sorted(rows, key=PolicyVersion.place)[max(0, int(said) - 1) : int(said)]
        return [each for each in rows if each.version.startswith(said)]
