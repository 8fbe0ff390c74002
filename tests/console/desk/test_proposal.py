"""The proposal on the screen by real keys: looked at, accepted in part, what no longer holds, taken back."""

import pytest

from console.panels.form import VerbPanel
from console.panels.proposal import ProposalPanel
from tests.console.desk.gate import held_back
from tests.console.desk.stage import HOTEL, SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch


async def opened(stage: Stage) -> ProposalPanel:
    await stage.press("A")
    await stage.until(lambda: stage.desk.query(ProposalPanel) and stage.one(ProposalPanel).answer)
    await stage.quiet()
    return stage.one(ProposalPanel)


def holders(branch: Branch, numbers: list[str]) -> list[bool]:
    return [bool(branch.held_by(number)) for number in numbers]


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_lines_are_accepted_what_changed_is_named_and_u_takes_all_of_it_back(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    for level in (2, 3):
        able.register(**HOTEL, product="配电柜", level=level, way="on_site", district="南山")
    async with desk_on(able, size, language) as stage:
        before = able.count_events()
        panel = await opened(stage)
        assert panel.answer is not None
        numbers = [line.ticket for line in panel.answer.lines]
        assert len(numbers) >= 3
        assert ("×" if language == "en" else "运力") in stage.lines[1], (
            "first of all how the work stands to the hands"
        )
        assert all(number in stage.text for number in numbers[:3])
        assert able.count_events() == before, "to look at a proposal writes nothing"
        stage.assert_clean()
        able.do("cancel", ticket=numbers[0], reason="x")
        stage.desk.hear_change(frozenset(f"ticket:{number}" for number in numbers[:2]))
        await stage.until(lambda: panel.changed)
        assert panel.changed == {numbers[0]}, "heard of alone is no change"
        await stage.press("space", "down", "space")
        assert panel.marked == {1, 3}
        await stage.press("enter")
        await stage.until(lambda: panel.outcome)
        await stage.quiet()
        assert set(panel.outcome) == {numbers[0], numbers[2]}
        assert "DSP-10" not in panel.outcome[numbers[0]]
        assert numbers[0] in panel.outcome[numbers[0]], "the line that fell through says which, and why"
        assert holders(able, numbers[:3]) == [False, False, True]
        assert ("u undo" if language == "en" else "u 撤销") in stage.lines[-2]
        stage.assert_clean()
        await stage.press("u")
        await stage.until(lambda: not able.held_by(numbers[2]))
        await stage.until(lambda: panel.answer is not None and not panel.outcome)
        await stage.quiet()
        assert numbers[0] not in {line.ticket for line in panel.answer.lines}, "it is planned anew"
        await stage.press("enter")
        await stage.until(lambda: not stage.desk.query(ProposalPanel))
        assert all(holders(able, numbers[1:3]))


async def not_awaited(stage: Stage, branch: Branch) -> None:
    """The screen does not wait for the plan, and nothing is accepted unseen."""
    before = branch.count_events()
    with held_back(branch.store, "read") as gate:
        await stage.press("A")
        await stage.until(lambda: "planning" in stage.text)
        await stage.press("enter")
        gate.open()
        await stage.until(lambda: stage.one(ProposalPanel).answer)
        await stage.quiet()
    assert branch.count_events() == before
    await stage.press("escape")
    await stage.until(lambda: not stage.desk.query(ProposalPanel))


async def test_the_work_of_the_person_under_the_cursor_goes_to_others_once_it_was_looked_at(
    able: Branch,
) -> None:
    number = "YX2607-01"
    able.do("dispatch", ticket=number, technician="T011")
    async with desk_on(able, SMALL) as stage:
        await not_awaited(stage, able)
        roster = stage.desk.query_one("#roster")
        await stage.press("tab")
        await stage.quiet()
        assert roster.move_to("T011")  # type: ignore[attr-defined]  # found by its name: it is the roster
        await stage.press("ctrl+p", *"replan", "enter")
        await stage.until(lambda: stage.desk.query(ProposalPanel) and stage.one(ProposalPanel).answer)
        panel = stage.one(ProposalPanel)
        assert panel.technician == "T011"
        assert panel.answer is not None
        assert [(line.ticket, line.technician) for line in panel.answer.lines] == [(number, "T012")]
        stage.assert_clean()
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        assert able.held_by(number) == ["T011"], "the reason is asked first"
        await stage.press("1", "enter", "f10")
        await stage.until(lambda: able.held_by(number) == ["T012"])
        await stage.until(lambda: not stage.desk.query(ProposalPanel))
        states = {row["staff"]: row["state"] for row in able.show("roster")}
        assert states["T011"] != "leave", "no leave that nobody entered"
        await stage.press("u")
        await stage.until(lambda: able.held_by(number) == ["T011"])
