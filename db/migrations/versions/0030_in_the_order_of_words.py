"""Names and products stand in the order in which people look them up: Chinese by pinyin, digits as numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.rules.ordering import sort_key

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEYS = (
    ("staff", "no", "label", "label_key"),
    ("customer", "id", "label", "label_key"),
    ("equipment", "id", "product", "product_key"),
    ("ticket", "number", "customer_label", "customer_key"),
    ("ticket", "number", "product", "product_key"),
)
PIECE = 1000
KEPT = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Nothing of the log changes: the keys follow from the rows' own columns."""
    connection = op.get_bind()
    collation = "C" if connection.dialect.name == "postgresql" else None
    for table, key, words, column in KEYS:
        op.add_column(
            table,
            sa.Column(column, sa.String(160, collation=collation), nullable=False, server_default=""),
        )
        _fill(
            connection,
            sa.table(table, sa.column(key), sa.column(words), sa.column(column)),
            key,
            words,
            column,
        )
    op.drop_index("ix_customer_label", "customer")
    op.create_index(
        "ix_customer_label_key", "customer", ["label_key", "id"], sqlite_where=KEPT, postgresql_where=KEPT
    )


def _fill(connection: sa.Connection, table: sa.TableClause, key: str, words: str, column: str) -> None:
    """Write the key of every row, a thousand at a time."""
    last = ""
    write = table.update().where(table.c[key] == sa.bindparam("of")).values({column: sa.bindparam("order")})
    while True:
        piece = connection.execute(
            sa.select(table.c[key], table.c[words])
            .where(table.c[key] > last).order_by(table.c[key]).limit(PIECE)
        ).all()  # fmt: skip
        if not piece:
            return
        last = piece[-1][0]
        connection.execute(write, [{"of": name, "order": sort_key(text)} for name, text in piece])
