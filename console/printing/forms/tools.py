"""The tool room's forms (S000): personal lists, loans, labels, the month's count. Nothing on them goes by the
day on which they are printed."""

from __future__ import annotations

from datetime import datetime

from console.printing.facts import Facts, as_mapping, latest
from console.printing.form import Form
from console.printing.paper import Band, Block, Cell, Label, Labels, Note, Table, row
from console.words.i18n import N_
from db import kinds
from db.views.held_tools import PersonalList, ToolLabels
from db.views.loans import Loans
from db.views.stocktakes import CountDifferences, Stocktakes
from db.views.tool_month import ToolMonth
from db.views.tools import Kit

LINES = 6
"""Lines that are left to be filled in by hand."""
KIT, COUNT, MONTH = "kit", "count", "month"


def _since(facts: Facts) -> datetime | None:
    return latest(each["since"] for each in facts.rows())


def _signed(facts: Facts) -> datetime | None:
    return latest(each[name] for each in facts.rows() for name in ("since", "signed_at"))


def _person(facts: Facts) -> tuple[str, str]:
    """Number and name of whose list it is."""
    kit = facts.beside.get(KIT)
    found = as_mapping(kit) if kit is not None else {"staff": facts.asked, "name": ""}
    return found["staff"], found["name"]


def _listed(facts: Facts) -> tuple[Block, ...]:
    number, name = _person(facts)
    rows = tuple(
        (
            str(place), each.said("kind"), each.said("number"), each.said("count"), each.said("since"),
            each.said("condition"), each.said("signed_at"),
        )
        for place, each in enumerate(facts.rows(), start=1)
    )  # fmt: skip
    headings = ("序号", "工具", "编号", "数量", "配发记录", "状况", "签字")
    return (
        row(Cell("使用人员", f"{name} {number}".strip()), Cell("工号", number)),
        Table(headings, (2, 6, 4, 2, 4, 3, 3), rows, least=max(LINES, len(rows) + 2)),
        row(Cell("使用人员", signed=True), Cell("保管员", signed=True), Cell("部门经理", signed=True)),
    )


def _lent(facts: Facts) -> tuple[Block, ...]:
    rows = tuple(
        (
            each.said("holder") or each.said("place"), each.said("kind"),
            each.said("number") or f"× {each.said('count')}", each.said("since"), each.said("due_back"),
            "", "",
        )
        for each in facts.rows()
    )  # fmt: skip
    headings = ("借用部门", "工具", "编号", "借出", "应还", "归还", "完好确认")
    return (
        Table(headings, (4, 5, 3, 3, 3, 3, 3), rows, least=max(LINES, len(rows) + 2)),
        row(Cell("保管员", signed=True), Cell("部门经理", signed=True)),
    )


def _labels(facts: Facts) -> tuple[Block, ...]:
    return (Labels(tuple(_label(each) for each in facts.rows())),)


def _label(each: Facts) -> Label:
    where = each.said("holder") or each.said("place")
    return Label(each.said("number"), (each.said("kind"), where))


def _counted(facts: Facts) -> tuple[Block, ...]:
    rows = tuple(_counted_line(place, each) for place, each in enumerate(facts.rows(), start=1))
    gone = tuple(
        (
            each.said("kind"), each.said("lost"), each.said("scrapped"), each.said("broken"),
            each.said("used"), "",
        )
        for each in facts.others(MONTH, ToolMonth)
        if any(each[name] for name in ("lost", "scrapped", "broken", "used"))
    )  # fmt: skip
    count = _count(facts)
    said = count.said if count is not None else lambda _name: ""
    return (
        row(Cell("月份", facts.asked), Cell("盘点", said("id")), Cell("状态", said("state"))),
        row(Cell("开始", said("opened_at")), Cell("开始人", said("opened_by"))),
        row(Cell("结束", said("closed_at")), Cell("结束人", said("closed_by"))),
        Table(
            ("序号", "工具", "编号", "账面", "实盘", "差异", "原因"), (2, 5, 4, 5, 5, 3, 4), rows,
            least=LINES if not rows else len(rows),
        ),
        Band("每月遗失和损耗统计"),
        Table(
            ("工具", "遗失", "报废", "损坏", "用完", "备注"), (7, 3, 3, 3, 3, 5), gone, least=len(gone) or 3
        ),
        Note("账面与实盘为存放位置或保管人；耗材为数量。盘点结束前互不可见，本表为空。"),
        row(Cell("保管员", signed=True), Cell("部门经理", signed=True)),
    )  # fmt: skip


def _counted_line(place: int, each: Facts) -> tuple[str, ...]:
    """A tool with its number, or a consumable, by the ledger and as it was found."""
    tool, item = each.said("tool_kind"), each.said("item")
    named = (tool or "?", item) if each["tool_kind"] or each["kind"] == "unknown" else (item, "")
    return (
        str(place), *named, each.said("expected"), each.said("found"), each.said("kind"), each.said("cause")
    )  # fmt: skip


def _count(facts: Facts) -> Facts | None:
    """The count of that month, if there was one."""
    found = [each for each in facts.others(COUNT, Stocktakes) if each["month"] == facts.asked]
    return found[0] if found else None


def _counted_at(facts: Facts) -> datetime | None:
    count = _count(facts)
    return latest([count["opened_at"], count["closed_at"]]) if count is not None else None


TOOL_LIST = Form(
    key="tool_list",
    title="个人配发工具清单",
    called=N_("Personal list of tools"),
    summary=N_("What somebody has of the tool room, to be signed for."),
    families=(kinds.STAFF,),
    argument="STAFF_NO",
    asks=lambda staff, _version: PersonalList(staff=staff),
    beside={KIT: lambda facts: Kit(staff=facts.asked)},
    lays=_listed,
    at=_signed,
    bears=lambda facts: _person(facts)[0],
    register="personal_list",
    column="holder",
)
LOANS = Form(
    key="loans",
    title="工具借用记录",
    called=N_("Record of loans"),
    summary=N_("Tools that are lent, with room for their return."),
    families=(),
    argument="",
    compulsory=False,
    asks=lambda _number, _version: Loans(),
    lays=_lent,
    at=_since,
    bears=lambda _facts: "",
    register="loans",
)
TOOL_LABELS = Form(
    key="tool_labels",
    title="工具标签",
    called=N_("Labels of tools"),
    summary=N_("Labels with number, QR code and holder, to be cut out; of a person, or of all in use."),
    families=(kinds.STAFF,),
    argument="STAFF_NO",
    compulsory=False,
    asks=lambda staff, _version: ToolLabels(staff=staff or None),
    lays=_labels,
    at=lambda _facts: None,
    bears=lambda _facts: "",
    register="tool_labels",
)
STOCKTAKE = Form(
    key="stocktake",
    title="工具盘点表",
    called=N_("Count of the tools"),
    summary=N_("A month's count, tool by tool, with its differences, and what was lost and worn."),
    families=(),
    argument="MONTH",
    asks=lambda month, _version: CountDifferences(month=month, all=True),
    beside={
        COUNT: lambda _facts: Stocktakes(),
        MONTH: lambda facts: ToolMonth(month=facts.asked),
    },
    lays=_counted,
    at=_counted_at,
    bears=lambda facts: facts.asked,
    register="stocktakes",
    column="month",
)
