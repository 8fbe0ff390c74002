"""The legal move of a thing with states, or its refusal: the same for every subject."""

from __future__ import annotations

from db.errors import Refusal
from db.rules.moves import BACK, STAYS, TRIAGED
from db.subjects import subject_of
from db.tables.row import Row


def moved(row: Row, move: str, action: str) -> str:
    """The state to which this move leads; refused when it is not legal in the row's state.

    `action` says in a word what was asked, for the sentence.
    """
    subject = subject_of(row)
    assert subject is not None
    assert subject.machine is not None
    machine = subject.machine
    state: str = getattr(row, machine.column)
    target = machine.target(move, state)
    if target is None:
        raise Refusal(
            machine.rule(move),
            "{number} is {state}: “{action}” is possible only when it is {states}.",
            "See its timeline.",
            number=row.identity()[0],
            state=state,
            action=action,
            states=", ".join(machine.sources(move)),
        )
    if target == STAYS:
        return state
    if target == BACK:
        return getattr(row, "state_before", None) or TRIAGED
    return target
