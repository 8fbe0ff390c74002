"""Whoever stands in for somebody on leave: with which roles, for which work, and when not (PPL-04)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from db.errors import BadField, Refusal
from db.log.facts import Facts, Outcome
from db.rules.duty import LEAVE
from db.rules.sentence import msgid
from db.substitutes import lendable
from db.tables.codes import ACTIVE_STATES
from db.tables.staff import Duty, Staff
from db.tables.ticket import Assignment, Ticket
from db.verbs.context import Context
from db.verbs.windows import warn

Within = tuple[datetime, datetime]


def check_substitute(facts: Facts, staff: str, substitute: str) -> None:
    """Refuse somebody who cannot stand in at all; an empty one is nobody."""
    if not substitute:
        return
    if substitute == staff:
        raise BadField("substitute", "Nobody stands in for themselves.")
    if not facts.one(Staff, substitute).active:
        raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=substitute)


def stand_in(
    outcome: Outcome, staff: str, substitute: str, within: Within, context: Context, *, giver: str
) -> None:
    """Say what the substitute receives, with which roles they act meanwhile, with which not (PPL-03), and
    that they are away themselves. `giver` lends the roles: whoever enters the leave, or asked for it."""
    facts = outcome.facts
    outcome.answer.update(substitute=substitute, work=work_within(facts, staff, within))
    own = set(facts.one(Staff, substitute).roles.split(","))
    wanted = [role for role in facts.one(Staff, staff).roles.split(",") if role not in own]
    lent = lendable(wanted, facts.one(Staff, giver).roles.split(","), context.policy, own=giver == staff)
    outcome.answer["lent"] = lent
    begin, end = (context.local_text(at) for at in within)
    if lent:
        text = msgid("{staff} acts as {roles} from {begin} to {end}.")
        warn(outcome, "PPL-04", text, staff=substitute, roles=", ".join(lent), begin=begin, end=end)
    kept = sorted(set(wanted) - set(lent))
    if kept:
        text = msgid("{staff} does not act as {roles} meanwhile: whoever may give that enters the leave.")
        warn(outcome, "PPL-03", text, staff=substitute, roles=", ".join(kept))
    for first, last in _own_leaves(facts, substitute, within):
        warn(
            outcome, "PPL-04", msgid("{staff} is on leave too, from {begin} to {end}: name somebody else."),
            staff=substitute, begin=context.local_text(first), end=context.local_text(last),
        )  # fmt: skip


def warn_of_standing_in(outcome: Outcome, staff: str, within: Within, context: Context) -> None:
    """Say for whom somebody stands in while they are away themselves."""
    for entry in sorted(outcome.facts.all(Duty, substitute=staff, kind=LEAVE), key=lambda one: one.begins_at):
        if entry.begins_at < within[1] and entry.ends_at > within[0]:
            warn(
                outcome, "PPL-04",
                msgid("{staff} stands in for {colleague} from {begin} to {end}: name somebody else."),
                staff=staff, colleague=entry.staff, begin=context.local_text(entry.begins_at),
                end=context.local_text(entry.ends_at),
            )  # fmt: skip


def _own_leaves(facts: Facts, substitute: str, within: Within) -> Iterator[Within]:
    for entry in sorted(facts.all(Duty, staff=substitute, kind=LEAVE), key=lambda one: one.begins_at):
        if entry.begins_at < within[1] and entry.ends_at > within[0]:
            yield entry.begins_at, entry.ends_at


def work_within(facts: Facts, staff: str, within: Within) -> list[str]:
    """The open work that lies within a leave, or at no time yet: what the substitute receives."""
    return sorted(
        each.ticket
        for each in facts.all(Assignment, technician=staff, ended_at=None)
        if (ticket := facts.get(Ticket, each.ticket)) is not None
        and ticket.state in ACTIVE_STATES
        and (each.window_from is None or each.window_from < within[1])
        and (each.window_to is None or each.window_to > within[0])
    )
