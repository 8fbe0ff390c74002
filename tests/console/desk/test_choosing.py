"""Choosing at the desk, by real keys: what stands marked is what is taken, never silently something else."""

from time import monotonic

import pytest
from textual import events

from console.intake.panel import IntakePanel
from console.panels.form import VerbPanel
from console.panels.quick import QuickPanel
from db.tables.escalation import Escalation
from db.tables.ticket import Ticket
from db.verbs.following import MARKS
from tests.console.desk.intake import known, opened
from tests.console.desk.stage import SEEN, SIZES, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import reach, survey
from widgets.choice_list import ChoiceList
from widgets.form import Form


async def choices(stage: Stage, key: str) -> ChoiceList:
    await stage.press(key)
    await stage.until(lambda: stage.desk.query(ChoiceList) and stage.one(ChoiceList).has_focus)
    await stage.until(lambda: stage.one(ChoiceList).choices)
    return stage.one(ChoiceList)


def new_ones(branch: Branch, before: set[str]) -> list[Ticket]:
    return [ticket for ticket in branch.rows(Ticket) if ticket.number not in before]


async def test_own_words_in_a_list_are_the_reason(branch: Branch) -> None:
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        await choices(stage, "e")
        await stage.write("客户投诉物业断电")
        assert "客户投诉物业断电" in stage.text
        await stage.press("enter")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        number = stage.desk.queue.cursor_key
    assert branch.events(str(number))[-1].args["reason"] == "客户投诉物业断电"
    assert branch.rows(Escalation)


@pytest.mark.ways("by")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("by", ["space", "0"])
async def test_own_words_may_begin_with_a_digit(able: Branch, by: str, size: tuple[int, int]) -> None:
    """Behind a blank, or in the form of the other words."""
    number = reach(able, "follow_up")
    survey(able, number)
    async with desk_on(able, size, "zh_CN") as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        listed = await choices(stage, "c")
        assert "空格" in stage.text, "how to write is said"
        assert listed.digit_of("") == "0"
        await stage.press(by)
        if by == "0":
            await stage.until(lambda: stage.desk.query(VerbPanel) and stage.one(Form).current == "cause")
        await stage.write("3号楼进水")
        await stage.press("enter" if by == "space" else "f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    ticket = able.ticket(number)
    assert (ticket.state, ticket.cause, ticket.cause_category) == ("closed", "3号楼进水", "unclassified")
    assert able.events(number)[-1].args["cause"] == "3号楼进水"


async def test_a_listed_cause_in_the_form_of_other_words_is_its_code(able: Branch) -> None:
    number = reach(able, "follow_up")
    survey(able, number)
    listed = next(iter(able.store.policy().reasons_for("cause").values()))
    async with desk_on(able, SMALL, "zh_CN") as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        await choices(stage, "c")
        await stage.press("0")
        await stage.until(lambda: stage.desk.query(VerbPanel) and stage.one(Form).current == "cause")
        await stage.press("backspace")
        await stage.write(listed.zh)
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert (able.ticket(number).cause, able.events(number)[-1].args["cause"]) == (listed.code, listed.code)


@pytest.mark.ways("typed", "reason")
@pytest.mark.parametrize(
    ("typed", "reason"), [("aqfx", "safety"), ("无人", "no_technician"), ("anquan", "safety")]
)
async def test_typing_leaves_the_reason_that_is_meant(branch: Branch, typed: str, reason: str) -> None:
    async with desk_on(branch, WIDE, "zh_CN") as stage:
        await choices(stage, "e")
        await stage.write(typed)
        await stage.press("enter")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        number = str(stage.desk.queue.cursor_key)
    assert branch.events(number)[-1].args["reason"] == reason


async def test_text_that_is_no_choice_is_refused_with_a_word(branch: Branch) -> None:
    async with desk_on(branch, SMALL, "en") as stage:
        number = str(stage.desk.queue.cursor_key)
        await choices(stage, "p")
        await stage.press("9")
        await stage.until(lambda: "“9” is none of these" in stage.said)
        await stage.press(*"zzz", "enter")
        await stage.until(lambda: "“zzz” is none of these" in stage.said)
        assert stage.desk.query(QuickPanel)
        await stage.press("escape")
    assert branch.ticket(number).state != "paused"


@pytest.mark.ways("out")
@pytest.mark.parametrize("out", ["f10", "tab", "enter"])
async def test_a_number_in_the_fault_is_the_line_that_stands_marked(branch: Branch, out: str) -> None:
    before = {ticket.number for ticket in branch.rows(Ticket)}
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*"13800130001")
        await known(stage, panel)
        await stage.press("enter", "enter", "1", out)
        if out != "f10":
            assert panel.form.values["fault"] == "全楼停电"
            await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
    (ticket,) = new_ones(branch, before)
    assert (ticket.fault, ticket.level) == ("全楼停电", 1)


@pytest.mark.ways("out")
@pytest.mark.parametrize("out", ["f10", "tab", "enter", "shift+tab"])
async def test_a_number_beyond_the_list_is_refused_with_a_word(branch: Branch, out: str) -> None:
    async with desk_on(branch, SMALL, "en") as stage:
        panel = await opened(stage)
        await stage.press(*"13800130001")
        await known(stage, panel)
        await stage.press("enter", "enter", *"77", out)
        await stage.until(lambda: "There is no line 77" in stage.text)
        assert (panel.form.current, panel.form.values["fault"]) == ("fault", "77")
        assert stage.one(IntakePanel).is_keyed


async def test_letters_in_the_level_change_nothing_that_is_not_marked(branch: Branch) -> None:
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*"13800130001")
        await known(stage, panel)
        await stage.press("enter", "enter", "1", "enter")
        assert (panel.form.current, panel.form.values["level"]) == ("level", "1")
        await stage.press(*"xyz", "enter")
        await stage.until(lambda: "level" in panel.form.errors)
        assert panel.form.values["level"] == "1"
        await stage.press("backspace", "backspace", "backspace")
        await stage.write("三")
        assert panel.form.values["level"] == "1"
        await stage.press("enter")
        assert (panel.form.current, panel.form.values["level"]) == ("level", "3"), "taken, not yet registered"


def followed_up(branch: Branch, **fields: object) -> str:
    number = branch.register(**{"level": 2, "way": "remote", **fields})
    branch.do("step", ticket=number, what="finished")
    branch.do("verify", ticket=number, solved="yes")
    branch.do("survey", ticket=number, **dict.fromkeys(MARKS, "5"))
    return number


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_causes_are_those_of_the_product_with_the_most_used_first(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    for _again in range(2):
        number = followed_up(branch, product="挂机")
        branch.do("close", ticket=number, cause="refrigerant_leak")
    number = followed_up(branch, product="挂机")
    async with desk_on(branch, size, language) as stage:
        stage.desk.show_queue(view="follow_up", level=None)
        await stage.quiet()
        assert stage.desk.queue.move_to(number)
        listed = await choices(stage, "c")
        values = [choice.value for choice in listed.choices]
        assert listed.digit_of("refrigerant_leak") == "1"
        assert listed.digit_of("") == "0", "own words behind the digit 0"
        causes = branch.store.policy().reasons.reason["cause"]
        assert {value for value in values if value} == set(causes)
        shown = next(cause for cause in causes.values() if cause.code == "wear")
        unsuited = next(cause for cause in causes.values() if cause.code == "program_error")
        assert shown.name(language) in stage.text
        assert unsuited.name(language) not in stage.text
        stage.assert_clean()
        for cause in causes.values():
            assert cause.name(language) in stage.text or cause.category in ("software", "data", "integration")
        await stage.press(*"cxcw", "enter")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert branch.ticket(number).cause == "program_error", "typing finds what is not shown"


@pytest.mark.ways("key")
@pytest.mark.parametrize("key", ["n", "e", "slash", "colon", "ctrl+p"])
async def test_a_hundred_thousand_characters_get_a_sentence(branch: Branch, key: str) -> None:
    async with desk_on(branch, SMALL) as stage:
        await stage.press(key)
        await stage.quiet()
        focused = stage.desk.focused
        assert focused is not None
        began = monotonic()
        focused.post_message(events.Paste("停" * 100_000))
        await stage.until(lambda: "That is 100000 characters" in stage.said)
        assert monotonic() - began < 2
        assert "停停" not in stage.text
