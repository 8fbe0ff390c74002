"""Orders of tools until they are accepted, and what a year plans to buy (KIT-06)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def upgrade() -> None:
    op.create_table(
        "tool_order",
        sa.Column("id", _text(32), nullable=False),
        sa.Column("kind", _text(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("supplier", _text(80), nullable=False),
        sa.Column("store", _text(80), nullable=False),
        sa.Column("branch", _text(32), nullable=False),
        sa.Column("state", _text(16), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("ordered_at", UTCDateTime(), nullable=False),
        sa.Column("ordered_by", _text(32), nullable=False),
        sa.Column("reason", _text(2000), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("arrived_at", UTCDateTime(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("inspected_at", UTCDateTime(), nullable=True),
        sa.Column("inspected_by", _text(32), nullable=True),
        sa.Column("finding", _text(2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ordered', 'arrived', 'accepted', 'rejected', 'cancelled')",
            name=op.f("ck_tool_order_state_known"),
        ),
        sa.CheckConstraint("count > 0", name=op.f("ck_tool_order_something_ordered")),
        sa.CheckConstraint(
            "accepted >= 0 AND rejected >= 0 AND accepted + rejected <= arrived",
            name=op.f("ck_tool_order_inspected_what_arrived"),
        ),
        sa.ForeignKeyConstraint(["kind"], ["tool_kind.code"], name=op.f("fk_tool_order_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_order")),
    )
    op.create_table(
        "tool_plan",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", _text(32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("planned_at", UTCDateTime(), nullable=False),
        sa.Column("planned_by", _text(32), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_tool_plan_something_planned")),
        sa.ForeignKeyConstraint(["kind"], ["tool_kind.code"], name=op.f("fk_tool_plan_kind")),
        sa.PrimaryKeyConstraint("year", "kind", name=op.f("pk_tool_plan")),
    )
