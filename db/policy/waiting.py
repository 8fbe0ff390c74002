"""The parts of the policy that say what waits for whom: internal clocks, and who decides (INT-08, ESC-07)."""

from pydantic import StrictBool

from db.policy.parts import Coded, Count, Named, Part, Text


class TaskKind(Named):
    """An internal clock (INT-08): whose it is by role, the setting that holds its minutes, what follows when
    it is done, and what whoever does it may let follow as well. `told`: whose it is hears of it when
    it begins."""

    role: Text
    setting: Text
    then: tuple[str, ...] = ()
    may_follow: tuple[str, ...] = ()
    told: StrictBool = False


class Tasks(Part):
    task: Coded[TaskKind]


NEXT_RUNG = "next_rung"
"""In a tier: the role of the rung of the ladder above those that are called (SLA-08)."""


class Tier(Part):
    """Who decides up to an amount in fen; any amount where there is none (ESC-07)."""

    role: Text
    up_to: Count | None = None


class Step(Part):
    """One of several decisions, each made when those before it are: who makes it, by the amount."""

    tiers: tuple[Tier, ...]


class Approval(Named):
    """A verb that is asked for before it is done; its code is the verb's name. `when` is a condition that the
    verb knows: only where it holds; always where there is none. Up to `free_up_to` fen it is done at once.
    Either one decision with its `tiers`, or several `steps` one after the other."""

    tiers: tuple[Tier, ...] = ()
    steps: tuple[Step, ...] = ()
    when: str = ""
    free_up_to: Count = 0

    def in_turn(self) -> tuple[tuple[Tier, ...], ...]:
        """The tiers of each decision, in the order in which they are made."""
        return tuple(step.tiers for step in self.steps) or (self.tiers,)


class Approvals(Part):
    approval: Coded[Approval]

    def when(self, verb: str) -> str:
        """The condition under which a verb is asked for; empty for always."""
        found = self.approval.get(verb)
        return found.when if found else ""

    def free_up_to(self, verb: str) -> int:
        """Up to which amount in fen a verb is done without being asked for (KIT-06)."""
        found = self.approval.get(verb)
        return found.free_up_to if found else 0

    def steps(self, verb: str) -> tuple[tuple[Tier, ...], ...]:
        """Who decides on a verb that is asked for before it is done, step by step; none where it is done at
        once."""
        found = self.approval.get(verb)
        return found.in_turn() if found else ()
