"""A founded branch with callers, people and a dozen tickets: copied for every test of the desk."""

from collections.abc import Iterator

import pytest

from tests.console.desk.stage import equip, populate
from tests.databases import Databases
from tests.db.desk import Desk, copied, template


@pytest.fixture(scope="session")
def populated(databases: Databases) -> Iterator[Databases]:
    """The template with the small branch."""
    made = databases.with_rows("desk", template(populate))
    yield made
    made.close()


@pytest.fixture
def branch(populated: Databases) -> Iterator[Desk]:
    """The small branch on Wednesday 2026-07-15, 09:00, for this test alone."""
    with copied(populated) as desk:
        yield desk


@pytest.fixture(scope="session")
def equipped(databases: Databases) -> Iterator[Databases]:
    """The template with the small branch where two can be sent."""
    made = databases.with_rows("able", template(equip))
    yield made
    made.close()


@pytest.fixture
def able(equipped: Databases) -> Iterator[Desk]:
    """The small branch, with T011 and T012 who can be sent to every cabinet; the ticket under the cursor at
    the start is one."""
    with copied(equipped) as desk:
        yield desk
