"""`paigong watch`: escalates and sends notices without a screen, until it is told to stop (ESC-03)."""

from __future__ import annotations

import signal
import sys
import threading
import time
from itertools import chain, repeat

import typer

from console import incident
from console.opening import opened
from console.outgoing import outgoing, reach_at_watch
from console.settings import Settings
from console.words.answers import print_error, print_json
from console.words.i18n import _, ngettext, translate
from console.words.speech import Speech, speech_of
from console.words.watch import deed_line, deed_object, told_line, watched_by
from db.errors import BadField, StoreError, Unreachable
from db.place import NO_STORE, sqlite_path
from db.rules.watching import PROCESS
from db.store import Store
from db.views.watch import Watched
from db.watch.running import BACK_OFF, JOBS, Told, Watch
from db.watch.sending import Sending
from db.watch.sweep import Deed

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
END_SECONDS = 20
"""How long the end may take before the process ends without it: whatever it was at is whole or not done."""
OTHER_SECONDS = 20.0
"""How long a single sweep waits for the one of whoever watches."""
LOOK_SECONDS = 0.2


def run(
    ctx: typer.Context,
    once: bool = typer.Option(False, "--once", show_default=False),
    as_json: bool = typer.Option(False, "--json", show_default=False),
) -> None:
    settings: Settings = ctx.obj
    try:
        outgoing()
    except BadField as error:
        print_error(error, as_json=False)  # who is called is called all the same
    if once:
        with opened(settings, running=True) as store:
            _once(store, as_json=as_json)
        return
    stop = threading.Event()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for number in ENDING:
        signal.signal(number, lambda _number, _frame: _end(stop))
    if _await(settings, stop):
        with opened(settings, running=True) as store:
            _for_ever(store, stop, as_json=as_json)


def _end(stop: threading.Event) -> None:
    signal.alarm(END_SECONDS)
    stop.set()


def _await(settings: Settings, stop: threading.Event) -> bool:
    """Wait for a server that does not answer yet, as after a power cut; False where it was told to stop.

    Raises what no waiting mends.
    """
    said = False
    for seconds in chain(BACK_OFF, repeat(BACK_OFF[-1])):
        try:
            with opened(settings):
                return True
        except Unreachable as error:
            if error.msgid == NO_STORE or sqlite_path(settings.url) is not None:
                raise
            if not said:
                print_error(error, as_json=False)
            said = True
        if stop.wait(seconds):
            return False
    return False


def _for_ever(store: Store, stop: threading.Event, *, as_json: bool) -> None:
    """Watch in a thread of its own: what a signal does here never meets it in the middle of something."""
    watch = Watch(store, PROCESS, Teller(store, as_json=as_json), (*JOBS, Sending(reach_at_watch)))
    watch.stop = stop
    thread = threading.Thread(target=watch.run, name="paigong watch")
    thread.start()
    thread.join()


def _once(store: Store, *, as_json: bool) -> None:
    """One sweep, by this process or, where another one watches, by that one."""
    teller = Teller(store, as_json=as_json, quiet=True)
    asked, until = store.machine_now(), time.monotonic() + OTHER_SECONDS
    watch = Watch(store, PROCESS, teller, (*JOBS, Sending(reach_at_watch)))
    try:
        while (done := watch.once()) is None:
            state = store.read(Watched())
            if state.lease is not None and state.lease.swept_at is not None and state.lease.swept_at >= asked:
                done = 0
                break
            if time.monotonic() > until:
                raise Unreachable(
                    "ESC-03", "Another watch holds the lease and does not sweep: {who}.",
                    "End it, or wait for half a minute.",
                    who=watched_by(state.lease) if state.lease is not None else "",
                )  # fmt: skip
            time.sleep(LOOK_SECONDS)
    finally:
        watch.close()
    teller.figures(done)


class Teller:
    """Tells what a watch does: a line each on standard output, trouble on standard error; what it did also
    stands in the log."""

    def __init__(self, store: Store, *, as_json: bool, quiet: bool = False) -> None:
        self._speech: Speech = speech_of(store)
        self._as_json, self._quiet = as_json, quiet or as_json
        self._counts: dict[str, int] = {}

    def __call__(self, said: Deed | Told) -> None:
        if isinstance(said, Deed):
            self._counts[said.what] = self._counts.get(said.what, 0) + 1
            incident.note(said.what, about=said.about, **dict(said.facts))
            if self._as_json:
                print_json(deed_object(said, self._speech))
            else:
                print(deed_line(said, self._speech))
        elif said.what == "trouble" and isinstance(said.error, StoreError):
            print_error(said.error, as_json=False)
        elif said.what == "incident" and said.error is not None:
            self._wrong(said.error, said.about)
        elif not self._quiet:
            print(told_line(said))
        sys.stdout.flush()
        sys.stderr.flush()

    def _wrong(self, error: BaseException, about: str) -> None:
        number = incident.record(error, about=about)
        self._counts["stuck"] = self._counts.get("stuck", 0) + bool(about)
        told = translate("Something went wrong that should not: incident {incident}.", incident=number)
        if about:
            told = translate(
                "{about} could not be done, everything else is: incident {incident}.",
                about=about, incident=number,
            )  # fmt: skip
        print(told, _("It is tried again."), file=sys.stderr)

    def figures(self, done: int) -> None:
        """What one sweep came to."""
        if self._as_json:
            print_json({"done": done, **self._counts})
        else:
            print(ngettext("{count} thing was due.", "{count} things were due.", done))
