"""Dispatching by real keys: somebody by name, whoever holds it, overruling, several at once."""

import pytest

from console.panels.bulk import BulkPanel
from console.panels.dispatch import DispatchPanel
from console.panels.form import VerbPanel
from console.panels.quick import QuickPanel
from console.sentence.panel import SentencePanel
from db.tables.pick import Pick
from db.tables.staff import Duty
from db.tables.ticket import Assignment
from db.views.candidates import Candidates as CandidatesView
from tests.console.desk.gate import away, held_back
from tests.console.desk.gestures import at_cursor, candidates
from tests.console.desk.stage import HOTEL, SEEN, SIZES, Stage, desk_on
from tests.db.desk import Desk as Branch
from widgets.candidates import Candidates


async def asked(stage: Stage) -> None:
    await stage.until(lambda: stage.desk.query(QuickPanel) and not stage.desk.queue.has_focus)
    await stage.quiet()


async def test_nobody_is_missing_while_candidates_are_on_their_way_and_esc_takes_back_what_was_typed_first(
    able: Branch,
) -> None:
    async with desk_on(able, language="zh_CN") as stage:
        with held_back(able.store, "read") as gate:
            await stage.press("d")
            await stage.until(lambda: stage.desk.query(Candidates))
            await stage.until(lambda: "正在查找" in stage.text)
            assert "没有可派的人" not in stage.text
            gate.open()
        await stage.until(lambda: stage.one(Candidates).painted)
        await stage.quiet()
        await stage.press("slash", "x", "y", "escape")
        assert stage.desk.query(DispatchPanel)
        assert len([key for key in stage.one(Candidates).line_keys if key is not None]) > 2
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.query(DispatchPanel))
        with away(able.store, CandidatesView):
            await stage.press("d")
            await stage.until(lambda: "The line was lost." in stage.said)
            assert "没有可派的人" not in stage.text, "it is not known whom one can send"
            assert not stage.desk.panels


@pytest.mark.parametrize("size", SIZES)
async def test_somebody_is_found_by_initials_and_enter_takes_them(
    able: Branch, size: tuple[int, int]
) -> None:
    able.do(
        "add_staff", staff="T013", label="吴丽", roles="technician", trade="electrical",
        skills="electrical:1", certificates="electrician:2027-07-01",
    )  # fmt: skip
    async with desk_on(able, size, "zh_CN") as stage:
        number = at_cursor(stage)
        await candidates(stage)
        await stage.press("slash", *"wl")
        await stage.quiet()
        assert stage.one(Candidates).cursor_key == "T013"
        await stage.press("enter")
        await stage.quiet()
        if able.ticket(number).state != "dispatched":  # not everything that the job demands is there
            await asked(stage)
            await stage.press("1")
        await stage.until(lambda: able.held_by(number) == ["T013"])


async def test_overruling_asks_why_and_keeps_it(able: Branch) -> None:
    async with desk_on(able, language="zh_CN") as stage:
        number = at_cursor(stage)
        shown = await candidates(stage)
        blocked = [each.key for each in shown._candidates.values() if each.rank is None]
        assert "T001" in blocked
        stage.one(Candidates).move_to("T001")
        await stage.press("o")
        await asked(stage)
        await stage.press("5")
        await stage.until(lambda: able.held_by(number) == ["T001"])
        (held,) = [each for each in able.rows(Assignment) if each.ticket == number]
        assert held.override == "emergency"


async def test_x_begins_the_sentence_that_takes_the_one_job_off_their_day(able: Branch) -> None:
    first = "YX2607-01"
    like = able.ticket(first)
    other = able.register(level=4, product=like.product, fault=like.fault, address=like.address)
    window = {"window_from": "2026-07-15T14:00:00+08:00", "window_to": "2026-07-15T15:00:00+08:00"}
    able.do("dispatch", ticket=first, technician="T011", **window)
    able.do("dispatch", ticket=other, technician="T012", **window)
    (row,) = [each for each in able.show("candidates", number=first) if each["staff"] == "T012"]
    assert (row["in_the_way"], row["freed_by"]) == (other, "swap")
    async with desk_on(able, language="zh_CN") as stage:
        assert at_cursor(stage) == first
        shown = await candidates(stage)
        shown.move_to("T012")
        written = able.count_events()
        await stage.press("x")
        await stage.until(lambda: stage.desk.query(SentencePanel))
        assert stage.one(SentencePanel).line.text == f"swap {first} {other} "
        assert not stage.desk.query(DispatchPanel)
        assert able.count_events() == written, "a dry run writes nothing"
        await stage.press("1")
        await stage.until(lambda: f"互换人员 {first}  与 {other}  给 " in stage.text)


# -- several at once ------------------------------------------------------------------------------------


def cabinets(branch: Branch) -> list[str]:
    """Three cabinets without power, for which both electricians can be sent."""
    return [
        branch.register(customer=f"配电{at}号楼", product="配电柜", level=1, phone=f"1390000100{at}")
        for at in range(3)
    ]


async def proposed(stage: Stage, numbers: list[str]) -> BulkPanel:
    """Marks the tickets and opens the proposal."""
    for number in numbers:
        stage.desk.queue.move_to(number)
        await stage.press("space")
    assert set(stage.desk.queue.marked) == set(numbers)
    await stage.press("d")
    await stage.until(lambda: stage.desk.query(BulkPanel) and stage.one(BulkPanel).rows)
    await stage.quiet()
    return stage.one(BulkPanel)


@pytest.mark.parametrize("size", SIZES)
async def test_marked_tickets_get_a_person_each_and_undo_takes_all_back(
    able: Branch, size: tuple[int, int]
) -> None:
    numbers = cabinets(able)
    async with desk_on(able, size, "zh_CN") as stage:
        rows = (await proposed(stage, numbers)).rows
        assert sorted(row.number for row in rows) == sorted(numbers)
        assert {row.staff for row in rows} == {"T011", "T012"}
        for row in rows:
            line = next(line for line in stage.lines if row.number in line and "电工" in line)
            assert row.customer[:3] in line
        assert "3 张派给 2 人" in stage.text
        await stage.press("enter")
        await stage.until(lambda: all(able.ticket(number).state == "dispatched" for number in numbers))
        await stage.quiet()
        assert {able.held_by(row.number)[0] for row in rows} == {"T011", "T012"}
        assert all(able.held_by(row.number) == [row.staff] for row in rows)
        assert "3 张工单" in stage.said
        await stage.press("u")
        await stage.until(lambda: all(able.ticket(number).state == "triaged" for number in numbers))
        await stage.quiet()
        assert "3 张工单" in stage.said


async def test_a_line_is_changed_and_another_left_out(able: Branch) -> None:
    numbers = cabinets(able)
    async with desk_on(able) as stage:
        panel = await proposed(stage, numbers)
        first, second, third = (row.number for row in panel.rows)
        other = "T012" if panel.rows[0].staff == "T011" else "T011"
        await stage.press("d")
        await stage.until(lambda: stage.desk.query(Candidates) and stage.one(Candidates).painted)
        await stage.press(
            *str(next(c.rank for c in stage.one(Candidates)._candidates.values() if c.key == other))
        )
        await stage.until(lambda: panel.rows[0].staff == other)
        await stage.quiet()
        panel._list.move_to(second)
        await stage.press("x")
        await stage.quiet()
        assert "left out" in next(line for line in stage.lines if second in line and "left" in line)
        await stage.press("enter")
        await stage.until(lambda: able.ticket(first).state == "dispatched")
        await stage.quiet()
        assert able.held_by(first) == [other]
        assert able.ticket(second).state == "triaged"
        assert able.ticket(third).state == "dispatched"


@pytest.mark.ways("typed")
@pytest.mark.parametrize("typed", ["dg1", "电工1", "T011", "diangong1"])
async def test_a_form_that_asks_for_somebody_finds_them_by_what_is_typed(able: Branch, typed: str) -> None:
    async with desk_on(able, language="zh_CN") as stage:
        stage.desk.run_verb("set_duty")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.until(lambda: stage.one(VerbPanel).form.current == "staff")
        await stage.quiet()
        await stage.write(typed)
        await stage.quiet()
        assert "电工1" in stage.text
        await stage.press("enter")
        await stage.until(lambda: stage.one(VerbPanel).form.values["staff"] == "T011")
        await stage.press("1")
        await stage.press("f10")
        await stage.quiet()
        await stage.until(lambda: able.rows(Duty))
        (duty,) = able.rows(Duty)
        assert (duty.staff, duty.kind) == ("T011", "duty")


@pytest.mark.parametrize(("size", "language"), SEEN)
@pytest.mark.parametrize("held", [False, True])
async def test_the_form_of_a_window_begins_with_the_window(
    able: Branch, held: bool, size: tuple[int, int], language: str
) -> None:
    number = able.register(**HOTEL, level=1, product="配电柜")
    if held:
        able.do("dispatch", ticket=number, technician="T011", override="演练")
    async with desk_on(able, size, language) as stage:
        stage.desk.queue.move_to(number)
        await stage.quiet()
        await candidates(stage)
        await stage.press(*(["j"] if held else []), "comma")
        await stage.until(lambda: stage.desk.query(VerbPanel) and stage.one(VerbPanel).form.current)
        form = stage.one(VerbPanel).form
        names = [field.name for field in form.fields]
        assert (form.current, names[:2]) == ("window_from", ["window_from", "window_to"])
        assert names.index("crew") > names.index("window_to")
        assert not held or names[2] == "reason", "what must be filled in comes before what may be"
        placed = [stage.text.index(label) for label in LABELS[language]]
        assert placed == sorted(placed), "also as it stands on the screen"
        if not held:
            await stage.press(*"1530", "f10")
            await stage.until(lambda: able.ticket(number).state == "dispatched")
            agreed = able.ticket(number).agreed_from
            assert agreed is not None
            assert agreed.isoformat() == "2026-07-15T07:30:00+00:00"


LABELS = {"zh_CN": ("时间窗开始", "时间窗结束"), "en": ("Window from", "Window to")}


async def test_a_fresh_level_1_ticket_is_dispatched_by_three_keys(able: Branch) -> None:
    number = able.register(**HOTEL, level=1, product="配电柜", fault="全楼停电")
    async with desk_on(able) as stage:
        stage.desk.queue.move_to(number)
        await stage.quiet()
        await stage.press("d")
        await stage.until(lambda: stage.desk.query(Candidates) and stage.one(Candidates).painted)
        await stage.press("enter")
        await stage.until(lambda: able.ticket(number).state == "dispatched")
        await stage.quiet()
    (pick,) = able.rows(Pick)
    assert (pick.rank, pick.first, pick.technician) == (1, pick.technician, able.ticket(number).technician)
