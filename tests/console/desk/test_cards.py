"""Cards over the whole screen: every kind of thing by action, one way through several by real keys."""

from dataclasses import asdict
from typing import Annotated, Any, TypedDict

import pytest

from console.intake.panel import IntakePanel
from console.panels.form import VerbPanel
from console.panels.palette import PalettePanel
from console.panels.proposal import ProposalPanel
from console.panels.quick import QuickPanel
from console.panels.views import FiguresPanel
from console.register.card_panel import CardPanel
from console.register.deeds import deeds_of
from console.register.deeds_panel import DeedsPanel
from console.register.subjects import subject_of_row
from db import kinds
from db.kinds import Called
from db.tables.staff import Duty
from db.verbs.verb import VERBS
from db.views import columns as column
from db.views.tools import ConsumableRow, Consumables
from db.views.view import CARDS, VIEWS, View, ViewContext
from tests.console.desk.stage import HOTEL, SEEN, SMALL, Stage, desk_on
from tests.console.desk.things import show, shown_things
from tests.db.desk import Desk as Branch
from tests.sampling import some_of
from widgets.card import Card
from widgets.kit import Kit
from widgets.pick import Pick
from widgets.register import Register

TALL = (120, 60)
"""A ticket's timeline is in sight here, whatever stands above it."""
KINDS = 4
"""Kinds of cards of which one run of `make test` sees the end, and which it leaves by keys; it opens all."""


class ShelfFacts(TypedDict):
    kind: column.ToolKind
    place: column.Place
    lines: Annotated[list[ConsumableRow], kinds.Rows(ConsumableRow), Called("Lines")]


async def opened(stage: Stage, subject: str) -> CardPanel:
    stage.desk.open_card(subject)
    await stage.until(lambda: isinstance(stage.desk.panels[-1], CardPanel) and stage.desk.panels[-1].answer)
    await stage.quiet()
    panel = stage.desk.panels[-1]
    assert isinstance(panel, CardPanel)
    return panel


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_every_kind_of_thing_has_a_card_on_the_whole_screen(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    things = shown_things(able)
    assert things.keys() == CARDS.keys()
    async with desk_on(able, size, language) as stage:
        gone_through = some_of(sorted(things), "cards on the whole screen", KINDS)
        for family, (subject, words) in things.items():
            panel = await opened(stage, subject)
            stage.assert_clean()
            assert words in stage.text, (family, stage.text)
            assert "13800130001" in stage.text or family not in ("ticket", "customer", "equipment")
            if family not in gone_through:
                stage.desk.close_panel(panel)
                continue
            await stage.press("G")
            await stage.quiet()
            stage.assert_clean()
            await stage.press("escape")
            await stage.until(lambda: not stage.desk.panels)
            assert stage.desk.focused is stage.desk.queue


async def test_a_card_a_verb_and_back_to_the_same_line_by_real_keys(able: Branch) -> None:
    """Find, the ticket, its customer, another ticket of the customer, a verb there, and back step by step."""
    old = able.register(**HOTEL, fault="空气开关跳闸", level=3)
    async with desk_on(able, SMALL) as stage:
        await stage.press("slash")
        await stage.write("空气开关")
        await stage.press("enter")
        await stage.until(lambda: stage.desk.queue.cursor_key == old)
        await stage.press("enter", "enter")
        await stage.until(lambda: stage.desk.panels and stage.desk.panels[-1].shown > {f"ticket:{old}"})
        await stage.press("g", "enter")  # the customer
        await stage.until(lambda: len(stage.desk.panels) == 2 and "Open tickets" in stage.text)
        card = stage.desk.panels[-1].query_one(Card)
        while old not in stage.lines[card.region.y + 1 + card.cursor_index - card.top]:
            await stage.press("j")
        line = card.cursor_key
        await stage.press("enter")
        await stage.until(lambda: len(stage.desk.panels) == 3 and stage.lines[1].startswith(f" {old}"))
        await stage.press("p")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], QuickPanel))
        assert stage.lines[1].startswith(f" {old}"), "the card stays above what acts on it"
        await stage.press("1")
        await stage.until(lambda: able.ticket(old).state == "paused")
        await stage.until(lambda: len(stage.desk.panels) == 3 and "paused" in stage.lines[1])
        await stage.press("escape")
        await stage.until(lambda: len(stage.desk.panels) == 2)
        assert stage.desk.panels[-1].query_one(Card).cursor_key == line
        await stage.press("escape", "escape")
        await stage.until(lambda: not stage.desk.panels)
        assert stage.desk.opened == old
        await stage.press("escape")
        await stage.until(lambda: stage.desk.focused is stage.desk.queue)
        assert stage.desk.queue.cursor_key == old


async def test_from_a_register_to_a_card_to_its_ticket_a_verb_and_back_to_the_same_line(able: Branch) -> None:
    number = able.register(**HOTEL, fault="空气开关跳闸", level=3)
    async with desk_on(able, SMALL, "zh_CN") as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.desk.query(Pick) and stage.one(Pick).cursor_key)
        await stage.write("customers")
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(Register) and "南山酒店" in stage.text)
        await stage.quiet()
        line = next(at for at, text in enumerate(stage.lines) if "南山酒店" in text)
        for _ in range(20):
            if stage.lines[line].startswith(">"):
                break
            await stage.press("j")
        await stage.press("enter")
        await stage.until(lambda: len(stage.desk.panels) == 2 and number in stage.text)
        await stage.quiet()
        card = stage.desk.panels[-1].query_one(Card)
        while number not in stage.lines[card.region.y + 1 + card.cursor_index - card.top]:
            await stage.press("j")
        await stage.press("enter")
        await stage.until(lambda: len(stage.desk.panels) == 3 and stage.lines[1].startswith(f" {number}"))
        await stage.press("p", "2")
        await stage.until(lambda: able.ticket(number).state == "paused")
        await stage.until(lambda: len(stage.desk.panels) == 3)
        await stage.quiet()
        await stage.press("escape", "escape")
        await stage.until(lambda: len(stage.desk.panels) == 1)
        await stage.quiet()
        assert stage.lines[line].startswith(">")
        assert "南山酒店" in stage.lines[line]


@pytest.mark.ways("family")
@pytest.mark.parametrize("family", ["customer", "equipment"])
async def test_a_new_ticket_begun_on_a_card_knows_whose_it_is(able: Branch, family: str) -> None:
    things = shown_things(able)
    before = able.count_events()
    async with desk_on(able, SMALL) as stage:
        await opened(stage, things[family][0])
        await stage.press("n")
        await stage.until(lambda: stage.desk.query(IntakePanel))
        form = stage.one(IntakePanel).form
        await stage.until(lambda: form.values["customer"] == "南山酒店" and form.current == "fault")
        assert form.values["phone"] == "13800130001"
        assert form.values["serial"] == "SN-0001"
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.query(IntakePanel))
        await stage.quiet()
        assert able.count_events() == before
        assert len(stage.desk.panels) == 1
        await stage.press("n")
        await stage.until(lambda: stage.desk.query(IntakePanel))
        form = stage.one(IntakePanel).form
        await stage.until(lambda: form.values["customer"] == "南山酒店" and form.current == "fault")
        await stage.write("又跳闸")
        await stage.press("f10")
        await stage.until(lambda: able.count_events() > before)
        await stage.until(lambda: "又跳闸" in stage.text and not stage.desk.query(IntakePanel))


async def test_keys_of_verbs_act_on_the_card_and_never_on_the_queue_behind(able: Branch) -> None:
    things = shown_things(able)
    behind = able.register(**HOTEL, level=1)
    async with desk_on(able) as stage:
        stage.desk.queue.move_to(behind)
        await opened(stage, things["customer"][0])
        before = able.count_events()
        for key in ("d", "f5", "p", "c", "s", "t", "a", "e", "f9"):
            await stage.press(key)
            await stage.quiet()
            assert "There is no ticket here" in stage.said, key
            await stage.press("1")
        for key in ("v", "f4", "slash", "f3", "2", "T", "f", "space", "tab"):
            await stage.press(key)
        await stage.quiet()
        assert len(stage.desk.panels) == 1
        assert able.count_events() == before
        assert stage.desk.view == "active"


async def test_a_card_is_read_again_when_somebody_else_changes_what_it_shows(able: Branch) -> None:
    things = shown_things(able)
    number = things["ticket"][0].partition(":")[2]
    async with desk_on(able, TALL) as stage:
        for family in ("customer", "staff", "ticket"):
            await opened(stage, things[family][0])
        able.do("note", ticket=number, text="门卫要登记")
        await stage.until(lambda: "门卫要登记" in stage.text)
        await stage.press("escape")
        able.do("recall", ticket=number, reason="人手另派")
        await stage.until(lambda: number not in str(stage.desk.panels[-1].query_one(Card)._card.parts[1:3]))
        await stage.press("escape")
        await stage.until(lambda: "triaged" in stage.text)


async def chosen(stage: Stage, family: str, subject: str) -> None:
    """Opens the first deed that is possible on the card of a thing, and leaves both."""
    panel = await opened(stage, subject)
    assert panel.query_one(Card).move_to("deeds")
    await stage.press("enter")
    await stage.until(lambda: stage.desk.query(DeedsPanel))
    await stage.quiet()
    items = stage.one(DeedsPanel).items()
    assert [item.key.partition(" ")[2] for item in items] == list(deeds_of(family))
    # Giving away somebody's work is looked at on a screen of its own before anything is asked.
    may = [item.key.partition(" ")[2] for item in items if not item.disabled]
    verb = next(each for each in may if each != "replan")
    await stage.write(verb)
    await stage.press("enter")
    await stage.until(lambda: stage.desk.query(VerbPanel))
    form = stage.one(VerbPanel)
    assert form.form.values[deeds_of(family)[verb]] == subject.partition(":")[2]
    await stage.press("escape")
    await stage.until(lambda: not stage.desk.query(VerbPanel))
    assert stage.desk.panels == [panel]
    stage.desk.close_panel(panel)


async def test_what_can_be_done_is_chosen_on_its_line_with_the_thing_filled_in(able: Branch) -> None:
    things = shown_things(able)
    families = ("customer", "tool", "staff", "equipment", "request")
    async with desk_on(able) as stage:
        for family in some_of(families, "cards whose deeds are chosen", 2):
            await chosen(stage, family, things[family][0])


async def test_the_palette_means_the_thing_of_the_card(able: Branch) -> None:
    things = shown_things(able)
    async with desk_on(able) as stage:
        await opened(stage, things["ticket"][0])
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.desk.query(Pick) and stage.one(Pick).cursor_key)
        await stage.write("A customer's card")
        await stage.press("enter")
        await stage.until(lambda: not stage.desk.query(PalettePanel) and len(stage.desk.panels) == 2)
        await stage.until(lambda: "A customer's card" in stage.lines[1])


async def test_a_view_of_the_palette_takes_the_place_of_cards(able: Branch) -> None:
    things = shown_things(able)
    async with desk_on(able) as stage:
        for family in ("customer", "ticket"):
            await opened(stage, things[family][0])
        for typed, reached in (("to dispatch", lambda: stage.desk.view == "to_dispatch"), ("counts", None)):
            await stage.press("ctrl+p")
            await stage.until(lambda: stage.desk.query(Pick) and stage.one(Pick).cursor_key)
            await stage.write(typed)
            await stage.press("enter")
            await stage.until(reached or (lambda: stage.desk.query(FiguresPanel)))
            assert not stage.desk.query(CardPanel)


class ShelfCard(View[dict[str, Any]]):
    """What a later chapter adds: a view, and no screen."""

    name = "shelf_on_trial"
    label = "Storeroom"
    card_of = "stock"
    heads = ("kind",)
    places = ("place", "lines")
    positional = ("kind",)
    answers = (ShelfFacts,)

    kind: str

    def read(self, context: ViewContext) -> dict[str, Any]:
        found = [row for row in Consumables().read(context) if row.kind == self.kind]
        return {"kind": self.kind, "place": "store", "lines": [asdict(row) for row in found]}


del VIEWS[ShelfCard.name], CARDS[ShelfCard.card_of]


async def test_a_view_that_says_so_is_a_card(able: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CARDS, ShelfCard.card_of, ShelfCard)
    able.do("buy_tool", kind="shoe_covers", count=50)
    able.do("issue_tool", kind="shoe_covers", staff="T011", count=20)
    async with desk_on(able) as stage:
        panel = await opened(stage, "stock:shoe_covers")
        assert stage.lines[1].startswith(" Shoe covers")
        assert "storeroom" in stage.text
        await stage.press("end", "up", "enter")
        await stage.until(lambda: stage.desk.panels[-1] is not panel)
        await stage.until(lambda: "A person's card" in stage.lines[1])


def test_every_verb_that_names_a_thing_is_offered_on_the_card_of_its_kind() -> None:
    for family in CARDS:
        for verb, field in deeds_of(family).items():
            assert field in VERBS[verb].model_fields
    assert "dispatch" in deeds_of("ticket")
    assert "dispatch" not in deeds_of("staff")
    assert {"set_duty", "change_staff", "issue_tool"} <= deeds_of("staff").keys()


async def test_more_of_a_customer_s_tickets_come_when_asked_for(able: Branch) -> None:
    numbers = []
    for at in range(25):
        numbers.append(able.register(**HOTEL, fault=f"第 {at} 次", level=4))
        able.do("cancel", ticket=numbers[-1], reason="重复")
        able.later(minutes=1)
    customer = show(able, "customers", find="南山酒店")[0].id
    async with desk_on(able, SMALL) as stage:
        panel = await opened(stage, f"customer:{customer}")
        card = panel.query_one(Card)
        assert f"ticket:{numbers[0]}" not in panel.shown
        assert card.move_to("past_tickets more")
        assert any("5 more" in line for line in stage.lines)
        await stage.press("enter")
        await stage.until(lambda: f"ticket:{numbers[0]}" in panel.shown)
        assert "past_tickets more" not in card.line_keys


@pytest.mark.parametrize("busy", [False, True])
async def test_a_leave_is_entered_on_the_card_and_taken_back_by_u(able: Branch, busy: bool) -> None:
    if busy:
        able.do("dispatch", ticket=able.register(**HOTEL, level=2), technician="T011", override="演练")
    async with desk_on(able, SMALL) as stage:
        await opened(stage, "staff:T011")
        await stage.press("l")
        await stage.until(lambda: able.rows(Duty, staff="T011"))
        if busy:
            await stage.until(lambda: stage.desk.query(ProposalPanel))
            await stage.press("escape")
            await stage.until(lambda: not stage.desk.query(ProposalPanel))
        await stage.quiet()
        await stage.press("u")
        await stage.until(lambda: not able.rows(Duty, staff="T011"))
        await stage.until(lambda: "电工1" in stage.said)


async def test_a_tool_of_the_kit_opens_its_card_and_esc_goes_back_to_it(able: Branch) -> None:
    number = able.register(**HOTEL, level=2)
    able.do("dispatch", ticket=number, technician="T011", override="演练")
    async with desk_on(able) as stage:
        stage.desk.queue.move_to(number)
        await stage.until(lambda: stage.one(Kit).cursor_key)
        stage.desk.show_pane("kit")
        await stage.press("end", "enter")
        await stage.until(lambda: stage.desk.panels and "A tool's card" in stage.lines[1])
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        assert stage.desk.pane == "kit"


def test_a_row_of_any_list_names_the_thing_that_it_is() -> None:
    """What a register opens: drawn from the columns, nothing by name."""
    cases = {
        "queue": ({"number": "YX1", "technician": "T1"}, "ticket:YX1"),
        "roster": ({"staff": "T1"}, "staff:T1"),
        "customers": ({"id": "c", "customer": "南山酒店"}, "customer:c"),
        "tools": ({"number": "T0001", "holder": "T1"}, "tool:T0001"),
        "equipment": ({"id": "e", "customer_id": "c"}, "equipment:e"),
        "tasks": ({"id": "TK1", "about": "YX1", "subject": "ticket:YX1"}, "task:TK1"),
        "requests": ({"id": "RQ1", "asked_by": "T1"}, "request:RQ1"),
        "escalations": ({"id": "x", "ticket": "YX1", "target": "manager"}, "ticket:YX1"),
        "consumables": ({"kind": "tape", "place": "staff:T1"}, "staff:T1"),
    }
    for view, (row, subject) in cases.items():
        assert subject_of_row(VIEWS[view].shape(), row) == subject, view
    assert subject_of_row(VIEWS["consumables"].shape(), {"kind": "tape", "place": "store"}) == "place:store"
    assert subject_of_row(VIEWS["escalations"].shape(), {"target": "manager"}) == ""
