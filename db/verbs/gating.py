"""The gates as verbs pass them: refused, overruled with right and reason, or warned of (DSP-05, DSP-13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.at_hand import left_behind
from db.errors import Refusal
from db.log.facts import Facts, Outcome
from db.rules.gates import blocking
from db.rules.sentence import msgid
from db.staffing import gates_for
from db.tables.ticket import Ticket
from db.verbs.context import Context
from db.verbs.windows import Window, warn


def passed_gates(
    facts: Facts,
    people: Iterable[str],
    ticket: Ticket,
    window: Window,
    override: str,
    at: datetime,
    context: Context,
) -> list[str]:
    """The gates that these people do not pass and somebody overruled; refuses the others (DSP-05)."""
    overruled: list[str] = []
    for no in people:
        found = gates_for(facts, no, ticket, context.policy, now=at, zone=context.zone, window=window)
        for gate in blocking(found):
            if not override:
                raise Refusal(
                    gate.rule,
                    "{technician} cannot be sent: {cause}.",
                    "Choose another one, or overrule with a reason.",
                    technician=no,
                    cause=gate.cause,
                )
            overruled.append(f"{no}:{gate.name}")
    if overruled:
        context.demand("override_gate")
    return overruled


def warn_of_last(
    outcome: Outcome,
    people: Iterable[str],
    ticket: Ticket,
    window: Window,
    at: datetime,
    context: Context,
) -> None:
    """Say of each branch that these people leave with too few on call, once, by whoever leaves fewest."""
    policy = context.policy
    if not policy.setting("last_on_call"):
        return
    found = left_behind(outcome.facts, people, ticket, policy, now=at, zone=context.zone, window=window)
    for no, gate in found:
        if gate.cause is not None:
            last = not gate.cause.values["count"]
            text = (
                msgid("{technician} is the last one on call of the branch.")
                if last
                else msgid("{technician} leaves {count} on call in the branch.")
            )
            warn(outcome, gate.rule, text, technician=no, count=gate.cause.values["count"])
            return


def said_of(no: str, override: str, overruled: Iterable[str]) -> str:
    """The reason that stays with somebody's assignment: only where a gate of theirs was overruled."""
    return override if any(each.startswith(f"{no}:") for each in overruled) else ""
