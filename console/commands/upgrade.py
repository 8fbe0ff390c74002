"""`paigong upgrade`: the store brought to the revision that this program needs, after a backup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer
from sqlalchemy.exc import DBAPIError

from console.opening import no_store, opened
from console.settings import Settings
from console.words.i18n import _, translate
from db import engine as engines
from db import migrations
from db.errors import Damaged, Unreachable
from db.rules.text import strip_controls


def run(
    ctx: typer.Context,
    no_backup: bool = typer.Option(False, "--no-backup", show_default=False),
    policy: bool = typer.Option(False, "--policy", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    engines.demand_file(settings.url)
    revision = revision_of(settings.url)
    if revision == migrations.HEAD:
        print(translate("The store is up to date: revision {revision}.", revision=revision))
    else:
        _bring_up(settings.url, revision, keep=not no_backup)
    offer_policy(settings, adopt=policy)


def _bring_up(url: str, revision: str, *, keep: bool) -> None:
    """Say what will happen, back up, and do it wholly or not at all."""
    from db.trouble import answering, cause_of

    steps = [each for each in migrations.known() if each > revision]
    print(
        translate(
            "The store is of revision {revision}; the way to {head} is {steps}.",
            revision=revision, steps=", ".join(steps), head=migrations.HEAD,
        ),
        flush=True,
    )  # fmt: skip
    if keep:
        with answering():
            kept = back_up(url, revision)
        print(translate("Backed up to {file}.", file=strip_controls(str(kept))), flush=True)
    try:
        migrations.upgrade(url)
    except DBAPIError as error:
        raise Unreachable(
            "db", "The upgrade failed: {cause}.", "The store is as it was; try again.",
            cause=cause_of(error),
        ) from error  # fmt: skip
    print(translate("The store is now of revision {revision}.", revision=migrations.HEAD))


def revision_of(url: str) -> str:
    """The store's revision; refuses what is no store and a revision that this program does not know."""
    from db.trouble import answering

    engine = engines.make_engine(url)
    try:
        with answering(), engines.transaction(engine, writing=False) as connection:
            revision = migrations.current(connection)
    finally:
        engine.dispose()
    if revision is None:
        raise no_store()
    if revision not in migrations.known():
        raise Damaged(
            "db",
            "The store is of revision {revision}, which this program does not know.",
            "Install the newer program.",
            revision=revision,
        )
    return revision


def back_up(url: str, revision: str) -> Path:
    """A copy of the whole store beside it, or in the present folder for PostgreSQL."""
    from db.safety_copy import copy_before_change

    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{revision}"
    path = engines.sqlite_path(url)
    name = f"{'paigong' if path is None else path.name}.{stamp}.backup"
    kept = Path.cwd() / name if path is None else path.with_name(name)
    copy_before_change(url, kept, revision)
    return kept


def offer_policy(settings: Settings, *, adopt: bool) -> None:
    """Say when this program ships another policy than the one in force; put it in force only when asked."""
    from console.commands.policy import merge_shipped
    from db.policy.load import shipped

    with opened(settings) as store:
        if store.policy().based_on() == shipped().version:
            if adopt:
                print(_("The shipped policy is in force already."))
            return
        if not adopt:
            print(_("Another policy is shipped; paigong upgrade --policy puts it in force for new tickets."))
            return
        merge_shipped(store, settings)
