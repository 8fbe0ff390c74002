"""The part of the policy that says how a ticket is to run: rules of four templates (PRC-01)."""

from typing import Literal

from db.policy.parts import Coded, Count, Named, Part, Text
from db.rules.process import FlowRule


class Rule(Named):
    """`before`: no `b` without an `a` before it; `response`: after an `a` comes a `b`, within so many minutes
    where not nought; `exactly_once`: one `a`; `never_after`: no `a` after a `b`. They are verbs, steps of a
    visit, or states that a ticket comes to. `ways` and `kinds` leave it to some tickets, all by default."""

    template: Literal["before", "response", "exactly_once", "never_after"]
    a: Text
    b: str = ""
    within_minutes: Count = 0
    ways: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def flow_rule(self) -> FlowRule:
        """As the rules check it."""
        return FlowRule(self.code, self.template, self.a, self.b, self.within_minutes)


class Process(Part):
    rule: Coded[Rule]
