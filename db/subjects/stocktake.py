"""The monthly count of the tool room as a subject (KIT-09)."""

from __future__ import annotations

from db.rules.moves import STAYS, Machine, Move
from db.subjects.subject import Subject
from db.tables.stocktake import STOCKTAKE_STATES, CountDifference, CountLine, Stocktake

STOCKTAKE = Subject(
    family="stocktake",
    root=Stocktake,
    children={CountLine: "stocktake", CountDifference: "stocktake"},
    machine=Machine.of(
        "state",
        STOCKTAKE_STATES,
        (
            Move("count_tools", ("open",), STAYS, "KIT-09"),
            Move("count_tools close", ("open",), "closed", "KIT-09"),
        ),
        "stocktake_state",
    ),
    series="PD and year and month",
)
