"""`paigong init` and `paigong demo`: making a store."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer
from sqlalchemy import inspect, select

from console.opening import is_missing
from console.settings import Settings, instant
from console.words.i18n import _, translate
from db.causes import cause
from db.engine import make_engine, sqlite_path, transaction
from db.errors import BadField, Refusal, Unreachable

if TYPE_CHECKING:
    from sqlalchemy import Connection


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
    make_folder(settings.url)
    if not is_missing(settings.url):
        needs_schema(settings.url)
    from db.demo import fill

    fill(settings.url, progress=_progress if sys.stderr.isatty() else None, **arguments)
    _keep_private(settings.url)
    print(translate("The demonstration store is there: {place}.", place=shown(settings.url)))


def make_schema(url: str) -> None:
    """An empty database gets its tables; one with a store, or with anything else in it, is refused."""
    make_folder(url)
    if needs_schema(url):
        from db.migrations import upgrade

        _keep_private(url)
        upgrade(url)


def make_folder(url: str) -> None:
    """The folder of an SQLite store, for its owner alone."""
    path = sqlite_path(url)
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(
            "db", "The folder {folder} cannot be made: {cause}.", folder=str(path.parent),
            cause=cause(error),
        ) from error  # fmt: skip


def _keep_private(url: str) -> None:
    """Phones and addresses will stand in the file of an SQLite store: only its owner may read it (CUS-03)."""
    path = sqlite_path(url)
    if path is not None and path.is_file():
        with suppress(OSError):
            path.chmod(0o600)


def needs_schema(url: str) -> bool:
    """Whether the tables are still to be made; refuses what is not empty."""
    from db import migrations
    from db.trouble import answering

    engine = make_engine(url)
    try:
        with answering(), transaction(engine, writing=False) as connection:
            revision = migrations.current(connection)
            if revision is None and not inspect(connection).get_table_names():
                return True
            if revision is None:
                raise Refusal("PPL-03", "This database holds something else.", "Name an empty one with --db.")
            migrations.check(connection)
            if _is_used(connection):
                raise Refusal("PPL-03", "There is a store here already.", "Open it with paigong.")
            return False
    finally:
        engine.dispose()


def _is_used(connection: Connection) -> bool:
    from db.tables.event import EVENT, FACT

    for table in (EVENT, FACT):
        if connection.execute(select(next(iter(table.c))).limit(1)).first() is not None:
            return True
    return False


def shown(url: str) -> str:
    """The store's place without a password."""
    from sqlalchemy.engine import make_url

    path = sqlite_path(url)
    return str(path) if path is not None else make_url(url).render_as_string(hide_password=True)


def _progress(percent: int) -> None:
    print(f"\r{percent} %", end="\n" if percent >= 100 else "", file=sys.stderr, flush=True)
