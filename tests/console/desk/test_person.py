"""Somebody's day on the desk: a leave that was entered is taken back like the rest."""

import pytest

from console.panels.bulk import BulkPanel
from console.panels.person import PersonPanel
from db.tables.staff import Duty
from tests.console.desk.stage import HOTEL, SEEN, desk_on
from tests.db.desk import Desk as Branch


@pytest.mark.parametrize(("size", "language"), SEEN)
@pytest.mark.parametrize("busy", [False, True])
async def test_a_leave_is_taken_back_by_u(
    able: Branch, busy: bool, size: tuple[int, int], language: str
) -> None:
    if busy:
        able.do("dispatch", ticket=able.register(**HOTEL, level=2), technician="T011", override="演练")
    async with desk_on(able, size, language) as stage:
        stage.desk.open_panel(PersonPanel(stage.desk, "T011"))
        await stage.until(lambda: stage.one(PersonPanel).person is not None)
        await stage.press("l")
        await stage.until(lambda: able.rows(Duty, staff="T011"))
        if busy:
            await stage.until(lambda: stage.desk.query(BulkPanel))
            await stage.press("escape")
            await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        await stage.press("u")
        await stage.until(lambda: not able.rows(Duty, staff="T011"))
        await stage.until(lambda: "电工1" in stage.said)
