"""What a ticket that is followed up lacks, and so what comes next (CLS-05)."""

from __future__ import annotations

from typing import Any, NamedTuple

from db.log.facts import Facts
from db.rules.closing import Missing
from db.tables.row import Row
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Tool
from db.verbs.records import DEMANDED, missing_to_close
from db.views.lookup import ticket_meant
from db.views.view import View, ViewContext


def missing_rows(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    """What closing demands and is not there yet, while it is to be closed (CLS-05)."""
    rows, found = _lacking(context, ticket)
    return [_row(each, rows.get(Tool, each.tool)) for each in found]


def _lacking(context: ViewContext, ticket: Ticket) -> tuple[Facts, list[Missing]]:
    rows = Facts()
    if ticket.state != "follow_up":
        return rows, []
    kinds: tuple[type[Row], ...] = (*DEMANDED, Assignment)
    for kind in kinds:
        for row in context.read.rows(kind, ticket=ticket.number):
            rows.put(row)
    return rows, missing_to_close(rows, ticket, context.policy_named(ticket.policy))


def _row(missing: Missing, tool: Tool | None) -> dict[str, Any]:
    """A tool that is not back says in whose hands it is, or at which place."""
    return {
        "demand": missing.demand,
        "form": missing.form or None,
        "tool": tool.number if tool else None,
        "kind": tool.kind if tool else None,
        "holder": tool.holder if tool else None,
        "place": tool.place if tool else None,
    }


class Next(NamedTuple):
    """`demands` are what closing lacks, in the order in which it is done; `signer` is who would sign."""

    demands: tuple[str, ...]
    surveyed: bool
    signer: str


class NextDemand(View[Next]):
    """What comes next of a ticket in follow-up; it has no name, since nobody asks for it."""

    number: str

    def read(self, context: ViewContext) -> Next:
        ticket = ticket_meant(context, self.number)
        _rows, found = _lacking(context, ticket)
        return Next(
            tuple(dict.fromkeys(each.demand for each in found)),
            ticket.surveyed_at is not None,
            ticket.contact or ticket.customer_label,
        )
