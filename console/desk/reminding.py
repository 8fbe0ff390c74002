"""Reminders at the desk: a mark in the row, and a word when one comes due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.timer import Timer

from console.session import Done
from console.words.i18n import translate
from db.views.watching import ReminderRow

if TYPE_CHECKING:
    from console.desk.part import Part


class Reminding:
    """Sleeps until the next reminder of one desk."""

    def __init__(self, desk: Part) -> None:
        self._desk = desk
        self._reminders: Sequence[ReminderRow] = ()
        self._wake: Timer | None = None

    def came(self, done: Done) -> None:
        """The reminders as the store has them now."""
        if done.ok:
            self._reminders = done.result
            self._desk.mark(reminded=frozenset(reminder.ticket for reminder in self._reminders))
            self._plan(self._desk.store.now())

    def _plan(self, now: datetime) -> None:
        """Wake at the next one; those that came due before were heard or stand as marks in their rows."""
        if self._wake is not None:
            self._wake.stop()
        coming = [reminder for reminder in self._reminders if reminder.at > now]
        if coming:
            first = min(coming, key=lambda reminder: reminder.at)
            self._wake = self._desk.set_timer((first.at - now).total_seconds(), lambda: self._remind(first))

    def _remind(self, reminder: ReminderRow) -> None:
        self._desk.app.bell()
        text = f"{reminder.ticket} {reminder.customer} {reminder.text}"
        self._desk.say(translate("Reminder: {text}", text=text), tone="warning")
        self._plan(self._desk.store.now())
