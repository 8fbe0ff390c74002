"""售后服务维修记录单 (S003): a repair and its parts, in three copies."""

from __future__ import annotations

from console.printing.facts import Facts, boxes
from console.printing.form import Form
from console.printing.forms import visit
from console.printing.paper import Band, Block, Cell, Table, row
from console.words.i18n import N_
from db import kinds

GUARANTEE, BOUGHT = "guarantee", "bought"
PARTS = 3
"""Lines for parts at least."""
OPEN_SPAN = "　　年　　月　　日　　时　　分　至　　　年　　月　　日　　时　　分"


def _laid(facts: Facts) -> tuple[Block, ...]:
    return (*_reported(facts), *_repaired(facts), *_parts(facts), *_ended(facts))


def _reported(facts: Facts) -> tuple[Block, ...]:
    return (
        row(
            Cell("维修单位", facts.said("department")), Cell("工单", facts.said("ticket")),
            Cell("版次", visit.version(facts)),
        ),
        row(Cell("用户姓名(单位、人)", facts.said("customer"))),
        Band("用户地址及联系人"),
        row(Cell("地址", facts.said("address"))),
        row(Cell("联系人", facts.said("contact")), Cell("联系电话", facts.said("phone"))),
        row(Cell("要求服务时间", facts.span("wanted_from", "wanted_to"))),
        row(
            Cell("型号", facts.said("model")), Cell("机号", facts.said("serial")),
            Cell("数量", facts.said("quantity")),
        ),
        row(
            Cell("发票号", facts.said("invoice")), Cell("购机日期", facts.day("purchased_on")),
            Cell("报修日期", facts.day("reported_at")),
        ),
        row(
            Cell("报修内容", facts.said("fault"), lines=2, shares=3),
            Cell("记录人", facts.said("registered_by"), shares=2),
        ),
    )  # fmt: skip


def _repaired(facts: Facts) -> tuple[Block, ...]:
    done = visit.in_lines(facts.said("work"), facts.said("test_result"))
    return (
        row(Cell("维修结果", f"\n{done}" if done else "", boxes=boxes(visit.RESULTS, facts["result"]))),
        row(Cell("修理时间", facts.span("begun_at", "ended_at") or OPEN_SPAN)),
    )


def _parts(facts: Facts) -> tuple[Block, ...]:
    guarantee = tuple((each.said("name"), visit.quantity(each)) for each in _of_kind(facts, GUARANTEE))
    bought = tuple(_bought(each) for each in _of_kind(facts, BOUGHT))
    total = visit.yuan(facts["total_fen"]) if bought else ""
    sums = (("合计", "", "", total),) if total else ()
    return (
        Band("“三包”件"),
        Table(("名称", "数量"), (16, 8), guarantee, least=PARTS),
        Band("客户购买件"),
        Table(("名称", "数量", "单价", "合计"), (10, 5, 4, 5), (*bought, *sums), least=PARTS),
    )


def _bought(each: Facts) -> tuple[str, ...]:
    prices = (visit.yuan(each["price_fen"]), visit.yuan(each["total_fen"]))
    return (each.said("name"), visit.quantity(each), *prices)


def _of_kind(facts: Facts, kind: str) -> list[Facts]:
    return [each for each in facts.within("parts") if each["kind"] == kind]


def _ended(facts: Facts) -> tuple[Block, ...]:
    who, day = visit.signed(facts)
    head, on = visit.approved(facts)
    return (
        row(Cell("售后服务人员", shares=3), Cell("日期", shares=2)),
        row(
            Cell("用户意见", facts.said("opinion"), lines=2, shares=3), Cell("签名", who, shares=2),
            Cell("日期", day, shares=2),
        ),
        row(Cell("部门领导", head, shares=3), Cell("日期", on, shares=2)),
        row(Cell("仓库人员", shares=3), Cell("日期", shares=2)),
        row(
            Cell("维修人员", visit.technician(facts), shares=3),
            Cell("日期", facts.day("ended_at"), shares=2),
        ),
    )  # fmt: skip


REPAIR_RECORD = Form(
    key="repair_record",
    title="售后服务维修记录单",
    called=N_("Repair record"),
    summary=N_("The record of a repair with its parts in three copies: stub, service, customer."),
    families=(kinds.RECORD, kinds.TICKET),
    asks=visit.of_record,
    lays=_laid,
    at=visit.last_moment,
    bears=visit.its_number,
    copies=("第一联：存根", "第二联：售后服务", "第三联：客户"),
    versions=True,
)
