"""The draft of a form that is being keyed: kept at each field, gone when the form is sent (INT-02)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from console.panels.drafts import discard, draft_label, keep
from db.drafts import Draft

if TYPE_CHECKING:
    from console.panels.host import Host


class KeptDraft:
    """One form's draft in the store: of any verb's.

    Its id is also that of the request that is made of it: whoever sends the same draft a second time, at
    another desk or after a line was lost, does nothing twice.
    """

    def __init__(
        self,
        host: Host,
        verb: str,
        parked: Draft | None,
        typed: Callable[[], Mapping[str, str]],
        words: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """`typed` are the values now, and nothing while none of them is worth keeping; `words` are those of
        them that people read otherwise."""
        self.id = parked.id if parked else str(uuid4())
        self.request = _as_uuid(self.id)
        self.is_sent = False
        self._host, self._verb = host, verb
        self._typed, self._words = typed, words
        self._kept: Mapping[str, str] | None = parked.fields if parked else None

    @property
    def label(self) -> str:
        """What it is about."""
        values, words = self._typed(), self._words()
        return draft_label({name: words.get(name) or value for name, value in values.items()}, self._verb)

    def save(self) -> None:
        """Keep it as it stands, if it stands otherwise than it was kept."""
        values = {name: value for name, value in self._typed().items() if value} if not self.is_sent else {}
        if values and values != self._kept:
            session, now = self._host.session, self._host.store.now()
            keep(self._host, Draft(self.id, session.actor, self._verb, values, self.label, now))
            self._kept = values
        elif not values and self._kept is not None and not self.is_sent:
            self.forget()

    def forget(self) -> None:
        """It is no draft any more."""
        discard(self._host, self.id)
        self._kept = None

    def sent(self) -> None:
        """It was done."""
        self.is_sent = True
        self.forget()

    def renew(self) -> None:
        """What is sent next is something of its own."""
        self.request = uuid4()


def _as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid5(NAMESPACE_OID, text)
