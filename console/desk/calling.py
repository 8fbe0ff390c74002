"""Notices at the desk: a bell, a word in the line where the eyes are, and the window's title (ESC-05).

Calm: nothing opens over the work, the focus stays, and what was told once is not told again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from console.keys.list import key_named, shown_key
from console.words import labels
from console.words.i18n import _, translate
from db.views.desk_notices import DeskNotice, DeskNoticesRow

if TYPE_CHECKING:
    from console.desk.part import Part

CALLS = ("escalation", "repeat", "promise", "emergency")
"""Occasions that ask for an answer."""


class Calling:
    """Tells one desk what calls whoever sits there."""

    def __init__(self, desk: Part) -> None:
        self._desk = desk
        self._told: set[str] = set()
        self._wake: Timer | None = None
        self._count = 0

    def came(self, found: DeskNoticesRow, calling: int) -> None:
        """The notices as the store has them now, and how many tickets call."""
        fresh = [each for each in found.now if each.id not in self._told]
        if fresh:
            self._told.update(each.id for each in fresh)
            self._desk.app.bell()
            self._desk.say(self._words(fresh), self._next_step(fresh), tone="warning")
            self._keep([each.id for each in fresh])
        self._title(calling)
        self._plan(found)

    def _words(self, fresh: Sequence[DeskNotice]) -> str:
        """The most urgent one, and how many there are besides."""
        first, speech = fresh[0], self._desk.speech
        parts = [
            speech.listed("occasion", first.occasion),
            first.ticket or "",
            labels.level_long(first.level) if first.ticket else "",
            first.district or "",
            translate("rung {rung}", rung=first.rung) if first.rung else "",
        ]
        more = len(fresh) - 1
        told = " ".join(filter(None, parts))
        return translate("{text} and {count} more", text=told, count=more) if more else told

    def _next_step(self, fresh: Sequence[DeskNotice]) -> str:
        if not any(each.occasion in CALLS for each in fresh):
            return ""
        return translate("{key} acknowledges", key=shown_key(key_named("acknowledge")))

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

    def _plan(self, found: DeskNoticesRow) -> None:
        """Look again when quiet hours let the next one through."""
        if self._wake is not None:
            self._wake.stop()
            self._wake = None
        if found.next_at is not None:
            seconds = (found.next_at - self._desk.store.now()).total_seconds()
            self._wake = self._desk.set_timer(max(1.0, seconds), self._desk.ask_around)
