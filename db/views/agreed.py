"""What is agreed about a ticket, as whoever agrees another time has to see it (DSP-03, SLA-11)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from db.tables.ticket import Assignment
from db.views.lookup import ticket_meant
from db.views.view import View, ViewContext


class Agreed(NamedTuple):
    """The window that the customer was promised, who is in charge of it, and who goes along; nobody while
    nobody holds the ticket."""

    begin: datetime | None = None
    end: datetime | None = None
    holder: str | None = None
    crew: tuple[str, ...] = ()

    @property
    def window(self) -> bool:
        """Whether the customer was promised a time."""
        return self.begin is not None or self.end is not None


class AgreedView(View[Agreed]):
    """The agreed window of a ticket; it has no name, since it is a part of its card."""

    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("number",)

    number: str

    def read(self, context: ViewContext) -> Agreed:
        ticket = ticket_meant(context, self.number)
        held = context.read.rows(Assignment, ticket=ticket.number, ended_at=None)
        along = sorted(each.technician for each in held if not each.lead)
        return Agreed(ticket.agreed_from, ticket.agreed_to, ticket.technician, tuple(along))
