"""What a row of any kind but tickets stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from db.imports.known_files import known_customer, known_equipment
from db.imports.known_people import known_person
from db.imports.known_shifts import known_shifts
from db.imports.known_tools import known_tool
from db.imports.surroundings import Fields, Surroundings
from db.imports.things import Thing

FINDERS: Mapping[str, Callable[[Fields, Surroundings], Thing | None]] = {
    "staff": known_person,
    "customers": known_customer,
    "equipment": known_equipment,
    "tools": known_tool,
    "roster": known_shifts,
}


def thing_of(kind: str, fields: Mapping[str, Any], around: Surroundings) -> Thing | None:
    """What is here of a row. Raises StoreError where its number stands for something else."""
    return FINDERS[kind](dict(fields), around)
