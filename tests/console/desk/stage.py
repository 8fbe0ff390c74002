"""The desk on a real small store, whose clock stands: keys in, what stands on the screen out."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget

import console.app
from console.app import Paigong
from console.desk.desk import Desk as DeskScreen
from console.keys.typing_ahead import FLOW_SECONDS
from console.looks import Read
from console.resting import Rest
from console.words.i18n import install_language, installed_language
from tests.db.desk import Desk as Branch
from tests.db.desk import crew
from tests.painted import draw_when_looked_at
from tests.parsed import share_parsed
from tests.sampling import one_in
from tests.settled import settle_by_events
from tests.stories.cast import KIT
from tests.widgets.stage import assert_clean, screen_lines

W = TypeVar("W", bound=Widget)

NAMED = {" ": "space", "-": "minus"}
SMALL, WIDE = (80, 24), (120, 40)
SIZES = (SMALL, WIDE)
LANGUAGES = ("en", "zh_CN")
SEEN = ((SMALL, "zh_CN"), (WIDE, "en"))
"""Both sizes and both languages, each once: every key costs a tenth of a second."""

PAINTED = 16
"""Of so many tests one run draws every state of one; the others are drawn where they are looked at, and at
their end (`tests/painted.py`)."""

LOOK = 0.005
"""Seconds between two looks at what has not come yet."""

HOTEL = {"customer": "南山酒店", "phone": "13800130001"}
SWITCHBOARD = "0755-26001000"
CALLERS = (
    ("南山酒店", "13800130001", "刘经理", "深南大道 9 号", "南山", ("配电柜 GGD-2 SN-0001",)),
    ("市第三医院", "13800130002", "王主任", "笋岗路 3 号", "福田", ("冷水机组 LSB-400 SN-0002",)),
    ("华强数据中心", SWITCHBOARD, "值班室", "华强北 1 号", "福田", ()),
    ("华强商场", SWITCHBOARD, "物业", "华强北 2 号", "福田", ()),
    ("和平里物业", "13800130005", "", "", "龙岗", ("多联机 V8 SN-0005", "挂机 KFR-35 SN-0006")),
)
FAULTS = ("全楼停电", "手术室停机", "高温报警", "漏水", "频繁跳闸")


def _awaits(app: App[Any]) -> bool:
    """Whether a desk still deals with keys, or with what it asked the store."""
    if not isinstance(app, Paigong):
        return False
    session = app.session
    return bool(app.turns.busy or session.waiting or session._open or not session._sent.empty())


settle_by_events(_awaits)
share_parsed()
# Memory is the test process's own affair, which is settled once (`tests/conftest.py`): each desk would look
# through all of it, and keep for good what it holds.
console.app._settle_memory = lambda: None


class Stage:
    """One running desk. `branch` does verbs on the same store, as another desk would."""

    def __init__(self, app: Paigong, pilot: Pilot[None], branch: Branch) -> None:
        self.app = app
        self.pilot = pilot
        self.branch = branch

    @property
    def desk(self) -> DeskScreen:
        """The main screen."""
        screen = self.app.screen
        assert isinstance(screen, DeskScreen)
        return screen

    async def press(self, *keys: str) -> None:
        """Real keys, one after the other."""
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Text as an input method hands it over: character by character."""
        from textual import events

        for character in text:
            if character.isascii():
                await self.pilot.press(NAMED.get(character, character))
            else:
                self.app.post_message(events.Key(character, character))
        await self.pilot.pause()

    async def until(self, condition: Callable[[], Any], seconds: float = 5.0) -> None:
        """Wait for what the store answers."""
        end = monotonic() + seconds
        while True:
            await self.pilot.pause()
            if condition():
                return
            if monotonic() > end:
                break
            await asyncio.sleep(LOOK)
        raise AssertionError("not within the time:\n" + "\n".join(self.lines))

    async def quiet(self) -> None:
        """Until every key is dealt with, every question and every verb answered, and what came is drawn."""
        await self.until(lambda: not _awaits(self.app))
        # What came may have asked something else, or will do so in the next turn of the loop.
        await asyncio.sleep(LOOK)
        await self.until(lambda: not _awaits(self.app))

    async def rest(self) -> None:
        """As a hand does after a refusal: what follows a refused key at once goes with it."""
        await self.pilot.pause(FLOW_SECONDS + 0.05)

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        return screen_lines(self.app)

    @property
    def text(self) -> str:
        """What stands on the screen, as one text."""
        return "\n".join(self.lines)

    @property
    def said(self) -> str:
        """The message line."""
        return self.lines[-2].strip()

    def one(self, kind: type[W]) -> W:
        """The only widget of a kind."""
        return self.app.screen.query_one(kind)

    def assert_clean(self) -> None:
        """Every line fills the screen and none commands the terminal."""
        assert_clean(self.lines, self.app.size.width)


@asynccontextmanager
async def desk_on(
    branch: Branch,
    size: tuple[int, int] = WIDE,
    language: str = "en",
    actor: str = "A01",
    *,
    settings: Read | None = None,
) -> AsyncIterator[Stage]:
    """A desk that has read all it shows."""
    before = installed_language()
    install_language(language)
    try:
        app = Paigong(branch.store, actor, settings)
        app._rest = Rest(lambda: None)  # likewise where hands rest
        if not one_in(PAINTED, os.environ.get("PYTEST_CURRENT_TEST", "")):
            draw_when_looked_at(app)
        async with app.run_test(size=size) as pilot:
            stage = Stage(app, pilot, branch)
            await stage.until(lambda: isinstance(app.screen, DeskScreen))
            await stage.quiet()
            yield stage
            assert stage.lines, "what it came to can be drawn"
        assert not app.incident, app._exception
    finally:
        install_language(before)


def populate(branch: Branch) -> None:
    """Callers with equipment, technicians, tickets of each level; 南山酒店 has one open."""
    branch.found()
    crew(branch)
    for customer, phone, contact, address, district, equipment in CALLERS:
        file = branch.do(
            "add_customer",
            customer=customer, phone=phone, contact=contact, address=address, district=district,
        )["customer"]  # fmt: skip
        for each in equipment:
            product, model, serial = each.split()
            branch.do(
                "add_equipment",
                customer=file, product=product, model=model, serial=serial, commissioned_on="2025-01-10",
            )  # fmt: skip
    branch.register(**HOTEL, fault=FAULTS[0], level=1, serial="SN-0001")
    for place in range(9):
        branch.register(
            customer=f"客户{place}", phone=f"1390000000{place}", fault=FAULTS[place % 5], product="挂机",
            level=place % 4 + 1,
        )  # fmt: skip


def equip(branch: Branch) -> None:
    """The same branch, and two electricians with a whole kit."""
    populate(branch)
    for staff in ("T011", "T012"):
        branch.do(
            "add_staff", staff=staff, label=f"电工{staff[-1]}", roles="technician", trade="electrical",
            skills="electrical:2", certificates="electrician:2027-07-01",
        )  # fmt: skip
        for kind in KIT:
            (tool,) = branch.do("buy_tool", kind=kind)["tools"]
            branch.do("issue_tool", tool=tool, staff=staff)
