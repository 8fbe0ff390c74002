"""Any view by its name, about what stands here: a list as a register, an object in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.panels.host import Host
from console.panels.table import TablePanel
from console.register.deeds import led_title
from console.register.panel import RegisterPanel
from console.register.periods_panel import PeriodsPanel
from console.words.i18n import _
from db import kinds
from db.views.view import VIEWS, View

PERIODS = "figures"
"""The view that has a screen of its own."""


def open_register(host: Host, view: View[Any], title: str = "", about: Sequence[str] = ()) -> None:
    """Open a list over the whole screen; `title` is what it is called, its own name where none is given,
    `about` the ticket that it is asked about."""
    host.open_panel(RegisterPanel(host, view, title, tuple(about)))


def open_answer(host: Host, name: str, targets: Sequence[str]) -> None:
    """Open a view about what stands here: `targets` are the tickets that are meant."""
    kind = VIEWS[name]
    if kind.name == PERIODS:
        host.open_panel(PeriodsPanel(host))
        return
    fields = fields_here(host, kind, targets)
    if fields is None:
        staff = targets and "staff" in kind.model_fields
        host.refuse(_("Nobody holds this ticket.") if staff else _("Nothing here says which one is meant."))
        return
    view = kind.model_validate(fields)
    if kind.is_list():
        about = targets if kind.of_ticket else ()
        open_register(host, view, led_title(view, host.speech, without=about), about)
    else:
        host.open_panel(TablePanel(host, view))


def fields_here(host: Host, kind: type[View[Any]], targets: Sequence[str]) -> dict[str, str] | None:
    """What a view has to be told, or is told about a ticket, from what stands here; None where it stays open
    which one is meant."""
    wanted = {
        name: field for name, field in kind.model_fields.items() if field.is_required() or kind.of_ticket
    }
    found = {name: value for name in wanted if (value := _here(host, kind, name, targets))}
    lacking = [name for name, field in wanted.items() if field.is_required() and name not in found]
    return None if lacking else found


def _here(host: Host, kind: type[View[Any]], name: str, targets: Sequence[str]) -> str:
    """A field of the view: the ticket that is meant, whoever holds it, its product."""
    row = host.rows.get(targets[0]) if targets else None
    if name == "number":
        return targets[0] if targets else ""
    if name == "staff":
        return _staff_here(host) or (row.technician if row is not None else None) or ""
    if name == "product":
        return row.product if row is not None else ""
    return ""


def _staff_here(host: Host) -> str:
    """The person whose row or card is in front."""
    things = host.panels[-1].things if host.panels else ()
    found = next((each for each in things if each.startswith(f"{kinds.STAFF}:")), "")
    return found.partition(":")[2]
