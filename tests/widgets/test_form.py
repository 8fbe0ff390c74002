"""Forms: by keys alone, nothing typed is lost."""

import pytest
from textual import events

from tests.sampling import some_of
from tests.widgets.stage import HOSTILE, LEVELS, Stage, assert_clean, screen_lines
from widgets.field import Choice, Field
from widgets.form import Form
from widgets.form_columns import lines_wanted

YES_NO = (Choice("yes", "是", "s"), Choice("no", "否", "f"))


def fields() -> list[Field]:
    return [
        Field("customer", "客户", required=True, help="姓名或电话"),
        Field("phone", "电话", required=True, value="13800130001"),
        Field("fault", "故障现象", "multiline", required=True, lines=2),
        Field("level", "故障等级", "choice", choices=LEVELS),
        Field("urgent", "加急", "bool", choices=YES_NO, value="no"),
        Field("quantity", "数量", "int", value="1"),
        Field("wanted", "希望时间", "instant"),
    ]


def form() -> Form:
    return Form(fields(), title="新建工单", required_text="必填", hint="F10 提交")


def line_of(app: Stage, word: str) -> str:
    return next(line for line in screen_lines(app) if word in line)


async def test_the_first_empty_compulsory_field_has_the_focus() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.widget, Form)
        assert app.widget.current == "customer"
        assert line_of(app, "客户").startswith(">*客户")
        assert "姓名或电话" in screen_lines(app)[-1]


async def test_a_whole_form_by_keys() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(
            *"ab", "enter", "enter", *"xy", "ctrl+j", "z", "enter", "2", "left", "tab", "5", "enter", "enter"
        )
        assert [said.values for said in app.heard(Form.Submitted)] == [
            {
                "customer": "ab",
                "phone": "13800130001",
                "fault": "xy\nz",
                "level": "2",
                "urgent": "yes",
                "quantity": "15",
                "wanted": "",
            }
        ]


async def test_an_empty_compulsory_field_keeps_the_form_and_says_so_beside_it() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "f10")
        assert app.heard(Form.Submitted) == []
        assert "必填" in line_of(app, "故障现象")
        assert "必填" not in line_of(app, "客户")
        assert isinstance(app.widget, Form)
        assert app.widget.current == "fault"
        await pilot.press("x")
        assert "必填" not in line_of(app, "故障现象")
        assert app.widget.values["customer"] == "a"


async def test_escape_hands_over_what_was_typed() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "tab", "1", "escape")
        (left,) = app.heard(Form.Left)
        assert left.values["customer"] == "a"
        assert left.values["phone"] == "138001300011"


async def test_errors_from_outside_take_the_focus_to_the_first_and_keep_everything() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)) as pilot:
        assert isinstance(app.widget, Form)
        app.widget.set_values({"customer": "南山酒店", "fault": "停电"})
        app.widget.set_errors(
            {"wanted": "在过去", "quantity": "不是数字, 请写 1 到 99 之间的一个整数再提交一次", "": ""}
        )
        await pilot.pause()
        await pilot.pause()
        assert app.widget.current == "quantity"
        assert "在过去" in line_of(app, "希望时间")
        assert "整数再提交一次" in screen_lines(app)[-1]
        assert app.widget.values["customer"] == "南山酒店"


async def test_filling_in_replaces_nothing_typed_when_asked_so() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)):
        assert isinstance(app.widget, Form)
        app.widget.set_values(
            {"customer": "别人", "phone": "1", "level": "3", "unknown": "x"}, only_empty=True
        )
        assert app.widget.values["phone"] == "13800130001"
        assert app.widget.values["level"] == "3"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (44, 12)])
async def test_labels_and_fields_are_aligned_and_hostile_text_is_text(size: tuple[int, int]) -> None:
    evil = [
        Field("a", HOSTILE, help=HOSTILE, value=HOSTILE.replace("\n", "")),
        Field("b", HOSTILE, "choice", choices=(Choice("1", HOSTILE), Choice("2", HOSTILE))),
        Field("c", "短", "multiline", value=HOSTILE),
        Field("d", "短", value="x"),
    ]
    app = Stage(lambda: Form(evil, title=HOSTILE, hint=HOSTILE))
    async with app.run_test(size=size) as pilot:
        assert isinstance(app.widget, Form)
        app.widget.set_errors({"a": HOSTILE})
        for _ in range(4):
            await pilot.press("tab")
            assert_clean(screen_lines(app), size[0])
        lefts = {app.widget.editor(field.name).region.x for field in evil}
        assert len(lefts) == 1
        assert app.widget.values["a"] == HOSTILE.replace("\n", "")


async def test_more_fields_than_lines_scroll_with_their_labels() -> None:
    many = [Field(f"f{number}", f"字段{number}", value=f"值{number}") for number in range(50)]
    app = Stage(lambda: Form(many))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("up")
        await pilot.pause()
        line = line_of(app, "字段49")
        assert line.startswith("> 字段49")
        assert "值49" in line
        await pilot.press("down")
        await pilot.pause()
        assert "值0" in line_of(app, "字段0 ")


@pytest.mark.parametrize(
    "key", some_of(["enter", "tab", "down", "f10", "shift+tab"], "ways out of a choice", 2)
)
async def test_no_way_out_of_a_choice_takes_something_else(key: str) -> None:
    """Letters in the level's field change nothing silently: refused with a word, the focus stays."""
    app = Stage(lambda: Form(fields(), required_text="必填", unknown_text=lambda text: f"没有 {text}"))
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.widget
        assert isinstance(form, Form)
        form.set_values({"customer": "a", "fault": "b", "level": "1"})
        form.focus_field("level")
        await pilot.press("q", "q", key)
        await pilot.pause()
        assert (form.current, form.values["level"]) == ("level", "1")
        assert app.heard(Form.Submitted) == []
        assert "没有 qq" in line_of(app, "故障等级")
        await pilot.press("backspace", "backspace", "s", "j", key)
        await pilot.pause()
        assert form.values["level"] == "3", "what stands marked is taken"
        assert (form.current == "level") == (key == "f10")
        assert len(app.heard(Form.Submitted)) == (key == "f10")


async def test_tab_replaces_nothing_and_pasted_lines_become_one() -> None:
    app = Stage(form)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "9")
        assert isinstance(app.widget, Form)
        assert app.widget.values["phone"] == "138001300019"
        app.widget.editor("phone").post_message(events.Paste("12\x1b[31m\n34\u202e\n"))
        await pilot.pause()
        assert app.widget.values["phone"] == "13800130001912[31m 34"


async def test_the_terminals_cursor_stands_in_the_field_where_an_input_method_opens() -> None:
    app = Stage(Form([Field(f"f{number}", f"字段{number}") for number in range(50)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("up")
        await pilot.pause()
        assert isinstance(app.widget, Form)
        editor = app.widget.editor("f49")
        assert app.cursor_position.y == editor.region.y
        assert 0 < app.cursor_position.y < 24


async def test_from_a_hundred_cells_on_a_form_stands_in_two_columns() -> None:
    many = [
        Field(f"f{number}", f"字段{number}", value=f"值{number}", help=f"提示{number}") for number in range(9)
    ]
    app = Stage(lambda: Form(many, title="两栏", hint="F10"))
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        form = app.widget
        assert isinstance(form, Form)
        assert lines_wanted(many, 120) == 7
        assert "字段5" in line_of(app, "字段0 "), "the second column begins beside the first"
        assert "提示0" in screen_lines(app)[-1]
        form.set_errors({"f6": "不对"})
        await pilot.pause()
        assert form.current == "f6"
        assert "!字段6" in line_of(app, "字段1 ")
        assert "不对" in screen_lines(app)[-1]
        await pilot.press("up", "up")
        await pilot.pause()
        assert form.current == "f4"
        assert "!字段6" in line_of(app, "字段1 ")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "字段5" not in line_of(app, "字段0 ")
        assert lines_wanted(many, 80) == 11
        assert "不对" in line_of(app, "字段6"), "beside the field again"
        assert_clean(screen_lines(app), 80)
