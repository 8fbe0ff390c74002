"""Who is responsible for a ticket, who stands in for somebody, identifiers apart in any case.

INT-06, CLS-06, PPL-04; staff, tool and serial numbers are unique whatever their case.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTIFIERS = (("staff", "no"), ("tool", "number"), ("equipment", "serial"))


def upgrade() -> None:
    """A store in which two identifiers differ by case only keeps both: its index is not unique."""
    op.add_column("ticket", sa.Column("responsible", sa.String(8), nullable=True))
    op.add_column("ticket", sa.Column("cause_department", sa.String(8), nullable=True))
    op.add_column("duty", sa.Column("substitute", sa.String(32), nullable=True))
    connection = op.get_bind()
    for table, column in IDENTIFIERS:
        twice = sa.text(
            f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL GROUP BY upper({column}) HAVING count(*) > 1"
        )
        unique = connection.execute(twice).first() is None
        op.create_index(f"uq_{table}_{column}_upper", table, [sa.text(f"upper({column})")], unique=unique)


def downgrade() -> None:
    for table, column in IDENTIFIERS:
        op.drop_index(f"uq_{table}_{column}_upper", table_name=table)
    op.drop_column("duty", "substitute")
    op.drop_column("ticket", "cause_department")
    op.drop_column("ticket", "responsible")
