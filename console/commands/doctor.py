"""`paigong doctor`: what this installation is like, what is wrong with it, and what to do."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import typer
from rich.cells import cell_len

from console.commands.stores import shown
from console.i18n import _, installed_language, translate
from console.incident import log_file
from console.settings import Settings
from console.speech import Speech
from db import engine as engines
from db.errors import StoreError
from db.policy.load import shipped
from db.policy.model import Policy

LIBRARIES = ("paigong", "textual", "sqlmodel", "sqlalchemy", "typer")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts",
                "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")  # fmt: skip
CHINESE_FONTS = ("notosanscjk", "notoserifcjk", "sourcehan", "wqy", "simsun", "simhei", "msyh", "pingfang",
                 "stheiti", "droidsansfallback", "fandol", "lxgw", "uming", "ukai")  # fmt: skip
LEAST = (80, 24)
SIZES = ("COLUMNS", "LINES")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, and what to do where something is wrong."""

    title: str
    found: str
    advice: str = ""


def run(ctx: typer.Context) -> None:
    settings: Settings = ctx.obj
    findings = list(_all(settings))
    width = max(cell_len(finding.title) for finding in findings)
    for finding in findings:
        mark = _("look") if finding.advice else _("fine")
        print(f"{mark}  {finding.title}{' ' * (width - cell_len(finding.title))}  {finding.found}")
        if finding.advice:
            print(f"      → {finding.advice}")


def _all(settings: Settings) -> Iterator[Finding]:
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _versions, _database, _store, _fonts, _clock, _terminal, _log,
    )  # fmt: skip
    for check in checks:
        try:
            yield from check(settings)
        except Exception as error:  # a check that fails must not hide the others
            yield Finding(check.__name__.strip("_"), type(error).__name__, _("This could not be looked at."))


def _versions(settings: Settings) -> Iterator[Finding]:
    found = [f"Python {platform.python_version()}"]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} –")
    yield Finding(_("Versions"), ", ".join(found))


def _database(settings: Settings) -> Iterator[Finding]:
    yield Finding(_("Store"), shown(settings.url))
    if engines.sqlite_path(settings.url) is None:
        return
    module = engines.sqlite_module()
    safe = engines.sqlite_is_safe_for_wal(module)
    yield Finding(
        "SQLite",
        f"{module.sqlite_version} ({module.__name__})",
        "" if safe else _("Its write-ahead log may lose data; a slower journal is used. Install pysqlite3."),
    )  # fmt: skip


def _store(settings: Settings) -> Iterator[Finding]:
    from db.store import open_store

    speech = Speech()
    try:
        engines.demand_file(settings.url)
        store = open_store(settings.url)
    except StoreError as error:
        yield Finding(_("State"), speech.say(error), speech.fill(error.hint, error.values) or _("See above."))
        yield from _calendars(None)
        return
    try:
        yield from _inside(store)
    finally:
        store.close()


def _inside(store: object) -> Iterator[Finding]:
    from sqlalchemy import text

    from db import migrations
    from db.store import Store

    assert isinstance(store, Store)
    with engines.transaction(store.engine, writing=False) as connection:
        revision = migrations.current(connection)
        if store.engine.dialect.name == "sqlite":
            mode = str(connection.execute(text("PRAGMA journal_mode")).scalar())
            yield Finding(_("Journal"), mode)
        else:
            server = str(connection.execute(text("SHOW server_version")).scalar())
            yield Finding("PostgreSQL", server)
            theirs = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            apart = abs((datetime.now(UTC) - theirs).total_seconds())
            yield Finding(
                _("Clock of the server"),
                translate("{seconds} s apart", seconds=round(apart)),
                _("Let both machines ask a time server.") if apart > 60 else "",
            )
    yield Finding(_("Revision"), str(revision))
    kind = _("a demonstration store") if store.kind == "demo" else _("a live store")
    yield Finding(_("Kind"), kind)
    yield from _policy(store.policy())
    yield from _calendars(store)


def _policy(policy: Policy) -> Iterator[Finding]:
    """The version in force, and what in it means nothing to this program: it is kept and has no effect."""
    unknown = list(policy.unknown())
    yield Finding(_("Policy"), policy.version)
    if unknown:
        yield Finding(
            _("Policy"),
            translate("unknown: {names}", names=", ".join(unknown)),
            _("These entries have no effect; a newer program may know them."),
        )


def _calendars(store: object) -> Iterator[Finding]:
    from db.store import Store

    policy, today = shipped(), datetime.now(UTC)
    if isinstance(store, Store):
        policy, today = store.policy(), store.now()
    for holidays in policy.calendars.holidays.values():
        missing = [year for year in (today.year, today.year + 1) if year not in holidays.years]
        urgent = today.year in missing or (bool(missing) and today.month == 12)
        name = holidays.zh if installed_language() == "zh_CN" else holidays.en
        years = ", ".join(map(str, holidays.years))
        found = translate("{name}: {years}", name=name, years=years)
        if missing:
            found += " " + translate("(provisional: {years})", years=", ".join(map(str, missing)))
        yield Finding(
            _("Calendar years"),
            found,
            _("Enter the official list of days off for the year.") if urgent else "",
        )


def _fonts(settings: Settings) -> Iterator[Finding]:
    for folder in FONT_FOLDERS:
        for _place, _folders, files in os.walk(os.path.expanduser(folder)):
            for name in files:
                if name.lower().replace("-", "").replace("_", "").startswith(CHINESE_FONTS):
                    yield Finding(_("Chinese font for print"), name)
                    return
    yield Finding(
        _("Chinese font for print"),
        _("none found"),
        _("Printing needs one: install fonts-noto-cjk (Fedora: google-noto-sans-cjk-fonts)."),
    )


def _clock(settings: Settings) -> Iterator[Finding]:
    here = datetime.now().astimezone()
    wrong = here.year < 2026
    yield Finding(
        _("Clock"),
        here.isoformat(timespec="seconds"),
        _("Set the clock; let it ask a time server.") if wrong else "",
    )


def _terminal(settings: Settings) -> Iterator[Finding]:
    term, colours = os.environ.get("TERM", ""), os.environ.get("COLORTERM", "")
    size = shutil.get_terminal_size()
    advice = ""
    if term in ("", "dumb"):
        advice = _("The desk needs a terminal: set TERM, for instance xterm-256color.")
    elif (size.columns, size.lines) < LEAST or size.lines < LEAST[1]:
        advice = translate("The desk needs {columns} × {lines} cells.", columns=LEAST[0], lines=LEAST[1])
    found = f"TERM={term or '–'} {size.columns}×{size.lines} COLORTERM={colours or '–'}"
    yield Finding(_("Terminal"), found, advice)
    yield from _said_size()
    encoding = (sys.stdin.encoding if sys.stdin is not None else "") or locale.getpreferredencoding(False)
    utf8 = encoding.lower().replace("-", "") == "utf8"
    yield Finding(
        _("Locale"),
        f"{os.environ.get('LC_ALL') or os.environ.get('LANG') or '–'} {encoding}",
        "" if utf8 else _("Chinese needs UTF-8: set LANG=zh_CN.UTF-8 or C.UTF-8."),
    )


def _said_size() -> Iterator[Finding]:
    """The size that the environment claims, which every screen believes; nothing where it claims none."""
    said = {name: os.environ[name] for name in SIZES if os.environ.get(name)}
    real = _real_size()
    if not said or real is None:
        return
    true = dict(zip(SIZES, map(str, real), strict=True))
    wrong = any(value.strip() != true[name] for name, value in said.items())
    found = translate(
        "{said}; the terminal has {columns}×{lines}",
        said=" ".join(f"{name}={value}" for name, value in said.items()), columns=real[0], lines=real[1],
    )  # fmt: skip
    advice = _("The desk is drawn in the size that the environment says: unset COLUMNS LINES.")
    yield Finding(_("Terminal size"), found, advice if wrong else "")


def _real_size() -> tuple[int, int] | None:
    """Columns and lines of the terminal itself; None where there is none, as in a pipe."""
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        try:
            size = os.get_terminal_size(stream.fileno()) if stream is not None else None
        except (OSError, ValueError):
            continue
        if size is not None and size.columns and size.lines:
            return size.columns, size.lines
    return None


def _log(settings: Settings) -> Iterator[Finding]:
    place = log_file()
    folder = next(each for each in (place.parent, *place.parents) if each.exists())
    writable = os.access(folder, os.W_OK)
    yield Finding(_("Log of incidents"), str(place), "" if writable else _("The folder cannot be written."))
