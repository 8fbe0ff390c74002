"""What the watch says of itself and of what it did, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from console.words.i18n import N_, _, translate
from console.words.speech import Speech
from db.rules.text import strip_controls
from db.rules.watching import Lease

if TYPE_CHECKING:
    # At the desk only the age of the last sweep is worded: it needs nothing of a watch at work.
    from db.watch.running import Told
    from db.watch.sweep import Deed

QUIET = timedelta(seconds=60)
"""How old the last sweep is before anybody need know."""
STUCK = timedelta(minutes=5)
"""How old it is when something is wrong, whoever holds the lease."""
TOLD: Mapping[str, str] = {
    "taken": N_("This process watches now."),
    "waiting": N_("{host}, process {process}, watches; this one waits."),
    "lost": N_("Another watch has taken over; this one waits."),
    "well": N_("The store answers again."),
}
DEEDS: Mapping[str, str] = {
    "flood": N_("flood of level 1: {tickets} tickets in {branch}, {called} called"),
    "called": N_("{milestone}, rung {rung}: {called} called"),
    "reminded": N_("{milestone}, rung {rung}: {called} reminded, {reminder}"),
    "report": N_("{owed} {period} is to be done"),
    "task": N_("an internal clock passed: {called} told"),
    "reminder": N_("a reminder fell due: {called} told"),
    "request": N_("a request is to be decided: {called} told"),
    "request_granted": N_("a request was granted: {called} told"),
    "request_refused": N_("a request was refused: {called} told"),
    "request_failed": N_("a request was granted and could not be done: {called} told"),
    "notices_sent": N_("sent by {channel}: notices {notices}"),
    "notices_failed": N_("not sent by {channel}: {error}"),
}
NOBODY: Mapping[str, str] = {
    "flood": N_("flood of level 1: {tickets} tickets in {branch}, nobody to be called"),
    "called": N_("{milestone}, rung {rung}: nobody can be reached"),
    "reminded": N_("{milestone}, rung {rung}: still nobody can be reached, {reminder}"),
    "task": N_("an internal clock passed: nobody is left to be told"),
    "reminder": N_("a reminder fell due: nobody is left to be told"),
    "request": N_("a request is to be decided: nobody is left to be told"),
    "request_granted": N_("a request was granted: nobody is left to be told"),
    "request_refused": N_("a request was refused: nobody is left to be told"),
    "request_failed": N_("a request was granted and could not be done: nobody is left to be told"),
}
"""The same where nobody answers to the rung."""


def told_line(told: Told) -> str:
    """What the watch says of itself; trouble has words of its own."""
    return translate(TOLD[told.what], **(_where(told.lease) if told.lease is not None else {}))


def age_text(age: timedelta) -> str:
    """How old the last sweep is: seconds under a minute, minutes under an hour, hours beyond."""
    seconds = int(age.total_seconds())
    if seconds < 60:
        return translate("{seconds} s", seconds=seconds)
    if seconds < 3600:
        return translate("{minutes} min", minutes=seconds // 60)
    return translate("{hours} h", hours=seconds // 3600)


def deed_line(deed: Deed, speech: Speech) -> str:
    """One thing that was done: when, about what, and what it was."""
    facts = dict(deed.facts)
    words = NOBODY if facts.get("called") == [] else DEEDS
    said = speech.fill(words[deed.what], facts) if deed.what in words else deed.what
    return f"{speech.instant(deed.at)}  {strip_controls(deed.about)}  {said}"


def deed_object(deed: Deed, speech: Speech) -> dict[str, Any]:
    """The same for scripts: its columns, and what is told with it."""
    told = {name: value for name, value in asdict(deed).items() if name != "facts"} | dict(deed.facts)
    return {name: _printed(value, speech) for name, value in told.items()}


def _printed(value: Any, speech: Speech) -> Any:
    if isinstance(value, datetime):
        return (value if speech.zone is None else value.astimezone(speech.zone)).isoformat()
    return value


def watched_by(lease: Lease) -> str:
    """Who holds the lease, in words."""
    what = _("a watch of its own") if lease.kind == "process" else _("an open desk")
    return translate("{what} on {host}, process {process}", what=what, **_where(lease))


def _where(lease: Lease) -> dict[str, object]:
    return {"host": strip_controls(lease.host), "process": lease.process}
