"""Whom a verb concerns that ends or joins tickets: enough to see that it is the right one (INT-09)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from db.views.lookup import ticket_meant
from db.views.view import View, ViewContext


class ConcernedRow(NamedTuple):
    """A ticket as somebody would name it to the customer; `file` and `equipment` are ids."""

    number: str
    customer: str
    fault: str
    product: str
    level: int | None
    state: str
    reported_at: datetime
    file: str
    equipment: str | None
    technician: str | None

    def differs_from(self, other: ConcernedRow) -> tuple[str, ...]:
        """In what two tickets are not about the same: customer, equipment (where both are known)."""
        found = ["customer"] if self.file != other.file else []
        if self.equipment and other.equipment and self.equipment != other.equipment:
            found.append("equipment")
        return tuple(found)


class Concerned(View[list[ConcernedRow]]):
    """These tickets, in this order; each by its number or running part."""

    numbers: tuple[str, ...]

    def read(self, context: ViewContext) -> list[ConcernedRow]:
        tickets = [ticket_meant(context, number) for number in self.numbers]
        return [
            ConcernedRow(
                ticket.number,
                ticket.customer_label,
                ticket.fault,
                ticket.product,
                ticket.level,
                ticket.state,
                ticket.reported_at,
                ticket.customer,
                ticket.equipment,
                ticket.technician,
            )
            for ticket in tickets
        ]
