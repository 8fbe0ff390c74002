"""派工单: what somebody who is sent out takes along (DSP-03, DSP-06)."""

from __future__ import annotations

from console.printing.facts import Facts
from console.printing.form import Form
from console.printing.forms import ticket
from console.printing.paper import Band, Block, Box, Cell, Table, row
from console.words.i18n import N_
from db import kinds


def _laid(facts: Facts) -> tuple[Block, ...]:
    targets = tuple(
        (each.said("milestone"), each.said("due_at"), each.said("met_at"))
        for each in facts.within("milestones")
        if each["state"] != "not_applicable"
    )
    checked = tuple(Box(each.zh) for each in facts.policy.forms.checked(facts["kind"]))
    return (
        row(Cell("工单", facts.said("number")), Cell("等级", boxes=ticket.levels(facts), shares=2)),
        Band("各时限"),
        Table(("时限节点", "到期", "完成"), (8, 8, 8), targets, least=2),
        Band("客户"),
        row(Cell("客户名称", facts.said("customer"))),
        row(Cell("地址", facts.said("address"), shares=2), Cell("区域", facts.said("district"))),
        row(
            Cell("联系人", facts.said("contact")), Cell("职务", facts.said("position")),
            Cell("电话", facts.said("phone")),
        ),
        Band("设备与故障"),
        row(
            Cell("设备", facts.said("product")), Cell("型号", facts.said("model")),
            Cell("机号", facts.said("serial")),
        ),
        row(Cell("故障", facts.said("fault"), lines=3)),
        Band("派工"),
        row(Cell("技术人员", ticket.crew(facts)), Cell("负责人", ticket.leader(facts))),
        row(Cell("服务方式", facts.said("way")), Cell("时间窗", ticket.window(facts), shares=2)),
        row(Cell("出发前确认", boxes=checked, over=True)),
        row(Cell("携带工具", boxes=ticket.standard_kit(facts), over=True)),
        row(Cell("备件", ticket.parts_issued(facts), lines=2)),
        row(Cell("派工人", signed=True), Cell("负责人", signed=True)),
    )  # fmt: skip


SLIP = Form(
    key="slip",
    title="派工单",
    called=N_("Dispatch slip"),
    summary=N_("What somebody who is sent out takes along: deadlines, customer, fault, checklist, tools."),
    families=(kinds.TICKET,),
    asks=ticket.of_ticket,
    beside={ticket.KIT: ticket.kit_of},
    lays=_laid,
    at=ticket.last_event,
    bears=ticket.its_number,
)
