"""A working day on the screen, by real keys alone; the log folds to the same rows at its end."""

import pytest

from console.panels.quick import QuickPanel
from tests.console.desk.stage import SMALL, WIDE, desk_on
from tests.db.desk import Desk as Branch
from tests.stories.cast import LI, ZHANG
from tests.stories.hands import Hands

MARKS = ("attitude", "quality", "punctuality", "hygiene", "result")


@pytest.mark.parametrize(("language", "size"), [("zh_CN", SMALL), ("en", WIDE)])
async def test_the_day_of_one_ticket_from_the_call_to_the_close(
    branch: Branch, language: str, size: tuple[int, int]
) -> None:
    async with desk_on(branch, size, language) as stage:
        hands = Hands(stage)
        number = await hands.register("13912345678", "滨海中学", "教学楼停电")
        assert stage.desk.queue.cursor_key == number

        def state() -> str:
            return branch.ticket(number).state

        await hands.pick("t", "2")
        assert (state(), branch.ticket(number).level) == ("triaged", 2)
        branch.later(minutes=4)
        await hands.press("s", "enter")
        await stage.until(lambda: branch.target(number, "respond").met_at == branch.now)
        await hands.dispatch()
        first = branch.held_by(number)
        assert (state(), first) == ("dispatched", [ZHANG])
        branch.later(minutes=10)
        await hands.pick("s", "accepted")
        await hands.dispatch(take="1")
        await stage.until(lambda: stage.desk.query(QuickPanel) and stage.one(QuickPanel).list.has_focus)
        await hands.press("6")
        await stage.until(lambda: branch.held_by(number) == [LI])
        assert branch.held_by(number) == [LI], "who holds it already stands above those who could"
        await hands.pick("e", "customer_angry")
        await hands.press("a")
        branch.later(minutes=40)
        await hands.press("s", "enter")
        assert (state(), branch.target(number, "arrive").met_at) == ("onsite", branch.now)
        await hands.pick("p", "part")
        assert state() == "paused"
        branch.later(minutes=90)
        await hands.press("p")
        assert state() == "onsite"
        branch.later(minutes=30)
        await hands.press("s", "enter")
        assert state() == "follow_up"
        await hands.pick("v", "follow_up")
        assert stage.desk.queue.cursor_key == number
        # The signed record came back with the other papers and is keyed in (VIS-02, VIS-07).
        signed = {"work": "更换电缆", "signed": "signed", "signed_by": "王工", "forms": "all"}
        await hands.form(await hands.palette("record"), **signed)
        await hands.press("s")
        await hands.press(*"54545", "f10")
        await hands.pick("c", "wear")
        assert state() == "closed"
        stage.assert_clean()
    assert branch.differences() == []
