"""Roster, kit, candidates, ticket panel, proof, help, status, messages and key hints."""

from collections.abc import Callable
from datetime import datetime

import pytest
from textual import events
from textual.widget import Widget

from tests.widgets.stage import HOSTILE, Recorder, Stage, assert_clean, cells_at, screen_lines
from widgets.candidates import Candidate, CandidateLabels, Candidates
from widgets.cells import wrap
from widgets.footer import KeyHint, KeyLine
from widgets.help import HelpPage, HelpSection
from widgets.kit import Kit, KitLabels, KitRow
from widgets.proof import Proof, ProofSegment, ProofTarget
from widgets.roster import Roster, RosterLabels, RosterRow
from widgets.status import MessageLine, StatusLine, StatusPart
from widgets.timeline import Entry, Fact, Milestone, TicketFacts, Timeline

SIZES = [(80, 24), (120, 40)]
ROSTER = RosterLabels("姓名", "状态", "今日", "工具")
CANDIDATES = CandidateLabels("姓名", "到场", "负荷", "得分", "理由", "不可派", "无人可派")
RANKED = [
    Candidate("A", "曾国强", 1, "14:38", "2", "0.91", ("电工高级", "工具齐")),
    Candidate("B", "吴磊", 2, "14:52", "2", "0.84", ("电工", "万用表将到检"), warning=True),
    Candidate("C", "李强", None, "", "4", "", ("缺 检漏仪: 在 王凯 处",)),
]


def roster() -> Roster:
    widget = Roster(ROSTER)
    widget.set_rows(
        [
            RosterRow("1", "张伟", "途中", "3", "齐"),
            RosterRow("2", HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            RosterRow("3", "Ann Smithers", "现场", "12", "缺 测线仪, 电笔", {"kit": "warning"}),
        ]
    )
    return widget


async def test_a_roster_says_how_wide_it_must_be_to_name_every_missing_thing() -> None:
    labels = RosterLabels("Name", "State", "Jobs", "Kit", 8)
    text = "no Insulation tester"

    def made() -> Roster:
        widget = Roster(labels)
        widget.set_rows(
            [RosterRow("1", "张伟", "free", "3", "complete"), RosterRow("2", "李强", "free", "", text)]
        )
        return widget

    app = Stage(made)
    wished = made().wished_width
    async with app.run_test(size=(wished, 10)) as pilot:
        await pilot.pause()
        assert any(text in line for line in screen_lines(app))
        assert wished < 48


def kit() -> Kit:
    widget = Kit()
    widget.set_kit(
        HOSTILE, "齐 12/12", [KitRow("1", "电动螺丝刀", "T0412", "2026-03-01"), KitRow("2", HOSTILE)]
    )
    return widget


def candidates() -> Candidates:
    widget = Candidates(CANDIDATES)
    evil = Candidate("X", HOSTILE, 3, HOSTILE, HOSTILE, HOSTILE, (HOSTILE, HOSTILE))
    widget.set_candidates(HOSTILE, [*RANKED, evil], HOSTILE)
    return widget


def timeline() -> Timeline:
    widget = Timeline()
    widget.show_ticket(
        TicketFacts(
            "K1",
            ("YX2607-412", "一级", HOSTILE),
            (HOSTILE, "深南大道 9 号"),
            ((Fact("地址", HOSTILE), Fact(HOSTILE, "配电柜")), (Fact("故障", HOSTILE * 3),)),
            Milestone("约定", HOSTILE),
            (Milestone("响应", "13:52", "超时 0:14", "strong"), Milestone(HOSTILE, HOSTILE)),
            HOSTILE,
            Fact(HOSTILE, HOSTILE),
            (Fact("上门", HOSTILE), Fact("", HOSTILE)),
            (
                Entry("13:42", "受理", "王芳", "全楼停电\n客人投诉"),
                Entry(HOSTILE, HOSTILE, HOSTILE, HOSTILE * 5),
            ),
        )
    )
    return widget


def proof() -> Proof:
    widget = Proof()
    widget.show_targets(
        [
            ProofTarget(
                "到场 16:02 = 13:42 + 2:00",
                HOSTILE,
                (
                    ProofSegment("13:42 - 13:50", "0:08", "计时"),
                    ProofSegment(HOSTILE, "----", HOSTILE, HOSTILE * 4),
                ),
                HOSTILE,
            )
        ]
    )
    return widget


def help_page() -> HelpPage:
    widget = HelpPage()
    widget.show_sections([HelpSection(HOSTILE, ((HOSTILE, HOSTILE), ("j k", "上下"))) for _ in range(5)])
    return widget


def status() -> StatusLine:
    widget = StatusLine(lambda: datetime(2026, 7, 15, 14, 6))
    widget.set_status([StatusPart(HOSTILE), StatusPart("超时 7", "strong")], HOSTILE)
    return widget


def message() -> MessageLine:
    widget = MessageLine()
    widget.say(HOSTILE * 4, HOSTILE)
    return widget


def keys() -> KeyLine:
    widget = KeyLine()
    evil = KeyHint("[/x]\x1b", "[VIP]\u202e\n", drop=0)
    widget.set_keys([KeyHint("n", "新建", enabled=False), KeyHint(HOSTILE, HOSTILE), evil])
    return widget


MAKERS = [roster, kit, candidates, timeline, proof, help_page, status, message, keys]


@pytest.mark.parametrize("size", [*SIZES, (24, 6)])
@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
async def test_hostile_text_is_drawn_as_text(make: Callable[[], Widget], size: tuple[int, int]) -> None:
    app = Stage(make())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("j", "G", "g")
        lines = screen_lines(app)
        assert_clean(lines, size[0])
        assert any("[" in line for line in lines)


EMPTY: list[Callable[[], Widget]] = [
    lambda: Roster(ROSTER),
    Kit,
    lambda: Candidates(CANDIDATES),
    Timeline,
    Proof,
    HelpPage,
    StatusLine,
    MessageLine,
    KeyLine,
]


@pytest.mark.parametrize("make", EMPTY)
async def test_without_rows_everything_is_calm_and_takes_keys(make: Callable[[], Widget]) -> None:
    app = Stage(make())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "k", "G", "enter", "1", "o", "w")
        assert_clean(screen_lines(app), 80)


@pytest.mark.parametrize("width", [36, 80])
async def test_the_roster_stands_in_columns(width: int) -> None:
    widget = roster()
    app = Stage(widget)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        lines = screen_lines(app)
        placed = {column.name: column for column in widget._places()}
        for y, state in ((0, "状态"), (1, "途中"), (3, "现场")):
            column = placed["state"]
            assert cells_at(lines[y], column.x, column.x + column.width).strip() == state
        await pilot.press("j")
        assert widget.cursor_key == "2"


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


async def test_the_ticket_panel_keeps_its_place_for_the_same_ticket_only() -> None:
    widget = Timeline()
    app = Stage(widget)
    entries = tuple(Entry("13:42", "记录", "王芳", f"第 {number} 条") for number in range(60))
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show_ticket(TicketFacts("K1", ("YX2607-001",), entries=entries))
        await pilot.press("pagedown")
        top = widget.top
        assert top > 0
        widget.show_ticket(TicketFacts("K1", ("YX2607-001",), entries=(*entries, Entry("14:00", "新"))))
        assert widget.top == top
        widget.show_ticket(TicketFacts("K2", ("YX2607-002",), entries=entries))
        assert widget.top == 0
        widget.show_ticket(None)
        await pilot.pause()
        assert all(not line.strip() for line in screen_lines(app))


async def test_the_proof_is_aligned_over_its_segments() -> None:
    widget = Proof()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show_targets(
            [
                ProofTarget(
                    "到场 16:02 = 13:42 + 2:00 + 暂停 0:20",
                    "一级, 方案 电气 第 3 版",
                    (
                        ProofSegment("13:42 - 13:50", "0:08", "计时"),
                        ProofSegment("13:50 - 14:10", "----", "暂停 客户", "王芳: 等物业开门"),
                        ProofSegment("14:10 - 02:02", "11:52", "计时"),
                    ),
                )
            ]
        )
        await pilot.pause()
        lines = [line.rstrip() for line in screen_lines(app)[1:4]]
        assert lines == [
            " 13:42 - 13:50   0:08  计时",
            " 13:50 - 14:10   ----  暂停 客户 王芳: 等物业开门",
            " 14:10 - 02:02  11:52  计时",
        ]


async def test_the_status_line_drops_parts_by_rank_and_keeps_person_and_time() -> None:
    for width, expected in (
        (70, " 派工台 南山  一 3  超时 7  及时 92.4"),
        (44, " 派工台 南山  一 3  超时 7"),
        (34, " 一 3  超时 7"),
    ):
        widget = StatusLine(lambda: datetime(2026, 7, 15, 14, 6))
        app = Stage(widget)
        async with app.run_test(size=(width, 3)) as pilot:
            widget.set_status(
                [
                    StatusPart("派工台 南山", drop=1),
                    StatusPart("一 3", "strong"),
                    StatusPart("超时 7", "strong"),
                    StatusPart("及时 92.4", drop=2),
                ],
                "王芳",
            )
            await pilot.pause()
            line = screen_lines(app)[0].rstrip()
            assert line.endswith("王芳 14:06")
            assert line.removesuffix("王芳 14:06").rstrip() == expected


async def test_the_status_line_is_drawn_once_a_minute_and_not_for_the_same_counts() -> None:
    now = [datetime(2026, 7, 15, 14, 6, 30)]
    widget = StatusLine(lambda: now[0])
    recorder = Recorder(widget)
    app = Stage(widget)
    async with app.run_test(size=(80, 3)) as pilot:
        widget.set_status([StatusPart("一 3")], "王芳")
        await pilot.pause()
        recorder.take()
        widget.set_status([StatusPart("一 3")], "王芳")
        widget.tick()
        await pilot.pause()
        assert recorder.take() == []
        now[0] = datetime(2026, 7, 15, 14, 7)
        widget.tick()
        await pilot.pause()
        assert recorder.take() == [0]


async def test_a_long_message_gives_way_to_the_next_step() -> None:
    widget = MessageLine()
    app = Stage(widget)
    async with app.run_test(size=(40, 3)) as pilot:
        widget.say("已派" * 40, "u 撤销")
        await pilot.pause()
        assert screen_lines(app)[0].rstrip().endswith("u 撤销")


async def test_key_hints_never_wrap_and_help_goes_last() -> None:
    hints = [KeyHint(key, "操作") for key in "nespcdwtav"] + [KeyHint("?", "帮助", drop=0)]
    for width in range(10, 90, 7):
        widget = KeyLine()
        app = Stage(widget)
        async with app.run_test(size=(width, 3)) as pilot:
            widget.set_keys(hints)
            await pilot.pause()
            lines = screen_lines(app)
            assert lines[0].rstrip().endswith("? 帮助")
            assert lines[0].count("操作") == lines[0].count(" 操作")
            assert not lines[1].strip()


async def test_help_uses_columns_where_there_is_room() -> None:
    sections = [HelpSection(f"第 {number} 节", (("j", "下"), ("k", "上"))) for number in range(6)]
    heights = {}
    for width in (40, 80, 120):
        widget = HelpPage()
        app = Stage(widget)
        async with app.run_test(size=(width, 40)) as pilot:
            widget.show_sections(sections)
            await pilot.pause()
            lines = screen_lines(app)
            assert sum(line.count("节") for line in lines) == 6
            heights[width] = sum(1 for line in lines if line.strip())
    assert heights[40] > heights[80] > heights[120]


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light", "ansi-dark"])
async def test_a_change_of_theme_redraws_in_its_colours(theme: str) -> None:
    widget = roster()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = widget.ink("warning")
        app.theme = "nord"
        await pilot.pause()
        app.theme = theme
        await pilot.pause()
        after = widget.ink("warning")
        assert after.color != widget.ink().color
        assert (after == before) == (theme == "textual-dark")


async def test_the_roster_marks_who_cannot_be_sent_and_shortens_a_kit_that_finds_no_room() -> None:
    rows = [
        RosterRow("1", "张伟", "free", "3", "Leak detector to be calibrated", trade="制冷", zone="南山",
                  next="13:30", short_kit="lacks 1"),
        RosterRow("2", "李强", "on leave", "1", "complete", trade="电气", zone="福田", away=True),
    ]  # fmt: skip
    labels = RosterLabels("Name", "State", "Jobs", "Kit", 8, "Trade", "Zone", "Next")
    for width, whole in ((36, False), (90, True)):
        widget = Roster(labels)
        app = Stage(widget)
        async with app.run_test(size=(width, 10)) as pilot:
            widget.set_rows(rows)
            await pilot.pause()
            lines = screen_lines(app)
            assert ("Leak detector to be calibrated" in lines[1]) == whole
            assert ("lacks 1" in lines[1]) == (not whole)
            assert "x李强" in lines[2]
            assert ("南山" in lines[1]) == whole
            dim = widget.ink("dim")
            (name,) = (each for each in widget.render_line(2) if "李强" in each.text)
            assert name.style == dim


async def test_the_kit_says_until_when_with_the_year_under_a_heading() -> None:
    widget = Kit(KitLabels("Tool", "No.", "Cal. until"))
    app = Stage(widget)
    async with app.run_test(size=(40, 8)) as pilot:
        widget.set_kit("Kit  张伟", "8/8", [KitRow("1", "Electric screwdriver", "T0043", "2027-03-17")])
        await pilot.pause()
        lines = screen_lines(app)
        assert "Cal. until" in lines[1]
        assert "Electric screwdriver T0043 2027-03-17" in lines[2]
