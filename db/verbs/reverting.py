"""Back to an earlier version of the policy (SLA-09)."""

from __future__ import annotations

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


class RevertPolicy(PolicyVerb):
    """Put an earlier version of the policy in force again, whole; open tickets keep theirs.

    A version is named by the beginning of its code: paigong show policies lists them.
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
        found = [each for each in facts.all(PolicyVersion) if each.version.startswith(self.policy_version)]
        if len(found) != 1:
            raise Refusal(
                "SLA-09", "No single policy begins with {version}.", "paigong show policies lists them.",
                version=self.policy_version,
            )  # fmt: skip
        checked(found[0].body, "policy_version")
        return from_json(found[0].body)
