"""The workbook of a period: figures with links to their rows, and native charts (RPT-03, RPT-05).

The same answer makes the same bytes: what it was made is when it was counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from console.files.writing import put_in_place
from console.words.codes import word
from console.words.i18n import N_, _, beside
from console.words.saying import said, title
from console.words.speech import Speech
from db.errors import BadField
from db.figures.declaration import MINUTES, PER_CENT
from db.figures.figures import FIGURES
from db.kinds import Bucket
from db.rules.text import strip_controls
from db.views.figure_book import BookFacts, SheetFacts
from db.views.figures import BehindFacts, FigureFacts
from db.views.view import shape_of

Workbook = Any  # xlsxwriter tells no types
Worksheet = Any

FIRST = 1
"""The row in which a chart's data begin."""
SHOWN_CAUSES = 20
SHEET_NAMES = {
    "reported": N_("Reported tickets"),
    "handled": N_("Finished tickets"),
    "closed": N_("Closed tickets"),
    "milestones": N_("Milestones due"),
    "original_milestones": N_("Milestones as first due"),
    "appointments": N_("Agreed times due"),
    "surveys": N_("Answered surveys"),
    "unreached": N_("Customers not reached"),
    "pauses": N_("Pauses begun"),
    "escalations": N_("Rungs called"),
    "dispatches": N_("Gates overruled"),
}
"""What the sheets of rows are called in English; the interface's language says its own."""
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
BUCKET = Bucket()


def put_book(path: Path, book: BookFacts, speech: Speech, zone: ZoneInfo) -> None:
    """Write a workbook in its place; the file is whole or not there."""
    if path.suffix.lower() != ".xlsx":
        raise BadField(
            "file", "{file} has an ending that cannot be written; there are {endings}.", file=path.name,
            endings=".xlsx",
        )  # fmt: skip
    put_in_place(path, lambda beside: write_book(beside, book, speech, zone))


def rows_of(book: BookFacts) -> int:
    """How many rows stand behind its figures."""
    return sum(len(each.rows) for each in book.sheets)


def write_book(path: Path, book: BookFacts, speech: Speech, zone: ZoneInfo) -> None:
    """All of it in one file."""
    from xlsxwriter import Workbook as Made  # type: ignore[import-untyped]

    made, folder = BytesIO(), TemporaryDirectory(prefix="paigong-")
    with folder, Made(made, OPTIONS | {"tmpdir": folder.name}) as workbook:
        workbook.set_properties({"title": book.name, "created": book.until.replace(tzinfo=None)})
        _Writing(workbook, book, speech, zone).write()
    path.write_bytes(made.getvalue())


class _Writing:
    """One workbook while it is written, sheet by sheet, each from its first row to its last."""

    def __init__(self, workbook: Workbook, book: BookFacts, speech: Speech, zone: ZoneInfo) -> None:
        self._made, self._book, self._speech, self._zone = workbook, book, speech, zone
        self._bold = workbook.add_format({"bold": True})
        self._instant = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._percent = workbook.add_format({"num_format": "0.0"})
        self._link = workbook.add_format({"font_color": "#0563C1", "underline": 1})
        self._link_percent = workbook.add_format(
            {"font_color": "#0563C1", "underline": 1, "num_format": "0.0"}
        )
        self._late = workbook.add_format({"bold": True, "font_color": "#C00000"})

    def write(self) -> None:
        """Figures, charts, buckets, then the rows that they link to."""
        self._figures()
        self._course()
        self._causes()
        for by, facts in self._book.buckets.items():
            self._cut(by, facts)
        for each in self._book.sheets:
            self._rows(each)

    # -- figures ----------------------------------------------------------------------------------------

    def _figures(self) -> None:
        sheet = self._sheet(_("Figures of a period"))
        facts = self._book.whole
        spans = list(dict.fromkeys(one.period for one in facts))
        head = [_("Figure"), _("Unit"), *spans, _("Target"), _("Target reached")]
        self._head(sheet, head, [26, 9, *(11 for _each in spans), 9, 10])
        for at, name in enumerate(dict.fromkeys(one.figure for one in facts), 1):
            of_figure = [one for one in facts if one.figure == name]
            last = of_figure[-1]
            self._linked_text(sheet, at, 0, word("figure", name), name)
            sheet.write_string(at, 1, word("unit", last.unit))
            for column, one in enumerate(of_figure, 2):
                self._linked_number(sheet, at, column, one)
            column = 2 + len(of_figure)
            if last.target is not None:
                sheet.write_number(at, column, last.target)
            if last.reached is not None:
                text = word("target_reached", "yes" if last.reached else "no")
                sheet.write_string(at, column + 1, text, None if last.reached else self._late)

    def _linked_text(self, sheet: Worksheet, row: int, column: int, text: str, figure: str) -> None:
        target = self._target(figure)
        if target:
            sheet.write_url(row, column, target, self._link, text)
        else:
            sheet.write_string(row, column, text)

    def _linked_number(self, sheet: Worksheet, row: int, column: int, one: FigureFacts) -> None:
        if one.value is None:
            return
        target = self._target(one.figure)
        is_percent = one.unit == PER_CENT
        if target:
            sheet.write_url(row, column, target)
        plain = self._percent if is_percent else None
        linked = self._link_percent if is_percent else self._link
        sheet.write_number(row, column, float(one.value), linked if target else plain)

    def _target(self, figure: str) -> str:
        """Where the rows of a figure stand in the workbook."""
        population = FIGURES[figure].population.name
        if all(each.population != population for each in self._book.sheets):
            return ""
        return f"internal:'{self._rows_name(population)}'!A1"

    # -- charts -----------------------------------------------------------------------------------------

    def _course(self) -> None:
        """Columns of what was handled, with a line of how much was in time on the second axis."""
        facts = self._book.course
        names = list(dict.fromkeys(one.figure for one in facts))
        spans = list(dict.fromkeys(one.period for one in facts))
        value = {(one.period, one.figure): one.value for one in facts}
        sheet = self._sheet(_("Course"))
        self._head(sheet, [_("Period"), *(word("figure", name) for name in names)], [12] + [14] * len(names))
        for at, span in enumerate(spans, FIRST):
            sheet.write_string(at, 0, span)
            for column, name in enumerate(names, 1):
                number = value.get((span, name))
                if number is not None:
                    sheet.write_number(at, column, float(number))
        columns = self._chart(
            "column", sheet, names.index("handled") + 1, len(spans), word("figure", "handled")
        )
        line = self._chart(
            "line", sheet, names.index("timeliness") + 1, len(spans), word("figure", "timeliness"), y2=True
        )
        columns.combine(line)
        columns.set_title({"name": f"{word('figure', 'handled')} / {word('figure', 'timeliness')}"})
        line.set_y2_axis({"min": 0, "max": 100, "name": "%"})
        columns.set_size({"width": 900, "height": 360})
        sheet.insert_chart(FIRST + len(spans) + 1, 0, columns)

    def _causes(self) -> None:
        """Which causes make up most of what was closed, as a Pareto."""
        facts = [one for one in self._book.causes["cause"] if one.value]
        whole = sum(one.value or 0 for one in facts)
        shown = facts[:SHOWN_CAUSES]
        sheet = self._sheet(_("Pareto of causes"))
        self._head(
            sheet, [_("Cause"), word("figure", "closed"), _("Share (%)"), _("Added up (%)")], [28, 10, 10, 10]
        )
        so_far: Decimal | int = 0
        for at, one in enumerate(shown, FIRST):
            value = one.value or 0
            so_far += value
            sheet.write_string(at, 0, self._bucket(one))
            self._linked_number(sheet, at, 1, one)
            sheet.write_number(at, 2, round(float(value) * 100 / float(whole), 1), self._percent)
            sheet.write_number(at, 3, round(float(so_far) * 100 / float(whole), 1), self._percent)
        if not shown:
            return
        columns = self._chart("column", sheet, 1, len(shown), word("figure", "closed"))
        line = self._chart("line", sheet, 3, len(shown), _("Added up (%)"), y2=True)
        columns.combine(line)
        columns.set_title({"name": _("Pareto of causes")})
        line.set_y2_axis({"min": 0, "max": 100, "name": "%"})
        columns.set_size({"width": 900, "height": 400})
        sheet.insert_chart(FIRST + len(shown) + 1, 0, columns)

    def _chart(
        self, kind: str, sheet: Worksheet, column: int, count: int, name: str, *, y2: bool = False
    ) -> Any:
        chart = self._made.add_chart({"type": kind})
        last = FIRST + count - 1
        chart.add_series(
            {
                "name": name,
                "categories": [sheet.get_name(), FIRST, 0, last, 0],
                "values": [sheet.get_name(), FIRST, column, last, column],
                "y2_axis": y2,
                **({"marker": {"type": "circle"}} if kind == "line" else {}),
            }
        )
        return chart

    # -- buckets and rows -------------------------------------------------------------------------------

    def _cut(self, by: str, facts: Sequence[FigureFacts]) -> None:
        names = list(dict.fromkeys(one.figure for one in facts))
        buckets = {one.bucket: one for one in facts}
        value = {(one.bucket, one.figure): one for one in facts}
        sheet = self._sheet(word("cut", by))
        head = [word("cut", by), *(self._with_unit(name) for name in names)]
        self._head(sheet, head, [26, *(14 for _each in names)])
        for at, (bucket, some) in enumerate(buckets.items(), 1):
            sheet.write_string(at, 0, self._bucket(some))
            for column, name in enumerate(names, 1):
                if (bucket, name) in value:
                    self._linked_number(sheet, at, column, value[bucket, name])

    def _with_unit(self, name: str) -> str:
        unit = FIGURES[name].unit
        text = word("figure", name)
        return beside(text, word("unit", unit)) if unit in (PER_CENT, MINUTES) else text

    def _rows(self, rows: SheetFacts) -> None:
        shape = shape_of(BehindFacts)
        sheet = self._sheet(self._rows_name(rows.population), once=False)
        columns = rows.columns
        head = [
            *(title(shape[name]) for name in columns.facts),
            *(word("figure", name) for name in columns.marks),
            *(_("Minutes") for _each in columns.values),
        ]
        self._head(sheet, head, [*(WIDTHS.get(name, 12) for name in columns.facts), *(12 for _each in head)])
        yes_no = {1: _("yes"), 0: _("no")}
        says: list[Mapping[Any, str]] = [_Said(shape[name].kind, self._speech) for name in columns.facts]
        at_column = columns.facts.index("at")
        marks = range(len(columns.facts), len(columns.facts) + len(columns.marks))
        string, number, zone = sheet.write_string, sheet.write_number, self._zone
        for at, record in enumerate(rows.rows, 1):
            for column, value in enumerate(record):
                if value is None:
                    continue
                if column == at_column:
                    sheet.write_datetime(
                        at, column, value.astimezone(zone).replace(tzinfo=None), self._instant
                    )
                elif column < len(says):
                    string(at, column, says[column][value])
                elif column in marks:
                    string(at, column, yes_no[value])
                else:
                    number(at, column, value)
        if rows.rows:
            sheet.autofilter(0, 0, len(rows.rows), len(head) - 1)

    def _rows_name(self, population: str) -> str:
        return _(SHEET_NAMES[population])

    def _bucket(self, one: FigureFacts) -> str:
        return strip_controls(said(BUCKET, one.bucket, self._speech, {"by": one.by}))

    # -- sheets -----------------------------------------------------------------------------------------

    def _sheet(self, name: str, *, once: bool = True) -> Worksheet:
        """A sheet of this name, or of another where there is one already."""
        taken = {each.get_name().casefold() for each in self._made.worksheets()}
        taken |= (
            {self._rows_name(each.population).casefold() for each in self._book.sheets} if once else set()
        )
        found = next(each for each in _names(name) if each.casefold() not in taken)
        sheet = self._made.add_worksheet(found)
        sheet.freeze_panes(1, 0)
        return sheet

    def _head(self, sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]) -> None:
        for column, text in enumerate(titles):
            sheet.write_string(0, column, text, self._bold)
            sheet.set_column(column, column, widths[column])


WIDTHS = {"ticket": 14, "at": 17, "product": 22, "customer": 26, "staff": 16}


def _names(name: str) -> Iterator[str]:
    """A name that workbooks take, and others like it."""
    plain = "".join(letter for letter in name if letter not in "[]:*?/\\'")[:28]
    yield plain
    count = 1
    while True:
        count += 1
        yield f"{plain} {count}"


class _Said(dict[Any, str]):
    """Values of a column in words, each said once."""

    def __init__(self, kind: Any, speech: Speech) -> None:
        super().__init__()
        self._kind, self._speech = kind, speech

    def __missing__(self, value: Any) -> str:
        text = strip_controls(said(self._kind, value, self._speech))
        self[value] = text
        return text
