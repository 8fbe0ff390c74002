"""What the desk has to know of a panel: where it stands, what it acts on, and which keys it can take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from textual.events import Key

from console.keys.key import OTHER, TICKET
from console.keys.key import Key as ListedKey
from widgets.footer import KeyHint
from widgets.ground import Ground

if TYPE_CHECKING:
    from console.session import Done


class Placed(Ground):
    """A panel as it stands on the desk.

    `beside` asks for the place of the roster where there is room, `alone` for all lines between status and
    message. `tickets` are those that it acts on. Where one `acts`, the keys of verbs act on these instead of
    the queue's.
    """

    beside = False
    alone = False
    acts = False
    can_focus = False
    tickets: tuple[str, ...] = ()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._requested: tuple[str, dict[str, Any]] | None = None
        self._request = uuid4()

    @property
    def height_wanted(self) -> int:
        """Lines that it would like."""
        return 12

    @property
    def is_open(self) -> bool:
        """Whether it stands on the desk, shown or hidden. A closed one has lost its parts, or soon will have:
        nothing may touch them any more (`is_mounted` still says yes then)."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Take the focus."""

    def answered(self, done: Done) -> bool:
        """The store's answer to what this panel sent; False keeps the panel, with what was typed."""
        return done.ok

    # -- one that acts on what it shows -----------------------------------------------------------------

    @property
    def shown(self) -> frozenset[str]:
        """The keys of the things that it shows: it hears when one of them changes."""
        return frozenset()

    @property
    def things(self) -> tuple[str, ...]:
        """The keys of what it is about, the nearest first: what a command that needs one means here."""
        return ()

    def heard(self, subjects: frozenset[str] | None) -> None:
        """These things changed, by this desk or another; None where that is not known."""

    def filled(self, verb: str) -> Mapping[str, str]:
        """Fields of a verb that are known from what it shows."""
        return {}

    def takes(self, key: ListedKey) -> bool:
        """Whether a key of the desk acts while it stands before the queue: those of verbs do, not those of
        the queue."""
        return key.group in (TICKET, OTHER) and bool(key.action)

    def hints(self) -> list[KeyHint]:
        """Its own keys."""
        return []

    # -- sending ----------------------------------------------------------------------------------------

    def request_for(self, verb: str, fields: Mapping[str, Any]) -> UUID:
        """The id under which this is sent: the same one as long as the same thing is sent, so that pressing
        again after a lost line is the same request and not a second one (ALL-03)."""
        sent = (verb, dict(fields))
        if sent != self._requested:
            self._requested, self._request = sent, uuid4()
        return self._request

    # -- keys that are typed ahead ----------------------------------------------------------------------

    def ready_for(self, key: Key) -> bool:
        """Whether the panel can deal with a key now. One for which it has to wait (a digit while the list
        that it picks from is still coming) is kept until it can, and the keys behind it too."""
        return True

    def blind(self, key: Key) -> bool:
        """Whether the key picks something that was not yet shown when it was typed: nobody can have meant
        it, so it is refused."""
        return False
