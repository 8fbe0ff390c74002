"""售后满意度调查表 (S002, S003): the questions and boxes of the policy, ticked as the customer said."""

from __future__ import annotations

from console.printing.facts import Facts
from console.printing.form import Form
from console.printing.forms import ticket
from console.printing.paper import Band, Block, Box, Cell, row
from console.words.i18n import N_
from db import kinds
from db.policy.settings import Question

WORDS = {
    "attitude": "服务态度", "quality": "服务质量", "punctuality": "及时", "hygiene": "卫生",
    "result": "故障解决水平",
}  # fmt: skip
"""What the form calls the questions; what they ask stands in the policy."""


def _laid(facts: Facts) -> tuple[Block, ...]:
    surveys = facts.within("surveys")
    reached = [each for each in surveys if not each["unreachable"]]
    said = reached[-1] if reached else None
    last = said or (surveys[-1] if surveys else None)
    questions = {each.code: each for each in facts.policy.questions(facts["way"])}
    asked = (row(_question(label, questions.get(code), said, code)) for code, label in WORDS.items())
    return (
        row(Cell("工单", facts.said("number")), Cell("完工", facts.said("finished_at"))),
        row(Cell("客户名称", facts.said("customer"))),
        row(Cell("联系人", facts.said("contact")), Cell("电话", facts.said("phone"))),
        row(Cell("设备", facts.said("product")), Cell("服务人员", ticket.crew(facts))),
        row(Cell("故障", facts.said("fault"))),
        Band("满意度"),
        *asked,
        row(Cell("意见", last.said("text") if last else "", lines=6)),
        row(Cell("调查", _reached(surveys, said))),
        row(
            Cell("调查人", last.said("actor") if last else ""), Cell("日期", last.said("at") if last else ""),
            Cell("客户签字", lines=2),
        ),
    )  # fmt: skip


def _question(label: str, question: Question | None, said: Facts | None, code: str) -> Cell:
    """The boxes of the paper form; a mark between two of them stands beside them as it was given."""
    if question is None:
        return Cell(label, "不适用")
    mark = said[code] if said is not None else None
    boxes = tuple(Box(each.zh, each.mark == mark) for each in question.boxes)
    between = mark is not None and not any(each.ticked for each in boxes)
    return Cell(label, f"{mark} 分" if between else "", boxes)


def _reached(surveys: list[Facts], said: Facts | None) -> str:
    if said is not None:
        return "已回访"
    return f"未联系上 {len(surveys)} 次" if surveys else ""


SURVEY = Form(
    key="survey",
    title="售后满意度调查表",
    called=N_("Survey of satisfaction"),
    summary=N_("The questions of the survey with their boxes, ticked where the customer was asked."),
    families=(kinds.TICKET,),
    asks=ticket.of_ticket,
    lays=_laid,
    at=ticket.last_event,
    bears=ticket.its_number,
)
