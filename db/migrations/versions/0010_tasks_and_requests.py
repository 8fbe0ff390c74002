"""Internal clocks, requests for approval, extensions; versions of what is no ticket (INT-08, ESC-07, SLA-08)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")
VERSIONED = ("tool", "staff", "customer", "equipment")


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    for table in VERSIONED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    _tasks()
    _requests()
    op.create_table(
        "extension",
        sa.Column("id", _text(36), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("milestone", _text(16), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.Column("granted_at", UTCDateTime(), nullable=False),
        sa.Column("asked_by", _text(32), nullable=False),
        sa.Column("reason", _text(2000), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_extension_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index("ix_extension_ticket", "extension", ["ticket"])


def _tasks() -> None:
    op.create_table(
        "task",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("kind", _text(32), nullable=False),
        sa.Column("about", _text(80), nullable=False),
        sa.Column("role", _text(32), nullable=False),
        sa.Column("staff", _text(32), nullable=True),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("state", _text(16), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", _text(32), nullable=True),
        sa.Column("text", _text(2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_task_state_known")),
        sa.ForeignKeyConstraint(["staff"], ["staff.no"], name=op.f("fk_task_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index("ix_task_about", "task", ["about", "due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_task_due_at", "task", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def _requests() -> None:
    op.create_table(
        "request",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("verb", _text(32), nullable=False),
        sa.Column("given", AutoString(), nullable=False),
        sa.Column("asked", _text(64), nullable=False),
        sa.Column("about", _text(80), nullable=False),
        sa.Column("asked_by", _text(32), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("tiers", _text(2000), nullable=False),
        sa.Column("needs", _text(32), nullable=False),
        sa.Column("state", _text(16), nullable=False),
        sa.Column("decided_by", _text(32), nullable=True),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("reason", _text(2000), nullable=False),
        sa.Column("rule", _text(16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'granted', 'refused', 'failed', 'withdrawn', 'dropped')",
            name=op.f("ck_request_state_known"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.no"], name=op.f("fk_request_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index("ix_request_about", "request", ["about"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_request_asked_by", "request", ["asked_by"])
