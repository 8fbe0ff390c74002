"""`paigong import`: other people's files brought in, with every bad row and its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from console.answers import print_json
from console.i18n import _, ngettext, translate
from console.opening import opened, who_acts
from console.rejected import Rejected
from console.settings import Settings
from console.speech import Speech
from console.table import drawn
from console.titles import argument
from db.errors import BadField
from db.imports import KINDS, Bad, Import, MapFile, Report, read_map
from db.imports.values import text_of
from db.rules.text import strip_controls

LISTED = 10_000
"""So many bad rows are listed under --json, which is held in memory; the file holds all of them."""
SHOWN_CELLS = 60


def run(
    ctx: typer.Context,
    kind: str | None = typer.Argument(None, metavar="KIND", show_default=False),
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    map_: str | None = typer.Option(None, "--map", metavar="FILE", show_default=False),
    dry_run: bool = typer.Option(False, "--dry-run", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    if kind not in KINDS:
        raise BadField("kind", "{field} is one of {choices}.", choices=", ".join(KINDS))
    if not file:
        raise BadField("file", "{field} is missing.")
    settings: Settings = ctx.obj
    source = Path(file).expanduser()
    said = read_map(Path(map_).expanduser(), kind) if map_ is not None else MapFile()
    with opened(settings) as store:
        actor = who_acts(store, settings)
        telling = _Telling(Speech(store.zone, store.policy), source, dry=dry_run, quiet=as_json)
        with _progress(shown=sys.stderr.isatty() and not as_json and not dry_run) as advance:
            bringing = Import(
                store, actor, kind, said, dry=dry_run, bad=lambda bad: telling.hear(bad, bringing),
                progress=advance,
            )  # fmt: skip
            try:
                report = bringing.run(source)
            finally:
                rejected = telling.close()
    if as_json:
        print_json(telling.as_json(report, rejected))
        return
    if dry_run:
        _preview(report)
    _summary(report, rejected, dry=dry_run)


class _Telling:
    """Says every bad row as it comes, and keeps it in the file beside."""

    def __init__(self, speech: Speech, source: Path, *, dry: bool, quiet: bool) -> None:
        self._speech, self._dry, self._quiet = speech, dry, quiet
        self._rejected = Rejected(source)
        self.listed: list[dict[str, Any]] = []

    def hear(self, bad: Bad, bringing: Import) -> None:
        reason = self._speech.say(bad.error)
        hint = self._speech.fill(bad.error.hint, bad.error.values)
        reason = f"{reason} {hint}".rstrip()
        if not self._dry:
            titles = [_("line"), _("field"), _("reason")]
            self._rejected.add(bringing.headers, titles, bad.cells, [str(bad.line), bad.field, reason])
        if len(self.listed) < LISTED:
            self.listed.append({"line": bad.line, "field": bad.field, "reason": reason})
        if not self._quiet:
            where = translate("line {line}", line=bad.line) + (f", {bad.field}" if bad.field else "")
            print(translate("{where}: {reason}", where=where, reason=reason))

    def close(self) -> Path | None:
        return self._rejected.close()

    def as_json(self, report: Report, rejected: Path | None) -> dict[str, Any]:
        return {
            "rows": report.rows,
            "added": report.added,
            "known": report.known,
            "rejected": report.refused,
            "mapping": report.mapping,
            "unused": list(report.unused),
            "preview": [_texts(row) for row in report.preview],
            "problems": self.listed,
            "file": None if rejected is None else str(rejected),
        }


def _texts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, bool | int) else text_of(value) for name, value in row.items()}


def _preview(report: Report) -> None:
    print(_("Columns:"))
    for name, source in report.mapping.items():
        print(f"  {strip_controls(source)} → {argument(name)} ({name})")
    if report.unused:
        print(translate("Not used: {columns}", columns=strip_controls(", ".join(report.unused))))
    print(_("First rows:"))
    rows = [{name: text_of(value)[:SHOWN_CELLS] for name, value in row.items()} for row in report.preview]
    print("\n".join(drawn(rows, argument, lambda _name, value: value or "", 2)))


def _summary(report: Report, rejected: Path | None, *, dry: bool) -> None:
    counts = {"rows": report.rows, "added": report.added, "known": report.known, "refused": report.refused}
    if dry:
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


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int], None]]:
    """A line on the terminal that moves; nothing for scripts."""
    if not shown:
        yield lambda _rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = BarColumn(), TextColumn("{task.completed}", markup=False), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda rows: progress.update(task, completed=rows)
