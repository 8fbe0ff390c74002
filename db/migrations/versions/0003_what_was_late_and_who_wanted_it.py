"""What was late, who wanted the window, where a thing sent in is, and kinds without a fault level"""

import re

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_ticket_triaged_has_level": "level IS NULL OR state <> 'new'",
    "ck_ticket_sort_level_range": "sort_level BETWEEN 0 AND 5",
}
"""Planned kinds of service need no fault level and stand below the others."""


def _text(length: int) -> AutoString:
    return AutoString(length=length)


def _instant() -> UTCDateTime:
    return UTCDateTime()


def upgrade() -> None:
    for column in (
        sa.Column("window_wanted_by", _text(16), nullable=True),
        sa.Column("told_at", _instant(), nullable=True),
        sa.Column("contract", _text(32), nullable=True),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("item_state", _text(16), nullable=True),
        sa.Column("item_place", _text(80), nullable=True),
        sa.Column("item_at", _instant(), nullable=True),
        sa.Column("due_calendar", _text(32), nullable=True),
        sa.Column("late_paused_seconds", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("ticket", column)
    op.add_column("milestone_time", sa.Column("missed_at", _instant(), nullable=True))
    op.add_column("milestone_time", sa.Column("forgiven_at", _instant(), nullable=True))
    op.add_column("assignment", sa.Column("wanted_by", _text(16), nullable=True))
    op.add_column("customer", sa.Column("contract", _text(32), nullable=True))
    op.add_column("equipment", sa.Column("profile", _text(32), nullable=True))
    _item_steps()
    _checks()


def _item_steps() -> None:
    op.create_table(
        "item_step",
        sa.Column("id", _text(36), nullable=False),
        sa.Column("ticket", _text(32), nullable=False),
        sa.Column("what", _text(16), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("actor", _text(32), nullable=False),
        sa.Column("place", _text(80), nullable=False),
        sa.Column("condition", _text(2000), nullable=False),
        sa.Column("accessories", _text(2000), nullable=False),
        sa.Column("receipt", _text(80), nullable=False),
        sa.Column("estimate", _instant(), nullable=True),
        sa.Column("text", _text(2000), nullable=False),
        sa.CheckConstraint(
            "what IN ('received', 'shelved', 'estimated', 'repaired', 'inspected', 'shipped', 'collected')",
            name=op.f("ck_item_step_what_known"),
        ),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.number"], name=op.f("fk_item_step_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_step")),
    )
    op.create_index("ix_item_step_ticket", "item_step", ["ticket"])


def _checks() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for name, condition in CHECKS.items():
            op.execute(f"ALTER TABLE ticket DROP CONSTRAINT {name}")
            op.execute(f"ALTER TABLE ticket ADD CONSTRAINT {name} CHECK ({condition})")
        return
    # SQLite cannot change a constraint, and copying the table would break what refers to it. Where what is
    # stored stays the same, its manual rewrites the text of the schema.
    sql = connection.execute(sa.text("SELECT sql FROM sqlite_schema WHERE name = 'ticket'")).scalar_one()
    for name, condition in CHECKS.items():
        sql, changed = re.subn(rf"(CONSTRAINT {name} CHECK )\(.*\)", rf"\1({condition})", sql)
        if changed != 1:
            raise RuntimeError(f"the table ticket has no constraint {name}")
    version = connection.execute(sa.text("PRAGMA schema_version")).scalar_one()
    connection.execute(sa.text("PRAGMA writable_schema = ON"))
    connection.execute(
        sa.text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = 'ticket'"), {"sql": sql}
    )
    connection.execute(sa.text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(sa.text("PRAGMA writable_schema = OFF"))
