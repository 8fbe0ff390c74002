"""`paigong calendar`: days off entered from an official list, or as they are expected (SLA-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from console.commands.arguments import missing
from console.commands.groups import Subcommands
from console.opening import opened, who_acts
from console.settings import Settings
from console.words.answers import print_json
from console.words.codes import word
from console.words.i18n import N_, _, ngettext, translate
from console.words.speech import speech_of
from console.words.telling import told
from db.errors import BadField, StoreError
from db.policy.calendars import HolidayList
from db.rules.days_off import WEEKDAY, BadLine, Listed, written
from db.rules.text import strip_controls

if TYPE_CHECKING:
    from console.words.speech import Speech
    from db.store import Store

SUMMARIES: Mapping[str, str] = {
    "import": N_("Enter an official list of days off: CSV, xlsx, JSON lines, or the notice as text."),
    "propose": N_("Enter what is expected of a year that is not announced yet; it stays provisional."),
}
HELP: Mapping[str, str] = {
    "file": N_("the file"),
    "year": N_("the year of dates that name none"),
    "list_": N_("the list of days off; the default calendar's unless said"),
    "sheet": N_("the sheet of a workbook; the first one unless said"),
    "country": N_("the country by its two letters; CN unless said"),
    "reason": N_("why, for the record"),
    "dry_run": N_("show what would happen and write nothing"),
    "as_json": N_("answer, and errors, as JSON"),
}
BAD_LINES = 2
"""The exit code of a list that was not entered because lines of it cannot be read."""


def import_list(
    ctx: typer.Context,
    file: str | None = typer.Argument(None, metavar="FILE", show_default=False),
    year: int | None = typer.Option(None, "--year", metavar="YEAR", show_default=False),
    list_: str = typer.Option("", "--list", metavar="NAME", show_default=False),
    sheet: str | None = typer.Option(None, "--sheet", metavar="NAME", show_default=False),
    reason: str = typer.Option("", "--reason", metavar="TEXT", show_default=False),
    dry_run: bool = typer.Option(False, "--dry-run", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    from db.imports.days_off import read_days

    if not file:
        raise missing("file")
    path = Path(file).expanduser()
    read = read_days(path, year=year, sheet=sheet)
    why = reason or translate("official list {file}", file=strip_controls(path.name))
    with opened(ctx.obj) as store:
        if read.bad:
            _tell_bad(read.bad, speech_of(store), as_json=as_json)
            raise typer.Exit(BAD_LINES)
        if not read.days:
            raise BadField("file", "No line of {file} says any day.", file=path.name)
        _enter(store, ctx.obj, read.days, list_, why, confirmed=True, dry=dry_run, as_json=as_json)
    if read.passed_over and not as_json:
        print(
            ngettext(
                "{count} line holds no day and was passed over.",
                "{count} lines hold no day and were passed over.",
                read.passed_over,
            )
        )


def propose(
    ctx: typer.Context,
    year: int | None = typer.Argument(None, metavar="YEAR", show_default=False),
    list_: str = typer.Option("", "--list", metavar="NAME", show_default=False),
    country: str = typer.Option("CN", "--country", metavar="CODE", show_default=False),
    reason: str = typer.Option("", "--reason", metavar="TEXT", show_default=False),
    dry_run: bool = typer.Option(False, "--dry-run", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    from db.imports.days_off import proposed

    if year is None:
        raise missing("year")
    if not 1970 <= year <= 2999:
        raise BadField("year", "{field} lies between {low} and {high}.", low=1970, high=2999)
    days = proposed(country, year)
    if not days:
        raise BadField("year", "Nothing is known of the days off of {country}.", country=country)
    why = reason or translate("expected of {year}, not announced yet", year=year)
    with opened(ctx.obj) as store:
        _enter(store, ctx.obj, days, list_, why, confirmed=False, dry=dry_run, as_json=as_json)
    if not as_json:
        print(translate("{year} stays provisional until its official list is entered.", year=year))


def _enter(
    store: Store,
    settings: Settings,
    days: Iterable[Listed],
    list_: str,
    reason: str,
    *,
    confirmed: bool,
    dry: bool,
    as_json: bool,
) -> None:
    """Put the days in force as one new version of the policy, or show what that would change."""
    from db.verbs.days_off import EnterHolidays
    from db.verbs.parsing import parse_verb

    fields = {"days": written(days), "confirmed": "yes" if confirmed else "no", "reason": reason}
    verb = parse_verb("enter_holidays", fields | ({"holidays": list_} if list_ else {}))
    assert isinstance(verb, EnterHolidays)
    actor = who_acts(store, settings)
    before, after = verb.seen(store.policy())
    changes = list(_changes(before, after))
    if not changes and before.years == after.years:
        if as_json:
            print_json({"policy": store.policy().version, "entered": False, "changes": []})
        else:
            print(_("Nothing differs: the policy in force stays."))
        return
    answer = (store.preview if dry else store.do)(verb, actor)
    done = answer.done[0]
    if as_json:
        listed = [{"day": day.isoformat(), "before": was, "after": now} for day, was, now in changes]
        facts = {name: done[name] for name in ("policy", "confirmed", "added", "dropped")}
        print_json(facts | {"entered": not dry, "changes": listed})
        return
    for day, was, now in changes:
        print(_change(day, was, now, after))
    if dry:
        print(
            ngettext(
                "{count} change; nothing was written.", "{count} changes; nothing was written.", len(changes)
            )
        )
    else:
        print("\n".join(told("enter_holidays", done, speech_of(store))))


def _changes(before: HolidayList, after: HolidayList) -> Iterable[tuple[date, str, str]]:
    """Each day that is something else, with what it was and what it is."""
    for day in sorted({*before.days, *before.workdays, *after.days, *after.workdays}):
        was, now = before.listed(day), after.listed(day)
        if was != now:
            yield day, was, now


def _change(day: date, was: str, now: str, after: HolidayList) -> str:
    weekday = _(WEEKDAY[day.weekday()].msgid)
    kinds = (
        word("day_kind", now) if was == "ordinary" else f"{word('day_kind', was)} → {word('day_kind', now)}"
    )
    return "  ".join(filter(None, (day.isoformat(), weekday, kinds, after.names.get(day, ""))))


def _tell_bad(bad: Iterable[BadLine], speech: Speech, *, as_json: bool) -> None:
    """Every line that cannot be read, with its reason; nothing of the list is entered, so that no year counts
    as official of which days are missing."""
    lines = [(each.line, each.text, speech.fill(each.cause.msgid, each.cause.values)) for each in bad]
    if as_json:
        print_json(
            {
                "entered": False,
                "bad": [{"line": line, "text": text, "reason": cause} for line, text, cause in lines],
            }
        )
        return
    for line, text, cause in lines:
        print(
            translate(
                "Line {line}, “{text}”: {cause}.", line=line, text=strip_controls(text)[:60], cause=cause
            )
        )
    print(
        _("Nothing was entered: a year with days missing would count as official. Mend the lines and repeat.")
    )


RUNS: Mapping[str, Callable[..., None]] = {"import": import_list, "propose": propose}


class CalendarCommands(Subcommands):
    """The subcommands of `paigong calendar`."""

    functions = RUNS
    lines = SUMMARIES
    options = HELP

    def unknown(self, name: str) -> StoreError:
        return BadField(
            "command", "There is no command “{name}”.", "paigong calendar --help lists them.", name=name
        )
