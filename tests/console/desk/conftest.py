"""A founded branch with callers, people and a dozen tickets: copied for every test of the desk."""

from collections.abc import Iterator

import pytest

from tests.console.desk.stage import populate
from tests.databases import Databases
from tests.db.desk import Desk, copied, template
from tests.stories.cast import KIT


@pytest.fixture(scope="session")
def populated(databases: Databases, worker_id: str) -> Iterator[Databases]:
    """The template with the small branch."""
    made = databases.with_migration(f"{worker_id}_desk", template(populate))
    yield made
    made.close()


@pytest.fixture
def branch(populated: Databases) -> Iterator[Desk]:
    """The small branch on Wednesday 2026-07-15, 09:00, for this test alone."""
    with copied(populated) as desk:
        yield desk


@pytest.fixture
def able(branch: Desk) -> Desk:
    """T001 and T002 can be sent to every cabinet; the ticket under the cursor at the start is one."""
    for staff in ("T011", "T012"):
        branch.do(
            "add_staff", staff=staff, label=f"电工{staff[-1]}", roles="technician", trade="electrical",
            skills="electrical:2", certificates="electrician:2027-07-01",
        )  # fmt: skip
        for kind in KIT:
            (tool,) = branch.do("buy_tool", kind=kind)["tools"]
            branch.do("issue_tool", tool=tool, staff=staff)
    return branch
