"""Reports and meetings that are owed, and who handed a shift over to whom (RPT-04, RPT-06)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "report_start",
        sa.Column("id", _text(16), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_start")),
    )
    op.create_table(
        "report_duty",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("report", _text(32), nullable=False),
        sa.Column("branch", _text(32), nullable=False),
        sa.Column("department", _text(8), nullable=False),
        sa.Column("period", _text(16), nullable=False),
        sa.Column("role", _text(32), nullable=False),
        sa.Column("person", _text(32), nullable=False),
        sa.Column("opens_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("policy", _text(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_duty")),
        sa.UniqueConstraint(
            "report", "branch", "department", "period",
            name=op.f("uq_report_duty_report_branch_department_period"),
        ),
    )  # fmt: skip
    op.create_index("ix_report_duty_due_at", "report_duty", ["due_at"])
    op.create_table(
        "handover",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("branch", _text(32), nullable=False),
        sa.Column("department", _text(8), nullable=False),
        sa.Column("given_by", _text(32), nullable=False),
        sa.Column("taken_by", _text(32), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("text", _text(2000), nullable=False),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.no"], name=op.f("fk_handover_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index("ix_handover_at", "handover", ["at"])
    op.create_table(
        "handover_ticket",
        sa.Column("handover", _text(32), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.ForeignKeyConstraint(["handover"], ["handover.id"], name=op.f("fk_handover_ticket_handover")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_handover_ticket_ticket")),
        sa.PrimaryKeyConstraint("handover", "ticket", name=op.f("pk_handover_ticket")),
    )
    op.create_index("ix_handover_ticket_ticket", "handover_ticket", ["ticket"])
