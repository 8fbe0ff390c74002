"""Each link of the log knows the transaction that wrote it, so that the feed misses no late commit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event_subject", sa.Column("written_in", sa.BigInteger(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        # What was written before nobody waits for: it stays null, and the table is not made anew.
        op.execute(
            "ALTER TABLE event_subject ALTER COLUMN written_in"
            " SET DEFAULT (pg_current_xact_id()::text::bigint)"
        )
    there = sa.text("written_in IS NOT NULL")
    op.create_index(
        "ix_event_subject_written_in", "event_subject", ["written_in"],
        sqlite_where=there, postgresql_where=there,
    )  # fmt: skip
