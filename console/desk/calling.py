"""Notices at the desk: a bell, a word in the line where the eyes are, and the window's title (ESC-05).

Calm: nothing opens over the work, the focus stays, and what was told once is not told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from console.keys.list import key_named, shown_key
from console.present.figures import digit_of, figure_of
from console.words import labels
from console.words.i18n import _, translate
from db.subjects.subject import name_of
from db.views.desk_notices import DeskNotice, DeskNoticesRow

if TYPE_CHECKING:
    from console.desk.part import Part

CALLS = {"escalation": "called", "repeat": "called", "promise": "called", "emergency": "emergencies"}
"""Occasions that ask for an answer, and the figure that lists them."""
LISTED = {"task": "tasks", "task_begun": "tasks", "request": "requests"}
"""Those that ask for something else, and the figure that lists what they ask for."""
READ_SECONDS = 4.0
"""How long the answer to a key stands before a call takes its line: in peak season one comes every minute."""
LONGEST_SECONDS = 12.0
"""How long a call waits at most where one answer follows another."""


class Calling:
    """Tells one desk what calls whoever sits there."""

    def __init__(self, desk: Part) -> None:
        self._desk = desk
        self._told: set[str] = set()
        self._wake: Timer | None = None
        self._until = 0.0  # when a call that waits is told at the latest; 0 while none waits
        self._count = 0

    def came(self, found: DeskNoticesRow, calling: int) -> None:
        """The notices as the store has them now, and how many tickets call."""
        fresh = [each for each in found.now if each.id not in self._told]
        wait = self._wait() if fresh else 0.0
        if fresh and not wait:
            self._until = 0.0
            self._told.update(each.id for each in fresh)
            self._desk.app.bell()
            self._desk.say_aside(self._words(fresh), self._next_step(fresh), tone="warning")
            self._keep([each.id for each in fresh])
        self._title(calling)
        self._plan(found, wait)

    def _wait(self) -> float:
        """Seconds until a call may take the line; none where nothing is to be read there."""
        now = monotonic()
        wait = self._desk.answered_at + READ_SECONDS - now
        if wait <= 0:
            return 0.0
        self._until = self._until or now + LONGEST_SECONDS
        return max(0.0, min(wait, self._until - now))

    def _words(self, fresh: Sequence[DeskNotice]) -> str:
        """The most urgent one, and how many there are besides."""
        first, speech = fresh[0], self._desk.speech
        parts = [
            speech.listed("occasion", first.occasion),
            first.ticket or name_of(first.about or ""),
            labels.level_long(first.level) if first.ticket else "",
            first.district or "",
            translate("rung {rung}", rung=first.rung) if first.rung else "",
        ]
        more = len(fresh) - 1
        told = " ".join(filter(None, parts))
        return translate("{text} and {count} more", text=told, count=more) if more else told

    def _next_step(self, fresh: Sequence[DeskNotice]) -> str:
        """Where it is answered: the key alone acts on the ticket under the cursor, which is another one."""
        figure = next((CALLS[each.occasion] for each in fresh if each.occasion in CALLS), None)
        counts, figures_key = self._desk.counts, shown_key(key_named("figures"))
        if counts is None:
            return ""
        if figure is None:
            asked = LISTED.get(fresh[0].occasion)
            return f"{figures_key} {figure_of(asked, counts).name}" if asked is not None else ""
        listed = f"{figures_key} {digit_of(figure, counts)}".rstrip()
        return translate(
            "{listed}, {key} acknowledges", listed=listed, key=shown_key(key_named("acknowledge"))
        )

    def _keep(self, notices: Sequence[str]) -> None:
        """Write down that they were shown; the screen does not wait for it."""
        from db.notices.shown import shown

        store = self._desk.session.store
        self._desk.session.work(lambda: shown(store, notices))

    def _title(self, calling: int) -> None:
        """The window's title says how many tickets call, for whoever has it behind others."""
        if calling == self._count:
            return
        self._count = calling
        driver: Any = self._desk.app._driver
        if (tell := getattr(driver, "tell_title", None)) is not None:
            name = _("Paigong")
            tell(translate("({count}) calls: {name}", count=calling, name=name) if calling else name)

    def _plan(self, found: DeskNoticesRow, wait: float) -> None:
        """Look again when what waits may be told, or quiet hours let the next one through."""
        if self._wake is not None:
            self._wake.stop()
            self._wake = None
        if wait:
            self._wake = self._desk.set_timer(wait, self._desk.ask_around)
        elif found.next_at is not None:
            seconds = (found.next_at - self._desk.store.now()).total_seconds()
            self._wake = self._desk.set_timer(max(1.0, seconds), self._desk.ask_around)
