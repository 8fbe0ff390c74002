"""What has to be asked before a form can open: keys wait for the answer, and a refusal opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.events import Key

from console.panels.panel import Panel
from console.session import Done

if TYPE_CHECKING:
    from console.panels.host import Host
    from db.views.view import View


class OpeningPanel(Panel):
    """Stands where the form will, and asks what it begins with."""

    def __init__(self, host: Host, question: View[Any], then: Callable[[Any], Panel | None]) -> None:
        """
        Args:
            then: makes the form from the answer; None where it has said why there is none.
        """
        super().__init__(host)
        self._question, self._then = question, then

    def on_mount(self) -> None:
        self.ask("opening", self._question, self._came)

    def ready_for(self, key: Key) -> bool:
        return key.key == "escape"

    def _came(self, done: Done) -> None:
        self.host.close_panel(self)
        if done.ok:
            panel = self._then(done.result)
            if panel is not None:
                self.host.open_panel(panel)
        else:
            self.host.refused(done)
