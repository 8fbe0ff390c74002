"""Lists of days off out of files, and what a library expects of a year (SLA-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from db.errors import BadField
from db.imports.lines import RawRow
from db.imports.reading import rows_of
from db.imports.values import text_of
from db.rules.days_off import (
    HOLIDAY,
    WORKDAY,
    BadLine,
    DaysError,
    Listed,
    Read,
    plain_name,
    read_line,
    read_lines,
)
from db.rules.search import normal
from db.rules.sentence import Sentence

HEADERS = {
    "first": ("date", "day", "from", "begin", "start", "日期", "放假日期", "开始", "开始日期", "起"),
    "last": ("to", "until", "end", "结束", "结束日期", "至", "止"),
    "kind": ("kind", "type", "what", "isoffday", "off", "类型", "性质", "类别", "安排", "是否放假"),
    "name": ("name", "holiday", "名称", "节日", "节假日", "假日名称"),
}
"""What the columns of such a table are called."""
YES = {"yes": HOLIDAY, "true": HOLIDAY, "1": HOLIDAY, "是": HOLIDAY, "no": WORKDAY, "false": WORKDAY,
       "0": WORKDAY, "否": WORKDAY}  # fmt: skip
"""Whether it is a day off, where the column asks that."""
LOOKED_AT = 10
"""Rows in which the header is looked for."""


def read_days(path: Path, *, year: int | None = None, sheet: str | None = None) -> Read:
    """The days of a CSV, xlsx or JSON-lines table, or of the notice as plain text.

    Raises BadField for what is wrong with the file as a whole.
    """
    rows = list(rows_of(path, sheet=sheet))
    for at, row in enumerate(rows[:LOOKED_AT]):
        columns = _columns(row)
        if columns is not None:
            return _table(rows[at + 1 :], columns, year)
    lines = ((row.line, "，".join(filter(None, map(text_of, row.cells)))) for row in rows if not row.problem)
    return read_lines(lines, year)


class _Columns(NamedTuple):
    first: int
    last: int | None
    kind: int
    name: int | None


def _columns(row: RawRow) -> _Columns | None:
    """Which cell is what, if the row is a header that says when and what."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        title = normal(text_of(cell)).replace(" ", "").replace("_", "")
        for name, titles in HEADERS.items():
            if title in titles and name not in found:
                found[name] = at
                break
    if "first" not in found or "kind" not in found:
        return None
    return _Columns(found["first"], found.get("last"), found["kind"], found.get("name"))


def _table(rows: Iterable[RawRow], columns: _Columns, year: int | None) -> Read:
    found: dict[Any, tuple[Listed, int]] = {}
    bad: list[BadLine] = []
    for row in rows:
        text = "，".join(filter(None, map(text_of, row.cells)))
        if row.problem is not None:
            bad.append(BadLine(row.line, text, Sentence(row.problem.msgid, row.problem.values)))
            continue
        if not text:
            continue
        try:
            for each in _days(row.cells, columns, year):
                before = found.get(each.day)
                if before is not None and before[0].kind != each.kind:
                    raise DaysError(
                        "{day} is a day off and a working day: see line {line}", day=each.day, line=before[1]
                    )
                found.setdefault(each.day, (each, row.line))
        except DaysError as error:
            bad.append(BadLine(row.line, text, Sentence(error.msgid, error.values)))
    return Read(tuple(found[day][0] for day in sorted(found)), tuple(bad), 0)


def _days(cells: Sequence[Any], columns: _Columns, year: int | None) -> Iterator[Listed]:
    def cell(at: int | None) -> str:
        text = text_of(cells[at]).strip() if at is not None and at < len(cells) else ""
        # A day out of a workbook comes with the midnight that it begins at.
        return text.removesuffix("T00:00:00")

    kind = cell(columns.kind)
    kind = YES.get(kind.lower(), kind)
    first, last = cell(columns.first), cell(columns.last)
    span = f"{first}..{last}" if last and last != first else first
    name = plain_name(cell(columns.name))
    for each in read_line(f"{span} {kind}", year):
        if each.name:
            raise DaysError("this is not understood: {text}", text=each.name)
        yield each._replace(name=name if each.kind == HOLIDAY else "")


def proposed(country: str, year: int) -> tuple[Listed, ...]:
    """What a library expects of a year: of one that is not announced yet only what the law says.

    Raises BadField for a country that it does not know.
    """
    import holidays as library  # a tenth of a second, for this alone

    try:
        found = library.country_holidays(country, years=year, language="zh_CN")
    except NotImplementedError as error:
        raise BadField(
            "country", "Nothing is known of the days off of {country}.", country=country
        ) from error
    off = [Listed(day, HOLIDAY, plain_name(name)) for day, name in found.items() if day.year == year]
    made_up = getattr(found, "weekend_workdays", ())
    return tuple(sorted([*off, *(Listed(day, WORKDAY) for day in made_up if day.year == year)]))
