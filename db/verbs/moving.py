"""The legal move of a thing with states, or its refusal: the same for every subject."""

from __future__ import annotations

from db.rules.moves import BACK, STAYS, TRIAGED
from db.subjects.subject import subject_of
from db.tables.row import Row
from db.verbs.may import illegal


def moved(row: Row, move: str, action: str) -> str:
    """The state to which this move leads; refused when it is not legal in the row's state.

    `action` says in a word what was asked, for the sentence.
    """
    subject = subject_of(row)
    assert subject is not None
    assert subject.machine is not None
    machine = subject.machine
    state: str = getattr(row, machine.column)
    refusal = illegal(machine, (move,), state, row.identity()[0], action)
    if refusal is not None:
        raise refusal
    target = machine.target(move, state)
    assert target is not None
    if target == STAYS:
        return state
    if target == BACK:
        return getattr(row, "state_before", None) or TRIAGED
    return target
