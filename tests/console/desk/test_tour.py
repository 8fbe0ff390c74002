"""The tour on the desk: it hints, follows what is done, and never takes a key."""

from pathlib import Path

import pytest

from tests.console.desk.stage import desk_on
from tests.databases import Databases
from tests.db.desk import Desk as Branch
from tests.db.desk import crew


@pytest.fixture(autouse=True)
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has never been here."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("console.desk.speaking.HINT_SECONDS", 0.05)


async def test_the_first_screen_hints_at_triage_and_the_next_hint_follows_the_deed(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.until(lambda: "New here?" in stage.said)
        assert stage.desk.focused is stage.desk.queue
        await stage.press("t", "1")
        await stage.until(lambda: "sends the best technician" in stage.said)


async def test_without_tickets_the_first_hint_is_to_register_one_and_triage_follows(
    databases: Databases,
) -> None:
    branch = Branch(databases.create("sqlite"))
    branch.found()
    crew(branch)
    async with desk_on(branch) as stage:
        await stage.until(lambda: "registers a call" in stage.said)
        branch.register()
        stage.desk.show_hint(after="register")
        await stage.until(lambda: "sets the level" in stage.said)
    branch.close()
    databases.drop(branch.url)


async def test_esc_ends_the_hints_for_good(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.until(lambda: "New here?" in stage.said)
        await stage.press("escape")
        await stage.until(lambda: "New here?" not in stage.said)
    async with desk_on(branch) as stage:
        await stage.quiet()
        assert "New here?" not in stage.said
