"""Form fields with a list behind them: own words where they are allowed, several with commas, by keys."""

import pytest
from textual import events

from tests.sampling import some_of
from tests.widgets.stage import HOSTILE, Stage, assert_clean, screen_lines
from widgets.choice_line import ChoiceLine
from widgets.choices_line import ChoicesLine
from widgets.chosen_by_keys import NoChoice
from widgets.field import Choice, Field
from widgets.form import Form

REASONS = (
    Choice("away", "人员临时缺勤", finders=("rylsqq",)),
    Choice("late", "前单超时", finders=("qdcs", "qiandanchaoshi")),
    Choice("part", "备件未到", finders=("bjwd",)),
)
PEOPLE = tuple(
    Choice(no, name, finders=(no, *finders), hidden=True)
    for no, name, *finders in (
        ("T001", "王伟", "ww", "wangwei"),
        ("T002", "王强", "wq", "wangqiang"),
        ("T003", "李娜", "ln", "lina"),
    )
)


def reasons() -> Form:
    return Form(
        [
            Field("reason", "原因", "choice", required=True, choices=REASONS, own="自己写"),
            Field("place", "地点"),
            Field("note", "备注"),
        ],
        required_text="必填",
        unknown_text=lambda text: f"没有 {text}",
    )


TYPED = (
    ("2", "late"),
    ("qdcs", "late"),
    ("备件", "part"),
    ("客户在开会", "客户在开会"),
    ("等 3 天", "等 3 天"),
    ("前单超时", "late"),
)


@pytest.mark.parametrize(
    ("typed", "value", "out"),
    [(*each, out) for each in TYPED for out in some_of(("enter", "tab", "f10"), f"ways out {each}", 1)],
)
async def test_a_list_with_own_words_takes_what_stands_marked(typed: str, value: str, out: str) -> None:
    app = Stage(reasons)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.widget
        assert isinstance(form, Form)
        for character in typed:
            app.post_message(events.Key(character, character))
        await pilot.pause()
        await pilot.press(out)
        await pilot.pause()
        assert form.values["reason"] == value
        assert "没有" not in "\n".join(screen_lines(app))
        sent = [said.values["reason"] for said in app.heard(Form.Submitted)]
        assert sent == ([value] if out == "f10" else [])


async def test_own_words_that_contain_no_choice_stand_marked_and_can_be_changed() -> None:
    line = ChoiceLine(REASONS, own="自己写")
    app = Stage(line)
    async with app.run_test(size=(80, 3)) as pilot:
        await pilot.press(*"abc")
        await pilot.pause()
        assert "[自己写]" in screen_lines(app)[0]
        assert line.settle()
        assert (line.value, line.typed) == ("abc", "abc")
        await pilot.press("backspace", "d")
        assert line.value == "abc", "nothing is taken before one leaves"
        assert line.settle()
        assert line.value == "abd"
        await pilot.press("backspace", "backspace", "backspace")
        assert line.value == "", "what was rubbed out does not come back"
        await pilot.press("3")
        assert line.value == "part"


async def test_own_words_stand_behind_the_choices_that_contain_them() -> None:
    line = ChoiceLine(REASONS, own="自己写")
    app = Stage(line)
    async with app.run_test(size=(80, 3)) as pilot:
        app.post_message(events.Key("单", "单"))
        await pilot.pause()
        assert "[2 前单超时]" in screen_lines(app)[0]
        assert "自己写" in screen_lines(app)[0]
        await pilot.press("right")
        await pilot.pause()
        assert "[自己写]" in screen_lines(app)[0]
        assert line.settle()
        assert line.value == "单"


async def test_long_own_words_leave_what_is_marked_in_sight() -> None:
    line = ChoiceLine(REASONS, own="自己写")
    app = Stage(line)
    async with app.run_test(size=(40, 3)) as pilot:
        line.post_message(events.Paste("长" * 60 + HOSTILE + "末尾"))
        await pilot.pause()
        assert "末尾" in screen_lines(app)[0]
        assert "[自己写]" in screen_lines(app)[0]
        assert_clean(screen_lines(app), 40)
        assert line.settle()
        assert len(line.value) > 60


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ww", "T001"),
        ("ww,wq", "T001,T002"),
        ("王强，ln", "T002,T003"),
        ("T003、wangwei、", "T003,T001"),
        ("ww,ww", "T001"),
        (",ww,,", "T001"),
    ],
)
@pytest.mark.parametrize("pasted", some_of([False, True], "pasted", 1))
async def test_several_are_found_each_with_commas_between(typed: str, value: str, pasted: bool) -> None:
    line = ChoicesLine(PEOPLE)
    app = Stage(line)
    async with app.run_test(size=(80, 3)) as pilot:
        if pasted:
            line.post_message(events.Paste(typed))
        else:
            for character in typed:
                app.post_message(events.Key(character, character))
        await pilot.pause()
        assert line.settle()
        assert line.value == value


async def test_of_several_what_is_no_choice_waits_and_the_last_one_can_be_taken_back() -> None:
    line = ChoicesLine(PEOPLE)
    app = Stage(line)
    async with app.run_test(size=(80, 3)) as pilot:
        await pilot.press(*"ww", "comma", *"wang")
        await pilot.pause()
        assert "王伟, wang" in screen_lines(app)[0]
        await pilot.press("right", "comma", *"xy", "comma")
        await pilot.pause()
        assert (line.value, line.typed) == ("T001,T002", "xy")
        assert [said.text for said in app.heard(NoChoice)] == ["xy"]
        assert not line.settle()
        await pilot.press("backspace", "backspace", "backspace")
        assert (line.value, line.typed) == ("T001", "")
        line.post_message(events.Paste("ln,zz,wq"))
        await pilot.pause()
        assert (line.value, line.typed) == ("T001,T003", "zz,wq")
        assert_clean(screen_lines(app), 80)


@pytest.mark.parametrize("out", ["tab", "f10", "enter"])
async def test_a_blank_begins_own_words_also_with_a_digit(out: str) -> None:
    app = Stage(reasons)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.widget
        assert isinstance(form, Form)
        await pilot.press("space", *"2x", out)
        assert form.values["reason"] == "2x"
        form.focus_field("reason")
        await pilot.pause()
        await pilot.press("3", "tab")
        assert form.values["reason"] == "2x3", "taken words are changed, digits included"
        await pilot.press("shift+tab", *["backspace"] * 3, "2")
        assert form.values["reason"] == "late", "without words a digit takes again"


async def test_a_field_that_is_asked_for_own_words_begins_with_them() -> None:
    def asked() -> Form:
        field = Field("reason", "原因", "choice", choices=REASONS, own="自己写", writing=True)
        return Form([field, Field("note", "备注")])

    app = Stage(asked)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.widget
        assert isinstance(form, Form)
        assert "[自己写]" in "".join(screen_lines(app))
        await pilot.press(*"3d", "tab")
        assert form.values["reason"] == "3d"
        await pilot.press("shift+tab", *["backspace"] * 2, "1")
        assert form.values["reason"] == "away"


THINGS = [Field("tool", "工具", "choice", own="照写", asks=True), Field("note", "备注")]


async def test_a_line_that_asks_takes_what_it_is_offered() -> None:
    app = Stage(lambda: Form(THINGS))
    async with app.run_test(size=(60, 12)) as pilot:
        form = app.query_one(Form)
        await pilot.press(*"wy")
        await pilot.pause()
        assert [(each.field, each.text) for each in app.heard(Form.Asked)] == [("tool", "w"), ("tool", "wy")]
        form.offer("tool", [Choice("T0007", "T0007 万用表", finders=("wy",))])
        await pilot.press("tab")
        await pilot.pause()
        assert form.values["tool"] == "T0007"
        assert "T0007 万用表" in "\n".join(screen_lines(app))
        form.offer("tool", [])
        await pilot.pause()
        assert "T0007 万用表" in "\n".join(screen_lines(app)), "what was chosen keeps its name"


async def test_a_digit_behind_a_digit_is_part_of_a_number() -> None:
    line = ChoiceLine((), own="照写", asks=True)
    app = Stage(line)
    async with app.run_test(size=(60, 3)) as pilot:
        line.focus()
        await pilot.press(*"13")
        line.offer([Choice("a", "甲", finders=("13",)), Choice("b", "乙", finders=("13",))])
        await pilot.press("2")
        assert (line.typed, line.value) == ("132", "")


async def test_a_label_that_is_too_long_is_cut_and_not_left_out() -> None:
    line = ChoiceLine((), own="照写", asks=True)
    app = Stage(line)
    async with app.run_test(size=(40, 3)) as pilot:
        line.focus()
        await pilot.press("w")
        line.offer([Choice("T1", "T1 " + "长" * 40, finders=("w",))])
        await pilot.pause()
        assert "[1 T1 长" in screen_lines(app)[0]
        assert_clean(screen_lines(app), 40)
