"""Every read: views answer with immutable rows made for one screen."""

from db.views import (
    appointments,
    candidates,
    cards,
    cause_report,
    counts,
    customers,
    events,
    imports,
    proof,
    queue,
    registers,
    roster,
    ticket,
    today,
    tools,
    watching,
)
from db.views.view import VIEWS, View, ViewContext

__all__ = [
    "VIEWS",
    "View",
    "ViewContext",
    "appointments",
    "candidates",
    "cards",
    "cause_report",
    "counts",
    "customers",
    "events",
    "imports",
    "proof",
    "queue",
    "registers",
    "roster",
    "ticket",
    "today",
    "tools",
    "watching",
]
