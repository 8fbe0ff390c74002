"""Picking from what was found, and the sentence: by keys alone, handed over as typed."""

import pytest

from tests.widgets.stage import HOSTILE, Stage, assert_clean, screen_lines
from widgets.pick import Pick, PickItem, matching
from widgets.sentence import Completion, Sentence

FAULTS = [
    PickItem("a", "全楼停电", "一级", ("qltd",)),
    PickItem("b", "频繁跳闸", "二级", ("pftz",)),
    PickItem("c", "漏水", "停机", ("ls",)),
    PickItem("d", "铺位停电", "三级", ("pwtd",), disabled="今日不受理"),
]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [("", "abcd"), ("2", "b"), ("p", "bd"), ("停", "adc"), ("QLTD", "a"), ("２", "b"), ("zz", "")],
)
def test_items_are_found_by_number_initials_or_text(typed: str, keys: str) -> None:
    assert "".join(item.key for item in matching(FAULTS, typed)) == keys


async def test_picking_by_keys() -> None:
    pick = Pick(FAULTS, free=True, empty_text="没有")
    app = Stage(pick)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "enter")
        await pilot.press("l", "enter", "backspace", "p", "down")
        assert "今日不受理" in screen_lines(app)[-1]
        await pilot.press("enter", "q", "enter", "escape")
        assert [(said.key, said.text) for said in app.heard(Pick.Chosen)] == [
            ("b", ""),
            ("c", "l"),
            (None, "pq"),
        ]
        assert [said.text for said in app.heard(Pick.Left)] == ["pq"]
        assert any("没有" in line for line in screen_lines(app))


async def test_what_is_said_of_an_item_and_cut_says_so() -> None:
    pick = Pick([PickItem("1", "triage", note="Set the fault level, and with it every deadline that it has")])
    app = Stage(pick)
    async with app.run_test(size=(40, 6)):
        (shown,) = (line.rstrip() for line in screen_lines(app) if "triage" in line)
        assert shown.endswith("~")


async def test_an_owner_that_searches_itself_hears_what_is_typed() -> None:
    pick = Pick(search=False)
    app = Stage(pick)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("z")
        pick.set_items([PickItem("1", HOSTILE, HOSTILE), PickItem("2", "张工")])
        await pilot.press("down", "enter")
        assert [said.text for said in app.heard(Pick.Typed)] == ["z"]
        assert [said.key for said in app.heard(Pick.Chosen)] == ["2"]
        assert_clean(screen_lines(app), 80)


async def test_a_sentence_is_completed_previewed_and_sent() -> None:
    app = Stage(lambda: Sentence("d 412 wa"))
    async with app.run_test(size=(80, 24)) as pilot:
        sentence = app.widget
        assert isinstance(sentence, Sentence)
        sentence.set_completions([Completion("wang", "王芳"), Completion("wangkai", HOSTILE)])
        sentence.set_preview("派工 YX2607-412 给 王凯", "Enter 执行")
        await pilot.press("down", "tab")
        assert sentence.text == "d 412 wangkai "
        assert "派工 YX2607-412 给 王凯   Enter 执行" in screen_lines(app)[1]
        await pilot.press("9", "enter", "escape")
        assert [said.text for said in app.heard(Sentence.Sent)] == ["d 412 wangkai 9"]
        assert [said.text for said in app.heard(Sentence.Left)] == ["d 412 wangkai 9"]
        assert app.heard(Sentence.Typed)[0].text == "d 412 wa"
        assert_clean(screen_lines(app), 80)
