"""Next steps as the desk says them: no command of a shell where a key does it."""

from __future__ import annotations

from collections.abc import Mapping

from console.declared import fields_of
from console.keys.list import key_named, shown_key
from console.words.codes import word
from console.words.i18n import N_, _
from db.errors import BadField
from db.rules.moves import NEW, PAUSED, TICKET, TRIAGED
from db.verbs.verb import VERBS, Verb

AT_THE_DESK: Mapping[str, str] = {
    "See paigong show roster.": N_("ctrl+p and Roster lists everybody."),
    "paigong show customers finds one.": N_("ctrl+p and Customers lists them."),
    "paigong show equipment lists it.": N_("ctrl+p and Equipment lists it."),
    "See paigong show shifts.": N_("ctrl+p and Shift calendar lists them."),
    "See paigong show tool.": N_("ctrl+p and Tools lists them."),
    "See paigong show tools.": N_("ctrl+p and Tools lists them."),
    "See paigong show tasks.": N_("ctrl+p and Internal tasks lists them."),
    "See paigong show requests.": N_("ctrl+p and Requests for approval lists them."),
    "See paigong show escalations.": N_("ctrl+p and Escalations lists them."),
    "paigong show escalations --mine lists what calls you.": N_("f lists what calls you."),
    "See paigong show emergencies.": N_("ctrl+p and Emergencies and drills lists them."),
    "See paigong show outbox.": N_("ctrl+p and Outbox lists them."),
    "See paigong show reports.": N_("ctrl+p and Reports and meetings lists them."),
    "See paigong show handovers.": N_("ctrl+p and Shifts handed over lists them."),
    "See paigong show closed_months.": N_("ctrl+p and Closed months lists them."),
    "See paigong show tool_orders.": N_("ctrl+p and Orders of tools lists them."),
    "See paigong show letters.": N_("ctrl+p and Calls and letters lists them."),
    "See paigong show records.": N_("ctrl+p and Service records lists them."),
    "See paigong show sample_tickets.": N_("ctrl+p and Sampled tickets lists them."),
    "paigong show policies lists them.": N_("ctrl+p and Versions of the policy lists them."),
    "paigong show targets PROFILE lists its rows.": N_("ctrl+p and Targets of a profile lists them."),
    "paigong verbs lists them.": N_("ctrl+p lists what there is."),
    "paigong verbs shows who may.": N_("Ask somebody who may: a dispatcher or a manager."),
    "paigong show ticket tells what was.": N_("Enter on the ticket tells what was."),
    "Try again; paigong doctor shows more.": N_("Try again; the desk reconnects by itself."),
}
"""Hints that name a command, and what stands for them at the desk; by their msgids."""


def at_the_desk(hint: str) -> str:
    """The hint's msgid for somebody who sits at the desk."""
    return AT_THE_DESK.get(hint, hint)


def in_words(verb: str, error: BadField) -> BadField:
    """What is wrong with a field, which is called as the screen calls it."""
    called = {each.name: _(each.label) for each in fields_of(VERBS[verb])}
    others = {name: value for name, value in error.values.items() if name != "field"}
    return BadField(called.get(error.field, error.field), error.msgid, error.hint, **others)


def leads_on(verb: type[Verb], state: str) -> str:
    """The key that brings a ticket to where the verb is possible: one that is new gets its level first, one
    that is paused goes on. Empty where none of one press does."""
    sources = {each for move in verb.moves() if move in TICKET.moves for each in TICKET.sources(move)}
    if state in sources:
        return ""
    if state == NEW and TRIAGED in sources:
        return f"{shown_key(key_named('triage'))} {word('verb', 'triage')}"
    if state == PAUSED and sources:
        return f"{shown_key(key_named('pause'))} {word('verb', 'resume')}"
    return ""
