"""`paigong print FORM NUMBER FILE`: a form as a PDF or plain text; `paigong forms`: which there are."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from console.commands.arguments import missing
from console.commands.groups import Group, definitions, leaf
from console.files.out import check_free
from console.opening import opened, who_acts
from console.printing.form import Form
from console.printing.forms import FORMS
from console.printing.printed import ENDINGS, check_ending, put_on_paper
from console.settings import Settings
from console.words.answers import print_json
from console.words.i18n import _, translate
from db.errors import BadField, StoreError
from db.rules.text import strip_controls

WIDTH = 110


class Print(Group):
    """The forms as subcommands."""

    def summaries(self) -> Mapping[str, str]:
        return {key: line(form) for key, form in FORMS.items()}

    def knows(self, name: str) -> bool:
        return name in FORMS

    def load(self, name: str) -> Any:
        return print_command(FORMS[name])

    def unknown(self, name: str) -> StoreError:
        return BadField("form", "There is no form “{name}”.", "paigong forms lists them.", name=name)


def line(form: Form) -> str:
    """What a form is called and what stands on it."""
    return translate("{name}: {value}", name=_(form.called), value=_(form.summary))


def print_command(form: Form) -> Any:
    """The form as a command. Where the number may be left out, a single argument is the file."""

    def run(ctx: typer.Context, **given: Any) -> None:
        number, file = given.get("number"), given["file"]
        if file is None and not form.compulsory:
            number, file = "", number
        version = given.get("version")
        print_form(ctx.obj, form, number or "", file, version, force=given["force"])

    keyword = inspect.Parameter.KEYWORD_ONLY

    def argument(name: str, metavar: str, text: str = "") -> inspect.Parameter:
        default = typer.Argument(None, metavar=metavar, help=text, show_default=False)
        return inspect.Parameter(name, keyword, default=default, annotation=str | None)

    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    force = typer.Option(False, "--force", help=_("overwrite what is there"), show_default=False)
    declared = [context]
    if form.argument:
        declared.append(argument("number", form.argument))
    declared.append(argument("file", "FILE", ", ".join(ENDINGS)))
    if form.versions:
        version = typer.Option(None, "--version", help=_("an earlier version"), show_default=False)
        declared.append(inspect.Parameter("version", keyword, default=version, annotation=int | None))
    declared.append(inspect.Parameter("force", keyword, default=force, annotation=bool))
    run.__signature__ = inspect.Signature(declared)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in declared}
    return leaf(form.key, run, line(form))


def print_form(
    settings: Settings, form: Form, number: str, file: str | None, version: int | None, *, force: bool
) -> None:
    """Print as whoever acts; the file is whole or not there."""
    if not file:
        raise missing("file")
    path = Path(file).expanduser()
    check_ending(path)
    check_free(path, force=force)
    with opened(settings) as store:
        put_on_paper(
            store, who_acts(store, settings), form, strip_controls(number).strip(), path, version=version
        )
    print(translate("Printed: {file}", file=strip_controls(str(path))))


def forms(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", show_default=False)) -> None:
    if as_json:
        print_json([told(form) for form in FORMS.values()])
    else:
        rows = [
            (" ".join(filter(None, (key, form.argument))), line(form)) for key, form in FORMS.items()
        ]  # fmt: skip
        print("\n".join(definitions(rows, WIDTH)))


def told(form: Form) -> Mapping[str, Any]:
    """A form for scripts."""
    return {
        "name": form.key,
        "title": form.title,
        "called": _(form.called),
        "summary": _(form.summary),
        "about": list(form.families),
        "argument": form.argument or None,
        "required": form.compulsory,
        "copies": list(form.copies),
        "versions": form.versions,
    }
