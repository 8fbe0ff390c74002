"""What the desk looks like, at both sizes."""

import re
from datetime import datetime
from functools import partial

import pytest

from tests.console.desk.gestures import at_cursor, candidates, stage_shows
from tests.console.desk.stage import LANGUAGES, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.stories.cast import KIT
from widgets.candidates import Candidates
from widgets.roster import Roster
from widgets.status import MessageLine, StatusLine

# -- what the keys are about ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_on_80_cells_the_counts_stand_in_full_beside_who_and_when(
    branch: Branch, language: str
) -> None:
    for place in range(20):
        branch.register(customer=f"多{place}", level=place % 4 + 1)
    branch.register()
    async with desk_on(branch, SMALL, language) as stage:
        line = stage.lines[0]
        for word in ("预警 ", "超时 ", "四 ") if language == "zh_CN" else ("risk ", "late ", "L4 "):
            assert word in line
        assert line.rstrip().endswith("李敏 09:00")


async def test_on_80_cells_the_milestones_are_in_sight_and_a_newcomer_is_marked_beside_the_kit(
    branch: Branch,
) -> None:
    branch.do("add_staff", staff="T003", label="欧阳小敏", roles="technician", newcomer="yes")
    async with desk_on(branch, SMALL) as stage:
        await stage.until(lambda: "13800130001" in stage.lines[-5])
        assert any("arrive 11:00" in line for line in stage.lines[-5:-2])
        await stage.press("tab")
        await stage.until(lambda: any("欧阳小敏 " in line and "newcomer" in line for line in stage.lines))


async def test_a_terminal_that_is_too_small_says_so_and_recovers_and_its_clock_goes(
    branch: Branch,
) -> None:
    async with desk_on(branch) as stage:
        await stage.pilot.resize_terminal(60, 20)
        await stage.until(lambda: "60 x 20" in stage.text)
        assert "80 x 24" in stage.text
        await stage.pilot.resize_terminal(80, 24)
        await stage.until(lambda: at_cursor(stage) in stage.text)
        stage.assert_clean()
        branch.at("09:07")
        stage.one(StatusLine).tick()
        await stage.pilot.pause()
        assert stage.lines[0].rstrip().endswith("09:07")
        assert datetime.fromisoformat("2026-07-15T09:07+08:00") == stage.desk.store.now()


async def test_what_is_true_of_every_candidate_stands_once_and_the_kit_follows_the_cursor(
    able: Branch,
) -> None:
    async with desk_on(able) as stage:
        shown = await candidates(stage)
        ranked = [each for each in shown._candidates.values() if each.rank is not None]
        assert len(ranked) == 2
        assert not any("no window agreed" in each.reasons for each in ranked)
        assert stage.text.count("no window agreed") == 1, "once above them all"
        assert not any(each.warning for each in shown._candidates.values())
        for key in ("", "j"):
            if key:
                await stage.press(key)
            staff = stage.one(Candidates).cursor_key
            title = f"Kit  电工{str(staff)[-1]}"
            await stage.until(partial(stage_shows, stage, title))


async def test_a_pane_that_is_turned_to_at_once_leaves_no_ticket_behind(able: Branch) -> None:
    number = able.register(customer="下一家", level=4)
    async with desk_on(able) as stage:
        await stage.press("G", "tab")  # the kit is waited for, and the ticket still is
        await stage.until(lambda: any(line.startswith(f" {number}  level 4") for line in stage.lines))
        stage.desk.refuse("Not this one.")
        stage.desk.open_card("staff:T011")
        await stage.quiet()
        assert stage.one(MessageLine).text == "", "what was refused is not said over what is opened next"


@pytest.mark.parametrize(("width", "side"), [(100, 36), (120, 40), (160, 60)])
async def test_the_roster_uses_the_room_that_the_queue_leaves_to_name_what_is_missing(
    able: Branch, width: int, side: int
) -> None:
    able.do(
        "add_staff", staff="T013", label="电工3", roles="technician", trade="electrical",
        certificates="electrician:2027-07-01",
    )  # fmt: skip
    for kind in sorted(set(KIT) - {"multimeter"}):
        (tool,) = able.do("buy_tool", kind=kind)["tools"]
        able.do("issue_tool", tool=tool, staff="T013")
    async with desk_on(able, (width, 40)) as stage:
        roster = stage.one(Roster)
        assert roster.size.width == min(side, max(36, roster.wished_width))
        assert ("no Multimeter" in stage.text) == (width >= 160)
        assert ("Trade" in stage.text, "Zone" in stage.text) == (True, width >= 120)
        stage.assert_clean()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_trade_and_zone_of_everybody_stand_in_the_roster_at_120_cells(
    able: Branch, language: str
) -> None:
    able.do("change_staff", staff="T011", zone="nanshan")
    able.do(
        "set_duty", staff="T012", kind="leave", begins_at="2026-07-15T08:00:00+08:00",
        ends_at="2026-07-15T18:00:00+08:00",
    )  # fmt: skip
    policy = able.store.policy()
    trade, zone = policy.trade("electrical"), policy.organisation.zone["nanshan"]
    assert trade is not None
    async with desk_on(able, WIDE, language) as stage:
        (line,) = [line for line in stage.lines if "电工1" in line]
        (away,) = [line for line in stage.lines if "电工2" in line]
        assert {trade.name(language)[:4].lower(), zone.name(language)[:4].lower()} <= set(
            re.findall(r"\w+", line.lower().replace(".", " "))
        )
        assert ("请假" if language == "zh_CN" else "leave") in away
        assert "on lea" not in away, "short, not cut"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_tasks_of_tickets_have_a_column_beside_the_roster_and_a_mark_on_a_small_screen(
    able: Branch, language: str
) -> None:
    number = able.register(nature="quality", level=2)
    for size in (WIDE, SMALL):
        async with desk_on(able, size, language) as stage:
            (line,) = [line for line in stage.lines if number in line]
            heading = {"zh_CN": "任务", "en": "Task"}[language]
            assert any(heading in each for each in stage.lines[:4]) == (size == WIDE)
            assert ("2:00" in line, f"{number}+" in line) == (size == WIDE, size == SMALL)
            stage.assert_clean()


async def test_the_pane_in_front_stays_in_front_of_a_terminal_of_another_size(branch: Branch) -> None:
    for pane, presses in (("roster", 1), ("kit", 2), ("ticket", 3)):
        async with desk_on(branch) as stage:
            await stage.press(*["tab"] * presses)
            for size in (SMALL, WIDE, SMALL):
                await stage.pilot.resize_terminal(*size)
                await stage.quiet()
                focused = stage.app.focused
                assert focused is not None
                assert focused.id == pane
                assert focused.region.height > 2
                assert ("queue" in seen(stage)) is (size == WIDE and pane != "ticket")


async def test_keys_go_where_they_went_before_the_terminal_was_too_small(branch: Branch) -> None:
    for keys, focused in (((), "queue"), (("tab", "tab"), "kit"), (("enter",), "ticket"), (("slash",), None)):
        async with desk_on(branch, SMALL) as stage:
            await stage.press(*keys)
            await stage.quiet()
            before = stage.app.focused
            assert before is not None
            assert before.id == focused
            for size in ((60, 20), SMALL):
                await stage.pilot.resize_terminal(*size)
                await stage.quiet()
            assert stage.app.focused is before


async def test_keys_go_to_the_queue_of_a_desk_that_opened_too_small(branch: Branch) -> None:
    async with desk_on(branch, (60, 20)) as stage:
        await stage.pilot.resize_terminal(*WIDE)
        await stage.until(lambda: stage.app.focused is stage.desk.queue)


def seen(stage: Stage) -> set[str | None]:
    """The panes that stand on the screen."""
    return {each.id for each in stage.desk.query("#queue, #roster, #kit, #ticket") if each.region}
