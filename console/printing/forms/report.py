"""The report of a period: month, quarter, half-year fault analysis, year (RPT-02, RPT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from console.printing.facts import Facts
from console.printing.form import Form
from console.printing.paper import Band, Bar, Bars, Block, Cell, Note, Table, row
from console.words.codes import word
from console.words.figure_words import bucket_name, of_text, target_text, value_text
from console.words.i18n import N_
from db.figures.declaration import PER_CENT
from db.figures.declaration import Cell as ClosedCell
from db.figures.figures import FIGURES, NOT_YET
from db.rules import periods
from db.rules.periods import UnknownPeriod
from db.views.figure_book import STANDARD_CUTS, Book
from db.views.figures import FigureFacts

KINDS = {
    periods.DAY: "日报", periods.WEEK: "周报", periods.MONTH: "月报", periods.QUARTER: "季报",
    periods.HALF_YEAR: "半年故障分析", periods.YEAR: "年度总结",
}  # fmt: skip
MOST_CAUSES = 10
PERCENT = 100
NAMED = {
    "cause": "故障原因",
    "cause_category": "原因类别",
    "cause_department": "责任部门（原因）",
    "category": "产品类别",
}
COURSES = ("handled", "timeliness", "satisfaction")


def _asked(name: str, _version: int | None) -> Book:
    """The period of that name; the view refuses what is none."""
    try:
        kind = periods.named(name).kind
    except UnknownPeriod:
        kind = periods.MONTH
    return Book.model_validate({"period": kind, "of": name, "cuts": STANDARD_CUTS})


def _laid(facts: Facts) -> tuple[Block, ...]:
    return tuple(_blocks(facts))


def _blocks(facts: Facts) -> Iterator[Block]:
    whole: list[FigureFacts] = facts["whole"]
    yield row(Cell("报表", KINDS[facts["period"]]), Cell("周期", facts["name"]))
    yield row(Cell("起", facts.when(facts["begin"])), Cell("止（不含）", facts.when(facts["end"])))
    fault = facts["period"] == periods.HALF_YEAR
    if fault:
        yield from _causes(facts, tuple(NAMED))
    yield Band("指标")
    yield _figures(whole, facts["closed"])
    yield Band("比率（竖线为目标）")
    yield Bars(tuple(_against(whole)))
    yield from _course(facts)
    for by, buckets in facts["buckets"].items():
        yield from _compared(facts, by, buckets)
    if facts["pauses"]:
        yield Band("暂停（按原因）")
        yield _side_by_side(facts, facts["pauses"])
    if not fault:
        yield from _causes(facts, ("cause", "cause_category"))
    yield Note("未列入：" + "、".join(f"{UNTIL_KEPT[name]}" for name in NOT_YET))
    yield row(Cell("编制", signed=True), Cell("审核", signed=True), Cell("批准", signed=True))


UNTIL_KEPT = {"complaint_rate": "投诉率（尚未登记投诉）", "cost": "费用（尚未登记费用）"}


def _figures(whole: Iterable[FigureFacts], closed: Mapping[str, ClosedCell]) -> Table:
    """All of them; of a closed month beside what it was closed with what has been restated since."""
    shown = [one for one in whole if not FIGURES[one.figure].of or one.whole]
    plain = [(word("figure", one.figure), value_text(one), of_text(one), target_text(one)) for one in shown]
    if not closed:
        return Table(("指标", "数值", "计入/总数", "目标"), (9, 5, 5, 5), tuple(plain), figures=(1, 2))
    return Table(
        ("指标", "月结数", "更正后", "计入/总数", "目标"), (8, 4, 4, 4, 4),
        tuple(
            (name, *_as_closed(one, closed.get(one.figure), value), of, target)
            for one, (name, value, of, target) in zip(shown, plain, strict=True)
        ),
        figures=(1, 2, 3),
    )  # fmt: skip


def _as_closed(one: FigureFacts, then: ClosedCell | None, value: str) -> tuple[str, str]:
    """What it was when the month was closed, and what it is where that is otherwise."""
    if then is None:
        return "", value  # a figure from after that
    text = value_text(one._replace(value=then.value))
    return text, value if text != value else ""


def _against(whole: Iterable[FigureFacts]) -> Iterator[Bar]:
    """Percentages as bars, with a stroke where they ought to reach."""
    for one in whole:
        if one.unit == PER_CENT and one.value is not None and not FIGURES[one.figure].of:
            aim = None if one.target is None else one.target / PERCENT
            yield Bar(word("figure", one.figure), value_text(one), float(one.value) / PERCENT, aim)


def _course(facts: Facts) -> Iterator[Block]:
    course: Sequence[FigureFacts] = facts["course"]
    for name in COURSES:
        shown = [one for one in course if one.figure == name]
        if len(shown) > 1:
            yield Band(f"走势：{word('figure', name)}")
            yield Bars(tuple(_lines(shown, [one.period for one in shown])))


def _lines(shown: Sequence[FigureFacts], labels: Sequence[str]) -> Iterator[Bar]:
    most = max((float(one.value or 0) for one in shown), default=0.0) or 1.0
    for label, one in zip(labels, shown, strict=True):
        whole = float(PERCENT) if one.unit == PER_CENT else most
        yield Bar(label, value_text(one), float(one.value or 0) / whole, None)


def _compared(facts: Facts, by: str, buckets: Sequence[FigureFacts]) -> Iterator[Block]:
    yield Band(f"按{word('cut', by)}")
    yield _side_by_side(facts, buckets, word("cut", by))


def _side_by_side(facts: Facts, shown: Sequence[FigureFacts], head: str = "原因") -> Table:
    """Buckets beneath each other, figures beside each other."""
    names = list(dict.fromkeys(one.figure for one in shown))
    rows: dict[str | None, dict[str, FigureFacts]] = {}
    for one in shown:
        rows.setdefault(one.bucket, {})[one.figure] = one
    width = max(1, 18 // len(names))
    return Table(
        (head, *(word("figure", name) for name in names)),
        (24 - width * len(names), *(width for _name in names)),
        tuple(
            (
                bucket_name(next(iter(of.values())), facts.speech),
                *(value_text(of[name]) if name in of else "" for name in names),
            )
            for of in rows.values()
        ),
        figures=tuple(range(1, len(names) + 1)),
    )


def _causes(facts: Facts, cuts: Iterable[str]) -> Iterator[Block]:
    """Closed tickets by cause, most first, with what they add up to (Pareto)."""
    for by in cuts:
        shown = [one for one in facts["causes"][by] if one.value]
        whole = sum(int(one.value or 0) for one in shown)
        if not whole:
            continue
        yield Band(f"{NAMED[by]}（帕累托）")
        so_far = 0
        lines = []
        for one in shown[:MOST_CAUSES]:
            so_far += int(one.value or 0)
            text = f"{one.value}　累计 {so_far * PERCENT / whole:.1f}%"
            lines.append(
                Bar(bucket_name(one, facts.speech), text, int(one.value or 0) / whole, so_far / whole)
            )
        yield Bars(tuple(lines))


REPORT = Form(
    key="report",
    title="售后服务统计报表",
    called=N_("Report of a period"),
    summary=N_("The figures of a month, quarter, half-year (fault analysis) or year, with bars."),
    families=(),
    argument="PERIOD",
    asks=_asked,
    lays=_laid,
    at=lambda facts: facts["until"],
    bears=lambda facts: facts["name"],
)
