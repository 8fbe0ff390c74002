"""A card: fixed lines, whole labels, long texts that can be read to their end, a cursor that stays."""

import pytest

from tests.widgets.stage import HOSTILE, Stage, assert_clean, screen_lines
from widgets.card import Card, CardFact, CardFacts, CardList, CardText
from widgets.columns import Column
from widgets.lists import ListRow

FAULT = "主机不启动，报警 E6 " * 40
COLUMNS = (Column("number", "No.", 12), Column("text", "Text", 10, least=6, grow=1, gap=2))


def card(*, fault: str = "漏水", contact: str = "刘经理", rows: int = 3) -> CardFacts:
    tickets = tuple(
        ListRow(f"ticket {at}", {"number": f"YX2607-{at}", "text": f"第 {at} 次 " * 12}) for at in range(rows)
    )
    return CardFacts(
        ("南山酒店", "important"),
        "A customer's card",
        (
            (CardFact("phone", "Phone", "13800130001"), CardFact("contact", "Contact", contact)),
            (CardFact("fault", "Fault", fault),),
            CardText("deeds", "Can be done", ("add equipment", "change a customer's file")),
            CardList("Tickets  3", COLUMNS, tickets, ("tickets more", "97 more: Enter")),
            (CardFact("far", "Not reached for the survey", "0"), CardFact("near", "Chases", "2")),
        ),
    )


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 24)])
async def test_facts_keep_their_lines_and_labels_stand_whole(size: tuple[int, int]) -> None:
    widget = Card()
    app = Stage(widget)
    async with app.run_test(size=size) as pilot:
        places = []
        for contact in ("", "刘经理", "一个很长很长的名字" * 6):
            widget.show_card(card(contact=contact, rows=1))
            await pilot.pause()
            lines = screen_lines(app)
            assert_clean(lines, size[0])
            first = lines[1]
            assert first.startswith(">Phone       13800130001")
            assert ("Contact" in first) == (size[0] >= 72)
            places.append(first.find("Contact"))
            assert any("Not reached for the survey 0" in line for line in lines)
        assert len(set(places)) == 1, "whatever stands there"


async def test_a_text_longer_than_the_screen_is_read_line_by_line() -> None:
    widget = Card()
    app = Stage(widget)
    async with app.run_test(size=(60, 10)) as pilot:
        widget.show_card(card(fault=FAULT))
        await pilot.pause()
        seen = ""
        for _ in range(60):
            await pilot.press("j")
            await pilot.pause()
            y = widget.cursor_index - widget.top + 1
            seen += screen_lines(app)[y].strip(" >").removeprefix("Fault").strip()
        assert FAULT.replace(" ", "") in seen.replace(" ", "")


async def test_the_cursor_stays_on_its_row_when_others_come_and_goes_through_every_line() -> None:
    widget = Card()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show_card(card())
        await pilot.pause()
        assert widget.move_to("ticket 1\n1"), "the second line of a row is a line of its own"
        assert widget.line_name == "ticket 1"
        widget.show_card(card(fault="漏水 " * 60, rows=5))
        await pilot.pause()
        assert widget.cursor_key == "ticket 1\n1"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.said[-1], Card.Chosen)
        widget.move_to("ticket 4\n1")
        await pilot.press("down")
        await pilot.pause()
        assert widget.line_name == "tickets more"


async def test_text_of_others_commands_nothing() -> None:
    widget = Card()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        hostile = CardFacts(
            (HOSTILE,),
            HOSTILE,
            (
                (CardFact("a", HOSTILE, HOSTILE), CardFact("b", HOSTILE, HOSTILE)),
                CardText("t", HOSTILE, (HOSTILE, HOSTILE)),
                CardList(HOSTILE, COLUMNS, (ListRow("r", {"number": HOSTILE, "text": HOSTILE}),)),
            ),
        )
        widget.show_card(hostile)
        await pilot.pause()
        assert_clean(screen_lines(app), 80)


async def test_the_cursor_keeps_its_row_while_the_card_is_out_of_sight() -> None:
    widget = Card()
    app = Stage(widget)
    async with app.run_test(size=(80, 24)) as pilot:
        widget.show_card(card())
        await pilot.pause()
        assert widget.move_to("ticket 2")
        widget.display = False
        await pilot.pause()
        widget.show_card(card(rows=4))
        await pilot.pause()
        widget.display = True
        await pilot.pause()
        assert widget.cursor_key == "ticket 2"
        assert any("YX2607-3" in line for line in screen_lines(app))


async def test_the_kind_of_card_gives_way_to_what_the_card_is_of() -> None:
    widget = Card()
    app = Stage(widget)
    async with app.run_test(size=(60, 8)) as pilot:
        for title, noted in ((("南山酒店",), True), (("南山酒店" * 5, "to do"), False)):
            widget.show_card(CardFacts(title, "An internal task's card", ()))
            await pilot.pause()
            first = screen_lines(app)[0]
            assert ("  ".join(title) in first, "An internal task's card" in first) == (True, noted)


async def test_a_text_that_is_cut_says_so() -> None:
    widget = Card()
    app = Stage(widget)
    columns = (Column("what", "What", 12), Column("who", "Who", 8, gap=2))
    row = ListRow("1", {"what": "原因：备件次日到、至：明天", "who": "张伟 T001"})
    async with app.run_test(size=(60, 10)) as pilot:
        widget.show_card(CardFacts((), "", (CardList("Asked  1", columns, (row,)),)))
        await pilot.pause()
        assert "原因：备件 ~  张伟" in screen_lines(app)[1]


def test_what_flows_takes_no_more_lines_than_it_may_and_says_that_there_is_more() -> None:
    parts = tuple(f"{at} do this" for at in range(20))
    text = CardText("deeds", "Can be done", parts, most=2, more="Enter: all")
    lines = text.lines(60)
    assert len(lines) == 2
    assert lines[0].startswith("0 do this  1 do this")
    assert lines[1].endswith("do this  Enter: all")
    assert CardText("deeds", "Can be done", parts[:3], most=2, more="Enter: all").lines(60) == [
        "0 do this  1 do this  2 do this"
    ]
