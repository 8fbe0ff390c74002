"""The age of the last sweep in the status line, and the warning where nobody watches (ESC-03)."""

from datetime import timedelta

import pytest

from console.present.watch import watch_part
from console.words.i18n import install_language, installed_language
from db.rules.watching import EXPIRY, Lease
from db.views.watch import WatchState
from db.watch.running import Watch
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.db.desk import Desk
from widgets.status import StatusLine

MINUTE = timedelta(minutes=1)


async def a_minute_later(stage: Stage) -> None:
    """The minute tick, on a desk that has been open for a while."""
    stage.desk.opened_at -= 60
    stage.desk.query_one(StatusLine).tick()
    await stage.quiet()


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_the_line_says_by_mark_and_word_that_nobody_watches(
    branch: Desk, size: tuple[int, int], language: str
) -> None:
    warning = {"en": "! nobody watches", "zh_CN": "! 无人值守"}[language]
    async with desk_on(branch, size, language) as stage:
        assert warning not in stage.lines[0]
        stage.desk.query_one(StatusLine).tick()
        await stage.quiet()
        assert warning not in stage.lines[0], "it does not cry before it watches itself"
        await a_minute_later(stage)
        assert warning in stage.lines[0]
        assert stage.lines[0].rstrip().endswith("09:00"), "the time keeps its place"
        watch = Watch(branch.store, "process", lambda _said: None)
        watch.once()
        watch._keep(0)
        await a_minute_later(stage)
        assert warning not in stage.lines[0], "a sweep of less than a minute ago is nobody's business"
        watch.close()
        branch.later(minutes=7)
        await a_minute_later(stage)
        assert f"{warning} {'7 min' if language == 'en' else '7 分'}" in stage.lines[0]
        before = stage.lines
        await a_minute_later(stage)
        assert stage.lines == before, "a minute that brings nothing new draws nothing but the time"


def said(state: WatchState) -> tuple[str, str]:
    part = watch_part(state)
    return ("", "") if part is None else (part.text, part.tone)


def test_the_age_shows_from_a_minute_on_and_warns_where_the_watch_is_stuck(branch: Desk) -> None:
    was = installed_language()
    install_language("en")
    lease = Lease(1, "a", "process", "station", "m", 1, branch.now, branch.now, branch.now)

    def held(age: timedelta | None) -> WatchState:
        return WatchState(lease, True, age)

    assert said(held(None)) == ("", "")
    assert said(held(timedelta(seconds=59))) == ("", "")
    assert said(held(MINUTE)) == ("swept 1 min ago", "dim")
    assert said(held(5 * MINUTE)) == ("! watch stuck 5 min", "warning")
    assert said(WatchState(lease, False, timedelta(seconds=40))) == ("", "")
    assert said(WatchState(lease, False, 90 * MINUTE)) == ("! nobody watches 1 h", "warning")
    assert said(WatchState(None, False, None)) == ("! nobody watches", "warning")
    assert EXPIRY < MINUTE, "whoever follows is there before anybody is warned"
    install_language(was)
