"""Who wanted another time: that decides what becomes of the deadline of arriving (SLA-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from console.keys.sent import ANOTHER_WHY, MOVED_WHY, TOLD, WANTED_BY
from console.panels.quick import QuickPanel
from console.present.answer import due_text
from console.present.concerned import deed_title
from console.session import Done
from console.words.i18n import _
from db.verbs.appointing import MoveWindow
from db.verbs.dispatching import Reassign
from db.verbs.verb import VERBS, ticket_field
from db.verbs.windows import CUSTOMER, US

if TYPE_CHECKING:
    from console.panels.host import Host

REASONS = {MoveWindow.name: MOVED_WHY, Reassign.name: ANOTHER_WHY}


class WantedPanel(QuickPanel):
    """The customer or we; beside each for what the ticket is due first then, once the store has tried it."""

    def __init__(
        self,
        host: Host,
        ticket: str,
        verb: str,
        fields: Mapping[str, str],
        window: str,
        then: Callable[[Mapping[str, str]], object],
    ) -> None:
        """`window` is the old one and the new one in words; `then` gets the fields."""
        self._verb, self._fields, self._ticket = verb, fields, ticket
        self._notes = dict.fromkeys((CUSTOMER, US), "")
        super().__init__(
            host,
            f"{deed_title(verb)} {ticket}  {window}",
            self._choices(),
            lambda who: then({**fields, **said_by(who)}),
        )
        self.tickets = (ticket,)

    def on_mount(self) -> None:
        super().on_mount()
        for who in self._notes:
            self._try(who)

    def _try(self, who: str) -> None:
        reason = {REASONS[self._verb]: "."} if self._verb in REASONS else {}
        tried = {**self._fields, **said_by(who), **reason, ticket_field(VERBS[self._verb]): self._ticket}
        self.preview(self._verb, tried, lambda done: self._tried(who, done))

    def _tried(self, who: str, done: Done) -> None:
        if done.error is not None:
            self._notes[who] = self.host.speech.say(done.error)
        elif done.ok:
            self._notes[who] = due_text(done.result.done[0], self.host.speech, self.host.store.now())
        self.set_choices(self._choices())

    def _choices(self) -> list[tuple[str, str]]:
        asked = {CUSTOMER: _("the customer wants it, and knows it"), US: _("we put it off")}
        return [(who, "   ".join(filter(None, (text, self._notes[who])))) for who, text in asked.items()]


def said_by(who: str) -> dict[str, str]:
    """The fields that say who wanted the time; who asks for it has been told."""
    return {WANTED_BY: who, TOLD: "yes" if who == CUSTOMER else "no"}
