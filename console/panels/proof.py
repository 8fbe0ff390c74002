"""Why: how the deadlines of a ticket came about (`w`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.panel import Panel
from console.present.proof import proof_targets
from console.session import Done
from db.views.proof import Proof as ProofView
from widgets.proof import Proof

if TYPE_CHECKING:
    from console.panels.host import Host


class ProofPanel(Panel):
    """Every target with its segments, adding up to the minute."""

    BINDINGS = [Binding("escape,w,ctrl+w,enter", "leave", show=False)]

    def __init__(self, host: Host, number: str) -> None:
        super().__init__(host)
        self.number = number

    @property
    def height_wanted(self) -> int:
        return 14

    def compose(self) -> ComposeResult:
        yield Proof()

    def on_mount(self) -> None:
        self.ask("proof", ProofView(number=self.number), self._came)

    def focus_first(self) -> None:
        self.query_one(Proof).focus()

    def _came(self, done: Done) -> None:
        if not done.ok:
            self.host.trouble(done)
            return
        host, store = self.host, self.host.session.store
        targets = proof_targets(done.result, host.names, host.policy, store.zone, store.now())
        self.query_one(Proof).show_targets(targets)

    def action_leave(self) -> None:
        self.host.close_panel(self)
