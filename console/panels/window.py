"""Another time for whoever holds a ticket (SLA-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.panels.form import VerbPanel
from db.verbs.appointing import MoveWindow

if TYPE_CHECKING:
    from console.panels.host import Host


class WindowPanel(VerbPanel):
    """The new time in one field, `15:00` or `1500-1700`; who wanted it, and why, beneath."""

    def __init__(self, host: Host, ticket: str) -> None:
        super().__init__(
            host, MoveWindow.name, (ticket,), only=MoveWindow.form, focus=next(iter(MoveWindow.form))
        )
