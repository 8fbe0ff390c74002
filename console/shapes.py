"""What stands after each verb in the dispatch sentence, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

SlotKind = Literal[
    "person", "listed", "reason", "rest", "word", "phone", "window", "instant", "level", "marks", "ticket"
]


class Slot(NamedTuple):
    """A place for a field. `listed` takes one word from a list, `reason` one from a list or own words to the
    end of the line, `rest` everything that is left, `ticket` another ticket's number."""

    field: str
    kind: SlotKind


Shape = tuple[Slot, ...]

SENDING = (Slot("technician", "person"), Slot("window_from", "window"))
REASON = (Slot("reason", "reason"),)
TEXT = (Slot("text", "rest"),)

SHAPES: Mapping[str, Shape] = {
    "register": (Slot("phone", "phone"), Slot("customer", "word"), Slot("fault", "rest")),
    "triage": (Slot("level", "level"), Slot("reason", "rest")),
    "dispatch": SENDING,
    "reassign": (*SENDING, Slot("reason", "reason")),
    "move_window": (Slot("window_from", "window"), Slot("reason", "reason")),
    "recall": REASON,
    "cancel": REASON,
    "reopen": REASON,
    "step": (Slot("what", "listed"), Slot("happened_at", "instant"), *TEXT),
    "pause": (Slot("reason", "listed"), *TEXT),
    "resume": TEXT,
    "escalate": REASON,
    "acknowledge": (Slot("promise", "instant"),),
    "verify": (Slot("solved", "listed"), *TEXT),
    "survey": (Slot("attitude", "marks"), *TEXT),
    "close": (Slot("cause", "reason"),),
    "note": TEXT,
    "chase": TEXT,
    "remind": (Slot("at", "instant"), *TEXT),
    "merge": (Slot("into", "ticket"),),
    "set_duty": (Slot("staff", "person"), Slot("kind", "listed"), Slot("begins_at", "window")),
}
"""Verbs that are not listed take only `field=value` words."""
ENDS = {"window_from": "window_to", "begins_at": "ends_at"}
"""Where the end of a window goes."""
BY_ITSELF: Mapping[str, frozenset[str]] = {
    "move_window": frozenset({"window_to"}),
    "set_duty": frozenset({"begins_at", "ends_at"}),
}
"""Compulsory fields that fill themselves: an appointment is a visit long, a leave the rest of the day."""


def shape_of(verb: str) -> Shape:
    """The places after a verb."""
    return SHAPES.get(verb, ())
