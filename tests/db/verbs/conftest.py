"""A founded store with its people, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.db.desk import Desk, crew


@pytest.fixture
def desk(store_url: str) -> Iterator[Desk]:
    """Wednesday 2026-07-15, 09:00; technicians T001 and T002, D01, C01, M01, and A01 who may do all."""
    made = Desk(store_url)
    crew(made)
    yield made
    made.close()
