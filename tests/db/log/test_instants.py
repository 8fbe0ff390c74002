"""Instants out of a store: read in one step, as SQLModel's own type reads them in three."""

from typing import Any

import pytest
from sqlalchemy.dialects import sqlite
from sqlmodel.sql.sqltypes import UTCDateTime

from db.tables.columns import Instant


def reading(kind: UTCDateTime) -> Any:
    """How an SQLite store's values of this type are read."""
    return kind._cached_result_processor(sqlite.dialect(), None)


OWN, SQLMODELS = reading(Instant()), reading(UTCDateTime())


@pytest.mark.parametrize(
    "text",
    [
        None, "2026-07-15 01:00:00.000000", "2026-07-15 01:00:00.123456", "2026-07-15 01:00:00",
        "2026-07-15T01:00:00Z", "2026-07-15 01:00:00.123", "2026-07-15 01:00:00.123456+08:00", "2026-07-15",
        # as long as what this program writes, with a zone of their own
        "2026-07-15 01:00:00.12345Z", "2026-07-15 01:00:00.1+0800", "2026-07-15 01:00:00+080000",
        "20260715T010000.0000+08:00",
    ],
)  # fmt: skip
def test_an_instant_however_written_is_read_as_ever(text: str | None) -> None:
    assert OWN(text) == SQLMODELS(text)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-07-15 01:00:00.00000x", "2026-07-15 01:00:00.٠٠٠٠٠x", 5, b""]
)
def test_what_is_no_instant_is_an_error(text: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        OWN(text)
