"""`paigong upgrade`: the store brought to the revision that this program needs, after a backup."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import typer
from sqlalchemy.engine import make_url

from console.i18n import _, translate
from console.opening import no_store, opened, who_acts
from console.settings import Settings
from db import engine as engines
from db import migrations
from db.errors import BadField, Damaged, Unreachable


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
        if not no_backup:
            kept = back_up(settings.url, revision)
            print(translate("Backed up to {file}.", file=str(kept)))
        migrations.upgrade(settings.url)
        print(translate("The store is now of revision {revision}.", revision=migrations.HEAD))
    offer_policy(settings, adopt=policy)


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
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{revision}"
    path = engines.sqlite_path(url)
    if path is None:
        return _dump(url, Path.cwd() / f"paigong-{stamp}.dump")
    kept = path.with_name(f"{path.name}.{stamp}.backup")
    sqlite = engines.sqlite_module()
    source, target = sqlite.connect(path), sqlite.connect(kept)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    os.chmod(kept, 0o600)
    return kept


def _dump(url: str, kept: Path) -> Path:
    program = shutil.which("pg_dump")
    if program is None:
        raise BadField(
            "backup",
            "pg_dump is not installed, so that the store cannot be backed up from here.",
            "Back it up yourself, then say paigong upgrade --no-backup.",
        )
    parsed = make_url(url).set(drivername="postgresql")
    environ = dict(os.environ)
    if parsed.password:
        # Never as an argument: everybody on the machine can read those.
        environ["PGPASSWORD"] = str(parsed.password)
        parsed = parsed._replace(password=None)
    # A new file that only the owner may read, before anything personal is written into it.
    os.close(os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    database = parsed.render_as_string(hide_password=False)
    said = subprocess.run(
        [program, "--format=custom", f"--file={kept}", f"--dbname={database}"],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode != 0:
        kept.unlink(missing_ok=True)
        lines = said.stderr.strip().splitlines()
        raise Unreachable(
            "db", "pg_dump failed: {cause}.", "Nothing was changed.", cause=lines[-1] if lines else program
        )
    return kept


def offer_policy(settings: Settings, *, adopt: bool) -> None:
    """Say when this program ships another policy than the one in force; put it in force only when asked."""
    from db.policy.load import shipped
    from db.verbs.founding import AdoptPolicy

    with opened(settings) as store:
        if store.policy().version == shipped().version:
            if adopt:
                print(_("The shipped policy is in force already."))
            return
        if not adopt:
            print(_("Another policy is shipped; paigong upgrade --policy puts it in force for new tickets."))
            return
        store.do(AdoptPolicy(), who_acts(store, settings))
        print(_("The shipped policy is now in force for new tickets; open ones keep theirs."))
