"""`paigong show VIEW`: every view a command of its own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import typer

from console.answers import print_json
from console.command_line import Group, leaf
from console.commands.do import describe, option
from console.days import days_shown
from console.declared import FieldDeclared, fields_of
from console.i18n import _, translate
from console.naming import speech_of
from console.opening import opened, who_acts
from console.speech import Speech
from console.spoken import heading, spoken
from console.table import drawn
from db.errors import BadField, StoreError
from db.rules.text import strip_controls
from db.store import Store
from db.verbs.parsing import parse
from db.views import VIEWS, View
from db.views.as_json import as_json
from db.views.desk import FoundCount

Columns = tuple[str, ...]
# What people read of a wide row; everything stands under --json.
COLUMNS: Mapping[str, Columns] = {
    "queue": (
        "number", "level", "state", "status", "milestone", "due_at", "remaining_minutes", "customer",
        "district", "product", "technician", "version", "ended_at",
    ),
    "candidates": ("rank", "staff", "name", "score", "load", "distance_km", "reasons", "gates", "repair"),
    "escalations": (
        "ticket", "milestone", "rung", "target", "at", "state", "reminders", "acknowledged_by", "promise",
    ),
    "today": ("at", "verb", "about", "customer", "text"),
    "tickets": (
        "number", "external_number", "state", "level", "customer", "product", "reported_at", "arrived_at",
        "finished_at", "closed_at", "cause",
    ),
    "events": ("seq", "at", "actor", "actor_name", "verb", "args"),
}  # fmt: skip


class Show(Group):
    """The views as subcommands."""

    def summaries(self) -> Mapping[str, str]:
        return {name: _(view.summary()) for name, view in sorted(VIEWS.items())}

    def load(self, name: str) -> Any:
        return view_command(VIEWS[name])

    def unknown(self, name: str) -> StoreError:
        return BadField("view", "There is no view “{name}”.", "paigong views lists them.", name=name)


def view_command(view: type[View[Any]]) -> Any:
    """The view as a command: its positional fields as arguments, the others as options."""

    def run(ctx: typer.Context, **given: Any) -> None:
        fields = {name: value for name, value in given.items() if name != "json_" and value is not None}
        show_view(ctx.obj, view, fields, json_asked=given["json_"])

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    flag = typer.Option(False, "--json", help=_("answer, and errors, as JSON"), show_default=False)
    fields = {field.name: field for field in fields_of(view)}
    declared = [argument(fields[name]) for name in view.positional]
    declared += [
        option(field, describe(field)) for field in fields.values() if field.name not in view.positional
    ]
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


def show_view(settings: Any, kind: type[View[Any]], fields: Mapping[str, str], *, json_asked: bool) -> None:
    """Ask the view and print its answer."""
    view = parse(kind, {name: strip_controls(value) for name, value in fields.items()})
    with opened(settings) as store:
        actor = who_acts(store, settings)
        speech = speech_of(store)
        answer = as_json(store.read(view, actor), store.zone, speech.say)
        if json_asked:
            print_json(answer)
            return
        shown = days_shown(_columns(kind.name, answer), store.zone)
        lines = drawn(shown, lambda name: heading(name, speech), _spoken(kind.name, speech))
        print("\n".join(lines))
        if kind.name == "queue" and len(answer) == getattr(view, "limit", None):
            print(_more(store, view, actor))


def _more(store: Store, view: View[Any], actor: str) -> str:
    """What stands beneath rows that a limit cut; a find says how many hits there are."""
    fields = view.model_dump(exclude={"limit"})
    if not (fields.get("find") or "").strip():
        return _("There may be more: --limit shows them.")
    return translate(
        "{count} hits; --limit shows more of them.", count=store.read(FoundCount(**fields), actor)
    )


def _columns(view: str, answer: Any) -> Any:
    names = COLUMNS.get(view)
    if names is None or not isinstance(answer, list):
        return answer
    if not any(row.get("ended_at") for row in answer):
        names = tuple(name for name in names if name != "ended_at")
    rows = _told(answer) if view == "events" else answer
    return [{name: row[name] for name in names if name in row} for row in rows]


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


def _spoken(view: str, speech: Speech) -> Callable[[str, Any], str]:
    return lambda name, value: spoken(view, name, value, speech)
