"""What the ladder goes by and records: when it next acts, what caused a call, whom it called, its reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OPEN = "state IN ('new', 'triaged', 'dispatched', 'onsite', 'paused', 'follow_up')"
INSTANT = UTCDateTime()


def upgrade() -> None:
    for name in ("levelled_at", "raised_at", "chased_at", "ladder_at"):
        op.add_column("ticket", sa.Column(name, INSTANT, nullable=True))
    op.add_column("ticket", sa.Column("first_level", sa.Integer(), nullable=True))
    op.add_column("milestone_time", sa.Column("late_from", INSTANT, nullable=True))
    for name in ("due_at", "deadline", "notify_at", "ended_at"):
        op.add_column("escalation", sa.Column(name, INSTANT, nullable=True))
    for name in ("persons", "away", "skipped"):
        op.add_column("escalation", sa.Column(name, AutoString(), nullable=True))
    op.add_column("escalation", sa.Column("quiet", AutoString(length=8), nullable=True))
    condition = sa.text(OPEN)
    op.create_index(
        "ix_ticket_ladder", "ticket", ["ladder_at", "number"],
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip
    op.create_table(
        "repeated_call",
        sa.Column("escalation", AutoString(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ticket", AutoString(length=32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("persons", AutoString(), nullable=False),
        sa.Column("away", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["escalation"], ["escalation.id"], name=op.f("fk_repeated_call_escalation")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_repeated_call_ticket")),
        sa.PrimaryKeyConstraint("escalation", "number", name=op.f("pk_repeated_call")),
    )
    op.create_index("ix_repeated_call_ticket", "repeated_call", ["ticket"])
