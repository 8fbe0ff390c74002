"""The tour on the desk: it hints, follows what is done, and never takes a key."""

from pathlib import Path

import pytest

from tests.console.desk.stage import desk_on
from tests.db.desk import Desk as Branch


@pytest.fixture(autouse=True)
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has never been here."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("console.screens.desk.HINT_SECONDS", 0.05)


async def test_the_first_screen_hints_at_triage_and_the_next_hint_follows_the_deed(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.until(lambda: "New here?" in stage.said)
        assert stage.desk.focused is stage.desk.queue
        await stage.press("t", "1")
        await stage.until(lambda: "sends the best technician" in stage.said)


async def test_esc_ends_the_hints_for_good(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.until(lambda: "New here?" in stage.said)
        await stage.press("escape")
        await stage.until(lambda: "New here?" not in stage.said)
    async with desk_on(branch) as stage:
        await stage.quiet()
        assert "New here?" not in stage.said
