"""`paigong import`: other people's files brought in, with every bad row and its reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from console.commands.arguments import missing
from console.commands.import_telling import Telling
from console.opening import opened, who_acts
from console.settings import Settings
from console.words.answers import print_json
from console.words.i18n import ngettext, translate
from console.words.speech import Speech
from db.errors import BadField
from db.imports import KINDS, Import, MapFile, read_map, take_back
from db.imports.mapping import folded_value


def run(
    ctx: typer.Context,
    kind: str | None = typer.Argument(None, metavar="KIND", show_default=False),
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    map_: str | None = typer.Option(None, "--map", metavar="FILE", show_default=False),
    sheet: str | None = typer.Option(None, "--sheet", metavar="NAME", show_default=False),
    where: list[str] | None = typer.Option(None, "--where", metavar="COLUMN=VALUE", show_default=False),
    source_: str | None = typer.Option(None, "--source", metavar="NAME", show_default=False),
    update: bool = typer.Option(False, "--update", show_default=False),
    new_kinds: bool = typer.Option(False, "--new-kinds", show_default=False),
    take_back_: str | None = typer.Option(None, "--take-back", metavar="ID", show_default=False),
    dry_run: bool = typer.Option(False, "--dry-run", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    if take_back_ is not None:
        _take_back(ctx.obj, take_back_, as_json=as_json)
        return
    if kind not in KINDS:
        raise BadField("kind", "{field} is one of {choices}.", choices=", ".join(KINDS))
    if not file:
        raise missing("file")
    said = read_map(Path(map_).expanduser(), kind) if map_ is not None else MapFile()
    said = replace(
        said, sheet=said.sheet if sheet is None else sheet,
        source=said.source if source_ is None else source_,
        new_kinds=said.new_kinds or new_kinds, where={**said.where, **_conditions(where or ())},
    )  # fmt: skip
    code = _bring(ctx.obj, kind, Path(file).expanduser(), said, update=update, dry=dry_run, as_json=as_json)
    if code:
        raise typer.Exit(code)


def _bring(
    settings: Settings, kind: str, source: Path, said: MapFile, *, update: bool, dry: bool, as_json: bool
) -> int:
    """Bring the file in and say what became of it; the exit code."""
    with opened(settings) as store:
        actor = who_acts(store, settings)
        telling = Telling(
            Speech(store.zone, store.policy), kind, source, dry=dry, quiet=as_json, updating=update
        )
        with _progress(shown=sys.stderr.isatty() and not as_json) as advance:
            bringing = Import(
                store, actor, kind, said, dry=dry, updating=update,
                bad=lambda bad: telling.hear(bad, bringing), differs=telling.differs,
                progress=lambda rows: advance(rows, bringing.report.expected),
            )  # fmt: skip
            try:
                report = bringing.run(source)
            except KeyboardInterrupt:
                if not dry:
                    telling.break_off(bringing.report)
                raise
            finally:
                rejected = telling.close()
    if as_json:
        print_json(telling.as_json(report, rejected))
    else:
        telling.sum_up(report, rejected)
    return telling.exit_code(report)


def _conditions(given: Iterable[str]) -> dict[str, frozenset[str]]:
    """`--where` as a map has it; the same column several times means any of these values."""
    found: dict[str, frozenset[str]] = {}
    for text in given:
        header, equals, value = text.partition("=")
        if not equals or not header.strip():
            raise BadField("where", "“{value}” is no condition; write COLUMN=VALUE.", value=text[:80])
        name = header.strip()
        found[name] = found.get(name, frozenset()) | {folded_value(value)}
    return found


def _take_back(settings: Settings, import_id: str, *, as_json: bool) -> None:
    """Take back what an import brought."""
    with opened(settings) as store:
        gone = take_back(store, who_acts(store, settings), import_id.strip())
    if as_json:
        counts = {"taken_back": gone.tickets, "customers": gone.customers, "equipment": gone.equipment}
        print_json({"id": import_id.strip(), **counts})
        return
    if gone.tickets:
        print(ngettext("{count} ticket was taken back.", "{count} tickets were taken back.", gone.tickets))
    if gone.customers:
        print(
            ngettext(
                "{count} customer's file that only it opened went too.",
                "{count} customers' files that only it opened went too.",
                gone.customers,
            )
        )
    if gone.equipment:
        print(
            ngettext(
                "{count} piece of equipment that only it entered went too.",
                "{count} pieces of equipment that only it entered went too.",
                gone.equipment,
            )
        )


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
