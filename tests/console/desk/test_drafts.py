"""Drafts by real keys: what was typed is never lost (INT-02)."""

from datetime import timedelta
from typing import Any

import pytest

from console.intake import panel as intake
from console.intake.panel import IntakePanel
from console.panels.drafts import DraftsPanel, draft_label
from console.panels.leave import LeavePanel
from console.words.times import age_text
from db.drafts import Draft
from db.engine import transaction
from db.errors import Unreachable
from db.tables.event import DRAFT
from db.tables.ticket import Ticket
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.widgets.stage import HOSTILE


async def opened(stage: Stage, key: str = "n") -> IntakePanel:
    before = set(stage.desk.query(IntakePanel))
    await stage.press(key)
    await stage.until(
        lambda: [panel for panel in stage.desk.query(IntakePanel) if panel not in before and panel.is_keyed]
    )
    (panel,) = (panel for panel in stage.desk.query(IntakePanel) if panel not in before)
    return panel


def parked(branch: Branch) -> list[Draft]:
    return branch.store.drafts_of("A01")


def draft(branch: Branch, **fields: str) -> Draft:
    kept = Draft("one", "A01", "register", fields, draft_label(fields), branch.now)
    branch.store.save_draft(kept)
    return kept


async def test_again_parks_what_was_typed_and_opens_a_fresh_one(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.said == "There are no parked drafts.")
        await stage.rest()
        panel = await opened(stage)
        await stage.press("f2")
        assert stage.one(IntakePanel) is panel, "nothing is typed yet"
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        assert "Parked" not in stage.said
        assert parked(branch) == []
        await opened(stage)
        await stage.press(*"139", "tab", *"abc")
        second = await opened(stage, "f2")
        assert not any(second.form.values[name] for name in ("phone", "customer"))
        await stage.until(lambda: stage.said.startswith("Parked: 139  abc"))
        await stage.until(lambda: parked(branch))
    assert [kept.fields for kept in parked(branch)] == [{"phone": "139", "customer": "abc"}]


async def test_escape_parks_and_enter_in_the_list_opens_it_as_it_was_typed(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await opened(stage)
        await stage.press(*"139", "tab", *"abc", "tab")
        await stage.write("漏水 二楼")
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels and parked(branch))
        await stage.until(lambda: stage.said.startswith("Parked: 139  abc  漏水 二楼"))
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel))
        await stage.quiet()
        assert "0 min" in stage.text
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        values = stage.one(IntakePanel).form.values
        assert (values["phone"], values["customer"], values["fault"]) == ("139", "abc", "漏水 二楼")
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert parked(branch) == [], "a sent draft is discarded"


async def test_a_call_that_was_cut_off_after_its_number_is_filled_from_the_file_when_it_is_opened_again(
    branch: Branch,
) -> None:
    branch.do("add_customer", customer="海边旅社", phone="13800139001", address="深南大道 9 号")
    draft(branch, phone="13800139001")
    async with desk_on(branch) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel) and not stage.desk.queue.has_focus)
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        await stage.until(lambda: stage.one(IntakePanel).form.values["address"] == "深南大道 9 号")
        assert stage.one(IntakePanel).form.values["customer"] == "海边旅社"


async def test_x_twice_throws_a_draft_away_unless_the_cursor_moves_between(branch: Branch) -> None:
    draft(branch, phone="139", customer="abc")
    branch.store.save_draft(Draft("two", "A01", "register", {"phone": "140"}, "140", branch.now))
    async with desk_on(branch) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel) and not stage.desk.queue.has_focus)
        await stage.press("N")
        await stage.quiet()
        assert [type(panel) for panel in stage.desk.panels] == [DraftsPanel], "the key opens no second list"
        await stage.press("x", "j", "k", "x")
        await stage.quiet()
        assert len(parked(branch)) == 2, "moving away takes the first x back"
        assert "x again" in stage.said
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        assert "x again" not in stage.said, "x would do something else now"
        branch.store.discard_draft("two", "A01")
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel) and not stage.desk.queue.has_focus)
        await stage.press("x")
        await stage.quiet()
        assert len(parked(branch)) == 1
        await stage.press("delete")
        await stage.until(lambda: not stage.desk.panels and not parked(branch))


async def test_a_draft_is_saved_while_it_is_keyed(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.intake.panel.SAVE_SECONDS", 0.2)
    async with desk_on(branch) as stage:
        await opened(stage)
        await stage.press(*"139")
        await stage.until(lambda: parked(branch))
        assert stage.one(IntakePanel).is_keyed


async def test_what_was_parked_while_the_store_was_away_is_parked_once_it_answers(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, tried, away = branch.store.save_draft, list[Draft](), [True]

    def saved(kept: Draft) -> None:
        tried.append(kept)
        if away:
            raise Unreachable("db", "The line was lost.", "")
        save(kept)

    monkeypatch.setattr("console.intake.panel.SAVE_SECONDS", 0.1)
    monkeypatch.setattr(branch.store, "save_draft", saved)
    async with desk_on(branch) as stage:
        await opened(stage)
        await stage.press(*"139")
        await stage.until(lambda: tried)
        await stage.press("5", "escape")
        await stage.until(lambda: len(tried) > 1 and not stage.desk.panels)
        away.clear()
        await stage.until(lambda: parked(branch))
        assert parked(branch)[0].fields["phone"] == "1395", "the latest counts"
        await stage.quiet()
        assert len(parked(branch)) == 1


async def test_a_draft_that_is_emptied_again_is_gone(branch: Branch) -> None:
    draft(branch, phone="1")
    async with desk_on(branch) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel) and not stage.desk.queue.has_focus)
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        await stage.press("shift+tab", "backspace", "escape")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert parked(branch) == []


async def test_parked_drafts_are_named_at_the_start_and_hold_nobody_up(branch: Branch) -> None:
    draft(branch, phone="139")
    async with desk_on(branch) as stage:
        await stage.until(lambda: stage.said == "1 parked draft   N: parked drafts")
        assert stage.desk.queue.has_focus
        await stage.press("q")
        await stage.until(lambda: stage.app._exit)


async def test_a_draft_that_lost_the_focus_is_found_again_parked_and_asked_about(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*"139")
        stage.desk.queue.focus()
        await stage.press("n")
        await stage.until(lambda: panel.is_keyed)
        assert stage.one(IntakePanel) is panel, "the key comes back to it"
        stage.desk.queue.focus()
        await stage.press("escape")
        await stage.until(lambda: stage.said.startswith("Parked: 139") and parked(branch))
        panel = await opened(stage)
        await stage.press(*"140")
        stage.desk.queue.focus()
        await stage.press("q")
        await stage.until(lambda: stage.desk.query(LeavePanel) and not stage.desk.queue.has_focus)
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.query(LeavePanel) and panel.is_keyed)
        stage.desk.queue.focus()
        await stage.press("q")
        await stage.until(lambda: stage.desk.query(LeavePanel) and not stage.desk.queue.has_focus)
        await stage.press("q")
        await stage.until(lambda: stage.app._exit)
    assert sorted(kept.label for kept in parked(branch)) == ["139", "140"]


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_hostile_draft_commands_nothing(branch: Branch, size: tuple[int, int], language: str) -> None:
    draft(branch, customer=HOSTILE, fault=HOSTILE)
    async with desk_on(branch, size, language) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel) and not stage.desk.queue.has_focus)
        stage.assert_clean()
        assert "[VIP]" in stage.text
        await stage.press("x")
        stage.assert_clean()
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        stage.assert_clean()


def test_an_age_has_one_unit(branch: Branch) -> None:
    spans = {5: "5 min", 125: "2 h", 60 * 24 * 3: "3 d"}
    for minutes, text in spans.items():
        assert age_text(branch.now - timedelta(minutes=minutes), branch.now) == text


async def test_what_was_typed_is_kept_at_each_field_and_where_the_line_drops(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SAVE_SECONDS", 60)
    kept = {"phone": "13912345678"}
    async with desk_on(branch) as stage:
        await opened(stage)
        await stage.press(*kept["phone"], "tab")
        await stage.until(lambda: [each.fields for each in parked(branch)] == [kept])
        kept["customer"] = "abc"
        await stage.press(*"abc", "enter")
        await stage.until(lambda: [each.fields for each in parked(branch)] == [kept])
        await stage.press(*"hot")
        assert [each.fields for each in parked(branch)] == [kept]
        stage.app.leave_now()
    assert [(each.label, each.fields) for each in parked(branch)] == [
        ("13912345678  abc  hot", {**kept, "fault": "hot"})
    ]


@pytest.mark.ways("kept")
@pytest.mark.parametrize("kept", ["{", "[1, 2]", '{"phone": 5}', '"x"', ""])
async def test_a_draft_that_cannot_be_read_says_so_and_can_be_thrown_away(branch: Branch, kept: str) -> None:
    draft(branch, phone="139")
    with transaction(branch.store.engine, writing=True) as connection:
        connection.execute(DRAFT.update().values(fields=kept))
    async with desk_on(branch) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel) and "cannot be read" in stage.text)
        await stage.press("enter")
        await stage.until(lambda: "cannot be read any more" in stage.said)
        await stage.press("x", "x")
        await stage.until(lambda: not stage.desk.panels)
    assert parked(branch) == []


async def test_a_draft_of_another_program_opens_with_what_has_a_field(branch: Branch) -> None:
    draft(branch, phone="139", nonsense="x", level="9")
    async with desk_on(branch) as stage:
        await stage.press("N", "enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        assert "nonsense" not in stage.one(IntakePanel).form.values
        assert stage.one(IntakePanel).form.values["phone"] == "139"


CALL = {"phone": "13912345678", "customer": "张三", "fault": "冒烟"}


async def test_one_draft_sent_from_two_desks_is_one_ticket(branch: Branch) -> None:
    draft(branch, **CALL)
    numbers = {ticket.number for ticket in branch.rows(Ticket)}
    async with desk_on(branch) as stage:
        await stage.press("N", "enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        request = stage.one(IntakePanel).request_for("register", {})
        branch.do("register", id=request, **CALL)  # what the other desk sent
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
    assert len({ticket.number for ticket in branch.rows(Ticket)} - numbers) == 1


async def test_one_draft_changed_at_another_desk_is_refused_with_a_word(branch: Branch) -> None:
    draft(branch, **CALL)
    async with desk_on(branch) as stage:
        await stage.press("N", "enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        request = stage.one(IntakePanel).request_for("register", {})
        number = branch.do("register", id=request, **{**CALL, "fault": "起火"})["number"]
        before = len(branch.rows(Ticket))
        await stage.press("f10")
        await stage.until(lambda: f"registered before, as {number}" in stage.said)
        assert len(branch.rows(Ticket)) == before
        await stage.rest()  # what follows a refused key at once goes with it
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        assert len(branch.rows(Ticket)) == before + 1, "pressed again it is a ticket of its own"


async def test_a_form_whose_outcome_is_unknown_is_sent_again_as_the_same_request(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line was lost under the COMMIT: pressing again makes no second ticket, whatever the clock says."""
    do, sent = branch.store.do, []

    def lost(*args: Any, **more: Any) -> Any:
        sent.append(args)
        answer = do(*args, **more)
        if len(sent) == 1:
            raise Unreachable("db", "The line was lost.", "")
        return answer

    before = len(branch.rows(Ticket))
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*CALL["phone"], "tab", *"abc", "tab", *"smoke")
        panel.form.set_values({"wanted_from": "+90"})
        monkeypatch.setattr(branch.store, "do", lost)
        await stage.press("f10")
        await stage.until(lambda: len(sent) == 1 and panel.is_keyed)
        await stage.rest()  # what follows a refused key at once goes with it
        branch.later(minutes=2)
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
    assert len(sent) == 2
    assert len(branch.rows(Ticket)) == before + 1
