"""How things stand on the lines: values beneath values, one bar, no room that nobody uses."""

import pytest
from rich.segment import Segment
from textual.widget import Widget

from tests.widgets.panels_stage import CANDIDATES
from tests.widgets.stage import Stage, cells_at, screen_lines
from widgets.candidates import Candidate, Candidates
from widgets.cells import fit_parts, width_of
from widgets.choice_list import ChoiceList
from widgets.field import Choice, Field
from widgets.form import Form
from widgets.help import HelpPage, HelpSection
from widgets.kit import Kit, KitLabels, KitRow
from widgets.lists import Tone
from widgets.pick import Pick, PickItem, PickList
from widgets.roster import Roster, RosterLabels, RosterRow
from widgets.sentence import Sentence
from widgets.text_line import TextBlock, TextLine
from widgets.timeline import Entry, Fact, Milestone, TicketFacts, Timeline

KIT_AMISS: dict[str, Tone] = {"kit": "warning"}


def segments(app: Stage, y: int) -> list[Segment]:
    """What is sent for one line."""
    return list(app.screen._compositor.render_strips()[y])


def ticket(warranty: str = "") -> TicketFacts:
    return TicketFacts(
        "K1",
        ("YX2607-412", "一级"),
        facts=(
            (Fact("Address", "深南大道 9 号"),),
            (Fact("Product", "明川LED灯具 MC-PL36 MC20004134"), Fact("Warranty", warranty)),
            (Fact("Agreed", "上门"), Fact("Who", "张伟")),
        ),
        milestones=(Milestone("到场", "15:42"),),
        deadlines="Deadlines",
        entries=(Entry("08:44", "已出发", "张伟"), Entry("07-13 22:36", "已接单", "张伟")),
    )


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("warranty", ["", "in warranty to 2027-03-18"])
async def test_the_values_of_a_ticket_begin_in_one_column_and_hours_stand_beneath_hours(
    width: int, warranty: str
) -> None:
    widget = Timeline()
    app = Stage(widget)
    async with app.run_test(size=(width, 30)) as pilot:
        widget.show_ticket(ticket(warranty))
        await pilot.pause()
        facts, entries = widget._lines[1:-3], widget._lines[-2:]
        label = width_of("Deadlines")
        half = (width - 1) // 2
        starts = {x for line in facts for x, text, _style in line if text.strip()}
        assert starts == {1, label + 2, 1 + half, half + label + 2}
        lines = screen_lines(app)
        if width == 80 and not warranty:
            assert "MC20004134" in lines[2], "beside it stands nothing: it has the whole line"
        else:
            assert "Warranty" in lines[2], "a place keeps its label"
        at = {line[0][1].index(":") + line[0][0] for line in entries}
        assert len(at) == 1


async def test_who_cannot_be_sent_is_dim_from_end_to_end() -> None:
    labels = RosterLabels("姓名", "状态", "今日", "工具", trade="工种", zone="片区")
    widget = Roster(labels)
    tones = {"kit": "warning", "state": "plain", "name": "plain"}
    app = Stage(widget)
    async with app.run_test(size=(60, 10)) as pilot:
        widget.set_rows(
            [
                RosterRow("1", "张伟", "空闲", "3", "齐"),
                # Ignored: a plain dict of tones.
                RosterRow("2", "李强", "途中", "1", "缺 2 件", tones, "电气", "罗湖", away=True),  # type: ignore[arg-type]
            ]
        )
        await pilot.pause()
        dim = widget.ink("dim")
        words = [each for each in segments(app, 2) if each.text.strip()]
        assert {each.style for each in words} == {dim}


async def test_the_cursor_of_a_list_of_choices_is_a_full_bar_as_everywhere() -> None:
    few = ChoiceList([Choice(str(at), f"选项{at}") for at in range(3)], title="暂停")
    app = Stage(few)
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.press("down")
        bar = few.ink("bar").bgcolor
        assert {each.style.bgcolor for each in segments(app, 2) if each.style} == {bar}
        assert all(each.style.bgcolor != bar for each in segments(app, 1) if each.style)
    many = ChoiceList([Choice(str(at), f"选项{at}") for at in range(20)], title="关闭")
    app = Stage(many)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("down")
        bar = many.ink("bar").bgcolor
        filled = [each for each in segments(app, 2) if each.style and each.style.bgcolor == bar]
        assert [each.text.split() for each in filled] == [[">", "2", "选项1"]], "only its own cell is filled"
        screen = app.screen
        screen.add_class("-marker")
        many.refresh(many.size.region)
        await pilot.pause()
        assert not [each for each in segments(app, 2) if each.style and each.style.bgcolor == bar]


async def test_a_note_that_finds_no_room_stands_in_full_beneath_the_choices() -> None:
    long = "主要部件或功能丧失，服务部分降级，或对系统有间歇、间接影响，需要当天处理"
    listed = ChoiceList([Choice("1", "一级", note="系统瘫痪"), Choice("2", "二级", note=long)], title="定级")
    app = Stage(listed)
    async with app.run_test(size=(60, 8)) as pilot:
        await pilot.pause()
        assert listed.lines_wanted(60) == 5
        assert long not in "".join(line.strip() for line in screen_lines(app))
        await pilot.press("down")
        assert "".join(line.strip() for line in screen_lines(app)[-2:]) == long
        assert listed.lines_wanted(120) == 3


@pytest.mark.parametrize("width", [80, 200])
async def test_a_tools_number_stands_beside_the_tool(width: int) -> None:
    widget = Kit(KitLabels("工具", "编号", "校准至"))
    app = Stage(widget)
    async with app.run_test(size=(width, 10)) as pilot:
        widget.set_kit("工具包", "齐", [KitRow("1", "电动螺丝刀", "T0412", "2026-03-01")])
        await pilot.pause()
        line = screen_lines(app)[2]
        assert 0 < width_of(line[: line.index("T0412")]) <= 30


async def test_the_notes_of_the_palette_have_what_the_names_leave() -> None:
    items = [PickItem("a", "派工", "x" * 60), PickItem("b", "登记设备", "y" * 60)]
    pick = Pick(items, numbered=False)
    app = Stage(pick)
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        assert "x" * 60 in screen_lines(app)[1]
        assert pick.query_one(PickList).size.width == 80


def two_fields() -> Widget:
    return Form(
        [Field("a", "态度", "choice", choices=tuple(Choice(str(at), f"很满意的回答{at}") for at in range(4))),
         Field("b", "电话", required=True, help="h" * 70)],
        required_text="必须填写",
    )  # fmt: skip


async def test_while_nothing_is_wrong_the_fields_have_all_the_room() -> None:
    app = Stage(two_fields)
    async with app.run_test(size=(80, 12)) as pilot:
        form = app.widget
        assert isinstance(form, Form)
        form.focus_field("a")
        await pilot.pause(0.1)
        assert "很满意的回答3" in screen_lines(app)[0]
        form.focus_field("b")
        await pilot.pause(0.1)
        lines = screen_lines(app)
        assert sum("h" * 60 in line for line in lines) == 1, "a help is told once, in full"
        assert "hh" not in lines[1]
        await pilot.press("f10")
        await pilot.pause(0.1)
        lines = screen_lines(app)
        assert "必须填写" in lines[1]
        assert sum("必须填写" in line for line in lines) == 1
        form.set_errors({"b": "不是时间: 15:00, 1500-1700, 明天 9:00 或 07-16 9:00-11:00"})
        await pilot.pause(0.1)
        lines = screen_lines(app)
        assert sum("不是时间" in line for line in lines) == 1, "what finds no room beside stands beneath only"
        assert "07-16 9:00-11:00" in lines[-1]


async def test_reasons_are_repeated_beneath_only_where_they_were_cut() -> None:
    widget = Candidates(CANDIDATES)
    app = Stage(widget)
    people = [
        Candidate("A", "曾国强", 1, "0", "2", "0.91", ("电工高级",)),
        Candidate("B", "吴磊", 2, "17", "2", "0.84", ("电工", "理" * 60)),
    ]
    async with app.run_test(size=(80, 16)) as pilot:
        widget.set_candidates("派工", people)
        await pilot.pause()
        assert "".join(screen_lines(app)).count("电工高级") == 1
        await pilot.press("down")
        assert any(line.strip().startswith("吴磊: ") for line in screen_lines(app)[4:])
        placed = next(column for column in widget._places() if column.name == "arrival")
        ends = [cells_at(line, placed.x, placed.x + placed.width) for line in screen_lines(app)[2:4]]
        assert [each.rstrip() for each in ends] == ["   0", "  17"], "figures stand beneath figures"


async def test_a_page_that_goes_on_says_so_and_its_columns_are_one() -> None:
    widget = HelpPage()
    app = Stage(widget)
    sections = [
        HelpSection("一天", (("n", "有来电"),)),
        HelpSection("移动", (("Up Down k j", "上下"), ("Tab", "下一窗格"))),
        *(HelpSection(f"组{at}", (("x", "删"), ("ctrl+p", "全部"))) for at in range(12)),
    ]
    async with app.run_test(size=(37, 12)) as pilot:
        widget.show_sections(sections)
        await pilot.pause()
        lines = widget._lines
        assert {line[1][0] for line in lines[3:] if len(line) > 1} == {1 + len("Up Down k j") + 2}
        assert screen_lines(app)[-1].strip() == f"11/{len(lines)}"
        await pilot.press("G")
        assert screen_lines(app)[-1].strip() == f"{len(lines)}/{len(lines)}"
        widget.show_sections(sections[:2])
        await pilot.pause()
        assert "/" not in "".join(screen_lines(app))


def test_the_parts_of_a_title_stand_whole_or_not_at_all() -> None:
    assert fit_parts("张伟  T033  3 jobs", 20) == "张伟  T033  3 jobs  "
    assert fit_parts("张伟  T033  3 jobs", 15) == "张伟  T033     "
    assert fit_parts("张伟工程师", 4) == "张伟"


async def test_without_colours_the_line_beneath_a_warning_ends_with_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    labels = RosterLabels("姓名", "状态", "今日", "工具")
    widget = Roster(labels)
    app = Stage(widget)
    async with app.run_test(size=(60, 10)) as pilot:
        widget.set_rows(
            [RosterRow("1", "张伟", "空闲", "3", "齐"), RosterRow("2", "李强", "空闲", "1", "缺", KIT_AMISS)]
        )
        await pilot.pause()
        underlined = [each.text for each in segments(app, 2) if each.style and each.style.underline]
        assert underlined == ["缺"]


@pytest.mark.parametrize("editor", [TextLine, TextBlock])
async def test_without_colours_one_sees_where_one_types(
    monkeypatch: pytest.MonkeyPatch, editor: type[Widget]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Stage(lambda: editor("报修"))  # type: ignore[arg-type]  # either editor takes a text
    async with app.run_test(size=(40, 6)) as pilot:
        app.widget.focus()
        await pilot.press("end")
        shown = [each for y in range(3) for each in segments(app, y) if each.style and each.style.reverse]
        assert [each.text for each in shown] == [" "]


async def test_what_a_sentence_would_do_is_wrapped_and_not_cut() -> None:
    app = Stage(lambda: Sentence("merge 1447 1448"))
    one, other = (
        "YX2607-1447  朱磊  客厅压缩机故障，压缩机过热保护",
        "YX2607-1448  梁朝晖  书房压缩机故障，启动就跳闸",
    )
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.pause()
        widget = app.widget
        assert isinstance(widget, Sentence)
        widget.set_preview(f"不同客户: 仍要合并?  {one}  >  {other}", "回车: 合并", "warning")
        await pilot.pause(0.1)
        text = "".join(line.rstrip() for line in screen_lines(app)[1:4])
        for part in ("朱磊", "梁朝晖", "启动就跳闸", "回车: 合并"):
            assert part in text
        widget.set_preview("派工", "回车: 执行")
        await pilot.pause(0.1)
        assert screen_lines(app)[1].split() == ["派工", "回车:", "执行"]
        assert not screen_lines(app)[2].strip()
