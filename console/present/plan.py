"""The proposal for several tickets: a line for each, and in a word what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from console.words.codes import word
from console.words.i18n import _, translate
from console.words.speech import Speech
from db.rules import moves
from db.views.planning import PlanRow
from widgets.columns import Column
from widgets.lists import ListRow


def plan_columns() -> tuple[Column, ...]:
    """Number, customer, fault, the person, what they have that day, and why."""
    return (
        Column("number", _("Ticket"), 12, gap=2),
        Column("customer", _("Customer"), 10, least=8, grow=1),
        Column("fault", _("Fault"), 12, least=8, grow=1, drop=1),
        Column("who", _("Who"), 8),
        Column("load", _("Jobs", "column"), 4, align="right"),
        Column("why", _("Why"), 14, least=10, gap=2, grow=2),
    )


def summary(sent: Sequence[PlanRow]) -> str:
    """How many go to how many."""
    people = {row.staff for row in sent}
    return translate("{sent} go to {people} people", sent=len(sent), people=len(people))


def lines(
    rows: Sequence[PlanRow], sent: Sequence[PlanRow], verb: str, left_out: set[str], speech: Speech
) -> list[ListRow]:
    """A line for each ticket; what is not sent says why."""
    going = {row.number for row in sent}
    return [_line(row, row.number in going, verb, row.number in left_out, speech) for row in rows]


def _line(row: PlanRow, goes: bool, verb: str, left_out: bool, speech: Speech) -> ListRow:
    chosen = next((each for each in row.candidates if each.staff == row.staff), None)
    if left_out:
        why = _("left out")
    elif moves.target(verb, row.state) is None:
        why = word("state", row.state)
    elif chosen is None:
        why = _("Nobody can be sent.")
    else:
        why = "  ".join(speech.say(reason) for reason in chosen.reasons)
    return ListRow(
        row.number,
        {
            "number": row.number,
            "customer": row.customer,
            "fault": row.fault,
            "who": chosen.name if chosen is not None and goes else "",
            "load": str(chosen.load) if chosen is not None and goes else "",
            "why": why,
        },
        {} if goes else {"why": "warning", "customer": "dim", "fault": "dim"},
    )
