"""Ladders of escalation: the shape of `ladders` (ESC-01)."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from db.policy.parts import Clock, Coded, Count, Level, Minutes, Named, Names, Part, Text


class Rung(Names):
    """A step of a ladder and whom it calls: a role (`roles` for some milestones another one), or one `person`
    by staff number before it.

    `reminders` follow every `repeat_minutes`, that many at most. An acknowledgement without a promise holds
    for `hold_minutes`, a promise reaches `promise_minutes` ahead at most (without it, as far as one likes).
    In quiet hours its notices wait, are left out, or go out as ever; its own hours stand before the ladder's.
    """

    rung: Annotated[StrictInt, Field(ge=1)]
    role: str = ""
    roles: dict[str, str] = Field(default_factory=dict)
    person: str = ""
    repeat_minutes: Minutes
    reminders: Count
    hold_minutes: Minutes = 60
    promise_minutes: Minutes | None = None
    quiet: Literal["defer", "skip", "none"] = "defer"
    quiet_from: Clock | None = None
    quiet_to: Clock | None = None


class Trigger(Part):
    """What calls a rung; rung 0 is the one above the open escalation. `times`: how often it has happened.

    Without `levels` and `milestones` it is for all of them; `registered` is for the first level of a ticket.
    """

    trigger: Literal[
        "at_risk",
        "breached",
        "unacknowledged",
        "level_raised",
        "chased",
        "registered",
        "complaint",
        "unanswered_wish",
        "manual",
    ]
    rung: Count
    after_minutes: Count
    times: Annotated[StrictInt, Field(ge=1)] = 1
    levels: frozenset[Level] = frozenset()
    milestones: tuple[str, ...] = ()


class Ladder(Named):
    """`fallback` is the role that rung 1 calls while nobody holds the ticket."""

    fallback: Text
    rungs: tuple[Rung, ...]
    triggers: tuple[Trigger, ...]
    quiet_levels: frozenset[Level]
    quiet_from: Clock
    quiet_to: Clock


class Ladders(Part):
    default: Text
    ladder: Coded[Ladder]
    profile: dict[str, str]
