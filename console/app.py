"""The application: one desk on one store."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")  # "report all keys" loses Chinese input in iTerm2

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor

from console import incident
from console.desk.desk import Desk
from console.desk.hands import DeskHands
from console.hangup import guard
from console.keys.typing_ahead import Hands, KeyTurns
from console.looks import Looks, Read
from console.looks import read as read_looks
from console.opening import opened, who_acts
from console.resting import Rest
from console.session import Session
from console.settings import Settings
from console.terminal.events import KeysRead, Undecodable
from console.watching import watched_beside
from console.words.i18n import translate
from db.store import Store
from db.views.myself import Whoami
from widgets.cells import HostileFilter
from widgets.drawn import let_drawn_lines_go
from widgets.sheet import KnowingSheet

NO_COLOR, HOSTILE = NoColor(), HostileFilter()
"""Lines remember what these made of them; other ones each time would be remembered too, and never found."""

COLLECT_AFTER = (50_000, 2, 2)
"""New objects after which garbage is looked for among them; how often until it is among older ones."""

let_drawn_lines_go()


class Paigong(App[None], inherit_bindings=False):
    """Paigong on the whole screen.

    Of Textual's own keys none is left: ctrl+q left in mid-call without asking, ctrl+c advertised that.
    """

    BINDINGS = [
        Binding("ctrl+q", "screen.leave", show=False, priority=True),
        Binding("ctrl+c", "screen.how_to_leave", show=False),
    ]

    ENABLE_COMMAND_PALETTE = False
    ANIMATION_LEVEL = "none"

    def __init__(self, store: Store, actor: str, settings: Read | None = None) -> None:
        super().__init__(driver_class=driver_class())
        self.theme = "ansi-dark"  # before the first screen: each change reads all style sheets again
        self.stylesheet = KnowingSheet(variables=self.get_css_variables())
        self._settings = settings or Read(Looks())
        self.session = Session(store, actor, self._post)
        self.incident = ""
        self._rest = Rest()
        self._running_on: asyncio.AbstractEventLoop | None = None
        self.turns = KeyTurns(
            Hands(
                pass_on=super().on_event,
                target=lambda: self.focused or self.screen,
                moving_to=lambda: self._hands.moving_to if self._hands else None,
                ready=lambda key: self._hands is not None and self._hands.ready(key),
                blind=lambda key: self._hands is not None and self._hands.blind(key),
                pasted=lambda piece: self._hands is not None and self._hands.pasted(piece),
                slow=self._slow,
                refuse=self._refuse,
                go_on=self._go_on,
                failed=self._handle_exception,
            )
        )

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.AppFocus | events.AppBlur):
            # Another window was in front for a while: nothing on the desk depends on it, and Textual would
            # take the focus away and send 8 kB.
            return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._rest.typed()
            self.turns.take(event)
        else:
            await super().on_event(event)

    def on_keys_read(self, message: KeysRead) -> None:
        """Keys that came in one piece."""
        self._rest.typed()
        self.turns.take(*message.keys)

    def on_undecodable(self, message: Undecodable) -> None:
        """The terminal is not set to UTF-8: what came is nobody's, and that is said."""
        if self._hands is not None:
            self._hands.say_undecodable()

    def _slow(self) -> None:
        if self._hands is not None:
            self._hands.slow()

    def _go_on(self) -> None:
        if self._hands is not None:
            self._hands.go_on()

    def _refuse(self, why: str) -> None:
        if self._hands is not None:
            self._hands.refuse(why)

    @property
    def _hands(self) -> DeskHands | None:
        return self.screen.hands if self.screen_stack and isinstance(self.screen, Desk) else None

    def _post(self, job: Callable[[], None]) -> None:
        """Run something on the screen's thread; after the end nobody is there to run it."""
        if self._running_on is not None and not self._running_on.is_closed():
            self._running_on.call_soon_threadsafe(self.call_later, self._deliver, job)

    def _deliver(self, job: Callable[[], None]) -> None:
        # While the screen is being taken down its parts are gone before the screen itself.
        if self.is_running:
            job()

    def get_line_filters(self) -> list[LineFilter]:
        # Textual chooses its grey filter before it knows that the theme is one of the terminal's own
        # colours; of these it makes black on black.
        filters = [NO_COLOR if isinstance(each, Monochrome) else each for each in super().get_line_filters()]
        return [*filters, HOSTILE]

    def on_mount(self) -> None:
        self._running_on = asyncio.get_running_loop()
        store, actor = self.session.store, self.session.actor
        person, branch = store.read(Whoami(), actor)
        desk = Desk(self.session, self.turns, store.policy(), branch, person, fault=self._settings.fault)
        desk.set_class(self._settings.looks.marker_only(), "-marker")
        self.push_screen(desk)
        self.call_after_refresh(_settle_memory)

    def leave_now(self) -> None:
        """The terminal is gone: end as soon as the loop can."""
        if self._running_on is not None and not self._running_on.is_closed():
            self._running_on.call_soon_threadsafe(self.exit)

    def on_unmount(self) -> None:
        self._rest.stop()
        self.turns.stop()
        self.session.close()

    def _handle_exception(self, error: Exception) -> None:
        """Never a traceback on the screen: it is written down, and the person gets its number."""
        if self.incident:
            return
        self.incident = incident.record(error)
        self._exception = error
        self.exit(return_code=1)

    def print_farewell(self, show: Callable[[RenderableType], None]) -> None:
        """After an unexpected end: what happened, in a calm sentence."""
        if self.incident:
            show(
                translate(
                    "Something went wrong that nobody expected (number {id}). What was acknowledged is kept;"
                    " open the desk again.",
                    id=self.incident,
                )
            )


def driver_class() -> type[Driver] | None:
    """Our own ears where there is a terminal of the usual kind; elsewhere Textual's."""
    if os.name != "posix":
        return None
    from console.terminal.driver import TerminalDriver

    return TerminalDriver


def _settle_memory() -> None:
    # What lives as long as the desk is not looked at again: garbage collection is the tail of the delays.
    gc.collect()
    gc.freeze()
    # What is left is little: a closed panel is found soon, also where nobody ever rests.
    gc.set_threshold(*COLLECT_AFTER)


def run(settings: Settings) -> int:
    """Open the desk on the store of the settings until the person leaves; the exit code."""
    with opened(settings, running=True) as store:
        return run_desk(store, who_acts(store, settings))


def run_desk(store: Store, actor: str) -> int:
    """Open the desk on an open store."""
    settings = read_looks()
    app = Paigong(store, actor, settings)
    guard(app.leave_now)
    with watched_beside(store):
        app.run(mouse=settings.looks.mouse)
    app.print_farewell(print)
    return app.return_code or 0
