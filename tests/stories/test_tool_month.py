"""A month of the tool room by real keys: kits are issued, old goes for new, tools are lent, lost, scrapped
and counted, the month is closed, and somebody leaves (KIT-04 to KIT-12)."""

import pytest

from db.tables.stocktake import Stocktake
from db.tables.task import Request, Task
from db.tables.tool import Tool
from tests.console.desk.stage import SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.sampling import some_of
from tests.stories.cast import LI, ZHANG
from tests.stories.hands import Hands

DEEDS, BY_KEYS = 11, 4
"""What is done in the month, and how much of it one run of `make test` does by keys; the rest by the store,
as another desk would."""


class StoreKeeper(Hands):
    """Hands in the tool room: a verb from the palette, its form, and what it leads to."""

    def __init__(self, stage: Stage, branch: Branch) -> None:
        super().__init__(stage)
        self.branch = branch
        self.left = list(range(DEEDS))
        self.by_keys = set(some_of(self.left, "deeds in the tool room", BY_KEYS))

    async def does(self, verb: str, **fields: str) -> None:
        events = self.branch.count_events()
        if self.left.pop(0) in self.by_keys:
            await self.form(await self.palette(verb), **fields)
            await self.stage.until(lambda: self.branch.count_events() > events)
        else:
            self.branch.do(verb, **fields)
        self.branch.later(minutes=3)

    def granted(self) -> None:
        """The manager grants what was asked for last."""
        [request] = self.branch.rows(Request, state="open")
        self.branch.do("decide", request=request.id, decision="yes", by="M09")


@pytest.mark.parametrize(("language", "size"), [("zh_CN", SMALL)])
async def test_a_month_of_the_tool_room(branch: Branch, language: str, size: tuple[int, int]) -> None:
    branch.staff("M09", "manager")

    def tool(number: str) -> Tool:
        [found] = branch.rows(Tool, number=number)
        return found

    first = len(branch.rows(Tool)) + 1
    a, b, c, d, e, f = (f"T{first + at:04d}" for at in range(6))
    async with desk_on(branch, size, language) as stage:
        keeper = StoreKeeper(stage, branch)
        await keeper.does("buy_tool", kind="hammer", count="6")
        await keeper.does("issue_tool", staff=ZHANG, tool=f"{first}-{first + 1}")
        assert (tool(a).holder, tool(b).holder) == (ZHANG, ZHANG)

        await keeper.does("report_tool", tool=a, what="broken", text="锤头松脱")
        await keeper.does("exchange_tool", staff=ZHANG, tool=a)
        keeper.granted()
        assert (tool(a).state, tool(c).holder) == ("damaged", ZHANG)

        await keeper.does("lend_tool", tool=d, staff=LI, until="2026-07-16T18:00:00+08:00")
        assert (tool(d).state, tool(d).holder) == ("lent", LI)
        await keeper.does("return_tool", tool=d, condition="good")
        await keeper.does("report_tool", tool=b, what="lost", text="落在现场")
        assert tool(b).state == "lost"
        await keeper.does("scrap_tool", tool=a, cause="wear")
        keeper.granted()
        assert tool(a).state == "scrapped"

        # The store should hold d, e and f; f is not there.
        there = sorted(row.number for row in branch.rows(Tool, place="store") if row.number != f)
        await keeper.does("count_tools", found=",".join(there))
        branch.do("count_tools", found=there, by="M09")
        await keeper.does("count_tools", close="yes", cause="lost")
        [month] = branch.rows(Stocktake)
        assert (month.state, tool(f).state, tool(e).state) == ("closed", "lost", "in_store")

        held = sorted(row.number for row in branch.rows(Tool, holder=ZHANG))
        await keeper.does("clear_leaver", staff=ZHANG, returned=",".join(held[1:]), missing=held[0])
        assert not keeper.left
        assert branch.rows(Tool, holder=ZHANG) == []
        assert {task.kind for task in branch.rows(Task, about=f"staff:{ZHANG}")} == {
            "compensation",
            "shortfall",
        }
        stage.assert_clean()
    assert branch.differences() == []
