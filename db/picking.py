"""What is kept with a dispatch: where the chosen one stood among the candidates (DSP-10).

The ranking is asked for before the verb is sent, by whoever sends it for a person: a verb decides on rows,
and not on everybody there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.errors import StoreError
from db.store import Store
from db.verbs.choosing import Choice
from db.verbs.dispatching import Sending
from db.verbs.proposals import Accepting
from db.verbs.swapping import Swap
from db.verbs.verb import Verb
from db.views.candidates import Choosing
from db.views.planning import ChoosingSeveral


def with_choice(store: Store, verb: Verb, actor: str) -> Verb:
    """The verb with what was proposed when it was sent: of a bulk and of a plan for each of its tickets as
    people's days fill up, of a swap for both; what names nobody there is stays as it is."""
    if isinstance(verb, Swap):
        return _several(store, verb, (str(verb.ticket), verb.with_ticket), (), actor)
    if isinstance(verb, Accepting):
        return _of_lines(store, verb, actor)
    if not isinstance(verb, Sending) or verb.proposed:
        return verb
    if verb.is_bulk or verb.technicians:
        numbers = (verb.ticket,) if isinstance(verb.ticket, str) else tuple(verb.ticket)
        people = verb.technicians or (verb.technician,) * len(numbers)
        return _several(store, verb, numbers, people, actor)
    asked = Choosing(
        number=str(verb.ticket),
        technician=verb.technician,
        window_from=verb.window_from,
        window_to=verb.window_to,
    )
    try:
        found = store.read(asked, actor)
    except StoreError:
        return verb  # the verb itself says what is wrong
    return verb.resolved(proposed=found.first, rank=found.rank, better=found.better)


def _several(
    store: Store, verb: Sending | Swap, numbers: Sequence[str], people: Sequence[str], actor: str
) -> Verb:
    """The verb with a choice for each ticket; without people the two tickets exchange theirs."""
    if verb.choices or (people and len(people) != len(numbers)):
        return verb
    try:
        found = store.read(ChoosingSeveral(numbers=tuple(numbers), people=tuple(people)), actor)
    except StoreError:
        return verb  # the verb itself says what is wrong
    return verb.resolved(choices=tuple(map(str, found)))


def _of_lines(store: Store, verb: Accepting, actor: str) -> Verb:
    """The verb with a choice for each line that sends somebody. A plan that is made while it is carried out
    has none to ask about."""
    if not verb.proposal or verb.choices:
        return verb
    try:
        lines = verb.chosen_lines()
        sent = [line for line in lines if line.technician]
        asked = ChoosingSeveral(
            numbers=tuple(line.ticket for line in sent), people=tuple(line.technician for line in sent)
        )
        ranked: tuple[Choice, ...] = store.read(asked, actor) if sent else ()
    except StoreError:
        return verb  # the verb itself says what is wrong
    found = {line.line: choice for line, choice in zip(sent, ranked, strict=True)}
    return verb.resolved(choices=tuple(str(found.get(line.line, "")) for line in lines))
