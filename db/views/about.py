"""What is waited for about a thing: how lists of it are found by words (INT-08, ESC-07)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select

from db.subjects.subject import SUBJECTS
from db.subjects.ticket import TICKET
from db.tables.ticket import Ticket
from db.views.listing import Searched
from db.views.narrowing import TICKET_TEXT


def about_texts(table: Any) -> tuple[Searched, ...]:
    """Its number, what it is about, and what the ticket that it is about is found by."""
    about_ticket = literal_column(f"'{TICKET.family}:'").concat(Ticket.table.c.number)
    ticket = replace(TICKET_TEXT, through=lambda found: table.about.in_(select(about_ticket).where(found)))
    return (Searched(func.lower(table.id)), Searched(func.lower(table.about)), ticket)


def about_name(about: ColumnElement[str]) -> ColumnElement[str]:
    """The key of a subject without its family, as it is shown."""
    starts = [f"{family}:" for family in SUBJECTS]
    return case(
        *((about.startswith(start), func.substr(about, len(start) + 1)) for start in starts), else_=about
    )
