"""售后信息处理单 and 售后服务信息收集表 (S000, S003 4.2 and its appendix)."""

from __future__ import annotations

from console.printing.facts import Facts, boxes
from console.printing.form import Form
from console.printing.forms import ticket, visit
from console.printing.paper import Band, Block, Cell, row
from console.words.i18n import N_
from db import kinds


def _handled(facts: Facts) -> tuple[Block, ...]:
    quality = ticket.task_done(facts, "quality")
    return (
        row(Cell("唯一编号", facts.said("number")), Cell("接收人", facts.said("registered_by"))),
        Band("客户信息"),
        row(Cell("姓名", facts.said("customer"))),
        row(Cell("联系方式", facts.said("phone")), Cell("联系人", facts.said("contact"))),
        row(Cell("地址", facts.said("address"))),
        Band("产品信息"),
        row(
            Cell("产品", facts.said("product")), Cell("型号", facts.said("model")),
            Cell("机号", facts.said("serial")),
        ),
        row(Cell("故障描述", facts.said("fault"), lines=4)),
        row(Cell("申请日期", facts.said("reported_at")), Cell("客服接收时间", facts.said("entered_at"))),
        row(
            Cell("售后类型", boxes=boxes(ticket.NATURES, facts["nature"])),
            Cell("故障等级", boxes=ticket.levels(facts)),
        ),
        Band("处理"),
        row(Cell("接收部门", facts.said("responsible")), Cell("处理人", ticket.crew(facts))),
        row(Cell("原因", _cause(facts), lines=2)),
        row(Cell("初步措施", ticket.told(quality), lines=3)),
        row(Cell("指定人员", ticket.crew(facts))),
        row(Cell("评审", ticket.decided(facts, ticket.task_done(facts, "major", "review")), lines=2)),
        row(Cell("处理意见", ticket.told(ticket.task_done(facts, "plan", "outside")), lines=4)),
        row(Cell("结果", _result(facts), lines=3)),
        row(Cell("关闭日期", facts.said("closed_at")), Cell("关闭人", signed=True)),
    )  # fmt: skip


def _cause(facts: Facts) -> str:
    said = (facts.said("cause"), facts.said("cause_category"), facts.said("cause_department"))
    return "，".join(filter(None, said))


def _result(facts: Facts) -> str:
    """What is known of the end: finished when, what was done, and whether the customer found it solved."""
    record = ticket.recorded(facts)
    lines = [f"完工 {facts.said('finished_at')}"] if facts["finished_at"] else []
    lines += [record.said("work")] if record is not None else []
    lines += [
        f"核实 {each.said('at')} {each.said('solved')} {each.said('text')}".rstrip()
        for each in facts.within("verifications")
    ]
    return visit.in_lines(*lines)


def _collected(facts: Facts) -> tuple[Block, ...]:
    record = ticket.recorded(facts)
    done = visit.in_lines(record.said("cause"), record.said("work")) if record is not None else ""
    parts = visit.replaced(record) if record is not None else ""
    return (
        row(Cell("客户名称", facts.said("customer"))),
        row(Cell("设备种类", facts.said("category") or facts.said("product"))),
        row(Cell("联系人", facts.said("contact")), Cell("职务", facts.said("position"))),
        row(Cell("联系电话", facts.said("phone"))),
        row(Cell("地址", facts.said("address"))),
        Band("设备信息"),
        row(Cell("1、项目编号(AB号)：", facts.said("project"), over=True)),
        row(Cell("2、设备编号：", facts.said("serial"), over=True)),
        row(Cell("3、设备类型及尺寸：", _type(facts), over=True)),
        row(Cell("4、设备投运时间：", facts.said("commissioned_on"), over=True)),
        row(Cell("5、设备故障描述：", facts.said("fault"), over=True, lines=6)),
        row(Cell("6、设备维修情况：", done, over=True, lines=7)),
        row(Cell("7、设备零部件更换情况：", parts, over=True, lines=7)),
        row(Cell("收集人", signed=True), Cell("客户签字", signed=True)),
    )


def _type(facts: Facts) -> str:
    return " ".join(filter(None, (facts.said("product"), facts.said("model"))))


HANDLING_SHEET = Form(
    key="handling_sheet",
    title="售后信息处理单",
    called=N_("Service information sheet"),
    summary=N_("The sheet that customer service opens within two hours, with all that became of it."),
    families=(kinds.TICKET,),
    asks=ticket.of_ticket,
    beside={ticket.TASKS: ticket.done_tasks, ticket.RECORD: ticket.record_of},
    lays=_handled,
    at=ticket.last_event,
    bears=ticket.its_number,
)
INFORMATION_SHEET = Form(
    key="information_sheet",
    title="售后服务信息收集表",
    called=N_("Information collected at the customer's"),
    summary=N_("Customer, installed product and fault, with room for what is found and replaced."),
    families=(kinds.TICKET,),
    asks=ticket.of_ticket,
    beside={ticket.RECORD: ticket.record_of},
    lays=_collected,
    at=ticket.last_event,
    bears=ticket.its_number,
)
