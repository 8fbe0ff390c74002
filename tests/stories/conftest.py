"""A branch in the morning: callers, people with and without their tools, a few tickets."""

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.db.desk import Desk as Branch
from tests.db.desk import copied, template
from tests.stories.cast import staffed


@pytest.fixture(scope="session")
def peopled(databases: Databases) -> Iterator[Databases]:
    """The template with the branch."""
    made = databases.with_rows("stories", template(staffed))
    yield made
    made.close()


@pytest.fixture
def branch(peopled: Databases) -> Iterator[Branch]:
    """The morning of Wednesday 2026-07-15, for this test alone."""
    with copied(peopled) as branch:
        yield branch
