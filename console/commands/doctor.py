"""`paigong doctor`: what this installation is like, what is wrong with it, and what to do."""

from __future__ import annotations

import locale
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import typer
from rich.cells import cell_len

from console.commands.channels import channel_findings
from console.commands.finding import Finding
from console.incident import log_file
from console.printing.fonts import chinese_font
from console.printing.typesetting import lacking
from console.settings import Settings, settings_file
from console.words.answers import print_json
from console.words.codes import word
from console.words.i18n import _, installed_language, ngettext, translate
from console.words.speech import Speech
from console.words.watch import STUCK, age_text, watched_by
from db.condition import condition, sqlite
from db.errors import StoreError
from db.place import NO_STORE, demand_file, shown, sqlite_path
from db.policy.load import shipped
from db.policy.model import Policy
from db.views.ahead import Ahead
from db.views.on_call import Holes
from db.views.stuck import Stuck
from db.views.watch import Watched

if TYPE_CHECKING:
    from db.store import Store

LIBRARIES = ("paigong", "textual", "sqlmodel", "sqlalchemy", "typer")
LEAST = (80, 24)
APART_SECONDS = 60
"""Seconds between two clocks from which on somebody should look."""
SHOWN = 10
LIST_IS_OUT = 10
"""The month from which on next year's official days off are to be looked for: they come out in autumn."""
LOCALES = ("LC_ALL", "LC_CTYPE", "LANG")
WITHOUT_UTF8 = ("zh_CN", "zh_TW", "zh_HK", "zh_SG")
"""Names without an encoding that mean GB2312, Big5 or GBK."""
SIZES = ("COLUMNS", "LINES")


def run(ctx: typer.Context, as_json: bool = typer.Option(False, "--json", show_default=False)) -> None:
    settings: Settings = ctx.obj
    findings = list(_all(settings))
    code = max(finding.code for finding in findings)
    if as_json:
        print_json([_as_json(finding) for finding in findings])
    else:
        _print(findings)
    if code:
        raise typer.Exit(code)


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "title": finding.title,
        "found": finding.found,
        "fine": not finding.advice,
        "advice": finding.advice,
    }


def _print(findings: Sequence[Finding]) -> None:
    width = max(cell_len(finding.title) for finding in findings)
    for finding in findings:
        mark = _("look") if finding.advice else _("fine")
        print(f"{mark}  {finding.title}{' ' * (width - cell_len(finding.title))}  {finding.found}")
        if finding.advice:
            print(f"      → {finding.advice}")


def _all(settings: Settings) -> Iterator[Finding]:
    checks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _versions, _database, _store, _settings, _printing, _clock, _terminal, _log,
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
    if sqlite_path(settings.url) is None:
        return
    found = sqlite()
    yield Finding(
        "SQLite",
        f"{found.version} ({found.module})",
        ""
        if found.safe
        else _("Its write-ahead log may lose data; a slower journal is used. Install pysqlite3."),
    )  # fmt: skip


def _store(settings: Settings) -> Iterator[Finding]:
    from db.store import open_store

    speech = Speech()
    try:
        demand_file(settings.url)
        store = open_store(settings.url)
    except StoreError as error:
        advice = speech.fill(error.hint, error.values) or _("See above.")
        code = 0 if error.msgid == NO_STORE else error.exit_code
        yield Finding(_("State"), speech.say(error), advice, code)
        yield from _calendars(None)
        return
    try:
        if settings.at is not None and store.kind == "demo":
            store.stand_at(settings.at)
        yield from _inside(store)
    finally:
        store.close()


def _inside(store: Store) -> Iterator[Finding]:
    found = condition(store.engine)
    if found.journal:
        yield Finding(_("Journal"), found.journal)
    else:
        yield Finding("PostgreSQL", found.server)
        yield _server_clock(store)
    yield Finding(_("Revision"), found.revision)
    kind = _("a demonstration store") if store.kind == "demo" else _("a live store")
    yield Finding(_("Kind"), kind)
    yield _watch(store)
    yield from _stuck(store)
    yield _on_call(store)
    yield from _ahead(store)
    yield from _policy(store.policy())
    yield from channel_findings(store)
    yield from _calendars(store)


def _policy(policy: Policy) -> Iterator[Finding]:
    """The version in force, and what in it means nothing to this program: it is kept and has no effect."""
    import db.imports.verbs  # noqa: F401 - verbs that only imports use
    from db.verbs import VERBS

    unknown = list(policy.unknown(VERBS))
    yield Finding(_("Policy"), policy.version)
    if unknown:
        yield Finding(
            _("Policy"),
            translate("unknown: {names}", names=", ".join(unknown)),
            _("These entries have no effect; a newer program may know them."),
        )


def _server_clock(store: Store) -> Finding:
    """How far this machine's clock is from the one that decides (ALL-02)."""
    seconds = round(store.behind.total_seconds())
    found = (
        translate("this machine is {seconds} s behind it; the server's counts", seconds=seconds)
        if seconds > 0
        else translate("this machine is {seconds} s ahead of it; the server's counts", seconds=-seconds)
    )
    return Finding(
        _("Clock of the server"),
        found if seconds else _("the same as here"),
        _("Let both machines ask a time server.") if abs(seconds) > APART_SECONDS else "",
    )


def _watch(store: Store) -> Finding:
    """Who watches over the deadlines, and since when (ESC-03)."""
    state = store.read(Watched())
    if state.lease is None or not state.held:
        found = (
            _("nobody")
            if state.age is None
            else translate("nobody; swept {age} ago", age=age_text(state.age))
        )
        return Finding(
            _("Watch"),
            found,
            _("Let “paigong watch” run as a service; docs/watch.md shows how. An open desk watches as well."),
        )
    words = {"who": watched_by(state.lease), "since": Speech(store.zone).instant(state.lease.taken_at)}
    if state.age is None:
        return Finding(_("Watch"), translate("{who}, since {since}", **words))
    found = translate("{who}, since {since}; swept {age} ago", age=age_text(state.age), **words)
    advice = _("It sweeps no more: its output and the log below say why.") if state.age >= STUCK else ""
    return Finding(_("Watch"), found, advice)


def _stuck(store: Store) -> Iterator[Finding]:
    """Tickets of which the ladder cannot be climbed, though somebody watches and sweeps (ESC-03)."""
    state = store.read(Watched())
    if not state.held or state.age is None or state.age >= STUCK:
        return
    found = store.read(Stuck())
    if found:
        yield Finding(
            _("Ladders that stand still"),
            ngettext("{count} ticket:", "{count} tickets:", len(found)) + " " + " ".join(found[:SHOWN]),
            _("Nobody is called about them: the log below says why; paigong audit looks at the store."),
        )


def _on_call(store: Store) -> Finding:
    """Who would be called in the coming week, and where nobody would (ESC-03)."""
    holes = store.read(Holes())
    if not holes:
        return Finding(_("On call"), _("somebody on every rung, all the coming week"))
    speech = Speech(store.zone, store.policy)
    told = [
        translate(
            "{branch}, rung {rung} ({role}): nobody from {at}",
            branch=speech.listed("branch", hole.branch), rung=hole.rung, role=word("role", hole.role),
            at=speech.instant(hole.at),
        )
        for hole in holes[:SHOWN]
    ]  # fmt: skip
    more = " …" if len(holes) > SHOWN else ""
    advice = (
        _("Nobody at all can be reached then: enter a duty or a substitute (set_duty).")
        if any(hole.whole for hole in holes)
        else _("The next rung is called instead. paigong show on_call --at shows whom.")
    )
    return Finding(_("On call"), "; ".join(told) + more, advice)


def _ahead(store: Store) -> Iterator[Finding]:
    """Tickets whose last event lies ahead of the clock: somebody's was wrong once (ALL-02)."""
    found = store.read(Ahead())
    if found:
        yield Finding(
            _("Tickets ahead of the clock"),
            ngettext("{count} ticket:", "{count} tickets:", len(found)) + " " + " ".join(found[:SHOWN]),
            _("A clock was ahead once. A manager can go on: paigong do go_on --ticket NUMBER --reason TEXT"),
        )


def _calendars(store: Store | None) -> Iterator[Finding]:
    policy, today = shipped(), datetime.now(UTC)
    if store is not None:
        policy, today = store.policy(), store.now()
    for holidays in policy.calendars.holidays.values():
        missing = [year for year in (today.year, today.year + 1) if year not in holidays.years]
        urgent = today.year in missing or (bool(missing) and today.month >= LIST_IS_OUT)
        name = holidays.zh if installed_language() == "zh_CN" else holidays.en
        years = ", ".join(map(str, sorted(holidays.years)))
        found = translate("{name}: {years}", name=name, years=years)
        if missing:
            found += " " + translate("(provisional: {years})", years=", ".join(map(str, missing)))
        yield Finding(
            _("Calendar years"),
            found,
            translate(
                "Enter the official days off of {years}: paigong calendar import FILE",
                years=", ".join(map(str, missing)),
            )
            if urgent
            else "",
        )


def _settings(settings: Settings) -> Iterator[Finding]:
    from console.outgoing import others_may_read

    file = settings_file(os.environ)
    advice = translate("Others may read what is secret in it: chmod 600 {file}", file=shlex.quote(str(file)))
    found = str(file) if file.exists() else translate("none ({file})", file=str(file))
    yield Finding(_("Settings"), found, advice if others_may_read(file) else "")


def _printing(settings: Settings) -> Iterator[Finding]:
    """Whether forms can be printed as PDF: the extra, and a Chinese font."""
    font = chinese_font()
    yield Finding(
        _("Chinese font for print"),
        f"{font[1]} ({font[0].name})" if font is not None else _("none found"),
        "" if font is not None else _("Printing needs one: pip install 'paigong[print]' brings it."),
    )
    missing = lacking()
    yield Finding(
        _("Forms as PDF"),
        translate("not installed: {names}", names=", ".join(missing)) if missing else _("possible"),
        _("pip install 'paigong[print]'; plain text (.txt) is printed without it.") if missing else "",
    )


def _clock(settings: Settings) -> Iterator[Finding]:
    from db.rules.years import YEARS

    here = datetime.now().astimezone()
    wrong = here.year not in YEARS
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
    yield from _locale()


def _locale() -> Iterator[Finding]:
    """What the surroundings say of the terminal's encoding, not what Python makes of it: that is UTF-8 also
    where every Chinese key arrives as two bytes of GB18030."""
    named = next((os.environ[name] for name in LOCALES if os.environ.get(name)), "")
    said = named.partition(".")[2].partition("@")[0]
    other = said or (named if named.partition("@")[0] in WITHOUT_UTF8 else "")
    encoding = (sys.stdin.encoding if sys.stdin is not None else "") or locale.getpreferredencoding(False)
    utf8 = all(each.lower().replace("-", "") in ("", "utf8") for each in (other, encoding))
    yield Finding(
        _("Locale"),
        f"{named or '–'} {encoding}",
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
