"""The service record at the desk: its form begins with what is known, and sends what is new (VIS-02)."""

import pytest

from console.panels.record import RecordPanel
from db import drafts
from db.tables.record import RecordVersion, ServiceRecord
from tests.console.desk.gestures import message
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import reach
from widgets.form import Form


def finished(branch: Branch) -> str:
    """A visit that is over, of which its steps said something."""
    number = reach(branch, "onsite", technician="T011")
    branch.do("step", ticket=number, what="found", text="主板损坏")
    branch.later(minutes=5)
    branch.do("step", ticket=number, what="trial_run", text="运行正常")
    branch.later(minutes=25)
    branch.do("step", ticket=number, what="finished", text="更换主板")
    return number


AGAIN = (
    ("reopen", {"reason": "未解决"}),
    ("dispatch", {"technician": "T012"}),
    ("step", {"what": "arrived"}),
)
"""Another visit of another technician."""


async def pressed(stage: Stage, number: str) -> None:
    stage.desk.open_ticket(number)
    await stage.quiet()
    await stage.press("b")
    await stage.quiet()


async def opened(stage: Stage, number: str) -> None:
    await pressed(stage, number)
    await stage.until(lambda: stage.desk.query(Form) and stage.one(RecordPanel).form.current)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_first_version_begins_with_the_visit_and_asks_the_signature_at_once(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    number = finished(able)
    async with desk_on(able, size, language) as stage:
        await opened(stage, number)
        panel = stage.one(RecordPanel)
        assert panel.form.values.items() >= {
            "cause": "主板损坏", "work": "更换主板", "test_result": "运行正常", "trial_minutes": "25",
            "signed_by": "南山制衣厂", "ended_at": "2026-07-15 09:30",
        }.items()  # fmt: skip
        assert "reason" not in panel.form.values, "there is nothing to amend"
        signing = [field.label[:16] for field in panel.form.fields[:6]]
        assert [label for label in signing if label not in stage.text] == [], "they stand on the first screen"
        await stage.press("enter", "1", "1", "f10")
        await stage.until(lambda: able.rows(ServiceRecord, ticket=number))
        await stage.quiet()
    (row,) = able.rows(RecordVersion, ticket=number)
    assert (row.cause, row.work, row.trial_minutes, row.operated) == ("主板损坏", "更换主板", 25, True)
    assert row.begun_at is not None
    assert row.ended_at == able.ticket(number).finished_at
    assert able.show("record", number=row.record)["signature"] == "signed"


async def test_a_later_version_begins_with_the_one_before_and_keeps_what_stood(able: Branch) -> None:
    number = finished(able)
    able.do(
        "record", by="T011", ticket=number, work="更换主板", cause="主板损坏", trial_minutes=25,
        result="not_done", guarantee_parts="主板 1", bought_parts="电缆 1.5m 12.30",
        declined="更换电源线: 王先生",
    )  # fmt: skip
    async with desk_on(able) as stage:
        await opened(stage, number)
        panel = stage.one(RecordPanel)
        assert panel.form.current == "reason", "somebody else wrote it"
        values = panel.form.values
        assert (values["bought_parts"], values["declined"]) == ("电缆 1.5m 12.30", "更换电源线: 王先生")
        assert (values["result"], values["trial_minutes"]) == ("not_done", "25")
        panel.form.set_values({"reason": "漏写", "guarantee_parts": "主板 2", "cause": ""})
        await stage.press("f10")
        await stage.until(lambda: len(able.rows(RecordVersion, ticket=number)) == 2)
        await stage.quiet()
    given = able.events(number)[-1].args
    assert given.keys() == {"ticket", "version", "reason", "guarantee_parts", "cause"}, "what is different"
    name = able.rows(ServiceRecord, ticket=number)[0].number
    card = able.show("record", number=name)
    assert (card["cause"], card["work"], card["trial_minutes"]) == ("", "更换主板", 25)
    assert [each["quantity"] for each in card["parts"]] == ["2", "1.5"]


async def test_who_may_not_see_money_amends_a_record_without_losing_it(able: Branch) -> None:
    number = finished(able)
    able.do("record", by="T011", ticket=number, work="更换主板", bought_parts="电缆 2 12.30", fee_fen=100)
    async with desk_on(able, actor="T011") as stage:
        await opened(stage, number)
        panel = stage.one(RecordPanel)
        hides = not able.store.policy().has_right("money", frozenset({"technician"}))
        assert (panel.form.values["bought_parts"] == "", panel.form.values["fee_fen"] == "") == (hides, hides)
        panel.form.set_values({"readings": "380 V"})
        await stage.rest()
        await stage.press("f10")
        await stage.until(lambda: len(able.rows(RecordVersion, ticket=number)) == 2)
        await stage.quiet()
    last = max(able.rows(RecordVersion, ticket=number), key=lambda row: row.version)
    assert (last.readings, last.fee_fen) == ("380 V", 100)
    assert able.show("record", number=last.record)["parts"][0]["price_fen"] == 1230


async def test_two_desks_lose_nothing_of_each_other_and_another_visit_begins_with_the_ticket(
    able: Branch,
) -> None:
    """What was written at the other desk is told, stands in the form, and is amended only when sent again."""
    nobody = reach(able, "triaged")
    number = finished(able)
    async with desk_on(able) as stage:
        await pressed(stage, nobody)
        await stage.until(lambda: not stage.desk.panels)
        assert message(stage) == f"Nobody was sent to {nobody}: there is no visit to record."
        await stage.rest()
        await opened(stage, number)
        stage.one(RecordPanel).form.set_values({"readings": "380 V"})
        able.do("record", ticket=number, work="另一台上写的", result="not_done", usage="每天十小时")
        (record,) = able.rows(ServiceRecord, ticket=number)
        await stage.press("f10")
        await stage.until(lambda: "meanwhile" in message(stage) and stage.desk.query(RecordPanel))
        await stage.until(lambda: stage.one(RecordPanel).form.current)
        assert len(able.rows(RecordVersion, ticket=number)) == 1
        values = stage.one(RecordPanel).form.values
        assert (values["readings"], values["usage"], values["result"], values["work"]) == (
            "380 V", "每天十小时", "not_done", "另一台上写的",
        )  # fmt: skip
        await stage.rest()
        await stage.press("f10")
        await stage.until(lambda: len(able.rows(RecordVersion, ticket=number)) == 2)
        await stage.quiet()
        for verb, fields in AGAIN:
            able.do(verb, ticket=number, **fields)
        await opened(stage, number)
        values = stage.one(RecordPanel).form.values
        assert (values["work"], values["readings"], values["trial_minutes"]) == ("", "", "")
    last = max(able.rows(RecordVersion, record=record.number), key=lambda row: row.version)
    assert (last.readings, last.usage, last.result, last.work) == (
        "380 V", "每天十小时", "not_done", "另一台上写的",
    )  # fmt: skip
    with able.store.engine.connect() as connection:
        assert drafts.of(connection, "A01") == []
