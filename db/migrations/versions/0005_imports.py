"""Where a ticket was brought in from, and what is known of its moments"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EXTERNAL = sa.text("source IS NOT NULL AND external_number <> ''")
NUMBERED = sa.text("external_number <> ''")


def upgrade() -> None:
    # By themselves and not in a batch, which would copy the whole table on SQLite.
    for name, length in (("source", 80), ("import_id", 16), ("by_day", 200), ("unjudged", 80)):
        op.add_column(
            "ticket", sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=True)
        )
    op.create_index("ix_ticket_import_id", "ticket", ["import_id"])
    op.create_index(
        "uq_ticket_external", "ticket", ["source", "external_number"], unique=True,
        sqlite_where=EXTERNAL, postgresql_where=EXTERNAL,
    )  # fmt: skip
    op.create_index(
        "ix_ticket_external_number", "ticket", ["external_number"],
        sqlite_where=NUMBERED, postgresql_where=NUMBERED,
    )  # fmt: skip
