"""An open desk whose person is called: a bell, a line, the window's title, nothing over the work (ESC-05)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from db.engine import transaction
from db.tables.notice import DELIVERY, Notice
from db.watch.falling_due import FallingDue
from db.watch.sweep import Deed
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.console.desk.terminal import terminal
from tests.console.running import execute
from tests.db.desk import Desk
from widgets.status import MessageLine


class Rung:
    """Counts the bells of a desk, and what it was given as titles."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bells = 0
        self.titles: list[str] = []
        monkeypatch.setattr(stage.app, "bell", self._bell)
        monkeypatch.setattr(stage.app._driver, "tell_title", self.titles.append, raising=False)

    def _bell(self) -> None:
        self.bells += 1


def said(stage: Stage) -> str:
    return stage.desk.query_one("#message", MessageLine).text


def states(branch: Desk) -> dict[str, str]:
    with branch.reader() as read:
        return {one.notice: one.state for one in read.connection.execute(select(DELIVERY))}


def call(branch: Desk, **fields: Any) -> str:
    number = branch.register(district="南山区", **fields)
    branch.do("escalate", ticket=number, reason="急", rung=2)
    return number


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_who_is_called_hears_and_reads_it_and_works_on(
    branch: Desk, size: tuple[int, int], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.staff("L01", "lead")
    async with desk_on(branch, size, language, "L01") as stage:
        heard = Rung(stage, monkeypatch)
        focus, before = stage.app.focused, stage.desk.queue.cursor_key
        number = call(branch, level=1)
        await stage.until(lambda: number in said(stage))
        word = "升级" if language == "zh_CN" else "Escalation"
        level = "一级" if language == "zh_CN" else "level 1"
        assert word in said(stage)
        assert level in said(stage)
        assert "南山区" in said(stage)
        assert (heard.bells, stage.app.focused, stage.desk.panels) == (1, focus, [])
        assert stage.desk.queue.cursor_key == before
        assert heard.titles == ["（1）呼叫：派工台" if language == "zh_CN" else "(1) calls: Paigong"]
        await stage.until(lambda: set(states(branch).values()) == {"sent"})
        branch.do("note", ticket=number, text="再看看")
        await stage.quiet()
        await asyncio.sleep(2.2)
        await stage.quiet()
        assert heard.bells == 1, "what was told once is not told again"
        branch.do("acknowledge", ticket=number, by="L01")
        await stage.until(lambda: len(heard.titles) == 2)
        assert heard.titles[1] == ("派工台" if language == "zh_CN" else "Paigong")


async def test_a_call_lets_the_answer_to_a_key_be_read_and_says_where_it_is_answered(
    branch: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.calling.READ_SECONDS", 60.0)
    monkeypatch.setattr("console.desk.calling.LONGEST_SECONDS", 0.3)
    branch.staff("L01", "lead,dispatcher")
    branch.register()
    async with desk_on(branch, SMALL, "zh_CN", "L01") as stage:
        heard = Rung(stage, monkeypatch)
        await stage.press("t", "2")
        await stage.until(lambda: "u 撤销" in stage.lines[-2])
        answer = said(stage)
        number = call(branch, level=3)
        await stage.until(lambda: heard.titles != [])
        assert (said(stage), heard.bells) == (answer, 0), "the answer stands until it was read"
        await stage.until(lambda: number in said(stage))
        assert "f 9，a 确认" in stage.lines[-2], "the cursor stands on another ticket"
        await stage.press("a")
        await stage.until(lambda: "ESC-04" in stage.lines[-2])
        assert "f 列出找我的" in stage.lines[-2]
        await stage.rest()  # what was typed behind a refusal does nothing
        await stage.press("f", "9", "a")
        await stage.until(lambda: f"确认 {number}" in said(stage))
        assert heard.bells == 1


async def test_what_is_due_is_said_with_what_it_is_about_and_where_it_stands(branch: Desk) -> None:
    branch.later(hours=3)
    told = [each for each in FallingDue().due(branch.store) if isinstance(each, Deed)]
    assert {each.what for each in told} == {"task"}
    (first, *_others) = branch.rows(Notice)
    task = first.text.split()[1]
    async with desk_on(branch, SMALL, "zh_CN", first.destination) as stage:
        await stage.until(lambda: "内部时限已过 YX2607-" in said(stage))
        assert "f 内部任务" in stage.lines[-2]
        assert task not in said(stage), "people know the ticket"


async def test_several_are_one_line_and_another_s_calls_none(
    branch: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.staff("L01", "lead")
    async with desk_on(branch, SMALL, "en", "M01") as other:
        heard = Rung(other, monkeypatch)
        call(branch, level=3)
        urgent = call(branch, level=1)
        await asyncio.sleep(2.2)
        await other.quiet()
        assert heard.bells == 0
    async with desk_on(branch, SMALL, "en", "L01") as stage:
        await stage.until(lambda: urgent in said(stage))
        assert "and 1 more" in said(stage)


async def test_in_quiet_hours_nothing_is_told_until_they_end(
    branch: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.staff("L01", "lead")
    number = call(branch, level=3)
    with transaction(branch.store.engine, writing=True) as connection:
        later = branch.now.replace(hour=branch.now.hour + 2)
        connection.execute(update(DELIVERY).values(next_at=later))
    async with desk_on(branch, SMALL, "en", "L01") as stage:
        heard = Rung(stage, monkeypatch)
        assert number not in said(stage)
        branch.now = later
        stage.desk.ask_around()
        await stage.until(lambda: number in said(stage))
        assert heard.bells == 1


async def test_what_was_answered_or_undone_is_not_told_and_what_was_told_is_corrected(
    branch: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch.staff("L01", "lead")
    answered = call(branch)
    branch.do("acknowledge", ticket=answered, by="L01")
    call(branch)
    branch.do("undo")
    async with desk_on(branch, SMALL, "zh_CN", "L01") as stage:
        heard = Rung(stage, monkeypatch)
        assert "升级" not in said(stage)
        told = call(branch)
        await stage.until(lambda: "升级" in said(stage) and told in said(stage))
        await stage.until(lambda: "sent" in states(branch).values())
        branch.do("undo")
        await stage.until(lambda: "更正" in said(stage))
        assert told in said(stage)
        assert heard.bells == 2
    assert len([row for row in branch.rows(Notice) if row.occasion == "correction"]) == 2


def test_a_real_terminal_is_rung_and_gets_its_title_back(branch: Desk) -> None:
    branch.staff("L01", "lead")
    execute(branch.url, "INSERT INTO store_fact (name, value) VALUES ('kind', 'demo')")
    arguments = ("--db", branch.url, "--as", "L01", "--lang", "zh_CN", "--at", "2026-07-15T09:00:05+08:00")
    with terminal(*arguments) as paigong:
        paigong.until(lambda: "YX2607-10" in paigong.text)
        paigong.until_still()
        begun = len(paigong.written)
        number = call(branch, level=1)
        paigong.until(lambda: f"升级 {number} 一级" in paigong.text)
        title = "\x1b]2;（1）呼叫：派工台\x07".encode()
        paigong.until(lambda: title in bytes(paigong.written[begun:]))
        written = bytes(paigong.written[begun:])
        assert written.count(title) == 1
        assert written.replace(title, b"").count(b"\x07") == 1, "one bell"
        assert b"\x1b[22;2t" in written
        assert len(written) < 4000, "a line, not a screen"
        paigong.type("q")
        assert paigong.ended_within(5) == 0
        assert b"\x1b[23;2t" in bytes(paigong.written)
