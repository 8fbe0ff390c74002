"""What is true, as rows: one file per subject."""

from db.tables import customer, escalation, event, follow_up, organisation, staff, task, ticket, tool
from db.tables.row import ROWS, Key, Row, metadata

__all__ = [
    "ROWS",
    "Key",
    "Row",
    "customer",
    "escalation",
    "event",
    "follow_up",
    "metadata",
    "organisation",
    "staff",
    "task",
    "ticket",
    "tool",
]
