"""What is true, as rows: one file per subject."""

from db.tables import customer, event, organisation, staff, ticket, tool
from db.tables.row import ROWS, Key, Row, metadata

__all__ = ["ROWS", "Key", "Row", "customer", "event", "metadata", "organisation", "staff", "ticket", "tool"]
