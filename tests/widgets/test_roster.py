"""The roster and the kit of one in it: columns, marks and what gives way where there is no room."""

import pytest

from tests.widgets.panels_stage import roster
from tests.widgets.stage import Stage, cells_at, screen_lines
from widgets.kit import Kit, KitLabels, KitRow
from widgets.roster import Roster, RosterLabels, RosterRow


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


async def test_the_roster_marks_who_cannot_be_sent_and_shortens_a_kit_that_finds_no_room() -> None:
    rows = [
        RosterRow("1", "张伟", "free", "3", "Leak detector to be calibrated", trade="制冷", zone="南山",
                  next="13:30", short_kit="lacks 1"),
        RosterRow("2", "李强", "on leave", "1", "complete", trade="电气", zone="福田", away=True),
    ]  # fmt: skip
    labels = RosterLabels("Name", "State", "Jobs", "Kit", 8, "Trade", "Zone", "Next")
    for width, whole in ((30, False), (90, True)):
        widget = Roster(labels)
        app = Stage(widget)
        async with app.run_test(size=(width, 10)) as pilot:
            widget.set_rows(rows)
            await pilot.pause()
            lines = screen_lines(app)
            assert ("Leak detector to be calibrated" in lines[1]) == whole
            assert ("lacks 1" in lines[1]) == (not whole)
            assert "x李强" in lines[2]
            assert ("南山" in lines[1]) == whole, "the zone goes before the trade"
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


async def test_where_there_is_little_room_words_are_shortened_and_none_is_cut() -> None:
    labels = RosterLabels("Name", "State", "Jobs", "Kit", 8, "Trade", "Zone", "Next")
    rows = [
        RosterRow("1", "张伟", "en route", "3", "no Multimeter", trade="Refrigeration", zone="Guangming",
                  short_kit="lacks 1", short_state="going"),
        RosterRow("2", "李强", "free", "", "complete", trade="Electrical", zone="Bao'an", short_kit="whole"),
    ]  # fmt: skip
    widget = Roster(labels)
    app = Stage(widget)
    async with app.run_test(size=(39, 5)) as pilot:
        widget.set_rows(rows)
        await pilot.pause()
        lines = screen_lines(app)
        assert lines[0].split() == ["Name", "State", "Jobs", "Trade", "Zone", "Kit"]
        assert [word for word in ("going", "Refr.", "Guan.", "lacks 1") if word not in lines[1]] == []
        assert [word for word in ("free", "Elec.", "Bao.", "whole") if word not in lines[2]] == []
