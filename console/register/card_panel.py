"""The card of a thing over the whole screen: everything that is known of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from console.keys.list import key_of_verb, shown_key
from console.keys.needs import Need, key_meant, need
from console.keys.rows import OF_CARDS, RowKey
from console.panels.panel import Panel
from console.register.card_words import DEEDS, CardSaid, card_said
from console.register.deeds import asking_about, deeds_of
from console.register.deeds_panel import DeedsPanel
from console.register.possible import possible
from console.register.row_keys import hints_of, press, row_key
from console.session import Done
from console.words.codes import word
from console.words.i18n import _
from db import kinds
from db.verbs.may import Asking
from db.views.as_json import as_json
from db.views.queue_row import QueueRow
from db.views.timeline import AT_FIRST
from db.views.view import CARDS, card_asked
from widgets.card import Card
from widgets.footer import KeyHint

if TYPE_CHECKING:
    from console.panels.host import Host

LIST_KEYS = "jkgGq"
MORE = 100
"""Earlier tickets and events that one Enter brings."""


class CardPanel(Panel):
    """One thing. The cursor goes through its lines, Enter opens what stands on one; the keys of verbs act on
    the thing as on the desk."""

    alone = True
    acts = True
    about_ticket = False
    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("tab,shift+tab", "stay", show=False),
    ]

    letters = ""
    """Letters of its own."""

    def __init__(self, host: Host, subject: str) -> None:
        super().__init__(host)
        self.subject = subject
        self.family, _mark, self.name_ = subject.partition(":")
        self.tickets = (self.name_,) if self.family == kinds.TICKET else ()
        self._pane = f"card {id(self)}"
        self._beneath = host.pane
        self._limit = AT_FIRST
        self.answer: Mapping[str, Any] = {}
        """What the view of the card said last, as JSON; empty before the first."""
        self._said = CardSaid()

    def compose(self) -> ComposeResult:
        yield Card()

    @property
    def _card(self) -> Card:
        return self.query_one(Card)

    def on_mount(self) -> None:
        self._ask()

    def focus_first(self) -> None:
        """Read again too: what was opened over it may have changed something."""
        for each in self.query(Card):
            each.focus()
        if self.answer:
            self._ask()
        self.host.refresh_keys()

    def _ask(self) -> None:
        self.ask(self._pane, card_asked(self.subject, self._limit), self._came)

    def _came(self, done: Done) -> None:
        if not self.host.fine(done):
            self.host.close_panel(self)
            return
        host, speech = self.host, self.host.speech
        view = CARDS[self.family]
        if self.family == kinds.TICKET:
            # Its keys go by how it stands now, whatever view of the queue it stands in.
            row = QueueRow._make(done.result[name] for name in QueueRow._fields)
            host.rows[row.number] = row
        self.answer = as_json(done.result, host.store.zone, speech.say)
        self._said = card_said(view, self.answer, speech, self._possible())
        self._card.show_card(self._said.facts)
        host.refresh_keys()

    # -- what can be done -------------------------------------------------------------------------------

    @property
    def asking(self) -> Asking:
        """Who sits here, about this thing as it is shown."""
        host = self.host
        return asking_about(self.subject, self.answer, host.policy, host.session.actor, host.roles)

    def _possible(self) -> tuple[str, ...]:
        """The verbs that nothing is known against, with their keys, in words."""
        return tuple(
            f"{shown_key(key)} {word('verb', name)}" if (key := key_of_verb(name)) else word("verb", name)
            for name in possible(self.answer, self.asking, self.host.store.now())
        )

    def filled(self, verb: str) -> Mapping[str, str]:
        field = deeds_of(self.family).get(verb)
        return {field: self.name_} if field and not self.tickets else {}

    # -- keys -------------------------------------------------------------------------------------------

    def ready_for(self, key: events.Key) -> bool:
        if not self.answer:
            return False
        waits = self.host.session.waiting or self.is_asked(self._pane)
        return not waits or (need(key) is not Need.ANSWER and row_key(self.row_keys, key) is None)

    def on_key(self, event: events.Key) -> None:
        """No key that narrows or leaves the queue acts while a card stands before it."""
        mine = row_key(self.row_keys, event)
        if mine is not None:
            event.stop()
            self._press(mine)
            return
        key = key_meant(event)
        own = event.character in {*LIST_KEYS, *self.letters}
        if event.is_printable and not own and (key is None or not self.takes(key)):
            event.stop()

    @property
    def row_keys(self) -> tuple[RowKey, ...]:
        """The keys that this card has of its own."""
        return OF_CARDS.get(self.family, ())

    def _press(self, key: RowKey) -> None:
        tickets = self.tickets
        if self.family == kinds.ESCALATION:
            tickets = tuple(filter(None, [str(self.answer.get(kinds.TICKET) or "")]))
        press(self.host, key, self.asking, tickets, self.name_, "")

    @property
    def things(self) -> tuple[str, ...]:
        here = self._said.opens.get(self._card.line_name, "")
        return tuple(filter(None, (self.subject, here, *self._said.opens.values())))

    def hints(self) -> list[KeyHint]:
        name = self._card.line_name if self.query(Card) else ""
        opens = name in self._said.opens or name in self._said.more or name == DEEDS
        own = hints_of(self.row_keys, self.asking, there=bool(self.answer))
        return [*own, KeyHint("Enter", _("Open it"), opens, drop=1), KeyHint("Esc", _("Back"), drop=0)]

    def on_card_moved(self, event: Card.Moved) -> None:
        event.stop()
        self.host.refresh_keys()

    def on_card_chosen(self, event: Card.Chosen) -> None:
        event.stop()
        name = self._card.line_name
        if name == DEEDS:
            self.host.open_panel(DeedsPanel(self.host, self.family, self.asking))
        elif name in self._said.more:
            self._limit += MORE
            self._ask()
        elif name in self._said.opens and self._said.opens[name] != self.subject:
            self.host.open_card(self._said.opens[name])
        else:
            self.host.say(_("Nothing opens on this line."))

    def action_stay(self) -> None:
        """A card has one pane."""

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.host.close_panel(self)
        if not self.host.panels:
            self.host.show_pane(self._beneath)

    # -- what others do ---------------------------------------------------------------------------------

    @property
    def shown(self) -> frozenset[str]:
        return frozenset({self.subject, *self._said.opens.values()})

    def heard(self, subjects: frozenset[str] | None) -> None:
        if self.answer and (subjects is None or subjects & self.shown):
            self._ask()
