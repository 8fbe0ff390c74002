"""Opens the card of a thing: the one way to it from the desk, from registers and from other cards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.register.card_panel import CardPanel
from console.register.person import PersonCard
from db.kinds import STAFF
from db.views.view import CARDS

if TYPE_CHECKING:
    from console.panels.host import Host

WITH_KEYS: Mapping[str, type[CardPanel]] = {STAFF: PersonCard}
"""Cards with keys of their own; every other one needs no more than its view."""


def open_card(host: Host, subject: str) -> None:
    """Open the card of a thing (`ticket:YX2607-412`, `staff:T001`, `customer:…`) over whatever is open; Esc
    goes back to it. Of what has no card nothing opens."""
    family = subject.partition(":")[0]
    if family in CARDS:
        host.open_panel(WITH_KEYS.get(family, CardPanel)(host, subject))
