"""`paigong audit`: the log folded again, and every difference."""

from __future__ import annotations

import typer

from console.opening import opened, somebody
from console.settings import Settings
from console.words.answers import print_json
from console.words.i18n import ngettext, translate
from console.words.speech import Speech
from db.errors import Damaged
from db.rules.text import strip_controls
from db.store import Store
from db.views.audited import Audit, Audited

SHOWN = 500
"""So many differences are printed; a store that is wholly damaged would flood the terminal."""


def run(
    ctx: typer.Context,
    number: str | None = typer.Argument(None, metavar="NUMBER", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    with opened(settings) as store:
        found = looked_through(store, settings, number)
        speech = Speech(store.zone)
    said = [(each.subject, speech.fill(each.msgid, each.values)) for each in found.differences]
    if as_json:
        differences = [{"subject": subject, "message": text} for subject, text in said]
        print_json({"events": found.events, "rows": found.rows, "differences": differences})
        if said:
            raise typer.Exit(Damaged.exit_code)
        return
    for _subject, text in said[:SHOWN]:
        print(text)
    if len(said) > SHOWN:
        print(translate("… and {count} more.", count=len(said) - SHOWN))
    if said:
        print(ngettext("{count} difference.", "{count} differences.", len(said)))
        raise typer.Exit(Damaged.exit_code)
    print(translate("Nothing differs: {events} events, {rows} rows.", events=found.events, rows=found.rows))


def looked_through(store: Store, settings: Settings, number: str | None) -> Audit:
    """The audit of the whole store, which is of the house, or of one ticket that whoever acts may see."""
    if number is None:
        return store.read(Audited(reference=None))
    return store.read(Audited(reference=strip_controls(number).strip()), somebody(store, settings))
