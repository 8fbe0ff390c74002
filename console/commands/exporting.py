"""`paigong export VIEW FILE`: any view as a workbook, CSV or JSON; the ending says which."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from console.commands import paging
from console.commands.arguments import missing
from console.commands.do import describe, option
from console.commands.groups import Group, leaf
from console.commands.show import argument
from console.declared import fields_of
from console.files.out import check_place, put_out, put_out_rows
from console.files.writing import ENDINGS
from console.opening import opened, who_acts
from console.settings import Settings
from console.words.i18n import _, ngettext, translate
from console.words.speech import Speech, speech_of
from db.errors import BadField, StoreError
from db.rules.text import strip_controls
from db.store import Store
from db.verbs.parsing import parse
from db.views import VIEWS, View
from db.views.as_json import as_json
from db.views.view import ALL_ROWS

FIGURES, BOOK_ENDING = "figures", ".xlsx"
"""The view of which a workbook has charts, and the rows behind each figure."""


class Export(Group):
    """The views as subcommands."""

    def summaries(self) -> Mapping[str, str]:
        return {name: _(summary) for name, summary in VIEWS.summaries().items()}

    def knows(self, name: str) -> bool:
        return name in VIEWS

    def load(self, name: str) -> Any:
        return export_command(VIEWS[name])

    def unknown(self, name: str) -> StoreError:
        return BadField("view", "There is no view “{name}”.", "paigong views lists them.", name=name)


def export_command(view: type[View[Any]]) -> Any:
    """The view as a command: the file first, then what the view itself asks for."""

    def run(ctx: typer.Context, **given: Any) -> None:
        own = ("file_", "force_", *paging.OWN)
        fields = {name: value for name, value in given.items() if name not in own and value is not None}
        export(ctx.obj, view, fields, given["file_"], paging.asked(given), force=given["force_"])

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    file = typer.Argument(None, help=", ".join(ENDINGS), metavar="FILE", show_default=False)
    force = typer.Option(False, "--force", help=_("overwrite what is there"), show_default=False)
    fields = {field.name: field for field in fields_of(view)}
    declared = [
        inspect.Parameter("file_", inspect.Parameter.KEYWORD_ONLY, annotation=str | None, default=file),
        *(argument(fields[name]) for name in view.positional),
        *(option(each, describe(each)) for each in fields.values() if each.name not in view.positional),
        *paging.options(view),
        inspect.Parameter("force_", inspect.Parameter.KEYWORD_ONLY, annotation=bool, default=force),
    ]
    run.__signature__ = inspect.Signature([context, *declared])  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in (context, *declared)}
    return leaf(view.name, run, _(view.summary()))


def export(
    settings: Settings,
    kind: type[View[Any]],
    fields: Mapping[str, str],
    file: str | None,
    asked: paging.Asked | None = None,
    *,
    force: bool,
) -> None:
    """Ask the view as whoever acts, and write its answer; the file is whole or not there."""
    if not file:
        raise missing("file")
    path = Path(file).expanduser()
    check_place(path, force=force)
    given = {name: strip_controls(value) for name, value in fields.items()}
    view = parse(kind, given)
    if "limit" in kind.model_fields and "limit" not in given:
        # A list is shown in part, but exported whole.
        view = view.model_copy(update={"limit": _most(kind)})
    with opened(settings) as store:
        actor, speech = who_acts(store, settings), speech_of(store)
        at = f"{store.now().astimezone(store.zone):%Y-%m-%d %H:%M}"
        about = "  ".join((*(given[name] for name in kind.positional if given.get(name)), at))
        count, limit = 1, getattr(view, "limit", None)
        if asked is not None and asked.is_said:
            wanted: View[Any] = asked.paged(view, speech, limit or ALL_ROWS)
        else:
            wanted = view
        if kind.name == FIGURES and path.suffix.lower() == BOOK_ENDING:
            count = _put_book(store, view, actor, path, speech)
        elif view.asks_for_rows:
            count = store.read_through(
                wanted, actor, lambda rows: put_out_rows(path, kind, rows, store.zone, speech, about=about)
            )
        else:
            answer = as_json(store.read(wanted, actor), store.zone, speech.say)
            put_out(path, kind, answer, store.zone, speech, about=about)
    print(ngettext("{count} row written:", "{count} rows written:", count), strip_controls(str(path)))
    if view.asks_for_rows and count == limit:
        if "limit" in given:
            print(_("There may be more: --limit shows them."))
        else:
            print(translate("There may be more: {count} is all that the view shows.", count=count))


def _put_book(store: Store, view: Any, actor: str, path: Path, speech: Speech) -> int:
    """Figures as a workbook with charts, and the rows behind each (RPT-03, RPT-05)."""
    from console.files.figures_book import put_book, rows_of
    from db.views.figure_book import STANDARD_CUTS, Book

    cuts = (view.by,) if view.by is not None else STANDARD_CUTS
    book = store.read(Book(period=view.period, of=view.of, cuts=cuts, rows=True), actor)
    put_book(path, book, speech, store.zone)
    return rows_of(book)


def _most(kind: type[View[Any]]) -> int:
    """The highest limit that the view takes."""
    highest = [getattr(mark, "le", None) for mark in kind.model_fields["limit"].metadata]
    return max((int(each) for each in highest if each is not None), default=100_000)
