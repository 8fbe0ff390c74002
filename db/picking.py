"""What is kept with a dispatch: where the chosen one stood among the candidates (DSP-10).

The ranking is asked for before the verb is sent, by whoever sends it for a person: a verb decides on rows,
and not on everybody there is.
"""

from __future__ import annotations

from db.errors import StoreError
from db.store import Store
from db.verbs.dispatching import Sending
from db.verbs.verb import Verb
from db.views.candidates import Choosing


def with_choice(store: Store, verb: Verb, actor: str) -> Verb:
    """The verb with what was proposed when it was sent; a bulk, and what names nobody there is, as they
    are."""
    if not isinstance(verb, Sending) or verb.is_bulk or verb.technicians or verb.proposed:
        return verb
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
    return verb.resolved(proposed=found.proposed or "", rank=found.rank, better=found.better)
