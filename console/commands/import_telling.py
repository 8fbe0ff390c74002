"""What an import says: bad rows as they come, what was taken for what, and the counts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.commands import import_counts
from console.commands.import_groups import Differences, Groups
from console.files.rejected import Rejected
from console.present.plain import drawn
from console.words.codes import yes_or_no
from console.words.headings import Words
from console.words.i18n import _, installed_language, ngettext, translate
from console.words.labels import field
from console.words.speech import Speech
from db.errors import BadField, Refusal, StoreError
from db.imports import Bad, Differing, Import, Report, field_of
from db.imports.titles import title_of
from db.imports.values import text_of
from db.imports.words import first_words
from db.rules.text import strip_controls

LISTED = 10_000
"""So many bad rows are listed under --json, which is held in memory; the file holds all of them."""
SHOWN_CELLS = 60
LISTS_OF_CODES = ("choices", "codes")
"""Values of sentences that list what a field may be."""


class Telling:
    """Gathers every bad row, keeps it in the file beside, and says in the end what became of the file."""

    def __init__(
        self, speech: Speech, kind: str, source: Path, *, dry: bool, quiet: bool, updating: bool
    ) -> None:
        self._updating = updating
        self._speech, self._kind, self._dry, self._quiet = speech, kind, dry, quiet
        self._rejected = Rejected(source)
        self._groups, self._differences = Groups(), Differences(dry=dry)
        self._rules: set[int] = set()
        self.listed: list[dict[str, Any]] = []
        self.differing: list[dict[str, Any]] = []

    def hear(self, bad: Bad, bringing: Import) -> None:
        """One bad row with all its reasons; a field is called what the file calls it."""
        reasons, fields = [], []
        for error in bad.errors:
            name = field_of(error)
            column = self._column(name, bringing.report)
            reason = self._reason(error, name, column)
            reasons.append(reason)
            fields.append(name)
            if len(self.listed) < LISTED:
                self.listed.append({"line": bad.line, "field": name, "reason": reason})
            shown = "" if not name else name if column == name else _named(column, name)
            self._groups.add(bad.line, shown, reason, error)
            self._rules.add(error.exit_code)
        if not self._dry:
            titles = [_("line"), _("field"), _("reason")]
            said = [str(bad.line), ", ".join(filter(None, fields)), " ".join(reasons)]
            self._rejected.add(bringing.headers, titles, bad.cells, said)

    def differs(self, differing: Differing) -> None:
        """A row that is here already and says something else."""
        if len(self.differing) < LISTED:
            self.differing.append({
                "line": differing.row.line, "number": differing.number, "fields": list(differing.fields),
                "updated": differing.updated, "left": list(differing.left),
            })  # fmt: skip
        self._differences.add(differing)

    def exit_code(self, report: Report) -> int:
        """0 unless every row was refused; then 3 where rules refused them all, else 2."""
        if not report.refused or report.added or report.known:
            return 0
        return Refusal.exit_code if self._rules == {Refusal.exit_code} else BadField.exit_code

    def break_off(self, report: Report) -> None:
        """What is in when somebody interrupts: the same command goes on."""
        said = ngettext(
            "{count} row is in and stays; the same command brings in the rest.",
            "{count} rows are in and stay; the same command brings in the rest.",
            report.added + report.known,
        )
        print(said, file=sys.stderr)

    def close(self) -> Path | None:
        """Where the bad rows stand, if there are any."""
        return self._rejected.close()

    @property
    def workbook(self) -> Path | None:
        """Where the same rows stand as a workbook."""
        return self._rejected.workbook

    def as_json(self, report: Report, rejected: Path | None) -> dict[str, Any]:
        return {
            "id": None if self._dry else report.id,
            "rows": report.rows,
            "added": report.added,
            "known": report.known,
            "rejected": report.refused,
            "left_out": report.left_out,
            "leavers": report.leavers,
            "repeated": report.repeated,
            "updated": report.updated,
            "states": dict(report.states),
            "breached": report.breached,
            "same_phone": report.same_phone,
            "past": report.past,
            "differing_rows": report.differing,
            "kept": dict(report.kept),
            "mapping": report.mapping,
            "unused": list(report.unused),
            "missing": list(report.missing),
            "sheet": report.sheet or None,
            "other_sheets": list(report.other_sheets),
            "preview": [_texts(row) for row in report.preview],
            "problems": self.listed,
            "differing": self.differing,
            "file": None if rejected is None else str(rejected),
            "workbook": None if self.workbook is None else str(self.workbook),
        }

    def sum_up(self, report: Report, rejected: Path | None) -> None:
        """What was taken for what (of a dry run), what was left aside, what was refused, and the counts."""
        if self._dry:
            self._preview(report)
        if report.unused:
            print(translate("Not used: {columns}", columns=strip_controls(_(", ").join(report.unused))))
        self._remarks(report)
        for line in self._groups.lines(strip_controls):
            print(line)
        for line in self._differences.lines(lambda name: self._column(name, report), strip_controls):
            print(line)
        if report.differing and not self._updating:
            print(
                _("--update makes such differences into events, where the ticket is not further here.")
                if self._kind == "tickets"
                else _("--update brings them up to date.")
            )
        for line in self._counted(report):
            print(line)
        self._came_in(report, rejected)

    def _counted(self, report: Report) -> Iterator[str]:
        """What became of the rows, by how many."""
        yield from import_counts.left_out(report)
        yield from import_counts.known(report, dry=self._dry)
        yield from import_counts.worked(report)
        yield from import_counts.doubled(report)
        if report.kept:
            listed = [
                translate("{name} ({count})", name=self._column(name, report), count=count)
                for name, count in report.kept.most_common()
            ]
            columns = _(", ").join(listed)
            yield translate("Kept as a note, because no field takes it: {columns}.", columns=columns)
        yield import_counts.whole(report, dry=self._dry)

    def _came_in(self, report: Report, rejected: Path | None) -> None:
        """Where the bad rows stand, and how the others are taken back."""
        if rejected is not None:
            said = ngettext(
                "{count} bad row is in a file of its own:",
                "{count} bad rows are in a file of their own:",
                report.refused,
            )
            print(said, strip_controls(str(rejected)))
            if self.workbook is not None:
                print(_("The same with every cell as text:"), strip_controls(str(self.workbook)))
        ways = () if self._dry else import_counts.way_back(self._kind, report)
        for line in (*import_counts.states(report), *ways):
            print(line)

    def _title(self, name: str) -> str:
        return heading(self._kind, name)

    def _column(self, field: str, report: Report) -> str:
        source = report.mapping.get(field, "")
        return strip_controls(source)[:SHOWN_CELLS] or self._title(field)

    def _reason(self, error: StoreError, field: str, column: str) -> str:
        values = {**error.values, "field": column}
        words = _words(field)
        for name in LISTS_OF_CODES:
            if isinstance(listed := values.get(name), str):
                values[name] = _(", ").join(words.get(each, each) for each in listed.split(", "))
        said = self._speech.fill(error.msgid, values)
        return f"{said} {self._speech.fill(error.hint, values)}".rstrip()

    def _preview(self, report: Report) -> None:
        print(_("Columns:"))
        for name, source in report.mapping.items():
            print(f"  {strip_controls(source)} → {_named(self._title(name), name)}")
        print(_("First rows:"))
        rows = [{name: self._shown(name, value) for name, value in row.items()} for row in report.preview]
        print("\n".join(drawn(rows, _Columns(self._title), 2)))

    def _remarks(self, report: Report) -> None:
        """What somebody who brings a file should know beside the counts."""
        if report.stray:
            print(_("Something stands far away from the table of the sheet; it was left aside."))
        if report.other_sheets:
            sheets = strip_controls(_(", ").join(report.other_sheets))
            sheet = strip_controls(report.sheet)
            print(
                translate(
                    "Only the sheet {sheet} was read. There are also: {sheets}; --sheet names another one.",
                    sheet=sheet,
                    sheets=sheets,
                )
            )
        if report.missing:
            names = _(", ").join(_named(self._title(name), name) for name in report.missing)
            print(
                translate(
                    "No column was found for {names}, without which no row can come in. "
                    "Name it in the header, or in a map file (--map).",
                    names=names,
                )
            )
        if not report.rows:
            print(_("There is no row below the header."))

    def _shown(self, name: str, value: Any) -> str:
        """A value as it was understood: instants by the branch's clock, money in yuan, codes as words."""
        if isinstance(value, datetime):
            return self._speech.instant(value)
        if isinstance(value, bool):
            return yes_or_no(value)
        if name == "price":
            return f"{value / 100:.2f}"
        words = _words(name)
        parts = value if isinstance(value, list) else [value]
        return _(", ").join(words.get(text := text_of(each), text)[:SHOWN_CELLS] for each in parts)


def heading(kind: str, name: str) -> str:
    """What a column of such a file is called."""
    return _(title_of(kind, name)) or field(name)


@dataclass(frozen=True)
class _Columns:
    """The columns of a file, whose values are words already."""

    title: Callable[[str], str]
    brief: tuple[str, ...] = ()

    def text(self, _name: str, value: Any, _row: Mapping[str, Any]) -> str:
        return value or ""

    def number(self, _name: str, value: float) -> float | Decimal:
        return value

    def unit(self, _name: str) -> str:
        return ""

    def tells(self, _name: str) -> bool:
        return False

    def within(self, _name: str) -> Words:
        return self


def _named(name: str, code: str) -> str:
    return translate("{name} ({code})", name=name, code=code)


def _words(field: str) -> Mapping[str, str]:
    """The codes of a field in Chinese, in words that an import reads too; English keeps the codes."""
    return first_words(field) if installed_language() == "zh_CN" else {}


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, bool | int) else text_of(value) for name, value in row.items()}
