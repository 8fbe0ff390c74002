"""`paigong import`: other people's files brought in, with every bad row and its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from console.answers import print_json
from console.commands.import_telling import Telling
from console.i18n import translate
from console.opening import opened, who_acts
from console.settings import Settings
from console.speech import Speech
from db.errors import BadField
from db.imports import KINDS, Import, MapFile, read_map


def run(
    ctx: typer.Context,
    kind: str | None = typer.Argument(None, metavar="KIND", show_default=False),
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    map_: str | None = typer.Option(None, "--map", metavar="FILE", show_default=False),
    sheet: str | None = typer.Option(None, "--sheet", metavar="NAME", show_default=False),
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
    if sheet is not None:
        said = replace(said, sheet=sheet)
    with opened(settings) as store:
        actor = who_acts(store, settings)
        telling = Telling(Speech(store.zone, store.policy), kind, source, dry=dry_run, quiet=as_json)
        with _progress(shown=sys.stderr.isatty() and not as_json) as advance:
            bringing = Import(
                store, actor, kind, said, dry=dry_run, bad=lambda bad: telling.hear(bad, bringing),
                progress=lambda rows: advance(rows, bringing.report.expected),
            )  # fmt: skip
            try:
                report = bringing.run(source)
            except KeyboardInterrupt:
                if not dry_run:
                    telling.break_off(bringing.report)
                raise
            finally:
                rejected = telling.close()
    if as_json:
        print_json(telling.as_json(report, rejected))
        return
    telling.sum_up(report, rejected)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal, told how many rows are done of how many; nothing for scripts."""
    if not shown:
        yield lambda _rows, _expected: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = BarColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
    # What goes into a file or a pipe is left alone; on the terminal it stands above the bar.
    above = sys.stdout.isatty()
    with Progress(
        *columns, console=Console(stderr=True), transient=True, redirect_stdout=above, redirect_stderr=False
    ) as progress:
        task = progress.add_task("", total=None)
        yield lambda rows, expected: progress.update(
            task, completed=rows, total=max(rows, expected),
            description=translate("{rows} of about {expected} rows", rows=rows, expected=max(rows, expected)),
        )  # fmt: skip
