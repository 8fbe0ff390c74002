"""外出安装/售后/维修服务记录表 (S003), with the facts that the regulations want besides (VIS-02)."""

from __future__ import annotations

from collections.abc import Sequence

from console.printing.facts import Facts, boxes
from console.printing.form import Form
from console.printing.forms import visit
from console.printing.paper import Band, Block, Cell, row
from console.words.i18n import N_
from db import kinds

TYPES = {"panel": "板式", "sofa": "沙发", "care": "保养", "extra": "额外包修", "other": "其他"}
ATTITUDES = {"poor": "差", "fair": "一般", "satisfied": "满意", "good": "好", "very_good": "很好"}
DAMAGES = {"yes": "有", "no": "无", "severe": "严重"}
HYGIENES = {"good": "好", "not_good": "不好"}
SATISFACTIONS = {"satisfied": "满意", "dissatisfied": "不满意", "very_dissatisfied": "非常不满意"}
YES_NO = {True: "是", False: "否"}


def _laid(facts: Facts) -> tuple[Block, ...]:
    who, day = visit.signed(facts)
    head, on = visit.approved(facts)
    return (
        row(
            Cell("编号", facts.said("number")), Cell("工单", facts.said("ticket")),
            Cell("版次", visit.version(facts)),
        ),
        Band("客户资料"),
        row(Cell("客户名称", facts.said("customer"), shares=3), Cell("电话", facts.said("phone"), shares=2)),
        row(Cell("客户地址", facts.said("address"))),
        row(Cell("产品类型", _product(facts)), Cell("安装人员", visit.technician(facts))),
        row(Cell("服务内容描述", facts.said("fault"), lines=2)),
        Band("安装/维修记录"),
        row(Cell("送货日期", facts.day("delivered_on")), Cell("完成日期", facts.said("ended_at"))),
        row(Cell("安装/维修类型", boxes=boxes(TYPES, facts["service_type"]))),
        row(Cell("工作态度", boxes=boxes(ATTITUDES, facts["attitude"]))),
        row(
            Cell("产品损坏", facts.said("damage_note"), boxes=boxes(DAMAGES, facts["damage"])),
            Cell("卫生状况", boxes=boxes(HYGIENES, facts["hygiene"])),
        ),
        row(Cell("顾客满意", boxes=boxes(SATISFACTIONS, facts["satisfaction"]))),
        row(
            Cell("处理结果", boxes=boxes(visit.RESULTS, facts["result"])),
            Cell("收费情况", " ".join(filter(None, (visit.yuan(facts["fee_fen"]), facts.said("fee_note"))))),
        ),
        *_service(facts),
        row(Cell("客户建议", visit.in_lines(facts.said("suggestion"), facts.said("opinion")), lines=2)),
        row(Cell("公司承诺", facts.said("promise"), lines=2)),
        row(
            Cell("顾客签字", who, signed=True, date=day),
            Cell("服务人员", visit.technician(facts), signed=True),
            Cell("领导审批", head, signed=True, date=on),
        ),
    )  # fmt: skip


def _service(facts: Facts) -> tuple[Block, ...]:
    """The facts of the service: cause, work, parts, trial run, warranty, what was agreed and declined
    (VIS-04, VIS-13, VIS-14)."""
    return (
        Band("服务事实"),
        row(Cell("故障原因", facts.said("cause"))),
        row(Cell("维修过程", facts.said("work"), lines=2)),
        row(Cell("更换部件", visit.replaced(facts)), Cell("旧件", facts.said("old_parts"))),
        row(Cell("检测结果", facts.said("test_result")), Cell("试运行", _trial(facts))),
        row(Cell("服务时长", facts.span("begun_at", "ended_at")), Cell("运行时间/里程", _run(facts))),
        row(Cell("使用情况", facts.said("usage")), Cell("故障前后情况", facts.said("circumstances"))),
        row(
            Cell("是否三包", boxes=boxes(YES_NO, facts["under_guarantee"])),
            Cell("部位是否被拆过", boxes=boxes(YES_NO, facts["opened_before"])),
        ),
        row(Cell("责任", facts.said("responsibility")), Cell("换件或赔偿", facts.said("compensation"))),
        *_if_any("增项", [_consent(each) for each in facts.within("consents") if each["done"]]),
        *_if_any("建议维修", [facts.said("recommended")]),
        *_if_any("不同意修复", [_declined(each) for each in facts.within("declined")]),
    )


def _if_any(label: str, texts: Sequence[str]) -> tuple[Block, ...]:
    text = visit.in_lines(*texts)
    return (row(Cell(label, text)),) if text else ()


def _trial(facts: Facts) -> str:
    minutes = facts["trial_minutes"]
    span = f"{minutes} 分钟" if minutes is not None else ""
    return " ".join(filter(None, (span, facts.said("readings"))))


def _run(facts: Facts) -> str:
    hours, mileage = facts.said("running_hours"), facts.said("mileage_km")
    return "　".join(filter(None, (f"{hours} 小时" if hours else "", f"{mileage} km" if mileage else "")))


def _consent(each: Facts) -> str:
    amount = f"{visit.yuan(each['amount_fen'])} 元" if each["amount_fen"] is not None else ""
    agreed = f"{each.said('given_by')} 同意"
    return "　".join(filter(None, (each.said("what"), amount, agreed, each.said("at"))))


def _declined(each: Facts) -> str:
    return f"{each.said('what')}　签字：{each.said('signed_by')}"


def _product(facts: Facts) -> str:
    return " ".join(filter(None, (facts.said("product"), facts.said("model"))))


RECORD = Form(
    key="record",
    title="外出安装/售后/维修服务记录表",
    called=N_("Service record"),
    summary=N_("What was done on a visit, with the form's own boxes, signed; any of its versions."),
    families=(kinds.RECORD, kinds.TICKET),
    asks=visit.of_record,
    lays=_laid,
    at=visit.last_moment,
    bears=visit.its_number,
    versions=True,
)
