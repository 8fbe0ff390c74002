"""Asking the desk in words: the dispatch sentence, the palette, the help page, and the person's own keys."""

from __future__ import annotations

from collections.abc import Sequence

from textual.actions import SkipAction
from textual.widgets import Input, TextArea

from console.desk.part import Part
from console.desk.warming import warm
from console.keys import own as keymap
from console.keys.list import install_keymap
from console.panels.panel import Panel
from console.session import Done
from db.said import added


class Asking(Part):
    """Sentence, palette and help by keys."""

    sentences: list[str]

    def on_mount(self) -> None:
        self.sentences = []
        own = keymap.read(keymap.keymap_file())
        install_keymap(own.keys)
        self.app.set_keymap(own.bindings)
        if own.faults:
            self.say(*keymap.report(own.faults), "warning")
        elif self.fault:
            self.say(self.fault, tone="warning")
        self.session.work(warm)

    def keep_sentence(self, text: str) -> None:
        """Remember a sentence for the key up, also of the next session; the same one only once."""
        said = text.strip()
        if said:
            self.sentences[:] = added(self.sentences, said)
            store, actor = self.store, self.session.actor
            self.session.work(lambda: store.keep_said(actor, said))

    def _said_before(self, done: Done) -> None:
        """What was said in earlier sessions stands before what was said meanwhile."""
        if done.ok:
            said = tuple(done.result)
            for each in self.sentences:
                said = added(said, each)
            self.sentences[:] = said

    async def action_outside_fields(self, action: str) -> None:
        """What a ctrl key does, unless a field has the focus, in which it edits."""
        if self._in_a_field():
            raise SkipAction
        await self.run_action(action)

    def action_sentence(self) -> None:
        """Open the sentence about what is marked, or under the cursor, now."""
        from console.sentence.panel import SentencePanel
        from console.sentence.said import Said

        if self._in_a_field() or self._is_open(SentencePanel):
            raise SkipAction
        self.session.ask("said", Said(), self._said_before)
        self.open_panel(SentencePanel(self, self.meant))

    def open_sentence(self, about: Sequence[str], begins: str) -> None:
        """Open the sentence with that in it, not yet sent."""
        from console.sentence.panel import SentencePanel

        self.open_panel(SentencePanel(self, tuple(about), begins=begins))

    def action_palette(self) -> None:
        """Open the palette of every verb and view."""
        from console.panels.palette import PalettePanel

        if self._in_a_field() or self._is_open(PalettePanel):
            raise SkipAction
        self.open_panel(PalettePanel(self))

    def action_help(self) -> None:
        """Open the help page; the same key closes it again."""
        from console.panels.help import HelpPanel

        for panel in self.panels:
            if isinstance(panel, HelpPanel):
                self.close_panel(panel)
                return
        self.open_panel(HelpPanel(self))

    def _in_a_field(self) -> bool:
        return isinstance(self.focused, Input | TextArea)

    def _is_open(self, kind: type[Panel]) -> bool:
        return any(isinstance(panel, kind) and panel.display for panel in self.panels)
