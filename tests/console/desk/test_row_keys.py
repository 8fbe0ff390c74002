"""Lists and cards have keys of their own for what is mostly done with their rows (ESC-04, ESC-06, ESC-07)."""

from typing import Any

import pytest

from console.panels.form import VerbPanel
from console.register.card_panel import CardPanel
from console.register.panel import RegisterPanel
from db.tables.emergency import EmergencyCall
from db.tables.escalation import Escalation
from db.tables.task import Request, Task
from db.views.emergencies import Emergencies
from db.views.requests import Requests
from db.views.tasks import Tasks
from db.views.view import View
from db.views.watching import Escalations
from tests.console.desk.stage import HOTEL, SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import local
from tests.sampling import some_of


async def opened(stage: Stage, view: View[Any]) -> RegisterPanel:
    stage.desk.open_register(view)
    await stage.until(lambda: isinstance(stage.desk.panels[-1], RegisterPanel))
    panel = stage.desk.panels[-1]
    assert isinstance(panel, RegisterPanel)
    await stage.until(lambda: panel._page is not None and not panel.is_asked(panel._pane))
    await stage.quiet()
    return panel


async def asked(stage: Stage) -> None:
    """The line for one more word stands there."""
    await stage.until(lambda: stage.desk.query(VerbPanel))


async def answered(stage: Stage) -> None:
    await stage.until(lambda: not stage.desk.query(VerbPanel))
    await stage.quiet()


def escalated(branch: Branch) -> str:
    number = branch.register(**HOTEL, level=1)
    branch.do("escalate", ticket=number, reason="客户催促")
    return number


PROMISES = (("+2h", "07-15 11:00"), ("14:00", "07-15 14:00"), ("明天 9:00", "07-16 09:00"), ("", ""))
TYPED = 2
"""Ways of typing a promise that one run of `make test` tries."""


async def test_an_escalation_is_taken_on_with_a_promise_as_it_is_said(able: Branch) -> None:
    async with desk_on(able, SMALL, "zh_CN") as stage:
        for typed, promise in some_of(PROMISES, "promises as they are typed", TYPED):
            number = escalated(able)
            await opened(stage, Escalations(state="open"))
            await stage.press("a")
            await asked(stage)
            await stage.write(typed)
            await stage.press("enter")
            await answered(stage)
            [row] = able.rows(Escalation, ticket=number)
            assert row.acknowledged_by == "A01"
            assert row.promise == (local(promise) if promise else None)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_w_on_an_escalation_says_why_it_fired(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    number = escalated(able)
    async with desk_on(able, size, language) as stage:
        await opened(stage, Escalations())
        await stage.press("w")
        await stage.until(
            lambda: isinstance(stage.desk.panels[-1], CardPanel) and stage.desk.panels[-1].answer
        )
        await stage.quiet()
        shown = stage.text
        assert number in shown
        assert {"en": "by hand", "zh_CN": "人工"}[language] in shown or "手动" in shown
        assert {"en": "Whom it called", "zh_CN": "呼叫了谁"}[language] in shown
        await stage.press("a")
        await asked(stage)
        await stage.write("+90")
        await stage.press("enter")
        await answered(stage)
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], RegisterPanel))
    [row] = able.rows(Escalation, ticket=number)
    assert row.promise == local("07-15 10:30")


def requested(branch: Branch) -> str:
    number = branch.register(**HOTEL, level=2)
    answer = branch.do("extend", by="C09", ticket=number, milestone="respond", reason="等人",
                       until=local("07-15 18:00").isoformat())  # fmt: skip
    return str(answer["request"])


async def test_requests_are_decided_and_a_task_is_done_by_a_key(able: Branch) -> None:
    able.do("add_staff", staff="C09", label="赵敏", roles="customer_service")
    async with desk_on(able, SMALL, "zh_CN") as stage:
        id = requested(able)
        panel = await opened(stage, Requests(to_decide=True))
        assert panel.register.total == 1
        await stage.press("y")
        await asked(stage)
        assert f"批准  {id}" in stage.text, "what is about to be done, and to which"
        await stage.press("enter")
        await answered(stage)
        [row] = able.rows(Request, id=id)
        assert (row.state, row.decided_by) == ("granted", "A01")
        assert f"{id}  申请延期  已批准" in stage.said
        await refused(stage, able)
        await done(stage, able)
        await withdrawn(stage, able)


async def refused(stage: Stage, branch: Branch) -> None:
    """The key asks for the reason, which is compulsory."""
    id = requested(branch)
    await opened(stage, Requests(to_decide=True))
    await stage.press("r")
    await asked(stage)
    assert f"驳回  {id}" in stage.text
    await stage.press("enter")
    await stage.until(lambda: "须说明原因" in stage.text)
    await stage.rest()
    await stage.write("先派人")
    await stage.press("enter")
    await answered(stage)
    [row] = branch.rows(Request, id=id)
    assert (row.state, row.reason) == ("refused", "先派人")


async def withdrawn(stage: Stage, branch: Branch) -> None:
    """While the form was open: it is said, and nothing is decided."""
    id = requested(branch)
    await opened(stage, Requests(to_decide=True))
    await stage.press("y")
    await asked(stage)
    branch.do("withdraw", request=id, by="C09")
    await stage.press("enter")
    await stage.quiet()
    assert "已撤回" in stage.text
    [row] = branch.rows(Request, id=id)
    assert row.state == "withdrawn"


async def done(stage: Stage, branch: Branch) -> None:
    """Any task of one's own."""
    branch.register(**HOTEL)
    panel = await opened(stage, Tasks(mine=True))
    id = str(panel.row["id"])
    await stage.press("y")
    await asked(stage)
    await stage.write("已补全")
    await stage.press("enter")
    await answered(stage)
    [row] = branch.rows(Task, id=id)
    assert (row.state, row.text) == ("done", "已补全")


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_an_emergency_stands_on_the_first_line_and_is_answered_by_a_key(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    able.do("add_staff", staff="L09", label="周班长", roles="lead")
    id = able.do("declare_emergency", reason="全区停电")["emergency"]
    async with desk_on(able, size, language, actor="L09") as stage:
        assert f"{id} " in stage.lines[0]
        assert {"en": "answer!", "zh_CN": "请应答"}[language] in stage.lines[0]
        await opened(stage, Emergencies(state="running"))
        await stage.press("a")
        await stage.until(lambda: able.rows(EmergencyCall, staff="L09")[0].answered_at is not None)
        await stage.press("escape")
        await stage.until(lambda: {"en": "answer!", "zh_CN": "请应答"}[language] not in stage.lines[0])
