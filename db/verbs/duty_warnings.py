"""What an entry of shifts, duty or leave touches: a leave that is lifted, agreed jobs that nobody is on duty
for any more (PPL-04)."""

from __future__ import annotations

from db.held import Window as Whole
from db.held import whole_window
from db.log.facts import Outcome
from db.rules.duty import LEAVE, ON_DUTY, Stretch, duty_at, duty_over, lifted
from db.rules.sentence import msgid
from db.staffing import file_of
from db.verbs.context import Context
from db.verbs.windows import warn

JOB_WITHIN = msgid("{ticket} is agreed from {begin} to {end}, which falls into it: let somebody else go.")
JOB_OFF_DUTY = msgid("{ticket} is agreed from {begin} to {end}: {staff} is not on duty then any more.")


def warn_of_duty(outcome: Outcome, staff: str, entered: Stretch, context: Context) -> None:
    """Say which leave a shift lifts, and which agreed jobs an absence lies over."""
    file = file_of(outcome.facts, staff)
    for leave in lifted(file.stretches, entered, context.zone):
        warn(
            outcome,
            "PPL-04",
            msgid("This lifts the leave from {begin} to {end}."),
            begin=context.local_text(leave.begins_at),
            end=context.local_text(leave.ends_at),
        )
    if entered.kind == ON_DUTY:
        return
    for window, ticket in _agreed(outcome, staff, context):
        if window[0] < entered.ends_at and window[1] > entered.begins_at:
            _tell(outcome, window, ticket, staff, context, JOB_WITHIN)


def warn_of_shifts(outcome: Outcome, staff: str, context: Context) -> None:
    """Say which agreed jobs somebody was on duty for and is not by what was decided."""
    before, after = (file_of(rows, staff).stretches for rows in (outcome.facts, outcome.so_far))
    for window, ticket in _agreed(outcome, staff, context):
        was, is_now = (duty_over(each, *window, context.zone) for each in (before, after))
        if was.on_duty and not is_now.on_duty:
            _tell(outcome, window, ticket, staff, context, JOB_OFF_DUTY)


def warn_of_leave_over(outcome: Outcome, staff: str, days: Stretch, context: Context) -> None:
    """Say that somebody is on leave on days for which shifts are set: the leave stands above them."""
    stretches = file_of(outcome.facts, staff).stretches
    for each in stretches:
        begin = max(each.begins_at, days.begins_at)
        over = each.kind == LEAVE and begin < min(each.ends_at, days.ends_at)
        if over and duty_at(stretches, begin, context.zone).kind == LEAVE:
            warn(
                outcome, "PPL-04", msgid("{staff} is on leave from {begin} to {end}, which stands above it."),
                staff=staff, begin=context.local_text(each.begins_at), end=context.local_text(each.ends_at),
            )  # fmt: skip


def _agreed(outcome: Outcome, staff: str, context: Context) -> list[tuple[Whole, str]]:
    """The agreed visits that somebody holds, by when they begin."""
    return sorted(
        (window, held.ticket)
        for held in file_of(outcome.facts, staff).jobs
        if (window := whole_window(held.window_from, held.window_to, context.policy)) is not None
    )


def _tell(outcome: Outcome, window: Whole, ticket: str, staff: str, context: Context, text: str) -> None:
    values = {"ticket": ticket, "begin": context.local_text(window[0]), "end": context.local_text(window[1])}
    warn(outcome, "PPL-04", text, **values, **({"staff": staff} if text is JOB_OFF_DUTY else {}))
