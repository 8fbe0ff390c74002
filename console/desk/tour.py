"""A short tour in the message line: one hint at a time, never in the way, gone for good after Esc.

It takes no focus and no key. A hint gives way to whatever the desk has to say, and comes back later.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from console.keys.list import key_named, shown_key
from console.settings import state_folder
from console.words.i18n import N_, _, translate


@dataclass(frozen=True, slots=True)
class Hint:
    """What to try, the key that does it, and the verb that says it was done (none: any)."""

    msgid: str
    key: str
    verb: str


HINTS = (
    Hint(N_("New here? {key} sets the level of the ticket under the cursor."), "triage", "triage"),
    Hint(N_("{key}, then Enter, sends the best technician."), "dispatch", "dispatch"),
    Hint(N_("A wrong key? {key} takes it back."), "undo", "undo"),
    Hint(N_("{key} registers a call; a known caller is filled in."), "new", "register"),
    Hint(N_("{key} teaches the rest of the day."), "help", ""),
)


class Tour:
    """Where somebody is on the tour; remembered in a file, so that it is taken once."""

    def __init__(self, place: Path | None = None) -> None:
        self._place = place or state_folder() / "tour"
        self._hints: tuple[Hint, ...] = HINTS
        self._at = len(HINTS) if self._place.exists() else 0

    @property
    def over(self) -> bool:
        """Whether there is nothing more to hint at."""
        return self._at >= len(self._hints)

    def begin(self, *, empty: bool) -> None:
        """Begin where there is something to do: without tickets with registering one."""
        if empty and self._at == 0:
            self._hints = tuple(sorted(HINTS, key=lambda hint: hint.verb != "register"))

    def hint(self) -> tuple[str, str]:
        """What to try now, and how to leave the tour."""
        hint = self._hints[self._at]
        return translate(hint.msgid, key=shown_key(key_named(hint.key))), _("Esc: no more hints")

    def did(self, verb: str) -> bool:
        """Go on when this verb is what was hinted at, or lies behind; whether there is another hint."""
        if self.over:
            return False
        verbs = [hint.verb for hint in self._hints]
        if verb in verbs:
            self._at = max(self._at, verbs.index(verb) + 1)
        if self._at == len(self._hints) - 1:
            self._remember()
        return not self.over

    def end(self) -> None:
        """No more hints, also next time."""
        self._at = len(self._hints)
        self._remember()

    def _remember(self) -> None:
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            self._place.touch()
        except OSError:
            return  # a folder that cannot be written only means that the tour comes again
