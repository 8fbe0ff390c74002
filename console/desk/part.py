"""What the parts of the desk know of each other. Each makes what is declared here or in `panels.host`; none
reaches for anything else of another. Textual finds actions and handlers on the screen itself, so that the
parts are its base classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.panels.host import Host

if TYPE_CHECKING:
    from console.desk.tour import Tour
    from console.keys.needs import Need
    from console.keys.typing_ahead import KeyTurns
    from console.panels.placed import Placed
    from console.session import Done
    from db.drafts import Draft
    from db.views.counts import CountsRow
    from db.views.desk import AroundRow
    from widgets.lists import Tone


class Part(Host):
    """The desk as its parts see it."""

    branch: str
    person: str
    """Names of the branch and of whoever sits here."""
    fault: str
    """What is wrong with the person's settings, if anything is."""
    turns: KeyTurns
    """The keys that are typed ahead."""
    tour: Tour

    @property
    def acting_panel(self) -> Placed | None:
        """The panel on whose tickets the keys of verbs act."""
        raise NotImplementedError

    # -- made by Showing --------------------------------------------------------------------------------

    level: int | None = None
    find = ""
    opened: str | None = None
    """The ticket that fills the screen, whatever becomes of the queue; none while the queue is there."""
    beyond = ""
    """The ticket that is still shown and has left the reach of whoever sits here."""
    counts: CountsRow | None = None
    """The figures as they came last."""
    begun = False
    """Whether a list has come at all."""
    asked_order = False
    own_order = False
    """Whether the order is asked for because a key asked for another list, or a verb of this desk acted."""

    def refresh_all(self, *, asked: bool = False, own: bool = False) -> None:
        """Read again what is on the screen."""
        raise NotImplementedError

    def ask_order(self) -> None:
        """Ask which tickets stand in the queue, and in which order."""
        raise NotImplementedError

    def show_order(
        self, numbers: tuple[str, ...], *, asked: bool, changed: frozenset[str] | None = None
    ) -> None:
        """Show these tickets in this order."""
        raise NotImplementedError

    def ask_around(self) -> None:
        """Ask for what stands around the queue."""
        raise NotImplementedError

    def ask_ticket(self) -> None:
        """Ask for the ticket under the cursor, or the opened one."""
        raise NotImplementedError

    def ask_rows(self, keys: tuple[str, ...]) -> None:
        """Ask for rows of the queue."""
        raise NotImplementedError

    def mark(self, **marks: frozenset[str]) -> None:
        """Draw the rows anew whose marks are others than before."""
        raise NotImplementedError

    # -- made by Waiting --------------------------------------------------------------------------------

    def has(self, need: Need) -> bool:
        """Whether a key finds what it needs."""
        raise NotImplementedError

    # -- made by Agreeing -------------------------------------------------------------------------------

    def step_taken(self, what: str, tickets: tuple[str, ...]) -> None:
        """Record a step; who is done hears of the best job near by."""
        raise NotImplementedError

    # -- made by Acting ---------------------------------------------------------------------------------

    def targets(self, verb: str) -> tuple[str, ...]:
        """The marked tickets, or the one under the cursor; none with a word why."""
        raise NotImplementedError

    def may(self, verb: str, tickets: Sequence[str] = ()) -> bool:
        """Whether the verb is possible here, for a single ticket as it stands; says why not."""
        raise NotImplementedError

    def refresh_keys(self) -> None:
        """The keys that make sense for the ticket under the cursor stand out."""
        raise NotImplementedError

    def state_of(self, number: str) -> str:
        """The ticket's state as it stands on the screen."""
        raise NotImplementedError

    def resume(self, draft: Draft) -> None:
        """Open a parked form again."""
        raise NotImplementedError

    # -- made by Speaking -------------------------------------------------------------------------------

    answered_at: float = 0.0
    """When the line that stands was said in answer to a key, by the monotonic clock; 0 for any other line."""

    def say_aside(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        """Say what nobody asked for: it gives way to whatever comes next."""
        raise NotImplementedError

    # -- made by the desk itself ------------------------------------------------------------------------

    def hide_panel(self, panel: Placed) -> None:
        """Give the desk back while the store answers; what was typed stays in the panel."""
        raise NotImplementedError

    def show_panel(self, panel: Placed) -> None:
        """Bring a hidden panel back, unless another one has been opened since."""
        raise NotImplementedError

    def show_hint(self, after: str = "") -> None:
        """The tour's present hint, unless something else has to be read there."""
        raise NotImplementedError

    def hear_notices(self, around: AroundRow) -> None:
        """What whoever sits here is told, and what calls them."""
        raise NotImplementedError

    def hear_reminders(self, done: Done) -> None:
        """The reminders as the store has them now."""
        raise NotImplementedError

    def place_side(self) -> None:
        """Give the roster the width that it asks for."""
        raise NotImplementedError

    def moved_unasked(self) -> bool:
        """Whether the ticket under the cursor became another one without having been asked."""
        raise NotImplementedError
