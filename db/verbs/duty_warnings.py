"""What an entry of duty or leave touches: a leave that it lifts, agreed jobs that fall into it (PPL-04)."""

from __future__ import annotations

from db.log.facts import Outcome
from db.rules.duty import ON_DUTY, Stretch, lifted
from db.rules.sentence import msgid
from db.staffing import PersonFile, file_of, whole_window
from db.verbs.context import Context
from db.verbs.windows import warn


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
    if entered.kind != ON_DUTY:
        _warn_of_jobs(outcome, file, entered, context)


def _warn_of_jobs(outcome: Outcome, file: PersonFile, entered: Stretch, context: Context) -> None:
    agreed = [
        (window, held.ticket)
        for held in file.jobs
        if (window := whole_window(held.window_from, held.window_to, context.policy)) is not None
        and window[0] < entered.ends_at
        and window[1] > entered.begins_at
    ]
    for (begin, end), ticket in sorted(agreed):
        warn(
            outcome,
            "PPL-04",
            msgid("{ticket} is agreed from {begin} to {end}, which falls into it: let somebody else go."),
            ticket=ticket,
            begin=context.local_text(begin),
            end=context.local_text(end),
        )
