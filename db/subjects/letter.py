"""Calls and letters as subjects (INT-13)."""

from __future__ import annotations

from db.rules.moves import Machine, Move
from db.subjects.subject import BESIDE, Subject
from db.tables.letter import LETTER_STATES, WAITING, Letter

LETTER = Subject(
    family="letter",
    root=Letter,
    machine=Machine.of(
        "state",
        LETTER_STATES,
        (
            Move("receive_letter", ("to_come",), "open", "INT-13"),
            Move("receive_letter unclear", ("to_come",), "unclear", "INT-13"),
            Move("receive_letter noted", ("to_come",), "noted", "INT-13"),
            Move("answer_letter", ("open", "unclear"), "answered", "INT-13"),
            Move("drop_letter", WAITING, "dropped", "INT-13"),
        ),
        "letter_state",
    ),
    rank=BESIDE - 1,
    series="LT and the number of the event that made it",
)
