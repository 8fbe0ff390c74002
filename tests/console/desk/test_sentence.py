"""The dispatch sentence by real keys: tried out before Enter, kept when it is refused."""

from functools import partial

import pytest

from console.panels.find import FindLine
from console.sentence.panel import SentencePanel
from db.tables.ticket import Ticket
from tests.console.desk.stage import SEEN, SIZES, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.widgets.stage import HOSTILE
from widgets.status import MessageLine


async def begin(stage: Stage, key: str = "colon") -> SentencePanel:
    await stage.press(key)
    await stage.until(lambda: stage.desk.query(SentencePanel) and stage.one(SentencePanel).is_ready)
    return stage.one(SentencePanel)


async def say(stage: Stage, text: str, then: str = "") -> None:
    """Put a text into the line at once; the story above types it key by key."""
    stage.one(SentencePanel).line.set_text(text)
    await stage.pilot.pause()
    if then:
        await stage.press(then)


async def left(stage: Stage) -> None:
    await stage.until(lambda: not stage.desk.query(SentencePanel))
    await stage.quiet()


async def said(stage: Stage, text: str) -> None:
    await begin(stage)
    await say(stage, text, "enter")
    await left(stage)


def preview(stage: Stage) -> str:
    """What stands beneath the sentence."""
    line = stage.one(SentencePanel).query(MessageLine).last()
    return "".join(segment.text for segment in line.render_line(0)).strip()


def in_state(branch: Branch, number: str, state: str) -> bool:
    return branch.ticket(number).state == state


def triaged(branch: Branch) -> str:
    """A ticket that can be dispatched."""
    found = [ticket for ticket in branch.rows(Ticket) if ticket.state == "triaged"]
    return min(ticket.number for ticket in found)


def short(number: str) -> str:
    return number.rpartition("-")[2]


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_sentence_dispatches_after_a_dry_run(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    number = triaged(branch)
    async with desk_on(branch, size, language) as stage:
        await begin(stage)
        before = branch.count_events()
        await stage.write(f"d {short(number)} t001 14:00-16:00 override=tested")
        await stage.until(lambda: number in preview(stage))
        assert "14:00-16:00" in preview(stage)
        assert branch.count_events() == before, "a dry run writes nothing"
        stage.assert_clean()
        await stage.press("enter")
        await stage.until(lambda: branch.ticket(number).state == "dispatched")
        await stage.until(lambda: not stage.desk.query(SentencePanel))
        assert branch.held_by(number) == ["T001"]
        assert branch.ticket(number).agreed_to == branch.at("16:00")
        await stage.until(lambda: number in stage.said)


@pytest.mark.ways("key")
@pytest.mark.parametrize("key", ["colon", "fullwidth_colon", "ctrl+e"])
async def test_each_key_opens_it_and_without_a_ticket_it_is_about_what_is_under_the_cursor_or_marked(
    branch: Branch, key: str
) -> None:
    async with desk_on(branch) as stage:
        await stage.press("j")
        number = stage.desk.queue.cursor_key
        assert number is not None
        await begin(stage, key)
        await say(stage, "note called back")
        await stage.until(lambda: number in preview(stage))
        await stage.press("enter")
        await stage.until(lambda: branch.events(number)[-1].verb == "note")
        await left(stage)
        await stage.press("space", "ideographic_space")
        await stage.until(lambda: len(stage.desk.queue.marked) == 2)
        marked = stage.desk.queue.marked
        await begin(stage, key)
        await say(stage, "p part", "enter")
        await stage.until(lambda: {branch.ticket(each).state for each in marked} == {"paused"})


async def test_a_refusal_what_is_missing_and_who_is_meant_stand_beneath_and_nothing_is_sent(
    branch: Branch,
) -> None:
    number = triaged(branch)
    async with desk_on(branch) as stage:
        panel = await begin(stage)
        before = branch.count_events()
        await say(stage, f"c {short(number)} wiring")
        await stage.until(lambda: "possible only" in preview(stage))
        await stage.press("enter")
        await stage.quiet()
        await stage.until(lambda: panel.display)
        assert f"c {short(number)} wiring" in stage.text, "what was typed stays after Enter"
        assert "possible only" in preview(stage)
        assert branch.ticket(number).state == "triaged"
        await stage.rest()
        await say(stage, f"d {short(number)}", "enter")
        await stage.quiet()
        assert "still missing: Technician" in preview(stage)
        await stage.rest()
        await say(stage, "d 人员", "enter")
        assert "人员T001 T001, 人员T002 T002" in preview(stage), "several have that name"
        assert branch.count_events() == before
        await stage.rest()
        await stage.press("down", "tab")
        assert panel.line.text == "d 人员T002 ", "Tab takes the completion under the cursor"


async def test_on_the_smallest_terminal_completions_fit_and_what_is_missing_is_called_as_it_is_typed(
    branch: Branch,
) -> None:
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        await begin(stage)
        await say(stage, "take_leave")
        await stage.until(lambda: "缺少" in preview(stage))
        assert "请假类别" in preview(stage)
        assert "why" not in preview(stage)
        await say(stage, "lend_tool")
        await stage.until(lambda: "还缺：应还时间" in preview(stage))
        await say(stage, "return_tool 耗材=shoe_covers", "enter")
        await stage.until(lambda: "缺少 工号。" in stage.said)
        (tool,) = branch.do("buy_tool", kind="multimeter")["tools"]
        branch.do("issue_tool", tool=tool, staff="T001")
        await say(stage, f"repair_tool {tool} 送修")
        await stage.until(lambda: f"{tool} 在 人员T001 T001 处" in preview(stage))
        await say(stage, f"return_tool {tool} 完好情况=磨损")
        await stage.until(lambda: f"收回工具  {tool}  万用表  自 人员T001  在库" in preview(stage))
        await say(stage, "")
        await stage.press("d", "space")
        await stage.quiet()
        stage.assert_clean()
        assert sum("YX2607" in line for line in stage.lines) >= 6


def told(stage: Stage) -> str:
    """All that stands beneath the sentence."""
    line = stage.one(SentencePanel).query(MessageLine).last()
    heads = [line.render_line(y) for y in range(line.size.height)]
    return "\n".join("".join(segment.text for segment in strip).strip() for strip in heads)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_dry_run_tells_gates_load_slack_and_whom_it_takes_off(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    number, other = sorted(each.number for each in branch.rows(Ticket) if each.state == "triaged")[:2]
    for each, person in ((number, "T001"), (other, "T002")):
        branch.do(
            "dispatch", ticket=each, technician=person, override="x",
            window_from="2026-07-15T16:00:00+08:00", window_to="2026-07-15T17:00:00+08:00",
        )  # fmt: skip
    zh = language == "zh_CN"
    async with desk_on(branch, size, language) as stage:
        await begin(stage)
        before = branch.count_events()
        await say(stage, f"d {short(number)} T002 16:30-17:30 1")
        # Once the panel has grown to what is told.
        await stage.until(lambda: ("晚 7:20" if zh else "7:20 late") in told(stage))
        assert other in told(stage)
        assert ("将 人员T001 从" if zh else "takes 人员T001 off") in told(stage)
        assert size == SMALL or "人员T002: 1 > 2 open jobs" in told(stage), "the most important stands first"
        stage.assert_clean()
        assert branch.count_events() == before
        await say(stage, f"add_helper {short(number)} T002")
        await stage.until(lambda: other in told(stage) and "7:20" not in told(stage))
        assert ("撤下" if zh else "takes") not in told(stage), "who helps comes beside whoever holds it"
        await say(stage, f"W {short(number)} 18:00-19:00 1")
        await stage.until(lambda: "8:50" in told(stage))
        assert ("在手" if zh else "open jobs") not in told(stage), "they hold as many as before"
        await say(stage, "p part")
        await stage.until(lambda: other not in told(stage))


async def test_what_was_said_is_recalled_now_and_in_the_next_session(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await said(stage, "note zero")
        await said(stage, "note one")
        panel = await begin(stage)
        await stage.press("up")
        assert panel.line.text == "note one"
        await stage.press("up", "up")
        assert panel.line.text == "note zero"
        await stage.press("down", "down")
        assert panel.line.text == ""
        await half_a_sentence(stage, branch)
    async with desk_on(branch) as stage, desk_on(branch) as other:
        await said(stage, "note two")
        await said(other, "note three")
    async with desk_on(branch) as stage:
        panel = await begin(stage)
        await stage.press("up", "up", "up", "up")
        assert panel.line.text == "note one", "before it two, three, and half a sentence"
        await stage.press("escape", "N")
        await stage.until(lambda: "no parked drafts" in stage.said)


async def half_a_sentence(stage: Stage, branch: Branch) -> None:
    """Esc leaves, and keeps what was typed for the next time."""
    before = branch.count_events()
    await say(stage, "note half")
    await stage.press("escape")
    await left(stage)
    assert stage.desk.focused is stage.desk.queue
    panel = await begin(stage)
    await stage.press("up")
    assert panel.line.text == "note half"
    assert branch.count_events() == before


async def test_u_in_a_sentence_takes_back_the_sentence_and_f_finds(branch: Branch) -> None:
    number = triaged(branch)
    async with desk_on(branch) as stage:
        for text, state in ((f"p {short(number)} part", "paused"), ("u", "triaged")):
            await said(stage, text)
            await stage.until(partial(in_state, branch, number, state))
        await begin(stage)
        await say(stage, "f 南山", "enter")
        await stage.until(lambda: stage.desk.query(FindLine) and len(stage.desk.queue.line_keys) == 1)
        assert stage.one(FindLine).text == "南山"


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_text_neither_breaks_the_line_nor_leaves_it(
    branch: Branch, size: tuple[int, int]
) -> None:
    branch.register(customer=HOSTILE, phone="13812345678", fault=HOSTILE, level=1)
    branch.staff("T009", label="[/foo][VIP]")
    async with desk_on(branch, size) as stage:
        panel = await begin(stage)
        for text in ("d 1", "d [/foo", f"note {HOSTILE}"):
            panel.line.set_text(text)
            await stage.quiet()
            stage.assert_clean()
