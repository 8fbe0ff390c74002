"""What an import says: bad rows as they come, what was taken for what, and the counts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from console.i18n import N_, _, installed_language, ngettext, translate
from console.rejected import Rejected
from console.speech import Speech
from console.table import drawn
from console.titles import argument
from console.words import yes_or_no
from db.errors import StoreError
from db.imports import Bad, Import, Report
from db.imports.values import text_of
from db.imports.words import first_words
from db.rules.text import strip_controls

LISTED = 10_000
"""So many bad rows are listed under --json, which is held in memory; the file holds all of them."""
SHOWN_CELLS = 60
TITLES: Mapping[tuple[str, str], str] = {
    ("tickets", "status"): N_("State"),
    ("tools", "price"): N_("Price"),
    ("tools", "staff"): N_("Holder"),
}
"""Of columns that mean something else in a file than on the desk."""
LISTS_OF_CODES = ("choices", "codes")
"""Values of sentences that list what a field may be."""


class Telling:
    """Says every bad row as it comes, and keeps it in the file beside."""

    def __init__(self, speech: Speech, kind: str, source: Path, *, dry: bool, quiet: bool) -> None:
        self._speech, self._kind, self._dry, self._quiet = speech, kind, dry, quiet
        self._rejected = Rejected(source)
        self.listed: list[dict[str, Any]] = []

    def hear(self, bad: Bad, bringing: Import) -> None:
        """One bad row; its field is called what the file calls it."""
        column = self._column(bad.field, bringing.report)
        reason = self._reason(bad.error, bad.field, column)
        if not self._dry:
            titles = [_("line"), _("field"), _("reason")]
            self._rejected.add(bringing.headers, titles, bad.cells, [str(bad.line), bad.field, reason])
        if len(self.listed) < LISTED:
            self.listed.append({"line": bad.line, "field": bad.field, "reason": reason})
        if not self._quiet:
            where = translate("line {line}", line=bad.line)
            if bad.field:
                name = bad.field if column == bad.field else _named(column, bad.field)
                where = translate("line {line}, {field}", line=bad.line, field=name)
            print(translate("{where}: {reason}", where=where, reason=reason))

    def break_off(self, report: Report) -> None:
        """What is in when somebody interrupts: the same command goes on."""
        said = translate(
            "{added} rows are in and stay; the same command brings in the rest.",
            added=report.added + report.known,
        )
        print(said, file=sys.stderr)

    def close(self) -> Path | None:
        """Where the bad rows stand, if there are any."""
        return self._rejected.close()

    def as_json(self, report: Report, rejected: Path | None) -> dict[str, Any]:
        return {
            "rows": report.rows,
            "added": report.added,
            "known": report.known,
            "rejected": report.refused,
            "mapping": report.mapping,
            "unused": list(report.unused),
            "missing": list(report.missing),
            "sheet": report.sheet or None,
            "other_sheets": list(report.other_sheets),
            "preview": [_texts(row) for row in report.preview],
            "problems": self.listed,
            "file": None if rejected is None else str(rejected),
        }

    def sum_up(self, report: Report, rejected: Path | None) -> None:
        """What was taken for what (of a dry run), what was left aside, and the counts."""
        if self._dry:
            self._preview(report)
        self._remarks(report)
        counts = {
            "rows": report.rows,
            "added": report.added,
            "known": report.known,
            "refused": report.refused,
        }
        if self._dry:
            print(
                translate(
                    "{rows} rows: {added} would be added, {known} are known, {refused} would be refused. "
                    "Nothing was written.",
                    **counts,
                )
            )
            return
        print(translate("{rows} rows: {added} added, {known} known already, {refused} refused.", **counts))
        if rejected is not None:
            said = ngettext(
                "{count} bad row is in a file of its own:",
                "{count} bad rows are in a file of their own:",
                report.refused,
            )
            print(said, strip_controls(str(rejected)))

    def _title(self, name: str) -> str:
        own = TITLES.get((self._kind, name))
        return argument(name) if own is None else _(own)

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
        if report.unused:
            print(translate("Not used: {columns}", columns=strip_controls(_(", ").join(report.unused))))
        print(_("First rows:"))
        rows = [{name: self._shown(name, value) for name, value in row.items()} for row in report.preview]
        print("\n".join(drawn(rows, self._title, lambda _name, value: value or "", 2)))

    def _remarks(self, report: Report) -> None:
        """What somebody who brings a file should know beside the counts."""
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


def _named(name: str, code: str) -> str:
    return translate("{name} ({code})", name=name, code=code)


def _words(field: str) -> Mapping[str, str]:
    """The codes of a field in Chinese, in words that an import reads too; English keeps the codes."""
    return first_words(field) if installed_language() == "zh_CN" else {}


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, bool | int) else text_of(value) for name, value in row.items()}
