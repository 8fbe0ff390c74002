"""What a panel may ask of the desk on which it stands. Panels know this and nothing else of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from console.panels.placed import Placed
from widgets.lists import Tone
from widgets.quiet_screen import QuietScreen

if TYPE_CHECKING:
    from console.session import Done, Session, Then
    from console.words.speech import Speech
    from db.errors import BadField
    from db.policy.model import Policy
    from db.store import Store
    from db.verbs.may import Asking
    from db.views.queue_row import QueueRow
    from db.views.view import View
    from widgets.queue import Queue


class Host(QuietScreen):
    """The desk as its panels see it; each member is made by the part of the desk that is named after it."""

    session: Session
    speech: Speech
    panels: list[Placed]
    """What is open, the foremost last."""
    rows: dict[str, QueueRow]
    """The tickets that were shown, as they came last."""
    names: Mapping[str, str]
    """People by staff number."""
    roles: frozenset[str] | None
    """The roles of whoever sits here; None until they are known."""
    sentences: list[str]
    """The sentences that were said, the last one last."""
    view: str
    pane = "queue"
    """The pane that has the keys while no panel is open."""

    # -- what there is ----------------------------------------------------------------------------------

    @property
    def store(self) -> Store:
        """The store that is worked on."""
        raise NotImplementedError

    @property
    def policy(self) -> Policy:
        """The version in force when the store was last read."""
        raise NotImplementedError

    @property
    def meant(self) -> tuple[str, ...]:
        """The tickets that a verb would act on now."""
        raise NotImplementedError

    @property
    def queue(self) -> Queue:
        """The queue."""
        raise NotImplementedError

    @property
    def shown_ticket(self) -> Mapping[str, Any]:
        """What the ticket panel shows; empty before the first."""
        raise NotImplementedError

    def asking(self, tickets: Sequence[str] = ()) -> Asking:
        """Who sits here, about these tickets."""
        raise NotImplementedError

    # -- acting -----------------------------------------------------------------------------------------

    def act(
        self,
        verb: str,
        fields: Mapping[str, Any],
        tickets: Sequence[str] = (),
        *,
        panel: Placed | None = None,
        then: Then = lambda _done: None,
    ) -> None:
        """Send a verb for these tickets; the answer comes later, in the message line, and to `then`."""
        raise NotImplementedError

    def run_verb(
        self, verb: str, values: Mapping[str, str] | None = None, error: BadField | None = None
    ) -> None:
        """Any verb by its form."""
        raise NotImplementedError

    # -- saying -----------------------------------------------------------------------------------------

    def say(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        """One line where the eyes are."""
        raise NotImplementedError

    def refuse(self, text: str, next_step: str = "") -> None:
        """Say why a key does nothing; what was typed behind it does nothing either."""
        raise NotImplementedError

    def trouble(self, done: Done) -> None:
        """Say what went wrong and what to do."""
        raise NotImplementedError

    def withdraw(self, text: str) -> None:
        """Say no longer what only somebody could answer who has gone: Enter would do something else there."""
        raise NotImplementedError

    def refused(self, done: Done) -> None:
        """Say what went wrong; what was typed behind the key does nothing either."""
        raise NotImplementedError

    def fine(self, done: Done) -> bool:
        """Whether there is an answer; what went wrong is said."""
        raise NotImplementedError

    def keep_sentence(self, text: str) -> None:
        """Remember a sentence for the key up."""
        raise NotImplementedError

    # -- panels -----------------------------------------------------------------------------------------

    def open_panel(self, panel: Placed) -> None:
        """Open a panel in place, over whichever is open."""
        raise NotImplementedError

    def open_sentence(self, about: Sequence[str], begins: str) -> None:
        """Open the dispatch sentence about these tickets with that in it, not yet sent."""
        raise NotImplementedError

    def close_panel(self, panel: Placed) -> None:
        """Close a panel; the one beneath, or the queue, gets the focus."""
        raise NotImplementedError

    def place_panel(self) -> None:
        """Give the open panel as many lines as it would like, as far as there are."""
        raise NotImplementedError

    def refresh_keys(self) -> None:
        """The keys that make sense here stand out."""
        raise NotImplementedError

    def make_way(self, action: str) -> None:
        """Close what stands before the queue, as far as it does not take this action."""
        raise NotImplementedError

    # -- going ------------------------------------------------------------------------------------------

    def open_card(self, subject: str) -> None:
        """Open the card of a thing, by its key, over whatever is open."""
        raise NotImplementedError

    def open_register(self, view: View[Any], title: str = "") -> None:
        """Open a list over the whole screen."""
        raise NotImplementedError

    def open_answer(self, name: str, targets: Sequence[str]) -> None:
        """Open a view by its name, about these tickets: a list as a register, an object in place."""
        raise NotImplementedError

    def open_card_of(self, family: str) -> None:
        """Open the card of the thing of a family that stands here."""
        raise NotImplementedError

    def show_pane(self, pane: str) -> None:
        """Put the focus on a pane."""
        raise NotImplementedError

    def show_queue(
        self, *, view: str | None = None, level: int | None = 0, find: str | None = None, first: bool = True
    ) -> None:
        """Another view, level or find; what is not named stays. `first` begins at its top."""
        raise NotImplementedError

    def open_view(self, name: str) -> None:
        """Show a view, from its top."""
        raise NotImplementedError

    def open_ticket(self, number: str) -> None:
        """Open a ticket, whatever view it stands in."""
        raise NotImplementedError

    def go_to(self, number: str, *, lifted: bool = False) -> None:
        """Put the cursor on a ticket; where view or filter hide it, they are lifted."""
        raise NotImplementedError

    def rest_on(self, staff: str | None) -> None:
        """Show somebody's kit, unless the cursor goes on at once."""
        raise NotImplementedError

    def open_find(self, text: str) -> None:
        """Open the line of find with this text in it."""
        raise NotImplementedError

    def look_for(self, text: str) -> None:
        """Show what answers the text."""
        raise NotImplementedError

    def keep_find(self) -> None:
        """Close the line of find; the hits stay until Esc."""
        raise NotImplementedError

    def lift_find(self) -> None:
        """Close the line of find and show what was there before."""
        raise NotImplementedError
