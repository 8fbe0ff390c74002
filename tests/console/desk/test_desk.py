"""The desk by real keys: what the keys are about, what the desk says, and that it never waits."""

import pytest
from textual import events

from console.keys.typing_ahead import KeyTurns
from console.panels.dispatch import DispatchPanel
from console.panels.form import VerbPanel
from db.errors import Unreachable
from db.verbs.pausing import Pause
from db.views.desk import Around, QueueRows
from tests.console.desk.gate import held_back
from tests.console.desk.gestures import at_cursor, candidates, message, pause
from tests.console.desk.stage import SIZES, desk_on
from tests.db.desk import Desk as Branch
from widgets.status import MessageLine

# -- what the keys are about ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_d_and_enter_dispatch_the_ticket_under_the_cursor(able: Branch, size: tuple[int, int]) -> None:
    async with desk_on(able, size, "zh_CN") as stage:
        number = at_cursor(stage)
        first = (await candidates(stage)).cursor_key
        await stage.press("enter")
        await stage.until(lambda: able.ticket(number).state == "dispatched")
        assert able.held_by(number) == [first]
        await stage.quiet()
        assert number in stage.said
        assert stage.desk.queue.has_focus
        assert at_cursor(stage) == number


async def test_enter_waits_for_the_candidates_and_takes_the_first(able: Branch) -> None:
    async with desk_on(able) as stage:
        number = at_cursor(stage)
        with held_back(able.store, "read") as gate:
            await stage.press("d", "enter")
            assert stage.one(DispatchPanel).display
            assert able.ticket(number).state == "triaged"
            gate.open()
            await stage.until(lambda: able.ticket(number).state == "dispatched")
        assert able.held_by(number) == ["T011"]


async def test_a_digit_takes_the_one_of_that_rank(able: Branch) -> None:
    async with desk_on(able) as stage:
        number = at_cursor(stage)
        shown = await candidates(stage)
        second = next(each.key for each in shown._candidates.values() if each.rank == 2)
        await stage.press("2")
        await stage.until(lambda: able.held_by(number) == [second])


async def test_the_target_is_the_ticket_at_key_time_even_when_the_queue_moves(able: Branch) -> None:
    async with desk_on(able) as stage:
        number = at_cursor(stage)
        await candidates(stage)
        worse = able.register(fault="刚刚来电")
        await stage.until(lambda: worse in stage.desk.queue.line_keys)
        able.do("note", ticket=number, text="其他坐席")
        await stage.press("enter")
        await stage.until(lambda: able.ticket(number).state == "dispatched")
        assert able.ticket(worse).state == "new"


async def test_who_holds_the_ticket_stands_first_to_be_given_another_time(able: Branch) -> None:
    async with desk_on(able) as stage:
        number = at_cursor(stage)
        await candidates(stage)
        await stage.press("enter")
        await stage.until(lambda: able.ticket(number).state == "dispatched")
        await stage.quiet()
        (holder,) = able.held_by(number)
        shown = await candidates(stage)
        ranked = [each for each in shown._candidates.values() if each.rank is not None]
        assert [each.rank for each in ranked] == [0, 1]
        assert ranked[0].key == holder == shown.cursor_key
        assert ranked[0].reasons[0] == "another time"
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(VerbPanel) and stage.one(VerbPanel).form.current)
        assert stage.one(VerbPanel).form.current == "window_from"


async def test_a_second_desks_ticket_moves_no_cursor_and_its_note_has_one_row_read(
    branch: Branch,
) -> None:
    async with desk_on(branch) as stage:
        await stage.press("j", "j", "j")
        number = at_cursor(stage)
        line = stage.desk.queue.cursor_index
        other = branch.register(customer="别处来电", fault="另一坐席登记")
        await stage.until(lambda: "别处来电" in stage.text)
        assert at_cursor(stage) == number
        assert stage.desk.queue.cursor_index == line + 1
        branch.do("cancel", ticket=other, reason="误报")
        await stage.until(lambda: "别处来电" not in stage.text)
        assert at_cursor(stage) == number
        noted = stage.desk.queue.line_keys[4]
        with held_back(branch.store, "read") as gate:
            gate.open()
            # What stands around is asked for a while after the changes above.
            await stage.until(lambda: any(isinstance(each, Around) for each in gate.waiting))
            await stage.quiet()
            gate.waiting.clear()
            branch.do("chase", ticket=noted, text="催")
            await stage.until(lambda: any(isinstance(each, QueueRows) for each in gate.waiting))
            rows = [each.numbers for each in gate.waiting if isinstance(each, QueueRows)]
            assert rows == [(noted,)]
            assert not any(isinstance(each, Around) for each in gate.waiting)
            await stage.until(lambda: any(isinstance(each, Around) for each in gate.waiting))


async def test_a_key_within_300_ms_of_an_unasked_move_is_refused_with_a_word(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(branch) as stage:
        gone = at_cursor(stage)
        branch.do("cancel", ticket=gone, reason="误报")
        await stage.until(lambda: gone not in stage.desk.queue.line_keys)
        moved_at = stage.desk.queue.moved_at
        assert moved_at is not None
        monkeypatch.setattr(KeyTurns, "typed_at", moved_at + 0.29)
        for key in "dtpsec":
            stage.app.turns._dropping = False
            await stage.press(key)
            assert not stage.desk.panels
            assert stage.said == "Another ticket has come under the cursor: look again."
        stage.app.turns._dropping = False
        monkeypatch.setattr(KeyTurns, "typed_at", moved_at + 0.31)
        await stage.press("p")
        assert stage.desk.panels


# -- it never waits -------------------------------------------------------------------------------------


async def test_a_slow_store_delays_no_key(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        with held_back(branch.store, "do", "read") as gate:
            await pause(stage)
            assert stage.said.startswith(f"pause {number}")
            await stage.press("j", "j")
            await stage.until(lambda: stage.desk.queue.cursor_index == 2)
            assert [line[0] for line in stage.lines].index(">") == stage.desk.queue.head_height() + 3
            await stage.press("n")
            await stage.press("tab", *"abc")
            await stage.until(lambda: any("abc" in line for line in stage.lines))  # typing echoes
            assert stage.app.session.waiting == 1
            assert branch.ticket(number).state == "triaged"
            gate.open()
            await stage.until(lambda: branch.ticket(number).state == "paused")
        await stage.quiet()
        assert any("abc" in line for line in stage.lines)


async def test_own_verbs_go_in_key_order_and_count_as_seen(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        with held_back(branch.store, "do") as gate:
            await pause(stage, "1")
            await stage.press("n")
            await stage.press("escape")
            stage.desk.act("note", {"text": "second"}, (number,))
            stage.app.post_message(events.Key("p", "p"))
            await stage.pilot.pause(0.1)
            assert stage.app.session.waiting == 2, "the third key waits for what my first two did"
            gate.open()
            await stage.until(lambda: len(branch.events(number)) == 4)
        assert [event.verb for event in branch.events(number)][-3:] == ["pause", "note", "resume"]


async def test_somebody_was_faster_is_said_with_what_to_do(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The key has to come before the desk hears of the change, also on a machine that is busy.
    monkeypatch.setattr("console.session.FEED_SECONDS", 60.0)
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        with held_back(branch.store, "read"):
            branch.do("triage", ticket=number, level=3, reason="已降级")
            await pause(stage)
            await stage.until(lambda: stage.app.session.waiting == 0)
            assert number in stage.said
            assert branch.ticket(number).state == "triaged"
            assert stage.desk.query_one("#message", MessageLine)._next


# -- refusals and errors --------------------------------------------------------------------------------


async def test_what_is_not_possible_or_not_understood_is_said_and_what_was_typed_stands(
    branch: Branch,
) -> None:
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        await stage.press("c")
        assert not stage.desk.panels
        assert stage.said.startswith(f"{number} is triaged: “close” is possible only when it is")
        assert stage.said.endswith("CLS-05")
        await stage.rest()
        for prepared, key in (({}, "t triage"), ({"level": 3}, "p resume")):
            other = branch.register(**prepared)
            if prepared:
                branch.do("pause", ticket=other, reason="customer")
            await stage.until(lambda other=other: other in stage.desk.rows)  # type: ignore[misc]  # mypy knows no default there
            stage.desk.queue.move_to(other)
            await stage.quiet()
            await stage.press("d")
            assert stage.said.endswith(f"DSP-03  {key}"), "the key that leads on is named"
            await stage.rest()
        stage.desk.queue.move_to(number)
        await stage.quiet()
        for verb, typed, values in (
            ("merge", "999", {"into": "999", "reason": ""}),
            ("remind", "abc", {"at": "abc"}),
        ):
            stage.desk.run_verb(verb)
            await stage.until(lambda: stage.desk.query(VerbPanel) and not stage.desk.queue.has_focus)
            await stage.write(typed)
            await stage.press("f10")
            await stage.quiet()
            panel = stage.one(VerbPanel)
            assert panel.display
            assert panel.form.values.items() >= values.items()
            assert (panel.form.errors.keys() == {"at"}) if verb == "remind" else message(stage)
            stage.assert_clean()
            stage.desk.close_panel(panel)
            await stage.rest()
        assert branch.ticket(number).state == "triaged"


async def test_an_unexpected_error_is_a_calm_sentence_with_a_number_and_work_goes_on(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        with monkeypatch.context() as broken:
            broken.setattr(Pause, "decide", lambda *_: 1 / 0)
            await pause(stage)
            await stage.quiet()
        assert "Something went wrong that nobody expected (number " in stage.said
        assert "Traceback" not in stage.text
        await stage.rest()
        await pause(stage)
        await stage.until(lambda: branch.ticket(number).state == "paused")


async def test_a_store_that_is_away_or_slow_is_said_and_so_is_its_return(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_on(branch) as stage:
        stage.desk.line_trouble(Unreachable("db", "The store does not answer.", "Nothing is lost."))
        await stage.pilot.pause()
        assert stage.said
        stage.desk.line_trouble(None)
        await stage.quiet()
        assert stage.said == "The store answers again."
        monkeypatch.setattr("console.desk.showing.LATE_SECONDS", 0.1)
        with held_back(branch.store, "read") as gate:
            branch.register()
            await stage.until(lambda: stage.said.startswith("What you see is"))
            gate.open()
            await stage.quiet()
        assert not stage.said
