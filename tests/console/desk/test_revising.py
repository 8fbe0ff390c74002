"""Forms that change what a ticket says: they begin with it and send what is different (CLS-07, CUS-03)."""

import pytest

from console.panels.form import VerbPanel
from db.tables.ticket import Ticket
from db.verbs.verb import VERBS
from db.views.events import Events
from tests.console.desk.gestures import at_cursor, message
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.db.desk import Desk as Branch

HOTEL = {
    "customer": "南山酒店",
    "phone": "13800130001",
    "serial": "SN-0001",
    "quantity": "1",
    "kind": "repair",
}


async def opened(stage: Stage, verb: str = "correct", **values: str) -> VerbPanel:
    stage.desk.run_verb(verb, values)
    await stage.until(lambda: stage.desk.query(VerbPanel) and not stage.desk.queue.has_focus)
    await stage.quiet()
    return stage.one(VerbPanel)


def given(branch: Branch, number: str) -> set[str]:
    """The fields of the ticket's last event."""
    return set(branch.store.read(Events(number=number), "A01")[-1].args)


async def sent(stage: Stage) -> None:
    await stage.press("f10")
    await stage.quiet()


NEVER_EMPTY = ("wanted_from", "quantity", "kind", "phone")


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_it_opens_with_what_the_ticket_says_and_what_cannot_be_empty_says_so_beside_its_field(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    async with desk_on(branch, size, language) as stage:
        branch.do("correct", ticket=at_cursor(stage), wanted_from="2026-07-16T14:00:00+08:00")
        panel = await opened(stage)
        values = panel.form.values
        assert HOTEL.items() <= values.items()
        assert values["wanted_from"] == "2026-07-16 14:00"
        assert values["supplier_needed"] == "no"
        assert "南山酒店" in stage.text
        stage.assert_clean()
        before = branch.count_events()
        for field in NEVER_EMPTY:
            panel.form.set_values(values | {field: ""})
            await sent(stage)
            assert panel.form.errors.keys() == {field}
            await stage.rest()
        assert branch.count_events() == before


async def test_only_what_is_different_is_sent(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        await nothing_changed(stage, branch)
        panel = await opened(stage)
        panel.form.set_values({"address": "深南大道 10 号", "quantity": "2"})
        await sent(stage)
        assert not stage.desk.panels
        ticket = branch.ticket(number)
        assert (ticket.address, ticket.quantity, ticket.phone) == ("深南大道 10 号", 2, "13800130001")
        assert given(branch, number) == {"ticket", "address", "quantity"}
        panel = await opened(stage)
        panel.form.set_values({"serial": ""})
        await sent(stage)
        assert branch.ticket(number).serial == "", "a text that is taken out is sent empty"
        panel = await opened(stage, customer="南山大酒店")
        assert panel.form.values["customer"] == "南山大酒店", "typed before the facts came"
        await sent(stage)
        assert branch.ticket(number).customer_label == "南山大酒店"
        await judged_again(stage, branch, number)
        await several(stage, branch)


async def nothing_changed(stage: Stage, branch: Branch) -> None:
    """An unchanged form closes with a sentence and writes nothing."""
    before = branch.count_events()
    await opened(stage)
    await sent(stage)
    assert not stage.desk.panels
    assert message(stage) == f"Nothing was changed: {at_cursor(stage)} says that already."
    assert branch.count_events() == before


async def judged_again(stage: Stage, branch: Branch, number: str) -> None:
    """A triage begins with what was judged, and keeps the new level."""
    panel = await opened(stage, "triage", level="2")
    values = panel.form.values
    assert (values["level"], values["problem"], values["urgent"]) == ("2", "simple", "no")
    panel.form.set_values({"reason": "备用机已启动"})
    await sent(stage)
    assert branch.ticket(number).level == 2
    assert given(branch, number) == {"ticket", "level", "reason"}


async def several(stage: Stage, branch: Branch) -> None:
    """A form for several tickets opens empty."""
    await stage.press("g", "space", "down", "space")
    panel = await opened(stage)
    assert len(panel.tickets) == 2
    assert not any(panel.form.values.values())
    before = branch.count_events()
    await sent(stage)
    assert message(stage).startswith("Nothing was changed")
    assert branch.count_events() == before


async def test_who_may_not_see_personal_data_finds_none_and_may_still_replace_it(branch: Branch) -> None:
    branch.staff("K01", "keeper")
    async with desk_on(branch, actor="K01") as stage:
        # Whoever may correct may see it as well, as shipped; a department may part the two.
        stage.desk.open_panel(VerbPanel(stage.desk, "correct", (at_cursor(stage),)))
        await stage.until(lambda: stage.desk.query(VerbPanel) and not stage.desk.queue.has_focus)
        await stage.quiet()
        panel = stage.one(VerbPanel)
        values = panel.form.values
        assert (values["phone"], values["address"], values["serial"]) == ("", "", "SN-0001")
        panel.form.focus_field("phone")
        await stage.pilot.pause()
        assert "138****0001" in stage.text
        assert "13800130001" not in stage.text


def test_every_such_form_is_about_facts_of_the_ticket() -> None:
    revising = [verb for verb in VERBS.values() if verb.revises]
    assert revising
    for verb in revising:
        fields = set(verb.model_fields) - {"ticket", "reason", "customer"}
        assert fields <= set(Ticket.table.c.keys())
