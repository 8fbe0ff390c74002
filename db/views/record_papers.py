"""The papers of a ticket that are to come back, and those that did (VIS-07)."""

from __future__ import annotations

from db.policy.model import Policy
from db.tables.record import Paper
from db.tables.ticket import Ticket
from db.verbs.records import expected
from db.views.record_columns import PaperRow
from db.views.view import ViewContext


def paper_rows(context: ViewContext, ticket: Ticket) -> list[PaperRow]:
    """The papers that are to come back, and those that did, in the order of the policy."""
    if ticket.state not in ("follow_up", "closed"):
        return []
    policy: Policy = context.policy_named(ticket.policy)
    there = {each.form: each for each in context.read.rows(Paper, ticket=ticket.number, is_current=True)}
    forms = dict.fromkeys((*expected(ticket, policy), *sorted(there)))
    return [_paper(form, there.get(form)) for form in forms]


def _paper(form: str, row: Paper | None) -> PaperRow:
    return {
        "form": form,
        "in_at": row.in_at if row else None,
        "in_by": row.in_by if row else None,
        "copied_at": row.copied_at if row else None,
        "chased": row.chased if row else 0,
        "chased_at": row.chased_at if row else None,
        "text": row.text if row else "",
    }
