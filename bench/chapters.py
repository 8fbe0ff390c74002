"""The program as it will be: a copy with more tables, verbs and views, where real ones lie."""

from __future__ import annotations

import compileall
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("console", "db", "widgets")
ROOMS = 20
"""Each with three tables, five verbs and a view: 60, 100 and 20."""

TABLE = '''

@tabled("later_{room}_{number}", one_of("state", ("open", "done")), index("ix_later_{room}_{number}", "at"))
class Later{number}(Row):
    """Something of a later chapter."""

    key = ("id",)
    owner = "later_{room}_{number}:{{id}}"
    private = frozenset({{"reason"}})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    state: str = Field(max_length=16)
    at: datetime
    until: datetime | None = None
    minutes: int = Field(default=0, sa_column_kwargs={{"server_default": "0"}})
    actor: str = Field(max_length=32)
    reason: str = Field(default="", max_length=2000)
'''
VERB = '''

class Later{number}(TicketVerb):
    """Do something of a later chapter."""

    name = "later_{room}_{number}"
    word = "do something later"
    example = {{"reason": "x"}}
    default_roles = CONCERNED
    group = VISIT
    rule = "ALL-01"
    reads = {{"ticket": ()}}

    minutes: int = 0
    until: Annotated[datetime | None, Called("Until")] = None
    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        return Outcome(facts)
'''
VIEW = '''"""A view of a later chapter."""

from typing import Annotated, NamedTuple

from db.kinds import Called
from db.views.view import View, ViewContext


class LaterRow(NamedTuple):
    """One row."""

    number: Annotated[str, Called("Number")]


class Later(View[list[LaterRow]]):
    """Something of a later chapter."""

    name = "later_{room}"
    label = "Something later"

    def read(self, context: ViewContext) -> list[LaterRow]:
        return []
'''
TABLES = '''"""Tables of a later chapter."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import index, one_of
from db.tables.row import Row, tabled
'''
VERBS = '''"""Verbs of a later chapter."""

from datetime import datetime
from typing import Annotated

from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.verbs.context import Context
from db.verbs.fields import Words
from db.verbs.groups import VISIT
from db.verbs.ticket_verb import TicketVerb
from db.verbs.who import CONCERNED
'''


def grown(place: Path, rooms: int = ROOMS) -> Path:
    """A copy of the program in this folder, with its later chapters; to be run from there."""
    for package in PACKAGES:
        # with the bytecode: each process would compile it all again
        shutil.copytree(ROOT / package, place / package)
    for room in range(rooms):
        tables = TABLES + "".join(TABLE.format(room=room, number=number) for number in range(3))
        verbs = VERBS + "".join(VERB.format(room=room, number=number) for number in range(5))
        texts = {"tables": tables, "verbs": verbs, "views": VIEW.replace("{room}", str(room))}
        for folder, text in texts.items():
            (place / "db" / folder / f"later_{room:02}.py").write_text(text, encoding="utf-8")
    _index(place / "db" / "index.py", rooms)
    compileall.compile_dir(place, quiet=1)
    return place


def _index(page: Path, rooms: int) -> None:
    """As `make index` writes it, without the process that imports all there is."""
    written: dict[str, Any] = {}
    exec(page.read_text("utf-8"), written)
    named, summaries = written["NAMED"], written["SUMMARIES"]
    for room in range(rooms):
        lies = f"later_{room:02}"
        for folder in ("db.tables", "db.verbs", "db.views"):
            written["ROOMS"][folder] = " ".join(sorted([*written["ROOMS"][folder].split(" "), lies]))
        named["tables"] |= {f"later_{room}_{number}": f"db.tables.{lies}" for number in range(3)}
        verbs = [f"later_{room}_{number}" for number in range(5)]
        named["verbs"] |= dict.fromkeys(verbs, f"db.verbs.{lies}")
        named["views"][f"later_{room}"] = f"db.views.{lies}"
        summaries["verbs"] |= dict.fromkeys(verbs, "Do something of a later chapter.")
        summaries["views"][f"later_{room}"] = "Something of a later chapter."
    lines = (f"{name} = {written[name]!r}\n" for name in ("ROOMS", "NAMED", "SUMMARIES", "CALLED"))
    page.write_text("".join(lines), encoding="utf-8")
