"""What the eye finds on the desk: headings and titles whole, one bar for every cursor, nothing said twice."""

import re

import pytest
from textual.widget import Widget

from console.panels.about import AboutLine
from console.present.candidates import candidates, said_of_all
from console.words.saying import said
from console.words.speech import Speech
from db import kinds
from db.views.candidates import Candidates as CandidatesView
from db.views.queue import Queue as QueueView
from db.views.view import VIEWS
from tests.console.desk.stage import HOTEL, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.sampling import some_of
from tests.stories.tour import PARTS, tour
from tests.stories.tour import VIEWS as VIEWS_OF_TOUR
from tests.widgets.test_sheet import styled_otherwise
from widgets.cells import printable, width_of
from widgets.ground import Ground
from widgets.lists import ColumnList
from widgets.queue import Queue

HUGE = (200, 50)
WITHOUT = {
    "views", "intake", "intake_callers", "intake_faults", "drafts", "leave", "help", "form_register",
}  # fmt: skip
"""Panels that act on no ticket."""
LISTS = 8
"""Lists that one run of `make test` opens, beside everything else."""
GONE = 3
"""Parts of the tour that it goes through, of five."""
SEEN = {
    "panes": {"queue", "marks", "roster", "kit"}, "keys": {"dispatch"}, "tables": {"table_escalations"},
}  # fmt: skip
NAMED = {
    "keys": {"triage", "dispatch", "reassign", "step", "why", "close"}, "words": {"palette"},
    "tables": {"table_proof"}, "forms": {"form_correct"},
}  # fmt: skip
"""By part of the tour: screens that it comes to, and those that act on a ticket and say on which."""
WAYS = [(SMALL, "en"), (SMALL, "zh_CN"), (WIDE, "en"), (HUGE, "zh_CN")]


def cut(stage: Stage) -> list[str]:
    """Headings, and parts of titles, of which only a piece is on the screen."""
    found = []
    for each in stage.app.screen.query("*"):
        if not isinstance(each, Queue | ColumnList) or not each.is_on_screen or not each.size:
            continue
        placed = each._columns() if isinstance(each, Queue) else each._places()
        found += [column.label for column in placed if width_of(column.label) > column.width]
        left = each._title[0]
        drawn = each.draw_head(0).text.strip() if any(each._title) else ""
        shown = drawn.removesuffix(printable(each._title[1])).strip().split("  ")
        found += [part for part in shown if part and part not in printable(left).split("  ")]
    return found


def drawn_otherwise(stage: Stage) -> list[Ground]:
    """Widgets that hold others, of which Textual would draw some line differently."""
    grounds = [each for each in stage.app.screen.query(Ground) if each.is_on_screen and each.size]
    return [
        each
        for each in grounds
        if each.render_lines(each.size.region) != Widget.render_lines(each, each.size.region)
    ]


def in_many_states(branch: Branch) -> None:
    """Tickets for whatever a key asks of one: just reported, on its way, finished."""
    branch.register(customer="散客", phone="13800138877", fault="跳闸")
    for fault, steps in (("漏水", ()), ("跳闸", ("arrived", "finished"))):
        number = branch.register(**HOTEL, fault=fault, level=2)
        branch.do("dispatch", ticket=number, technician="T011", override="演练")
        for what in steps:
            branch.do("step", ticket=number, what=what)


def names_its_ticket(stage: Stage, branch: Branch, name: str) -> bool:
    """Whether the panel in front acts on a ticket; then the line above it says which, with the phone."""
    panel = stage.desk.panels[-1] if stage.desk.panels else None
    if panel is None:
        return False
    lines = list(panel.query(AboutLine))
    if panel.acts and not lines:  # a card, or a list of many things, says itself what it is about
        return False
    assert bool(lines) == bool(panel.tickets), name
    assert name.startswith("table_") or bool(lines) == (name not in WITHOUT), name
    if not lines:
        return False
    ticket = branch.ticket(panel.tickets[0])
    (line,) = lines
    assert line.region.y == panel.region.y, name
    said = line.render_line(0).text
    for fact in (ticket.number, ticket.customer_label, ticket.phone, ticket.fault):
        assert fact in said, (name, said)
    return True


@pytest.mark.parametrize(("size", "language"), WAYS)
async def test_nothing_is_cut_anywhere_and_every_panel_names_the_ticket_that_it_acts_on(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    """Headings and parts of titles; a panel's ticket stands above it with the phone."""
    in_many_states(able)
    async with desk_on(able, size, language) as stage:
        seen, named = set(), set()
        gone = some_of(tuple(PARTS), "parts whose headings are whole", GONE)
        async for name in tour(
            stage, views=(*VIEWS_OF_TOUR, "proof"), forms=("correct", "merge"), typed="南山", parts=gone
        ):
            assert not cut(stage), (name, cut(stage), stage.text)
            assert not styled_otherwise(stage.app), (name, styled_otherwise(stage.app))
            assert not drawn_otherwise(stage), (name, drawn_otherwise(stage))
            seen.add(name)
            if names_its_ticket(stage, able, name):
                named.add(name)
        assert set().union(*(SEEN.get(part, set()) for part in gone)) <= seen
        assert set().union(*(NAMED.get(part, set()) for part in gone)) <= named
        assert "table_tools" not in named


async def test_the_head_counts_all_that_wait_for_a_level_not_only_those_that_were_read(
    branch: Branch,
) -> None:
    for at in range(70):
        number = branch.register(customer=f"散客{at}", phone=f"139{at:08d}")
        if at < 65:
            branch.do("step", ticket=number, what="contacted")
    async with desk_on(branch, SMALL) as stage:
        await stage.until(lambda: "70 without a level, 65 with no deadline" in stage.lines[1])
        await stage.press("space")
        await stage.until(lambda: "1 marked" in stage.lines[1])
        assert stage.lines[1].index("1 marked") < stage.lines[1].index("70 without")


async def test_what_is_true_of_every_candidate_stands_once_above_them(able: Branch) -> None:
    number = next(row.number for row in able.store.read(QueueView(), "A01") if row.state == "triaged")
    ranked = able.store.read(CandidatesView(number=number), "A01")
    speech = Speech(able.store.zone, lambda: able.store.policy())
    above = said_of_all(ranked, speech)
    assert above
    for each in candidates(ranked, speech):
        assert each.rank is None or above not in "  ".join(each.reasons)
        assert each.arrival == "" or f"{each.arrival} km" not in each.reasons
    async with desk_on(able, SMALL) as stage:
        stage.desk.queue.move_to(number)
        await stage.quiet()
        await stage.press("d")
        await stage.quiet()
        assert stage.text.count(above) == 1


async def test_the_name_of_the_deed_begins_a_title_and_the_ticket_is_not_told_twice(branch: Branch) -> None:
    number = branch.register(customer="散客老王", phone="13800138877", fault="门口漏水", level=2)
    async with desk_on(branch, SMALL) as stage:
        stage.desk.queue.move_to(number)
        await stage.quiet()
        stage.desk.run_verb("cancel")
        await stage.quiet()
        title = next(line for line in stage.lines if line.startswith(f" Cancel {number}"))
        assert "ago" in title
        assert "门口漏水" not in title, "it stands in the line above"


@pytest.mark.parametrize(
    ("text", "words"), [("refrigerant_leak", "Refrigerant leak"), ("当面说清了", "当面说清了")]
)
def test_what_was_said_today_is_told_in_words(branch: Branch, text: str, words: str) -> None:
    speech = Speech(branch.store.zone, lambda: branch.store.policy())
    assert said(kinds.Said(), text, speech) == words


def some_views() -> list[str]:
    """All cards and other single objects, and some lists: `test_register.py` opens every one of them."""
    lists = sorted(name for name, view in VIEWS.items() if view.is_list())
    return sorted({*VIEWS} - {*lists} | {*some_of(lists, "lists opened", LISTS)})


@pytest.mark.ways("on_a_ticket")
@pytest.mark.parametrize("on_a_ticket", [True, False])
async def test_every_view_of_the_palette_opens_whatever_stands_here(
    able: Branch, on_a_ticket: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A card that asks which customer, or which tool, ended the desk."""
    if not on_a_ticket:  # nor does any come while the hand rests
        monkeypatch.setattr("console.desk.showing.REST_SECONDS", 60.0)
    held = next(row.number for row in able.store.read(QueueView(), "A01"))
    async with desk_on(able, SMALL) as stage:
        if on_a_ticket:
            stage.desk.queue.move_to(held)
            stage.desk.ask_ticket()
            await stage.quiet()
        targets = (held,) if on_a_ticket else ()
        for name in some_views():
            if VIEWS[name].is_card():
                stage.desk.open_card_of(VIEWS[name].card_of)
            else:
                stage.desk.open_answer(name, targets)
            await stage.quiet()
            assert stage.desk.panels or "which one is meant" in stage.said or "Nobody" in stage.said, name
            assert "unknown" not in stage.said.casefold(), (name, stage.said)
            assert not re.search("[0-9a-f]{8}-[0-9a-f]{4}-", stage.text), (name, stage.text)
            if name == "customer":
                shown = "13800" in stage.text if on_a_ticket else "which one is meant" in stage.said
                assert shown, stage.text
            for panel in list(stage.desk.panels):
                stage.desk.close_panel(panel)
            await stage.quiet()
