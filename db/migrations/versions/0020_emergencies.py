"""Emergencies and drills: whom they called, who answered when, which tickets they concern (ESC-06)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RUNNING = sa.text("state = 'running'")
UNANSWERED = sa.text("answered_at IS NULL")


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "emergency",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("branch", _text(32), nullable=False),
        sa.Column("state", _text(16), nullable=False),
        sa.Column("drill", sa.Boolean(), nullable=False),
        sa.Column("trigger", _text(16), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.Column("declared_at", UTCDateTime(), nullable=False),
        sa.Column("reason", _text(2000), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", _text(32), nullable=True),
        sa.Column("finding", _text(2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'ended')", name=op.f("ck_emergency_state_known")),
        sa.CheckConstraint("trigger IN ('declared', 'flood')", name=op.f("ck_emergency_trigger_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency")),
    )
    op.create_index("ix_emergency_declared_at", "emergency", ["declared_at"])
    op.create_index(
        "uq_emergency_running", "emergency", ["branch", "drill"], unique=True,
        sqlite_where=RUNNING, postgresql_where=RUNNING,
    )  # fmt: skip
    op.create_table(
        "emergency_call",
        sa.Column("id", _text(36), nullable=False),
        sa.Column("emergency", _text(32), nullable=False),
        sa.Column("staff", _text(32), nullable=False),
        sa.Column("role", _text(32), nullable=False),
        sa.Column("in_place_of", _text(32), nullable=True),
        sa.Column("called_at", UTCDateTime(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("answered_by", _text(32), nullable=True),
        sa.Column("text", _text(2000), nullable=False),
        sa.ForeignKeyConstraint(["emergency"], ["emergency.id"], name=op.f("fk_emergency_call_emergency")),
        sa.ForeignKeyConstraint(["staff"], ["staff.no"], name=op.f("fk_emergency_call_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_call")),
        sa.UniqueConstraint("emergency", "staff", name=op.f("uq_emergency_call_emergency_staff")),
    )
    op.create_index(
        "ix_emergency_call_open", "emergency_call", ["staff"],
        sqlite_where=UNANSWERED, postgresql_where=UNANSWERED,
    )  # fmt: skip
    op.create_table(
        "emergency_ticket",
        sa.Column("emergency", _text(32), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.ForeignKeyConstraint(["emergency"], ["emergency.id"], name=op.f("fk_emergency_ticket_emergency")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_emergency_ticket_ticket")),
        sa.PrimaryKeyConstraint("emergency", "ticket", name=op.f("pk_emergency_ticket")),
    )
    op.create_index("ix_emergency_ticket_ticket", "emergency_ticket", ["ticket"])
