"""The register of calls and letters (INT-13)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STATES = "'to_come', 'open', 'unclear', 'answered', 'noted', 'sent', 'dropped'"
WAITING = sa.text("state IN ('to_come', 'open', 'unclear')")
ABOUT_A_TICKET = sa.text("ticket IS NOT NULL")


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, AutoString(length=length), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "letter",
        _text("id", 32),
        _text("direction", 8),
        _text("channel", 16),
        _text("state", 16),
        _text("branch", 32),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        _text("registered_by", 32),
        _text("who", 80),
        _text("phone", 32),
        _text("reference", 80),
        _text("customer", 36, nullable=True),
        _text("ticket", 32, nullable=True),
        _text("content", 2000),
        _text("unclear", 2000),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        _text("answered_by", 32, nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        _text("answer_channel", 16, nullable=True),
        _text("answer", 2000),
        _text("filed", 80),
        _text("reason", 2000),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_letter_state_known")),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_letter_direction_known")),
        sa.ForeignKeyConstraint(["registered_by"], ["staff.no"], name=op.f("fk_letter_registered_by")),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name=op.f("fk_letter_customer")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_letter_ticket")),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.no"], name=op.f("fk_letter_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index("ix_letter_at", "letter", ["at"])
    op.create_index(
        "ix_letter_ticket", "letter", ["ticket"],
        sqlite_where=ABOUT_A_TICKET, postgresql_where=ABOUT_A_TICKET,
    )  # fmt: skip
    op.create_index("ix_letter_waiting", "letter", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
