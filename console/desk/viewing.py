"""Views of the queue by keys: the list of views with their counts, the levels, the next without a level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.desk.part import Part
from console.keys.list import key_named, shown_key
from console.panels.views import FiguresPanel, ViewsPanel
from console.register.subjects import subject_in
from console.words.i18n import _, translate
from db.kinds import TICKET, TOOL
from db.views.view import CARDS, View
from widgets.kit import Kit
from widgets.status import MessageLine
from widgets.timeline import Timeline

TODAY = "today"
"""A list of what I did; all others are lists of tickets."""


class Viewing(Part):
    """Views by keys."""

    def action_views(self) -> None:
        """Choose another view."""
        self.open_panel(ViewsPanel(self))

    def action_figures(self) -> None:
        """Open the list that a figure counts."""
        if self.counts is None:
            self.refuse(_("The figures have not come yet."))
        else:
            self.open_panel(FiguresPanel(self, self.counts))

    def action_periods(self) -> None:
        """The figures of a period over the whole screen."""
        from console.register.periods_panel import PeriodsPanel

        self.open_panel(PeriodsPanel(self))

    def action_day(self) -> None:
        """The day as a timeline over the whole screen."""
        from console.panels.day import DayPanel

        self.open_panel(DayPanel(self))

    def action_shifts(self) -> None:
        """The shift calendar over the whole screen."""
        from console.panels.rota import RotaPanel

        self.open_panel(RotaPanel(self))

    def action_proposal(self) -> None:
        """The proposal for all that waits over the whole screen."""
        from console.panels.proposal import ProposalPanel

        self.open_panel(ProposalPanel(self))

    def open_view(self, name: str) -> None:
        """Show a view, from its top."""
        if name == TODAY:
            self.open_answer(TODAY, ())
        else:
            self.show_queue(view=name, level=None, find="")

    def action_level(self, level: int) -> None:
        """Only one fault level, or with 0 all of them."""
        self.show_queue(level=level or None)

    def action_next_untriaged(self) -> None:
        """Put the cursor on the next ticket that waits for its level, after the last one on the first."""
        keys = self.queue.line_keys
        here = max(0, self.queue.cursor_index)
        turned = [*keys[here + 1 :], *keys[: here + 1]]
        found = next((key for key in turned if key is not None and self.state_of(key) == "new"), None)
        if found is None:
            everything = self.view == "active" and self.level is None and not self.find
            hint = (
                "" if everything else translate("{key} 1: all active ones", key=shown_key(key_named("views")))
            )
            self.refuse(_("No ticket of this view waits for its level."), hint)
            return
        self.show_pane("queue")
        self.queue.move_to(found)

    def open_card(self, subject: str) -> None:
        """Open the card of a thing over whatever is open (`console.register.card`)."""
        from console.register.card import open_card

        self._leave_refusal()
        open_card(self, subject)

    def open_register(self, view: View[Any], title: str = "") -> None:
        """Open a list over the whole screen (`console.register.here`)."""
        from console.register import here

        self._leave_refusal()
        here.open_register(self, view, title)

    def open_answer(self, name: str, targets: Sequence[str]) -> None:
        """Open a view by its name, about these tickets."""
        from console.register import here

        self._leave_refusal()
        here.open_answer(self, name, targets)

    def _leave_refusal(self) -> None:
        """What was refused was about what stood there before."""
        if self.query_one("#message", MessageLine).refuses:
            self.say("")

    def open_card_of(self, family: str) -> None:
        """Open the card of the thing of a family that stands here: the ticket itself, its customer, its
        product, whoever holds it, the tool in hand."""
        subject = self._thing_here(family)
        if subject:
            self.open_card(subject)
        else:
            self.refuse(_("Nothing here says which one is meant."))

    def on_kit_chosen(self, event: Kit.Chosen) -> None:
        """The card of a tool; what is missing or only counted has none."""
        event.stop()
        if " " not in event.key:
            self.open_card(f"{TOOL}:{event.key}")

    def on_timeline_chosen(self, event: Timeline.Chosen) -> None:
        """The card of the opened ticket, also where what stands there is still that of the one before."""
        event.stop()
        number = self.opened or event.key
        if number:
            self.open_card(f"{TICKET}:{number}")

    def _thing_here(self, family: str) -> str:
        """The key of the thing of a family that is meant here; empty where none is."""
        things: list[str] = []
        if self.acting_panel is not None:
            things += self.acting_panel.things
        elif self.meant:
            things.append(f"{TICKET}:{self.meant[0]}")
            if self.shown_ticket.get("number") == self.meant[0]:
                shape = CARDS[TICKET].shape()
                things += (subject_in(shape, self.shown_ticket, name) for name in shape)
        in_hand = self.query_one("#kit", Kit).cursor_key or " "
        things += [f"{TOOL}:{in_hand}"] if " " not in in_hand else []
        return next((each for each in things if each.startswith(f"{family}:")), "")

    def open_ticket(self, number: str) -> None:
        """Open a ticket, whatever view it stands in, if in any; in the queue the cursor goes to it."""
        self.queue.move_to(number)
        self.opened = number
        self.show_pane("ticket")


def idle_text(count: int, idle: int) -> str:
    """How many tickets at the top wait for a level, and that some of them have no deadline that runs: they
    stand there by rule, above a level 1 that burns (DSP-01)."""
    if not idle:
        return translate("{count} without a level", count=count)
    return translate(
        "{count} without a level, {idle} with no deadline; 1-4: the rest", count=count, idle=idle
    )
