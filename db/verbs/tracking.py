"""Where a thing that was sent in is (VIS-08)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.items import COLLECTED, ESTIMATED, GONE, RECEIVED, SHELVED, SHIPPED, hindrance
from db.rules.sentence import msgid
from db.tables.ticket import ItemStep, Ticket
from db.timing import way_of
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Instant, Label, OptionalWords, Remark
from db.verbs.ticket_verb import TicketVerb, moved, touch
from db.verbs.who import SERVICE

ItemWhat = Literal["received", "shelved", "estimated", "repaired", "inspected", "shipped", "collected"]
NEEDED = {
    RECEIVED: ("condition", msgid("Say in what state it came in.")),
    SHELVED: ("place", msgid("Say on which shelf it lies.")),
    ESTIMATED: ("estimate", msgid("Say when it will be ready.")),
    SHIPPED: ("receipt", msgid("Give the number of the waybill.")),
    COLLECTED: ("receipt", msgid("Give the number of the receipt that was signed.")),
}
AWAY = ("send_in", "mail")


class Track(TicketVerb):
    """Record where a thing that was sent in is: received, shelved, repaired, inspected, shipped, collected.

    Received needs its state, with its accessories; shelved its place; shipped or collected a receipt.
    """

    name = "track"
    word = "track the thing"
    group = groups.VISIT
    example = {"what": "received", "condition": "x"}
    deed = "what"
    tells = ("place", "condition", "accessories", "receipt", "text")
    default_roles = SERVICE | {"keeper", "quality"}
    rule = "VIS-08"
    undoable = True
    reads = {"ticket": (ItemStep,)}

    what: Annotated[ItemWhat, kinds.Code("item"), Called("Step")]
    place: Annotated[Label, Called("Shelf")] = ""
    condition: Annotated[OptionalWords, Called("State it came in")] = ""
    accessories: Annotated[OptionalWords, Called("Accessories")] = ""
    receipt: Annotated[Label, Called("Receipt")] = ""
    estimate: Annotated[Instant | None, Called("Estimate")] = None
    text: Remark = ""
    happened_at: Annotated[Instant | None, Called("Happened at")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "track", "track")
        at = self.happened_at or context.now
        if at > context.now:
            raise BadField("happened_at", "A step cannot lie in the future.")
        if at < max(ticket.reported_at, ticket.item_at or ticket.reported_at):
            raise BadField("happened_at", "A step cannot lie before the previous one.")
        if way_of(ticket) not in AWAY:
            raise Refusal(
                "VIS-08",
                "{number} was not sent in.",
                "Triage it with another way of service.",
                number=ticket.number,
            )
        steps = sorted(
            facts.all(ItemStep, ticket=ticket.number),
            key=lambda each: (each.at, each.ordinal, each.what != RECEIVED),
        )
        cause = hindrance([each.what for each in steps], self.what)
        if cause is not None:
            raise Refusal("VIS-08", cause, "See the ticket.")
        field, demand = NEEDED.get(self.what, ("", ""))
        if field and not getattr(self, field):
            raise BadField(field, demand)
        outcome = Outcome(facts)
        outcome.put(self._step(ticket, at, len(steps) + 1, context))
        after = ticket.but(
            item_state=self.what,
            item_place=None if self.what in GONE else self.place or ticket.item_place,
            item_at=at,
            estimate=self.estimate or ticket.estimate,
        )
        outcome.answer.update(item_state=after.item_state, item_place=after.item_place)
        return touch(outcome, after, context)

    def _step(self, ticket: Ticket, at: object, ordinal: int, context: Context) -> ItemStep:
        return ItemStep.new(
            id=context.new_id("item"),
            ticket=ticket.number,
            what=self.what,
            at=at,
            actor=context.actor.no,
            place=self.place,
            condition=self.condition,
            accessories=self.accessories,
            receipt=self.receipt,
            estimate=self.estimate,
            text=self.text,
            ordinal=ordinal,
        )
