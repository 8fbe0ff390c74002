"""Who was chosen against who was proposed, and whom a customer would not have again (DSP-10, ESC-08)."""

from datetime import datetime

from sqlalchemy import false
from sqlmodel import Field

from db.tables.columns import check, index
from db.tables.row import Row, tabled


@tabled(
    "pick", check("rank > 0", "rank_from_one"), index("ix_pick_at", "at"), index("ix_pick_ticket", "ticket")
)
class Pick(Row):
    """Somebody was sent. `first` is who stood first among the candidates then, null where nobody could go;
    `rank` that of whoever was chosen, null for somebody who was blocked. `better` is the part of the score by
    which the chosen one was most ahead of the first, `why` what was said. `verb` sent them, `overruled` are
    the gates that would have stopped them, joined by commas (DSP-05): then they have no rank. Of the line of
    a plan `first` and `rank` are those of the ranking where it was `compared`; before it could be, they were
    the plan's own, whatever the ranking had."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"why"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    at: datetime
    actor: str = Field(max_length=32)
    technician: str = Field(foreign_key="staff.no", max_length=32)
    first: str | None = Field(default=None, max_length=32)
    rank: int | None = None
    better: str | None = Field(default=None, max_length=32)
    why: str = Field(default="", max_length=2000)
    verb: str = Field(default="dispatch", max_length=32, sa_column_kwargs={"server_default": "dispatch"})
    overruled: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    compared: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


@tabled("unwelcome", index("ix_unwelcome_technician", "technician"), index("ix_unwelcome_ticket", "ticket"))
class Unwelcome(Row):
    """A customer refused a technician, or was unhappy with them: they are not sent there again (ESC-08)."""

    key = ("id",)
    owner = "ticket:{ticket}"

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    customer: str = Field(max_length=36)
    technician: str = Field(foreign_key="staff.no", max_length=32)
    at: datetime
    actor: str = Field(max_length=32)
