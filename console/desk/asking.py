"""Asking the desk in words: the dispatch sentence, the palette, the help page, and the person's own keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.actions import SkipAction
from textual.widgets import Input, TextArea

from console.keys import own as keymap
from console.keys.list import install_keymap
from console.panels.help import HelpPanel
from console.panels.palette import PalettePanel
from console.panels.panel import Panel
from console.sentence.panel import SentencePanel
from db.rules.search import initials

if TYPE_CHECKING:
    from console.desk.desk import Desk

KEPT_SENTENCES = 50


class Asking:
    """Sentence, palette and help by keys. Mixed into the desk."""

    sentences: list[str]

    @property
    def _asked_desk(self) -> Desk:
        return cast("Desk", self)

    def on_mount(self) -> None:
        desk = self._asked_desk
        self.sentences = []
        own = keymap.read(keymap.keymap_file())
        install_keymap(own.keys)
        desk.app.set_keymap(own.bindings)
        if own.faults:
            desk.say(*keymap.report(own.faults), "warning")
        elif desk.fault:
            desk.say(desk.fault, tone="warning")
        # pypinyin takes 100 ms to import: not when the first sentence is begun
        desk.session.work(_warm)

    def keep_sentence(self, text: str) -> None:
        """Remember a sentence for the key up; the same one only once."""
        said = text.strip()
        if said:
            self.sentences[:] = [*(each for each in self.sentences if each != said), said][-KEPT_SENTENCES:]

    async def action_outside_fields(self, action: str) -> None:
        """What a ctrl key does, unless a field has the focus, in which it edits."""
        if self._in_a_field():
            raise SkipAction
        await self._asked_desk.run_action(action)

    def action_sentence(self) -> None:
        """Open the sentence about what is marked, or under the cursor, now."""
        desk = self._asked_desk
        if self._in_a_field() or self._is_open(SentencePanel):
            raise SkipAction
        desk.open_panel(SentencePanel(desk, desk.meant))

    def action_palette(self) -> None:
        """Open the palette of every verb and view."""
        desk = self._asked_desk
        if self._in_a_field() or self._is_open(PalettePanel):
            raise SkipAction
        desk.open_panel(PalettePanel(desk))

    def action_help(self) -> None:
        """Open the help page; the same key closes it again."""
        desk = self._asked_desk
        for panel in desk.panels:
            if isinstance(panel, HelpPanel):
                desk.close_panel(panel)
                return
        desk.open_panel(HelpPanel(desk))

    def _in_a_field(self) -> bool:
        return isinstance(self._asked_desk.focused, Input | TextArea)

    def _is_open(self, kind: type[Panel]) -> bool:
        return any(isinstance(panel, kind) and panel.display for panel in self._asked_desk.panels)


def _warm() -> None:
    initials("一")
