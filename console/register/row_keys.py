"""What a list's or a card's own keys do with a thing (`console.keys.rows`)."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events

from console.keys.key import wide_twins
from console.keys.rows import RowKey
from console.panels.form import VerbPanel
from console.panels.host import Host
from console.words.i18n import _
from console.words.speech import Speech
from db.errors import NotPermitted
from db.verbs.may import Asking, why_not
from widgets.footer import KeyHint


def row_key(keys: Iterable[RowKey], pressed: events.Key) -> RowKey | None:
    """The one that was pressed, in whatever width; None for any other."""
    names = {pressed.key, *pressed.aliases}
    return next((each for each in keys if names & {each.key, *wide_twins(each.key)}), None)


def press(host: Host, key: RowKey, asking: Asking, tickets: tuple[str, ...], about: str, opens: str) -> None:
    """Do what a key does: `about` is the thing by its number, or the `tickets` are meant; `opens` is the card
    that a key leads to."""
    if key.verb is None:
        host.open_card(opens)
        return
    refusal = why_not(key.verb, asking)
    if refusal is not None:
        said = host.speech.say(refusal)
        host.refuse(
            said, _said(host.speech, refusal.hint) if isinstance(refusal, NotPermitted) else refusal.rule
        )
        return
    of_tickets = bool(tickets)
    fields = dict(key.fields) if of_tickets else {**key.fields, key.verb.about: about}
    if key.asks:
        heading = "" if of_tickets else f"{_(key.called)}  {about}"  # whether it grants, and what
        host.open_panel(
            VerbPanel(
                host, key.verb.name, tickets, values=fields, only=(key.asks,), focus=key.asks, heading=heading
            )
        )
    else:
        host.act(key.verb.name, fields, tickets)


def _said(speech: Speech, hint: str) -> str:
    return _(hint) if hint else ""


def hints_of(keys: Iterable[RowKey], asking: Asking, *, there: bool) -> list[KeyHint]:
    """The keys as the key line shows them, those that nothing is known against."""
    return [
        KeyHint(each.key, _(each.called), there and (each.verb is None or why_not(each.verb, asking) is None))
        for each in keys
    ]
