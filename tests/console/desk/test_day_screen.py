"""The day on the screen by real keys: a job that is moved, what a move would break, the next hole."""

import pytest

from console.panels.day import DayPanel
from console.panels.quick import QuickPanel
from tests.console.desk.stage import SEEN, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch

WINDOW = {"window_from": "2026-07-15T14:00:00+08:00", "window_to": "2026-07-15T15:00:00+08:00"}
ONE, OTHER = "YX2607-01", "YX2607-02"


def sent(branch: Branch) -> None:
    """T011 and T012 have one job each at the same time."""
    branch.do("dispatch", ticket=ONE, technician="T011", **WINDOW)
    branch.do("dispatch", ticket=OTHER, technician="T012", override="x", **WINDOW)


async def opened(stage: Stage) -> DayPanel:
    await stage.press("D")
    await stage.until(lambda: stage.desk.query(DayPanel) and stage.one(DayPanel).view.rows)
    await stage.quiet()
    return stage.one(DayPanel)


def agreed(branch: Branch, number: str) -> str:
    begin = branch.ticket(number).agreed_from
    return "" if begin is None else begin.isoformat()[11:16]


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_job_is_moved_by_the_arrows_and_every_broken_constraint_is_told_first(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    sent(able)
    async with desk_on(able, size, language) as stage:
        panel = await opened(stage)
        assert panel.view.looked_at == ONE, "the ticket under the cursor is looked at"
        assert "[01" in stage.text
        stage.assert_clean()
        before = able.count_events()
        await stage.press("enter", "right", "right")
        await stage.until(lambda: ("没有妨碍" if language == "zh_CN" else "Nothing speaks") in stage.text)
        assert able.count_events() == before, "a move that is tried writes nothing"
        await stage.press("enter")
        await stage.until(lambda: agreed(able, ONE) == "07:00")
        await stage.until(lambda: panel.move is None and "15:00" not in stage.lines[1])
        await stage.press("enter", "left", "down")
        await stage.until(lambda: OTHER in stage.text and panel.is_blocked)
        assert panel.move is not None
        assert panel.move.staff == "T012"
        await stage.press("enter")
        await stage.quiet()
        assert able.held_by(ONE) == ["T011"], "what is blocked is not done by Enter"
        await stage.rest()
        await stage.press("o")
        await stage.until(lambda: stage.desk.query(QuickPanel))
        await stage.press("1")
        await stage.until(lambda: able.held_by(ONE) == ["T012"])
        stage.assert_clean()


async def test_what_was_found_stays_and_is_found_anew_when_somebody_else_changes_the_day(
    able: Branch,
) -> None:
    sent(able)
    async with desk_on(able, WIDE, "en") as stage:
        panel = await opened(stage)
        await stage.press("enter", "right", "right")
        await stage.until(lambda: "Nothing speaks" in stage.text)
        panel.draw()
        await stage.until(lambda: "Nothing speaks" in stage.text)
        able.do(
            "dispatch", ticket="YX2607-03", technician="T011", override="x",
            window_from="2026-07-15T15:00:00+08:00", window_to="2026-07-15T16:00:00+08:00",
        )  # fmt: skip
        panel.heard(None)
        await stage.until(lambda: "Nothing speaks" not in stage.text and "at YX2607-03" in stage.text)
        assert panel.move is not None, "it is still lifted"


async def test_the_next_hole_is_one_of_somebody_with_the_skill(able: Branch) -> None:
    async with desk_on(able, SMALL) as stage:
        panel = await opened(stage)
        await stage.press("f")
        await stage.until(lambda: panel.move is not None)
        assert panel.move is not None
        assert (panel.move.ticket, panel.move.staff) == (ONE, "T011"), "T001 has not the skill"
        keys = "Enter Put down < > When Up Down Who f Next hole o Overrule Esc Leave it"
        assert keys in stage.lines[-1], "all that can be done with it, at 80 cells too"
        first = panel.move.begin
        await stage.press("f")
        await stage.until(
            lambda: panel.move is not None and (panel.move.staff, panel.move.begin) != ("T011", first)
        )
        await stage.press("escape", "escape")
        await stage.until(lambda: not stage.desk.query(DayPanel))
