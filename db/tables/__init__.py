"""What is true, as rows: one file per subject, found by lying here (`row.ROWS`)."""

from db.tables.row import ROWS, Key, Row, metadata

__all__ = ["ROWS", "Key", "Row", "metadata"]
