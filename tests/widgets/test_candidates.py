"""Candidates: taken by rank or by name, never before they are seen."""

import pytest
from textual import events

from tests.widgets.panels_stage import CANDIDATES, candidates
from tests.widgets.stage import Stage, screen_lines
from widgets.candidates import Candidate, Candidates
from widgets.cells import wrap


async def test_of_candidates_enter_takes_the_first_and_digits_one_by_rank() -> None:
    widget = candidates()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("enter", "2", "9", "o", "w")
        await pilot.press("G", "enter")
        assert [said.key for said in app.heard(Candidates.Chosen)] == ["A", "B"]
        assert [said.key for said in app.heard(Candidates.Overruled)] == ["A", "C"]
        assert [said.key for said in app.heard(Candidates.WhyAsked)] == ["A"]


async def test_typing_narrows_the_candidates_and_a_digit_takes_one_of_those_left() -> None:
    widget = Candidates(CANDIDATES)
    app = Stage(widget)
    people = [
        Candidate("A", "曾国强", 1, finders=("a", "zgq", "zengguoqiang")),
        Candidate("B", "王伟", 2, finders=("b", "ww", "wangwei")),
        Candidate("C", "李强", None, finders=("c", "lq", "liqiang")),
        Candidate("D", "王芳", None, finders=("d", "wf", "wangfang")),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        widget.set_candidates("派工", people)
        await pilot.pause()
        for keys, left in (("lq", ["C"]), ("/ww", ["B"]), ("/wang", ["B", "D"]), ("zz", []), ("B", ["B"])):
            await pilot.press(*("slash" if key == "/" else key for key in keys))
            assert [key for key in widget.line_keys if key is not None] == left, keys
            await pilot.press("escape")
            assert [key for key in widget.line_keys if key is not None] == ["A", "B", "C", "D"]
        await pilot.press("slash", *"wang", "backspace")
        assert widget.typed == "wan"
        assert "/wan" in screen_lines(app)[0]
        await pilot.press("enter", "2", "o")
        assert widget.typed == "wano", "behind the stroke every letter is typed"
        await pilot.press("escape", "o", "w")
        assert [said.key for said in app.heard(Candidates.Chosen)] == ["B"]
        assert [said.key for said in app.heard(Candidates.Overruled)] == ["D", "A"]
        assert [said.key for said in app.heard(Candidates.WhyAsked)] == ["A"]
        app.post_message(events.Key("强", "强"))
        await pilot.pause()
        assert [key for key in widget.line_keys if key is not None] == ["A", "C"]


async def test_sixty_candidates_are_measured_once_and_not_for_every_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The reasons of all were folded anew for every line of the list: 280 ms of CPU to open it."""
    folded = 0

    def counted(text: str, width: int) -> list[str]:
        nonlocal folded
        folded += 1
        return wrap(text, width)

    monkeypatch.setattr("widgets.candidates.wrap", counted)
    reasons = ("电工高级", "工具齐", "修过此机", "离得最近 4.1km", "今天只有两单")
    people = [Candidate(f"T{at}", f"人员{at}", at + 1, "38", "2", "0.91", reasons) for at in range(60)]
    widget = Candidates(CANDIDATES)
    app = Stage(widget)
    async with app.run_test(size=(60, 30)) as pilot:
        widget.set_candidates("派工", people)
        await pilot.pause()
        assert widget.painted
        assert folded <= 2 * len(people)
        await pilot.press("j")
        assert folded <= 2 * len(people) + 2


async def test_while_candidates_are_on_their_way_nobody_is_said_to_be_missing() -> None:
    widget = Candidates(CANDIDATES)
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.set_waiting("派工", "正在查找")
        await pilot.pause()
        assert "正在查找" in "".join(screen_lines(app))
        assert "无人可派" not in "".join(screen_lines(app))
        widget.set_empty()
        await pilot.pause()
        assert "无人可派" in "".join(screen_lines(app))


async def test_the_cursor_skips_the_line_above_the_blocked_ones() -> None:
    widget = candidates()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        seen = []
        for _ in range(4):
            await pilot.press("j")
            seen.append(widget.cursor_key)
        assert seen == ["B", "X", "C", "C"]
        assert screen_lines(app)[5].startswith(" 不可派")


async def test_enter_before_the_first_candidate_is_painted_is_dropped() -> None:
    widget = candidates()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        widget.set_candidates("", [Candidate("N", "新来的", 1)])
        widget.action_choose()
        widget.action_take(1)
        widget.action_overrule()
        too_early = not widget.painted
        assert too_early
        await pilot.pause()
        await pilot.pause()
        assert widget.painted
        widget.action_choose()
        await pilot.pause()
        assert [said.key for said in app.heard(Candidates.Chosen)] == ["N"]


async def test_reasons_that_were_cut_stand_in_full_beneath() -> None:
    widget = Candidates(CANDIDATES)
    app = Stage(widget)
    async with app.run_test(size=(44, 20)) as pilot:
        reasons = ("电工高级", "工具齐", "修过此机", "离得最近 4.1km", "今天只有两单")
        widget.set_candidates("派工", [Candidate("A", "曾国强", 1, "14:38", "2", "0.91", reasons)])
        await pilot.pause()
        text = "".join(line.strip() for line in screen_lines(app)[-4:])
        assert "今天只有两单" in text
