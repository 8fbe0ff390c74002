"""What is to be told of something that fell due (ESC-05)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from db.policy.parts import Names
from db.rules.calling import Target


class Matter(NamedTuple):
    """What is to be told: `targets` are tried in turn, those of `also` are told besides, `but` is never
    told."""

    occasion: str
    number: str
    targets: tuple[Target, ...]
    what: Names | None = None
    due_at: datetime | None = None
    but: str = ""
    also: tuple[Target, ...] = ()
