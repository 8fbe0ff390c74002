"""The survey on the desk asks what the paper form asks of the way of service, in its boxes (CLS-03)."""

import pytest

from console.panels.survey import SurveyPanel
from db.tables.follow_up import Survey
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import reach


async def asked(stage: Stage, number: str) -> SurveyPanel:
    stage.desk.open_ticket(number)
    await stage.quiet()
    await stage.press("s")
    await stage.until(lambda: stage.desk.query(SurveyPanel) and stage.one(SurveyPanel).form.current)
    return stage.one(SurveyPanel)


@pytest.mark.parametrize(("size", "language"), SEEN)
@pytest.mark.parametrize("remote", [False, True])
async def test_what_is_asked_follows_from_the_way_in_the_words_of_the_form(
    able: Branch, remote: bool, size: tuple[int, int], language: str
) -> None:
    number = reach(able, "follow_up", remote=remote)
    if remote:
        able.do("verify", ticket=number, solved="yes")
    questions = able.store.policy().questions("remote" if remote else "on_site")
    assert ("hygiene" in {each.code for each in questions}) != remote
    async with desk_on(able, size, language) as stage:
        panel = await asked(stage, number)
        assert [field.name for field in panel.form.fields] == [
            *(each.code for each in questions), "unreachable", "text",
        ]  # fmt: skip
        for question in questions:
            assert (panel.form.current, question.name(language) in stage.text) == (question.code, True)
            for box in question.boxes:
                assert f"{box.mark} {box.name(language)}" in stage.text
            await stage.press(str(question.boxes[-1].mark))
        await stage.press("f10")
        await stage.until(lambda: able.rows(Survey, ticket=number))
        (row,) = able.rows(Survey, ticket=number)
        assert (row.attitude, row.result, row.hygiene) == (5, 4, None if remote else 5)


async def test_nobody_reached_is_an_attempt_a_box_is_found_by_its_words_and_another_mark_is_refused(
    able: Branch,
) -> None:
    number = reach(able, "follow_up")
    async with desk_on(able, SMALL, "zh_CN") as stage:
        panel = await asked(stage, number)
        await stage.press("shift+tab", "shift+tab")
        assert panel.form.current == "unreachable"
        await stage.press("1", "f10")
        await stage.until(lambda: able.rows(Survey, ticket=number))
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        (attempt,) = able.rows(Survey, ticket=number)
        assert (attempt.unreachable, attempt.attitude) == (True, None)
        assert "未联系上，第 1 次" in stage.lines[-2]
        panel = await asked(stage, number)
        assert "0 未联系上" in stage.text, "what most calls come to is offered first"
        await stage.press("0", "f10")
        await stage.until(lambda: len(able.rows(Survey, ticket=number)) == 2)
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        assert all(
            (each.unreachable, each.attitude) == (True, None) for each in able.rows(Survey, ticket=number)
        )
        assert "未联系上，第 2 次" in stage.lines[-2]
        assert "未联系上：是" in stage.text, "the timeline says so, too"
        panel = await asked(stage, number)
        await stage.press(*"hh", "enter", "1", "5", "3")
        assert panel.form.current == "result"
        await stage.press("9")
        await stage.until(lambda: "result" in panel.form.errors)
        await stage.press("5", "f10")
        await stage.until(lambda: len(able.rows(Survey, ticket=number)) == 3)
    (row,) = [each for each in able.rows(Survey, ticket=number) if not each.unreachable]
    assert (row.attitude, row.quality, row.punctuality, row.hygiene, row.result) == (5, 1, 5, 3, 5)
