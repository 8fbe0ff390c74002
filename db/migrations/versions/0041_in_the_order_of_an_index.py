"""Tickets by their customers' names in the order of an index: a page is read until it is full (RPT-03)."""

from __future__ import annotations

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_customer_key", "ticket", ["customer_key"])
