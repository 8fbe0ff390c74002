"""Find as you type by real keys (DSP-02)."""

import pytest
from textual import events

from console.intake.panel import IntakePanel
from console.panels.dispatch import DispatchPanel
from console.panels.find import FindLine
from console.register.card_panel import CardPanel
from db.tables.ticket import Ticket
from tests.console.desk.gate import Gate
from tests.console.desk.stage import SEEN, SIZES, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.widgets.stage import HOSTILE


async def looking(stage: Stage, key: str = "slash") -> None:
    await stage.press(key)
    await stage.until(
        lambda: stage.desk.query(FindLine) and isinstance(stage.app.focused, type(_line(stage)))
    )


def _line(stage: Stage) -> object:
    return stage.one(FindLine)._line


def shown(stage: Stage) -> list[str]:
    return [str(key) for key in stage.desk.queue.line_keys]


def of_customer(branch: Branch, label: str) -> list[str]:
    return [ticket.number for ticket in branch.rows(Ticket) if ticket.customer_label == label]


@pytest.mark.ways("key")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["slash", "f3"])
async def test_hits_stand_in_the_queue_while_one_types(
    branch: Branch, size: tuple[int, int], key: str
) -> None:
    (wanted,) = of_customer(branch, "南山酒店")
    async with desk_on(branch, size) as stage:
        everything = shown(stage)
        await looking(stage, key)
        await stage.press(*"nsjd")
        await stage.until(lambda: shown(stage) == [wanted])
        await stage.press("enter")
        await stage.until(lambda: stage.desk.queue.has_focus and not stage.desk.query(FindLine))
        assert stage.desk.queue.cursor_key == wanted
        assert "Find “nsjd”" in stage.text, "the filter stays"
        await stage.press("escape")
        await stage.until(lambda: shown(stage) == everything)


@pytest.mark.ways("text")
@pytest.mark.parametrize("text", ["南山酒店", "１３８００１３０００１", "sn-0001", "13800130001"])
async def test_chinese_full_width_digits_and_serial_numbers_are_found(branch: Branch, text: str) -> None:
    (wanted,) = of_customer(branch, "南山酒店")
    async with desk_on(branch) as stage:
        await looking(stage)
        await stage.write(text)
        await stage.until(lambda: shown(stage) == [wanted])


@pytest.mark.ways("ended")
@pytest.mark.parametrize(("language", "ended"), [("en", "07-15 dropped"), ("zh_CN", "07-15 取消")])
async def test_hits_that_are_over_stand_behind_open_ones_and_say_how_they_ended(
    branch: Branch, language: str, ended: str
) -> None:
    cancelled = branch.register(customer="南山酒店", phone="13800130001", fault="漏水")
    branch.do("cancel", ticket=cancelled, reason="x")
    (first,) = {*of_customer(branch, "南山酒店")} - {cancelled}
    async with desk_on(branch, (80, 24), language) as stage:
        await looking(stage)
        await stage.write("南山")
        await stage.until(lambda: shown(stage) == [first, cancelled])
        await stage.write(" 漏水")
        await stage.until(lambda: shown(stage) == [cancelled])
        await stage.quiet()
        (line,) = [
            line for line in stage.lines if cancelled in line and "漏水" in line and line.startswith(">")
        ]
        assert ended in " ".join(line.split())


async def test_the_title_counts_all_hits_however_few_are_shown(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("db.views.desk", "console.desk.showing"):
        monkeypatch.setattr(f"{module}.MOST_FOUND", 4)
    async with desk_on(branch) as stage:
        await looking(stage)
        await stage.write("客户")
        await stage.until(lambda: len(shown(stage)) == 4)
        await stage.quiet()
        assert "Find “客户” 9" in " ".join(stage.lines[1].split())


async def test_escape_lifts_the_find_arrows_move_in_it_and_a_panel_keeps_its_hits(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        everything = shown(stage)
        await stage.press("j", "j")
        before = stage.desk.queue.cursor_key
        await looking(stage)
        await stage.press(*"nsjd")
        await stage.until(lambda: len(shown(stage)) == 1)
        await stage.press("escape")
        await stage.until(lambda: shown(stage) == everything and stage.desk.queue.cursor_key == before)
        assert stage.desk.queue.has_focus
        assert not stage.desk.query(FindLine)
        await looking(stage)
        await stage.write("客户")
        await stage.until(lambda: len(shown(stage)) == 9)
        await stage.press("down", "down")
        assert stage.desk.queue.cursor_key == shown(stage)[2]
        await stage.press("enter")
        await stage.until(lambda: stage.desk.queue.has_focus)
        assert stage.desk.queue.cursor_key == shown(stage)[2]
        await looking(stage)
        await stage.press(*"nsjd")
        await stage.until(lambda: len(shown(stage)) == 1)
        await stage.press("f2")
        await stage.until(lambda: stage.desk.panels and not stage.desk.query(FindLine))
        assert len(shown(stage)) == 1, "the panel closes the line and keeps the hits"


async def test_a_verb_waits_for_the_hits_or_it_would_mean_another_ticket(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    (wanted,) = of_customer(branch, "南山酒店")
    async with desk_on(branch) as stage:
        await looking(stage)
        monkeypatch.setattr(branch.store, "read", gate.before(branch.store.read))
        for key in (*"nsjd", "enter"):
            stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
        stage.app.post_message(events.Key("d", "d"))
        await stage.pilot.pause(0.3)
        assert not stage.desk.panels
        gate.open()
        await stage.until(lambda: stage.desk.panels)
        panel = stage.desk.panels[-1]
        assert isinstance(panel, DispatchPanel)
        assert panel.ticket == wanted


async def test_find_again_begins_anew_with_a_letter_and_goes_on_behind_end(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await looking(stage)
        await stage.press(*"nsj", "enter")
        await stage.until(lambda: stage.desk.queue.has_focus)
        await looking(stage)
        assert stage.one(FindLine).text == "nsj"
        await stage.press("end", "d")
        await stage.until(lambda: stage.desk.find == "nsjd")
        await stage.press("enter")
        await looking(stage)
        await stage.press("w", "j")
        await stage.until(lambda: stage.desk.find == "wj")


async def test_a_call_that_is_being_keyed_stands_still_under_a_find(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.press("n")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        panel = stage.one(IntakePanel)
        await stage.press(*"139")
        for end, focused in (("enter", stage.desk.queue), ("escape", panel.form.editor("phone"))):
            await looking(stage, "f3")
            await stage.press("n")
            await stage.until(lambda: stage.desk.find.startswith("n"))
            await stage.press(end)
            # Ignored: mypy infers no type of a default.
            await stage.until(lambda focused=focused: focused.has_focus)  # type: ignore[misc]
            await stage.quiet()
            assert (panel.form.current, panel.form.values["phone"]) == ("phone", "139")
            assert focused.has_focus
            assert not stage.desk.query(FindLine)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_hostile_text_in_rows_and_in_the_line_commands_nothing(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    (number,) = of_customer(branch, "南山酒店")
    with branch.store.engine.begin() as connection:
        table = Ticket.table
        connection.execute(
            table.update().where(table.c.number == number).values(customer_label=HOSTILE, fault=HOSTILE)
        )
    async with desk_on(branch, size, language) as stage:
        await looking(stage)
        await stage.press(*"13800130001")
        await stage.until(lambda: shown(stage) == [number])
        await stage.quiet()
        stage.assert_clean()
        stage.one(FindLine)._line.value = "[/foo] [@click=app.quit] \x1b[31m \u202e [VIP]"
        await stage.until(lambda: shown(stage) == [])
        stage.assert_clean()


# -- what else answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_what_else_answers_stands_grouped_and_labelled_above_the_line(
    branch: Branch, size: tuple[int, int]
) -> None:
    async with desk_on(branch, size) as stage:
        await looking(stage)
        await stage.write("南山酒店")
        await stage.until(lambda: "customer 1" in stage.text)
        (wanted,) = of_customer(branch, "南山酒店")
        assert shown(stage) == [wanted], "the tickets stay in the queue"
        await stage.press("tab")
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(CardPanel))
        assert stage.one(CardPanel).subject.startswith("customer:")
        await stage.press("escape")
        await stage.until(lambda: stage.desk.queue.has_focus)
        assert "Find “南山酒店”" in stage.text, "the filter stays"


async def test_what_answers_where_no_ticket_does_is_reached_by_tab_and_opened_by_enter(
    branch: Branch,
) -> None:
    branch.do("buy_tool", kind="multimeter", number="K-77")
    async with desk_on(branch) as stage:
        await looking(stage)
        await stage.press(*"k-77")
        await stage.until(lambda: "tool 1" in stage.text and not shown(stage))
        assert "Multimeter" in stage.text
        for back in ("tab", "escape"):
            await stage.press("tab")
            await stage.until(lambda: stage.one(FindLine)._others.has_focus)
            await stage.press(back)
            await stage.until(lambda: not stage.one(FindLine)._others.has_focus)
        await stage.press("x")
        await stage.until(lambda: "Also found" not in stage.text)
        assert stage.one(FindLine).size.height == 1, "nothing found takes no room"
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.query(FindLine))
        await looking(stage)
        await stage.press(*"k-77")
        await stage.until(lambda: "tool 1" in stage.text and not shown(stage))
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(CardPanel))
        assert stage.one(CardPanel).subject == "tool:K-77"
        assert not stage.desk.query(FindLine)


async def test_hostile_names_of_things_are_drawn_as_text(branch: Branch) -> None:
    branch.do("add_customer", customer=f"{HOSTILE[:40]}店", phone="13900000077")
    async with desk_on(branch) as stage:
        await looking(stage)
        await stage.press(*"13900000077")
        await stage.until(lambda: "customer 1" in stage.text)
        stage.assert_clean()


async def test_what_else_answers_has_the_lines_that_a_terminal_of_another_size_has(branch: Branch) -> None:
    for number in range(12):
        branch.do("buy_tool", kind="multimeter", number=f"K-77{number}")
    async with desk_on(branch, SMALL) as stage:
        await looking(stage)
        await stage.press(*"k-77")
        await stage.until(lambda: "tool 1" in stage.text and not shown(stage))
        lines: dict[tuple[int, int], set[int]] = {}
        for size in (SMALL, WIDE, SMALL):
            await stage.pilot.resize_terminal(*size)
            await stage.quiet()
            lines.setdefault(size, set()).add(stage.one(FindLine)._others.size.height)
        assert lines == {SMALL: {5}, WIDE: {6}}
