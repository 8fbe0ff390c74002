"""`paigong show VIEW`: every view a command of its own."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import typer

from console.commands import paging
from console.commands.do import describe, option
from console.commands.groups import Group, leaf
from console.declared import FieldDeclared, fields_of
from console.opening import opened, who_acts
from console.words.answers import print_json
from console.words.i18n import _, translate
from console.words.speech import speech_of
from db.errors import BadField, StoreError
from db.rules.text import strip_controls
from db.store import Store
from db.verbs.parsing import parse
from db.views import VIEWS, View
from db.views.as_json import as_json
from db.views.view import ALL_ROWS

LISTED = 200
"""Rows of a part of a list that has no limit of its own."""


class Show(Group):
    """The views as subcommands."""

    def summaries(self) -> Mapping[str, str]:
        return {name: _(summary) for name, summary in VIEWS.summaries().items()}

    def knows(self, name: str) -> bool:
        return name in VIEWS

    def load(self, name: str) -> Any:
        return view_command(VIEWS[name])

    def unknown(self, name: str) -> StoreError:
        return BadField("view", "There is no view “{name}”.", "paigong views lists them.", name=name)


def view_command(view: type[View[Any]]) -> Any:
    """The view as a command: its positional fields as arguments, the others as options."""

    def run(ctx: typer.Context, **given: Any) -> None:
        own = ("json_", *paging.OWN)
        fields = {name: value for name, value in given.items() if name not in own and value is not None}
        show_view(ctx.obj, view, fields, paging.asked(given), json_asked=given["json_"])

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    flag = typer.Option(False, "--json", help=_("answer, and errors, as JSON"), show_default=False)
    fields = {field.name: field for field in fields_of(view)}
    declared = [argument(fields[name]) for name in view.positional]
    declared += [
        option(field, describe(field)) for field in fields.values() if field.name not in view.positional
    ]
    declared += paging.options(view)
    declared.append(inspect.Parameter("json_", inspect.Parameter.KEYWORD_ONLY, annotation=bool, default=flag))
    run.__signature__ = inspect.Signature([context, *declared])  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in (context, *declared)}
    return leaf(view.name, run, _(view.summary()))


def argument(field: FieldDeclared) -> inspect.Parameter:
    """A field that stands without a flag."""
    default = typer.Argument(None, help=describe(field), metavar=field.name.upper(), show_default=False)
    return inspect.Parameter(
        field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=str | None
    )


def show_view(
    settings: Any,
    kind: type[View[Any]],
    fields: Mapping[str, str],
    asked: paging.Asked | None = None,
    *,
    json_asked: bool,
) -> None:
    """Ask the view, or the part of the list that is wanted, and print its answer."""
    view = parse(kind, {name: strip_controls(value) for name, value in fields.items()})
    with opened(settings) as store:
        actor = who_acts(store, settings)
        speech = speech_of(store)
        page = None
        if asked is not None and (asked.is_said or (kind.by_word and not json_asked)):
            most = LISTED if asked.is_said else ALL_ROWS
            page = asked.page(store, view, actor, speech, getattr(view, "limit", None) or most)
        answer = as_json(page.rows if page else store.read(view, actor), store.zone, speech.say)
        if json_asked:
            print_json(answer)
            return
        # What tells a table in words knows every event; nothing of it is needed for JSON.
        from console.present.plain import drawn
        from console.words.days import days_shown
        from console.words.headings import Spoken

        shown = days_shown(answer, store.zone)
        if kind.brief and isinstance(shown, list) and "told" in kind.shape():
            shown = _told(shown)
        print("\n".join(drawn(shown, Spoken(kind.shape(), speech, _columns(kind, shown)))))
        rest = paging.rest_text(page) if page else ""
        if rest:
            print(rest)
        if page is None and kind.name == "queue" and len(answer) == getattr(view, "limit", None):
            print(_more(store, view, actor))


def _more(store: Store, view: View[Any], actor: str) -> str:
    """What stands beneath rows that a limit cut; a find says how many hits there are."""
    from db.views.desk import FoundCount

    fields = view.model_dump(exclude={"limit"})
    if not (fields.get("find") or "").strip():
        return _("There may be more: --limit shows them.")
    return translate(
        "{count} hits; --limit shows more of them.", count=store.read(FoundCount(**fields), actor)
    )


def _columns(view: type[View[Any]], answer: Any) -> tuple[str, ...]:
    """The columns that people read of a wide row, all of them for none; everything stands under --json."""
    if not isinstance(answer, list):
        return ()
    gone = {name for name in view.if_any if not any(row.get(name) for row in answer)}
    return tuple(name for name in view.brief if name not in gone)


def _told(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A ticket's events with those of the tickets that were merged into it, as one list in order (INT-09)."""
    found = []
    for row in (each for event in events for each in (event, *event["told"])):
        args = dict(row["args"])
        if row["verb"] == "merge" and row["of"]:
            del args["into"]
            args = {"merged_from": row["of"]} | args
        elif row["of"]:
            args = {"of": row["of"]} | args
        found.append(row | {"args": args | ({"moved": row["moved"]} if row["moved"] else {})})
    return sorted(found, key=lambda row: int(row["seq"]))
