"""`paigong verbs` and `paigong views`: what there is, for scripts and for people."""

from __future__ import annotations

from typing import Any

import typer

from console.commands.groups import definitions
from console.declared import fields_of, key_of, roles_of
from console.opening import opened
from console.settings import Settings
from console.words.answers import print_json
from console.words.i18n import _
from db.place import is_missing
from db.policy.load import shipped
from db.policy.model import Policy

WIDTH = 110


def policy_of(settings: Settings) -> Policy:
    """The policy of the store; the shipped one where there is no store."""
    if settings.at is None and is_missing(settings.url):
        return shipped()
    with opened(settings) as store:
        return store.policy()


def verbs(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", show_default=False)) -> None:
    from db.verbs import VERBS

    policy = policy_of(ctx.obj)
    listed = [
        {
            "name": name,
            "fields": [field.as_json() for field in fields_of(verb, policy)],
            "role": roles_of(policy, verb),
            "rule": verb.rule,
            "key": key_of(name),
            "summary": _(verb.summary()),
        }
        for name, verb in sorted(VERBS.items())
        if not verb.internal
    ]
    _print(listed, as_json=as_json)


def views(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", show_default=False)) -> None:
    from db.views import VIEWS

    listed = [
        {
            "name": name,
            "fields": [field.as_json() for field in fields_of(view)],
            "role": [],
            "rule": None,
            "key": key_of(name),
            "summary": _(view.summary()),
        }
        for name, view in sorted(VIEWS.items())
    ]
    _print(listed, as_json=as_json)


def _print(listed: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(listed)
        return
    rows = []
    for each in listed:
        fields = " ".join(f"{field['name']}{'*' if field['required'] else ''}" for field in each["fields"])
        rows.append((each["name"], each["summary"] + (f"\n{fields}" if fields else "")))
    print("\n".join(definitions(rows, WIDTH)))
