"""`paigong init` and `paigong demo`: making a store."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typer

from console.settings import Settings, instant
from console.words.i18n import _, translate
from db.errors import BadField
from db.place import is_missing, shown


def init(
    ctx: typer.Context,
    admin: str | None = typer.Option(None, "--admin", metavar="NAME", show_default=False),
    login: str = typer.Option("", "--login", metavar="USER", show_default=False),
    policy_file: str = typer.Option("", "--policy", metavar="FILE", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    if settings.at is not None:
        raise BadField("at", "--at sets the clock only on a store made by demo.")
    fields = {"login": login} | ({} if admin is None else {"admin": admin})
    make_store(settings, fields | ({"body": _own_policy(policy_file)} if policy_file else {}))


def _own_policy(file: str) -> str:
    """The shipped policy with the sections of a file in the place of its own."""
    from pathlib import Path

    from console.files.policy import edited, read_text
    from db.policy.load import shipped

    return edited(shipped(), read_text(Path(file).expanduser())).canonical()


def make_store(settings: Settings, fields: Mapping[str, str]) -> None:
    """A store with its policy and its first person; `fields` are those of the verb `found`."""
    from db.making import make_schema
    from db.store import open_store
    from db.verbs.founding import FIRST, Found
    from db.verbs.parsing import parse

    verb = parse(Found, fields)
    make_schema(settings.url)
    store = open_store(settings.url)
    try:
        store.do(verb, FIRST)
    finally:
        store.close()
    print(translate("The store is there: {place}.", place=shown(settings.url)))
    print(translate("{name} is {no} and holds every role.", name=verb.admin, no=FIRST))
    if not verb.login:
        print(
            translate(
                "No login was given: say --as {no} before each command, or set PAIGONG_AS={no}.", no=FIRST
            )
        )
    print(_("Next: paigong import staff FILE brings in your people; paigong opens the desk."))


def demo(
    ctx: typer.Context,
    tickets: int = typer.Option(400, "--tickets", metavar="N", show_default=False),
    closed: int | None = typer.Option(None, "--closed", metavar="M", show_default=False),
    staff: int = typer.Option(60, "--staff", metavar="N", show_default=False),
    seed: int = typer.Option(1, "--seed", metavar="S", show_default=False),
    at: str | None = typer.Option(None, "--at", metavar="ISO", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    begins: datetime | None = instant(at) if at is not None else settings.at
    make_demo(settings, tickets=tickets, closed=closed, staff=staff, seed=seed, at=begins)


def make_demo(settings: Settings, **arguments: Any) -> None:
    """A demonstration store; `arguments` are those of `db.demo.fill`."""
    from db.making import keep_private, make_folder, needs_schema

    make_folder(settings.url)
    if not is_missing(settings.url):
        needs_schema(settings.url)
    from db.demo import fill

    fill(settings.url, progress=_progress if sys.stderr.isatty() else None, **arguments)
    keep_private(settings.url)
    print(translate("The demonstration store is there: {place}.", place=shown(settings.url)))


def _progress(percent: int) -> None:
    print(f"\r{percent} %", end="\n" if percent >= 100 else "", file=sys.stderr, flush=True)
