"""After the work one key leads on: the customer is asked, the record written and signed, papers taken in, the
ticket closed (CLS-05, CLS-10)."""

import pytest

from console.panels.causes import CausePanel
from console.panels.following import AskingPanel, VerifyPanel
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.panels.record import RecordPanel
from console.panels.survey import SurveyPanel
from db.tables.follow_up import Survey
from db.tables.record import RecordSignature
from tests.console.desk.gestures import message
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.db.desk import SIGNED, reach
from tests.db.desk import Desk as Branch


async def leads_to(stage: Stage, key: str, kind: type[Panel], verb: str = "") -> Panel:
    await stage.press(key)
    await stage.until(
        lambda: stage.desk.panels and type(stage.desk.panels[-1]) is kind and not stage.desk.queue.has_focus
    )
    await stage.quiet()
    panel = stage.one(kind)
    assert not verb or (isinstance(panel, VerbPanel) and panel.verb == verb)
    return panel


async def test_the_survey_comes_first_and_the_record_by_one_more_key(able: Branch) -> None:
    number = reach(able, "follow_up", technician="T011")
    async with desk_on(able, SMALL, "zh_CN") as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        panel = await leads_to(stage, "s", AskingPanel)
        await stage.until(lambda: "F7" in stage.text)
        assert "填写服务记录" in stage.text
        form = await leads_to(stage, "f7", RecordPanel)
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        assert (panel.is_open, form.is_open) == (False, False)
        able.do("record", ticket=number, **SIGNED)
        panel = await leads_to(stage, "s", AskingPanel)
        await stage.press("f7")
        assert panel.is_open, "nothing stands before the survey any more"
        await stage.press("5", "5", "5", "5", "5", "f10")
        await stage.until(lambda: able.rows(Survey, ticket=number))
        await stage.quiet()
        await leads_to(stage, "s", CausePanel)


async def test_who_does_not_survey_is_led_to_record_and_signature(able: Branch) -> None:
    number = reach(able, "follow_up", technician="T011")
    async with desk_on(able, actor="T011") as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        await leads_to(stage, "s", RecordPanel)
        await stage.write("x")
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        await leads_to(stage, "s", VerbPanel, "sign")
        await stage.press("1", "f10")
        await stage.until(lambda: able.rows(RecordSignature, ticket=number))
        await stage.quiet()
        await stage.press("s")
        await stage.until(lambda: message(stage).startswith("Nothing of"))
        assert not stage.desk.panels
    (signed,) = able.rows(RecordSignature, ticket=number)
    assert (signed.how, signed.signed_by) == ("signed", "南山制衣厂")


async def test_one_form_verifies_and_surveys(able: Branch) -> None:
    number = reach(able, "follow_up", remote=True)
    async with desk_on(able, SMALL, "zh_CN") as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        await leads_to(stage, "s", VerifyPanel)
        before = able.count_events()
        panel = await leads_to(stage, "4", SurveyPanel)
        assert isinstance(panel, SurveyPanel)
        assert [field.name for field in panel.form.fields][:2] == ["solved", panel.form.current]
        await stage.press("5", "5", "5", "5", "f10")
        await stage.until(lambda: able.rows(Survey, ticket=number))
    assert able.ticket(number).verified_at is not None
    assert able.count_events() == before + 1


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_what_closing_lacks_is_read_whole(able: Branch, size: tuple[int, int], language: str) -> None:
    number = reach(able, "follow_up")
    async with desk_on(able, size, language) as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        await leads_to(stage, "c", CausePanel)
        await stage.press("1")
        await stage.until(lambda: "CLS-05" in stage.text)
        said = message(stage)
        for paper in able.store.policy().records.form.values():
            assert paper.name(language) in said
        shown = "".join(line.strip() for line in stage.lines)
        assert said.replace(" ", "") in shown.replace(" ", ""), "no word of it is cut away"
