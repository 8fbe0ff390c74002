"""One of several, in a line or a list: only what stands marked is taken."""

import pytest
from textual import events

from tests.widgets.stage import LEVELS, Stage, assert_clean, screen_lines
from widgets.choice_line import ChoiceLine
from widgets.choice_list import ChoiceList
from widgets.chosen_by_keys import NoChoice
from widgets.field import Choice


async def test_a_choice_is_taken_by_digit_and_arrows() -> None:
    line = ChoiceLine(LEVELS)
    app = Stage(line)
    async with app.run_test(size=(80, 3)) as pilot:
        seen = []
        for key in ("3", "９", "２", "right", "left", "backspace", "left", "space"):
            await pilot.press(key)
            seen.append(line.value)
        assert seen == ["3", "3", "2", "3", "2", "", "4", "1"]
        assert [said.text for said in app.heard(NoChoice)] == ["９"]
        decided = [(said.value, said.decided) for said in app.heard(ChoiceLine.Changed)][:3]
        assert decided == [("3", True), ("2", True), ("3", False)]


async def test_typing_in_a_choice_filters_and_takes_only_what_stands_marked() -> None:
    line = ChoiceLine(LEVELS, "4")
    app = Stage(line)
    async with app.run_test(size=(80, 3)) as pilot:
        await pilot.press("s")
        assert line.value == "4", "a letter changes nothing yet"
        assert "[3 三级]" in screen_lines(app)[0]
        assert "二级" not in screen_lines(app)[0]
        await pilot.press("i")
        assert "[4 四级]" in screen_lines(app)[0]
        await pilot.press("backspace", "right", "left")
        assert line.settle()
        assert line.value == "3"
        await pilot.press("x", "y")
        assert not line.settle()
        assert (line.value, line.typed) == ("3", "xy")
        await pilot.pause()
        assert [said.text for said in app.heard(NoChoice)] == ["xy"]
        line.post_message(events.Paste("二级\n"))
        await pilot.press("backspace", "backspace", "backspace", "backspace", "e")
        assert line.settle()
        assert line.value == "2"


async def test_many_choices_show_the_chosen_one_between_marks() -> None:
    line = ChoiceLine([Choice(str(number), f"选择{number}") for number in range(20)], "15")
    app = Stage(line)
    async with app.run_test(size=(40, 3)) as pilot:
        await pilot.pause()
        text = screen_lines(app)[0]
        assert text.startswith("< ")
        assert text.endswith(">")
        assert "选择15" in text
        line.value = "19"
        await pilot.pause()
        assert "选择19" in screen_lines(app)[0]


CAUSES = [
    Choice("wear", "自然磨损老化", finders=("zrmslh", "ziranmosunlaohua")),
    Choice("water", "进水受潮", finders=("jssc",)),
    Choice("", "其他 …", digit="0"),
    *(Choice(f"c{number}", f"原因{number}") for number in range(20)),
    Choice("program", "程序错误", finders=("cxcw",), hidden=True),
]


@pytest.mark.parametrize(
    ("keys", "taken"),
    [
        (("2",), ("water", "")),
        (("0",), ("", "")),
        (("enter",), ("wear", "")),
        (("f10",), ("wear", "")),
        (("down", "enter"), ("water", "")),
        ((*"zrms", "enter"), ("wear", "")),
        ((*"ziran", "f10"), ("wear", "")),
        (("潮", "enter"), ("water", "")),
        ((*"cxcw", "enter"), ("program", "")),
        (("客", "户", "3", "enter"), (None, "客户3")),
        (("原", "因", "1", "enter"), ("c1", "")),
        (("水", "down", "enter"), (None, "水")),
        (("x", "backspace", "enter"), ("wear", "")),
        (("space", "3", "号", "楼", "enter"), (None, "3号楼")),
        (("\u3000", *"2026", "f10"), (None, "2026")),
        (("水", "backspace", "space", "1", "enter"), (None, "1")),
        (("space", "backspace", "2"), ("water", "")),
        (("space", "7", "backspace", "8", "enter"), (None, "8")),
    ],
)
async def test_in_a_list_what_stands_marked_is_taken(
    keys: tuple[str, ...], taken: tuple[str | None, str]
) -> None:
    app = Stage(ChoiceList(CAUSES, title="关闭", own=lambda text: f"自己的话: {text}"))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            if key.isascii():
                await pilot.press(key)
            else:
                app.post_message(events.Key(key, key))
        await pilot.pause()
        assert [(said.value, said.words) for said in app.heard(ChoiceList.Chosen)] == [taken]
        assert_clean(screen_lines(app), 80)


async def test_a_blank_alone_is_no_words() -> None:
    listed = ChoiceList(CAUSES, title="关闭", own=lambda text: f"自己的话: {text}")
    app = Stage(listed)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space")
        assert "自己的话:" in screen_lines(app)[1], "it says what is going to be taken"
        assert "自然磨损" not in screen_lines(app)[1]
        await pilot.press("enter")
        listed.set_choices(CAUSES[:2])
        await pilot.press("1", "enter")
        await pilot.pause()
        assert [said.text for said in app.heard(NoChoice)] == [""]
        assert [said.words for said in app.heard(ChoiceList.Chosen)] == ["1"]


async def test_a_list_without_own_words_refuses_what_is_none_of_it() -> None:
    app = Stage(ChoiceList(CAUSES[:2], title="暂停"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("7", *"qq", "enter")
        assert app.heard(ChoiceList.Chosen) == []
        assert [said.text for said in app.heard(NoChoice)] == ["7", "qq"]


@pytest.mark.parametrize(("width", "lines"), [(80, 7), (120, 5), (24, 24)])
async def test_a_long_list_stands_in_as_many_columns_as_there_is_room_for(width: int, lines: int) -> None:
    listed = ChoiceList(CAUSES, title="关闭")
    app = Stage(listed)
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        assert listed.lines_wanted(width) == lines
        assert sum(bool(line.strip()) for line in screen_lines(app)) == lines
        assert "程序错误" not in "".join(screen_lines(app)), "only typing finds it"
        assert_clean(screen_lines(app), width)
        await pilot.press("right", "enter")
        (said,) = app.heard(ChoiceList.Chosen)
        assert said.value == CAUSES[min(lines - 1, len(CAUSES) - 2)].value
