"""Legal moves: what a machine of states is, and the ticket's, one table from which code, docs and tests are
drawn. Other subjects' machines stand with them (`db.subjects`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

NEW, TRIAGED, DISPATCHED, ONSITE = "new", "triaged", "dispatched", "onsite"
PAUSED, FOLLOW_UP, CLOSED, CANCELLED = "paused", "follow_up", "closed", "cancelled"
ACTIVE = (NEW, TRIAGED, DISPATCHED, ONSITE, PAUSED)
OPEN = (*ACTIVE, FOLLOW_UP)
STATES = (*OPEN, CLOSED, CANCELLED)
STAYS, BACK = "stays", "back"
"""Targets of a move: the state it is in, or the one before the pause."""


@dataclass(frozen=True, slots=True)
class Move:
    """From these states this verb leads to that one; `rule` refuses it from any other."""

    verb: str
    source: tuple[str, ...]
    target: str
    rule: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of a kind of thing, the column that holds them, and its legal moves by name.

    `words` is the list of codes by which people know its states: an open task is to do, an open request to
    be decided.
    """

    column: str
    states: tuple[str, ...]
    moves: Mapping[str, tuple[Move, ...]]
    words: str

    @classmethod
    def of(cls, column: str, states: tuple[str, ...], table: Iterable[Move], words: str) -> Self:
        """From the table of moves; several of one name lead elsewhere from other states."""
        moves: dict[str, tuple[Move, ...]] = {}
        for move in table:
            moves[move.verb] = (*moves.get(move.verb, ()), move)
        return cls(column, states, MappingProxyType(moves), words)

    def target(self, move: str, state: str) -> str | None:
        """Where the move leads from this state: a state, `stays`, `back`; None when it is not legal."""
        return next((each.target for each in self.moves[move] if state in each.source), None)

    def sources(self, move: str) -> tuple[str, ...]:
        """The states in which the move is legal."""
        return tuple(state for each in self.moves[move] for state in each.source)

    def rule(self, move: str) -> str:
        """The rule that refuses the move elsewhere."""
        return self.moves[move][0].rule


_TABLE = (
    Move("triage", (NEW,), TRIAGED, "INT-07"),
    Move("triage", (TRIAGED, DISPATCHED, ONSITE, PAUSED, FOLLOW_UP), STAYS, "INT-07"),
    Move("correct", (*OPEN, CLOSED), STAYS, "CLS-07"),
    Move("route", OPEN, STAYS, "INT-06"),
    Move("note", (*OPEN, CLOSED), STAYS, "CLS-07"),
    Move("chase", OPEN, STAYS, "INT-09"),
    Move("remind", OPEN, STAYS, "CLS-07"),
    Move("dispatch", (TRIAGED,), DISPATCHED, "DSP-03"),
    Move("reassign", (DISPATCHED, ONSITE), DISPATCHED, "DSP-09"),
    Move("recall", (DISPATCHED, ONSITE), TRIAGED, "DSP-09"),
    Move("tell", (DISPATCHED, ONSITE), STAYS, "DSP-03"),
    Move("move_window", (DISPATCHED,), STAYS, "SLA-11"),
    # Who has come has kept the time, or missed it: another time is another visit.
    Move("move_window", (ONSITE,), DISPATCHED, "SLA-11"),
    Move("swap", (DISPATCHED,), STAYS, "DSP-09"),
    Move("add_helper", (DISPATCHED, ONSITE), STAYS, "DSP-09"),
    Move("hand_over", (TRIAGED, DISPATCHED, ONSITE, PAUSED), STAYS, "DSP-14"),
    Move("cancel", ACTIVE, CANCELLED, "CLS-07"),
    Move("step contacted", OPEN, STAYS, "VIS-01"),
    Move("step answered", OPEN, STAYS, "VIS-01"),
    Move("step accepted", (DISPATCHED,), STAYS, "VIS-01"),
    Move("step departed", (DISPATCHED,), STAYS, "VIS-01"),
    Move("step arrived", (DISPATCHED,), ONSITE, "VIS-01"),
    Move("step found", (ONSITE,), STAYS, "VIS-01"),
    Move("step trial_run", (ONSITE,), STAYS, "VIS-01"),
    Move("step finished", (ONSITE,), FOLLOW_UP, "VIS-01"),
    Move("step left", (FOLLOW_UP,), STAYS, "VIS-01"),
    Move("step returned", (FOLLOW_UP,), STAYS, "VIS-01"),
    # What is not done at the customer's needs no arrival (interface page, "Decided").
    Move("step found away", (DISPATCHED,), STAYS, "VIS-01"),
    Move("step trial_run away", (DISPATCHED,), STAYS, "VIS-01"),
    Move("step finished away", (TRIAGED, DISPATCHED, ONSITE), FOLLOW_UP, "VIS-01"),
    Move("track", (*OPEN, CLOSED), STAYS, "VIS-08"),
    # Extra work is agreed before it is done, and a signature comes after the work (VIS-04, VIS-06).
    Move("consent", (TRIAGED, DISPATCHED, ONSITE, PAUSED), STAYS, "VIS-04"),
    Move("record", (DISPATCHED, ONSITE, PAUSED, FOLLOW_UP, CLOSED), STAYS, "VIS-02"),
    Move("record away", (TRIAGED, DISPATCHED, ONSITE, PAUSED, FOLLOW_UP, CLOSED), STAYS, "VIS-02"),
    Move("record again", (*OPEN, CLOSED), STAYS, "VIS-02"),
    Move("sign", (FOLLOW_UP, CLOSED), STAYS, "VIS-06"),
    Move("approve_record", (*OPEN, CLOSED), STAYS, "VIS-15"),
    Move("take_forms", (FOLLOW_UP, CLOSED), STAYS, "VIS-07"),
    Move("chase_forms", (FOLLOW_UP, CLOSED), STAYS, "VIS-07"),
    Move("pause", (TRIAGED, DISPATCHED, ONSITE), PAUSED, "SLA-06"),
    Move("resume", (PAUSED,), BACK, "SLA-06"),
    Move("escalate", OPEN, STAYS, "ESC-02"),
    Move("acknowledge", (*OPEN, CLOSED), STAYS, "ESC-04"),
    Move("extend", OPEN, STAYS, "SLA-08"),
    Move("renew", OPEN, STAYS, "SLA-13"),
    Move("forgive", (*OPEN, CLOSED, CANCELLED), STAYS, "SLA-13"),
    Move("verify", (FOLLOW_UP,), STAYS, "CLS-02"),
    Move("survey", (FOLLOW_UP,), STAYS, "CLS-03"),
    Move("close", (FOLLOW_UP,), CLOSED, "CLS-05"),
    Move("reopen", (FOLLOW_UP, CLOSED), TRIAGED, "CLS-07"),
    Move("merge", ACTIVE, CANCELLED, "INT-09"),
    Move("merge into", OPEN, STAYS, "INT-09"),
)

TICKET = Machine.of("state", STATES, _TABLE, "state")
MOVES = TICKET.moves
target, sources, rule = TICKET.target, TICKET.sources, TICKET.rule
