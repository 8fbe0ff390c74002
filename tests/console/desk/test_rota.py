"""The shift calendar on the screen by real keys: shifts typed into cells, told before Enter (PPL-01)."""

import pytest

from console.panels.form import VerbPanel
from console.panels.rota import DAY, RotaPanel
from tests.console.desk.stage import SEEN, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch


async def opened(stage: Stage) -> RotaPanel:
    await stage.press("C")
    await stage.until(lambda: stage.desk.query(RotaPanel) and stage.one(RotaPanel).view.rows)
    await stage.quiet()
    panel = stage.one(RotaPanel)
    panel.view.move_to("T011")
    await stage.quiet()
    return panel


def letters(branch: Branch, staff: str = "T011") -> str:
    rows = branch.show("shifts", from_day="2026-07-13", days=14)
    return "".join(row["shift"] or "?" for row in rows if row["staff"] == staff)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_shifts_are_typed_told_and_written_by_enter(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    able.do("set_pattern", staff="T011", weeks="DDDDD--")
    able.do("take_leave", staff="T012", why="annual", from_day="2026-07-16")
    async with desk_on(able, size, language) as stage:
        await opened(stage)
        assert "/" in stage.text, "leave is told by its shape, too"
        assert ("/请假 " if language == "zh_CN" else "/leav ") not in stage.text, "no shape is cut"
        assert ">" in stage.lines[2], "today is marked"
        await stage.until(
            lambda: ("~休息~" if language == "zh_CN" else "~rest~") in stage.text
        )  # the legend, whole
        stage.assert_clean()
        before = able.count_events()
        await stage.press("right", "n", "-")
        await stage.until(lambda: ("没有妨碍" if language == "zh_CN" else "Nothing speaks") in stage.text)
        assert able.count_events() == before, "what is typed is not written"
        await stage.press("enter")
        await stage.until(lambda: letters(able).startswith("??DN-"))
        await stage.until(lambda: stage.one(RotaPanel).change is None)
        stage.assert_clean()


async def test_weeks_come_and_go_with_the_room_and_the_day_stays_under_the_cursor(able: Branch) -> None:
    async with desk_on(able, SMALL) as stage:
        panel = await opened(stage)
        for size, days in ((WIDE, 14), (SMALL, 7)):
            await stage.pilot.resize_terminal(*size)
            await stage.quiet()
            assert panel.day.isoformat() == "2026-07-15"
            assert {row.day for row in panel._days} >= {panel.first + at * DAY for at in range(days)}
            assert len(stage.lines[2].split()) == days
        await stage.pilot.resize_terminal(*WIDE)
        await stage.press(*["right"] * 8)
        await stage.pilot.resize_terminal(*SMALL)
        await stage.quiet()
        assert (panel.day.isoformat(), panel.first.isoformat()) == ("2026-07-23", "2026-07-20")


async def test_a_range_a_copy_of_last_week_and_the_forms(able: Branch) -> None:
    able.do("set_shifts", staff="T011", on_day="2026-07-15", shifts="DLN--")
    async with desk_on(able, SMALL, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press("right_square_bracket", "equals_sign")
        await stage.until(lambda: panel.change is not None and panel.change.letters == "..DLN--")
        await stage.press("enter")
        await stage.until(lambda: letters(able) == "??DLN--" + "??DLN--")
        await stage.until(lambda: panel.change is None)
        await stage.press("space", "right", "right", "w", "escape")
        assert panel.change is None
        assert panel.began is not None, "Esc leaves the range, too, but one after the other"
        await stage.press("plus")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.quiet()
        assert "2026-07-24" in stage.text, "to the end of the range"
