"""What a new service record begins with: what was said of the visit while it went on (VIS-01, VIS-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

FOUND, TRIAL, FINISHED = "found", "trial_run", "finished"
SAID_IN: Mapping[str, str] = {FOUND: "cause", TRIAL: "test_result", FINISHED: "work"}
"""The field of the record that the text of a step speaks of."""
UNDO, STEP = "undo", "step"
BEGINS = frozenset({("dispatch", ""), ("reassign", ""), ("reopen", ""), ("verify", "no")})
"""Verbs, with what they said, from which on what is said belongs to another visit."""


class Entry(NamedTuple):
    """An event of the ticket as the log has it: `what` a step was, or a verification found; `at` when it
    happened; `undone` is the verb that it took back."""

    verb: str
    actor: str
    at: datetime
    what: str = ""
    text: str = ""
    undone: str = ""


def steps_of_visit(entries: Iterable[Entry]) -> list[Entry]:
    """The steps of the last visit, in order; one that was taken back was never made."""
    found: list[Entry] = []
    for each in entries:
        if each.verb == UNDO:
            _take_back(found, each)
        else:
            found.append(each)
    begun = max((at for at, each in enumerate(found) if (each.verb, each.what) in BEGINS), default=-1)
    return [each for each in found[begun + 1 :] if each.verb == STEP]


def _take_back(found: list[Entry], undo: Entry) -> None:
    """Without the last event that it can mean; none where that lies in another chain."""
    for at in range(len(found) - 1, -1, -1):
        if (found[at].verb, found[at].actor) == (undo.undone, undo.actor):
            del found[at]
            return


def said_of_visit(steps: Sequence[Entry]) -> dict[str, str]:
    """The texts of the steps, by the field of the record that they speak of."""
    return {SAID_IN[each.what]: each.text for each in steps if each.what in SAID_IN and each.text}


def trial_minutes(steps: Sequence[Entry]) -> int | None:
    """How long the trial run lasted: until the work was finished, in whole minutes."""
    times = {each.what: each.at for each in steps}
    if TRIAL not in times or FINISHED not in times:
        return None
    return int((times[FINISHED] - times[TRIAL]).total_seconds()) // 60


def under_guarantee(until: date | None, served: date) -> bool | None:
    """Whether a thing was within its guarantee on the day of the visit; None where nobody knows until when
    it is."""
    return None if until is None else served <= until
