"""售后服务方案 and 外出服务申请单 (S003 4.4): what is known, and lines for what is not kept yet."""

from __future__ import annotations

from console.printing.facts import Facts
from console.printing.form import Form
from console.printing.forms import ticket
from console.printing.paper import Band, Block, Cell, row
from console.words.i18n import N_
from db import kinds


def _laid(facts: Facts) -> tuple[Block, ...]:
    plan = ticket.task_done(facts, "plan", "outside")
    return (
        row(Cell("编号", facts.said("number")), Cell("等级", boxes=ticket.levels(facts))),
        row(Cell("客户", facts.said("customer"))),
        row(Cell("联系人", facts.said("contact")), Cell("电话", facts.said("phone"))),
        row(Cell("地点", facts.said("address"))),
        row(Cell("设备", facts.said("product")), Cell("型号", facts.said("model"))),
        row(Cell("原因", _reason(facts), lines=4)),
        row(Cell("方案", ticket.told(plan), lines=8)),
        Band("人员与物品"),
        row(Cell("人员", ticket.crew(facts)), Cell("负责人", ticket.leader(facts))),
        row(Cell("工具", boxes=ticket.standard_kit(facts), lines=2)),
        row(Cell("备件", lines=2)),
        row(Cell("车辆")),
        row(Cell("预计起止", ticket.window(facts)), Cell("预借费用")),
        Band("评审与批准"),
        row(
            Cell("评审", ticket.by_whom(facts, ticket.task_done(facts, "review")), lines=2, shares=3),
            _day(facts, "review"),
        ),
        row(
            Cell("批准", ticket.by_whom(facts, ticket.task_done(facts, "major")), lines=2, shares=3),
            _day(facts, "major"),
        ),
        row(Cell("申请人", signed=True), Cell("评审人", signed=True), Cell("批准人", signed=True)),
    )


def _day(facts: Facts, task: str) -> Cell:
    done = ticket.task_done(facts, task)
    return Cell("日期", facts.day_of(done.done_at) if done is not None else "", shares=2)


def _reason(facts: Facts) -> str:
    """The fault, and what quality found of it."""
    found = ticket.told(ticket.task_done(facts, "quality"))
    return "\n".join(filter(None, (facts.said("fault"), found)))


PLAN = Form(
    key="plan",
    title="售后服务方案",
    called=N_("Service plan"),
    summary=N_("What is to be done, by whom and with what; reviewed and approved."),
    families=(kinds.TICKET,),
    asks=ticket.of_ticket,
    beside={ticket.TASKS: ticket.done_tasks, ticket.KIT: ticket.kit_of},
    lays=_laid,
    at=ticket.last_event,
    bears=ticket.its_number,
)
OUTSIDE_REQUEST = Form(
    key="outside_request",
    title="外出服务申请单",
    called=N_("Request for outside service"),
    summary=N_("Who wants to send whom where, why, how long and with what; reviewed and approved."),
    families=(kinds.TICKET,),
    asks=ticket.of_ticket,
    beside={ticket.TASKS: ticket.done_tasks, ticket.KIT: ticket.kit_of},
    lays=_laid,
    at=ticket.last_event,
    bears=ticket.its_number,
)
