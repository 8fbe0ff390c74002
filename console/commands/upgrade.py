"""`paigong upgrade`: the store brought to the revision that this program needs, after a backup."""

from __future__ import annotations

import typer

from console.opening import opened
from console.settings import Settings
from console.words.i18n import _, translate
from db import upgrading
from db.place import demand_file
from db.rules.text import strip_controls


def run(
    ctx: typer.Context,
    no_backup: bool = typer.Option(False, "--no-backup", show_default=False),
    policy: bool = typer.Option(False, "--policy", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    demand_file(settings.url)
    revision = upgrading.revision_of(settings.url)
    if revision == upgrading.HEAD:
        print(translate("The store is up to date: revision {revision}.", revision=revision))
    else:
        _bring_up(settings.url, revision, keep=not no_backup)
    offer_policy(settings, adopt=policy)


def _bring_up(url: str, revision: str, *, keep: bool) -> None:
    """Say what will happen, back up, and do it wholly or not at all."""
    steps = upgrading.steps_from(revision)
    print(
        translate(
            "The store is of revision {revision}; the way to {head} is {steps}.",
            revision=revision, steps=", ".join(steps), head=upgrading.HEAD,
        ),
        flush=True,
    )  # fmt: skip
    if keep:
        kept = upgrading.back_up(url, revision)
        print(translate("Backed up to {file}.", file=strip_controls(str(kept))), flush=True)
    upgrading.bring_up(url)
    print(translate("The store is now of revision {revision}.", revision=upgrading.HEAD))


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
