"""What all panels share, and the ticket panel and the proof by themselves."""

from collections.abc import Callable

import pytest
from textual.widget import Widget

from tests.widgets.panels_stage import (
    CANDIDATES,
    ROSTER,
    candidates,
    help_page,
    keys,
    kit,
    message,
    proof,
    roster,
    status,
    timeline,
)
from tests.widgets.stage import Stage, assert_clean, screen_lines
from widgets.candidates import Candidates
from widgets.footer import KeyLine
from widgets.help import HelpPage
from widgets.kit import Kit
from widgets.proof import Proof, ProofSegment, ProofTarget
from widgets.roster import Roster
from widgets.status import MessageLine, StatusLine
from widgets.timeline import Entry, Fact, TicketFacts, Timeline

SIZES = [(80, 24), (120, 40)]
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


async def test_a_fact_that_is_cut_on_the_ticket_panel_says_so() -> None:
    widget = Timeline()
    app = Stage(widget)
    line = (Fact("Product", "澜海中央空调 BC-XF20 BC22000464"), Fact("Warranty", "out since 2025-01-13"))
    async with app.run_test(size=(74, 8)) as pilot:
        widget.show_ticket(TicketFacts("K1", ("YX2607-001",), facts=(line,)))
        await pilot.pause()
        assert "BC-XF20 BC2~" in screen_lines(app)[1]
        assert "2025-01-13" in screen_lines(app)[1]


async def test_what_is_told_of_a_deed_stands_beside_it_where_there_is_room() -> None:
    widget = Timeline()
    app = Stage(widget)
    entries = (
        Entry("07-14 15:23", "register what was sent away", "the watch", "task TK46412"),
        Entry("09:00", "tell what fell due", "the watch", "task TK46413"),
    )
    async with app.run_test(size=(80, 8)) as pilot:
        widget.show_ticket(TicketFacts("K1", ("YX2607-001",), entries=entries))
        await pilot.pause()
        first, second = (line for line in screen_lines(app) if "task" in line)
        assert "register what was s~ the watch" in first
        assert "tell what fell due   the watch" in second
        assert first.index("task") == second.index("task")


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
