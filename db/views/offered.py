"""Windows for a ticket that is still being keyed: the caller is on the phone (DSP-03, INT-02)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.log.facts import Facts, Outcome
from db.rules import deadlines
from db.tables.ticket import Ticket
from db.timing import history_of
from db.verbs.describing import described
from db.views.view import View, ViewContext
from db.views.windows import WindowRow, windows_for


class OfferedWindows(View[list[WindowRow]]):
    """What could be promised to a caller, as if the ticket were registered now; it has no name, since only
    the desk asks, and it writes nothing."""

    product: str = ""
    fault: str = ""
    address: str = ""
    district: str = ""
    customer: str = ""
    level: int | None = None
    urgent: bool = False
    late: bool = False

    def read(self, context: ViewContext) -> list[WindowRow]:
        ticket = self._ticket(context)
        standings = deadlines.derive(
            history_of(Outcome(Facts(())), ticket, context.policy), context.policy.targets
        )
        due: dict[str, datetime] = {
            each.milestone.value: each.due_at for each in standings if each.due_at is not None
        }
        return windows_for(context, ticket, due, late=self.late)

    def _ticket(self, context: ViewContext) -> Ticket:
        person = context.person
        branch = person.branch if person else context.policy.organisation.default_branch
        given: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("product", "fault", "address", "district", "customer", "level", "urgent")
        }
        told = Ticket.new(
            **{
                name: field.get_default()
                for name, field in Ticket.model_fields.items()
                if not field.is_required()
            },
            **{name: "" for name, field in Ticket.model_fields.items() if field.is_required()},
        ).but(**given, branch=branch, state="triaged" if self.level else "new", reported_at=context.now)
        return described(told, None, context.policy)
