"""Tickets by who holds or registered them, customers in the order of their names, deadlines that were missed:
what a scope and the counts of a month ask for is found without looking through everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_technician", "ticket", ["technician"])
    op.create_index("ix_ticket_registered_by", "ticket", ["registered_by"])
    _partial("ix_customer_label", "customer", ["label", "id"], "withdrawn_at IS NULL")
    _partial("ix_milestone_time_missed_at", "milestone_time", ["missed_at"], "missed_at IS NOT NULL")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
