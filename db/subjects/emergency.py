"""Emergencies and drills as subjects (ESC-06)."""

from __future__ import annotations

from db.rules.moves import STAYS, Machine, Move
from db.subjects.subject import BESIDE, Subject
from db.tables.emergency import EMERGENCY_STATES, Emergency, EmergencyCall, EmergencyTicket

EMERGENCY = Subject(
    family="emergency",
    root=Emergency,
    children={EmergencyCall: "emergency", EmergencyTicket: "emergency"},
    machine=Machine.of(
        "state",
        EMERGENCY_STATES,
        (
            Move("answer_call", ("running",), STAYS, "ESC-06"),
            Move("end_emergency", ("running",), "ended", "ESC-06"),
        ),
        "emergency_state",
    ),
    rank=BESIDE - 1,
    series="EM and the number of the event that made it",
)
