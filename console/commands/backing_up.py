"""`paigong backup` and `paigong restore`: the whole store in one file, and back."""

from __future__ import annotations

from pathlib import Path

import typer

from console.commands.arguments import missing
from console.files.out import check_free
from console.settings import Settings
from console.words.answers import print_json
from console.words.i18n import translate
from db.backup import Copied
from db.errors import BadField
from db.rules.text import strip_controls


def backup(
    ctx: typer.Context,
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    force: bool = typer.Option(False, "--force", show_default=False),
    verify: bool = typer.Option(False, "--verify", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    from db.backup import backup as copy

    settings: Settings = ctx.obj
    path = _path(file)
    check_free(path, force=force)
    _refuse_itself(path, settings)
    _say(copy(settings.url, path, verify=verify), path, as_json=as_json, restored=False)


def restore(
    ctx: typer.Context,
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    force: bool = typer.Option(False, "--force", show_default=False),
    verify: bool = typer.Option(False, "--verify", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    from db.backup import restore as put_back

    settings: Settings = ctx.obj
    path = _path(file)
    _refuse_itself(path, settings)
    _say(put_back(settings.url, path, force=force, verify=verify), path, as_json=as_json, restored=True)


def _path(file: str | None) -> Path:
    if not file or "\0" in file:
        raise missing("file")
    return Path(file).expanduser().absolute()


def _refuse_itself(path: Path, settings: Settings) -> None:
    from db.place import sqlite_path

    store = sqlite_path(settings.url)
    try:
        same = store is not None and path.exists() and store.exists() and path.samefile(store)
    except OSError:
        same = False
    if same:
        raise BadField("file", "{file} is the store itself.", "Name another file.", file=str(path))


def _say(copied: Copied, path: Path, *, as_json: bool, restored: bool) -> None:
    if as_json:
        print_json({"file": str(path), "events": copied.events, "tickets": copied.tickets})
        return
    values = {"file": strip_controls(str(path)), "events": copied.events, "tickets": copied.tickets}
    if restored:
        print(translate("Restored from {file}: {events} events, {tickets} tickets.", **values))
    else:
        print(translate("Backed up to {file}: {events} events, {tickets} tickets.", **values))
