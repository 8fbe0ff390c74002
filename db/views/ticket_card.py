"""The card of a ticket: all facts, what is open about it, and its whole timeline."""

from __future__ import annotations

from typing import Any, ClassVar

from db.kinds import TICKET
from db.views.events import flattened, with_merged
from db.views.queue_row import QueueRow
from db.views.ticket import Stood, TicketView
from db.views.ticket_columns import TicketFacts
from db.views.timeline import Waiting, told
from db.views.view import ViewContext


class TicketCard(TicketView):
    """One ticket with everything that is known of it, what is open about it, and its whole timeline."""

    name = "ticket"
    label = "Ticket"
    card_of = TICKET
    heads = ("number", "level", "state", "status", "customer")
    places = (
        ("customer", "contact"), ("phone", "position"), "address", "fault", ("product", "model"),
        ("serial", "district"), ("agreed_from", "agreed_to"), ("technician", "way"), "incomplete",
        "missing", "equipment", "milestones", "tasks", "requests", "records", "papers", "stays",
        "timeline", "assignments",
    )  # fmt: skip
    answers: ClassVar[tuple[type, ...]] = (QueueRow, TicketFacts, Stood, Waiting)

    def read(self, context: ViewContext) -> dict[str, Any]:
        facts = super().read(context)
        number = facts["number"]
        events = flattened(with_merged(context, number))
        return {
            **facts,
            "timeline": [told(row, f"{TICKET}:{row.of}" if row.of else None) for row in reversed(events)],
            "timeline_more": False,
        }
