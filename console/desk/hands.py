"""What the keys in turn have to know of the desk: whether a key finds what it needs, and what is said when it
does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from console.keys.needs import Need, looks_pasted, need
from console.keys.typing_ahead import BLIND, LATE, PASTED, TAKEN_BACK, Typed
from console.panels.find import FindLine
from console.words.i18n import N_, _
from widgets.status import MessageLine

if TYPE_CHECKING:
    from console.desk.part import Part
    from console.panels.placed import Placed

WHY = {
    LATE: (N_("The store has not answered: these keys were dropped."), N_("Press them again.")),
    BLIND: (N_("That was typed before the list was shown: look, then choose."), ""),
    TAKEN_BACK: (N_("Taken back: the waiting keys were dropped."), ""),
    PASTED: (
        N_("That looks like pasted text, not like keys: nothing was done."),
        N_("/ or n first, then paste."),
    ),
}


class DeskHands:
    """Answers for one desk."""

    def __init__(self, desk: Part) -> None:
        self._desk = desk
        self._said = ""

    @property
    def panel(self) -> Placed | None:
        """The panel that gets the keys."""
        panels = self._desk.panels
        return panels[-1] if panels and panels[-1].display else None

    @property
    def moving_to(self) -> object | None:
        """The panel that was opened and has not the focus yet."""
        panel, focused = self.panel, self._desk.focused
        inside = focused is not None and panel in focused.ancestors_with_self
        return None if inside else panel

    def ready(self, typed: Typed) -> bool:
        """Whether the key finds what it needs. Esc never waits: it is the way out of waiting."""
        if isinstance(typed, Key) and typed.key == "escape":
            return True
        panel = self.panel
        if panel is not None:
            return isinstance(typed, Paste) or panel.ready_for(typed)
        if isinstance(typed, Paste):
            return True
        wanted = need(typed)
        for line in self._desk.query(FindLine):
            if line.has_focus_within:
                if typed.is_printable or wanted is Need.NOTHING:
                    return True
                line.look()  # a find counts as done when its list has come
        return self._desk.has(wanted)

    def blind(self, typed: Typed) -> bool:
        """Whether the key picks what had not been shown when it was typed."""
        return self.panel is not None and isinstance(typed, Key) and self.panel.blind(typed)

    def pasted(self, piece: Sequence[Typed]) -> bool:
        """Whether keys that came together were no hand's; a field takes whatever comes."""
        if self._in_a_field() or self.panel is not None:
            return False
        return looks_pasted(piece, lambda key: key.key in self._desk.queue._bindings.key_to_bindings)

    def slow(self) -> None:
        """A key waits for longer than anybody likes."""
        self._say(_("Waiting for the store …"), _("Esc: take it back"))

    def refuse(self, why: str) -> None:
        """Keys are dropped; where the store did not answer, it is asked anew for all that is shown."""
        text, next_step = WHY[why]
        self._say(_(text), _(next_step) if next_step else "")
        if why == LATE:
            self._desk.refresh_all()

    def go_on(self) -> None:
        """A key acts: what was said about those before it is over."""
        if self._said and self._desk.query_one("#message", MessageLine).text == self._said:
            self._desk.say("")
        self._said = ""

    def _say(self, text: str, next_step: str) -> None:
        self._said = text
        self._desk.say(text, next_step, "warning")

    def say_undecodable(self) -> None:
        """Bytes came that are no UTF-8."""
        self._desk.say(
            _("The terminal sent characters that are not UTF-8; they were left out."),
            _("Set the terminal to UTF-8."),
            "warning",
        )

    def _in_a_field(self) -> bool:
        return isinstance(self._desk.focused, Input | TextArea)
