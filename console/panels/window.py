"""Another time for whoever holds a ticket (SLA-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.panels.form import VerbPanel

if TYPE_CHECKING:
    from console.screens.desk import Desk


class WindowPanel(VerbPanel):
    """The new time, and why; whoever holds the ticket keeps it."""

    def __init__(self, desk: Desk, ticket: str, holder: str) -> None:
        super().__init__(
            desk,
            "reassign",
            (ticket,),
            values={"technician": holder},
            only=("window_from", "window_to", "reason"),
            focus="window_from",
        )
