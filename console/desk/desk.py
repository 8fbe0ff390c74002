"""The desk: queue, roster, kit and ticket; what stands on it and where it comes from."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from console.desk.acting import Acting
from console.desk.agreeing import Agreeing
from console.desk.asking import Asking
from console.desk.calling import Calling
from console.desk.finding import Finding
from console.desk.hands import DeskHands
from console.desk.printing import Printing
from console.desk.reminding import Reminding
from console.desk.showing import Showing
from console.desk.speaking import Speaking
from console.desk.tour import Tour
from console.desk.viewing import Viewing
from console.desk.waiting import Waiting
from console.keys.binding import bindings
from console.keys.list import keys_of_action
from console.panels.placed import Placed
from console.present.people import kit_labels, roster_labels
from console.present.queue import queue_labels
from console.session import Done, Session
from console.words.i18n import translate
from console.words.speech import Speech
from db.policy.model import Policy
from db.views.desk import AroundRow
from db.views.queue_row import QueueRow
from widgets.footer import KeyLine
from widgets.ground import Across, Down
from widgets.kit import Kit
from widgets.queue import Queue
from widgets.roster import Roster
from widgets.shape import reshape
from widgets.status import SpokenLine, StatusLine
from widgets.timeline import Timeline

if TYPE_CHECKING:
    from console.keys.typing_ahead import KeyTurns
    from db.store import Store

SMALLEST = (80, 24)
WIDE, TALL = 100, 36
SIDE, SIDE_CANDIDATES = 36, 60
"""Cells of the roster at least; of the candidates, and of the roster at most."""
CANDIDATES_MOST = 110
"""Cells beyond which the reasons of candidates need no more room."""
QUEUE_KEEPS = 79
"""Cells that the queue needs before the roster may be wider."""
UNSEEN_SECONDS = 0.3
"""How long what has changed may be on the screen before a hand that looks has seen it."""
PANES = ("queue", "roster", "kit", "ticket")
PARTS = "Desk > *, #queue, #side, #kit, #ticket"
"""Whatever the rules below place by a class of the desk."""
OF_PANES = "#main, #queue, #side, #foot, #ticket, #kit"
OF_PANELS = "#main, #panel, #foot"
"""What of these they place by the pane in front, and by whether a panel is open."""


class Desk(Speaking, Finding, Acting, Agreeing, Asking, Viewing, Printing, Waiting, Showing):
    """The main screen. It shows what it was told last and never waits for the store."""

    AUTO_FOCUS = "#queue"
    BINDINGS: ClassVar[list[BindingType]] = bindings()

    CSS = """
    Desk { layout: vertical; }
    Desk #main { height: 1fr; }
    Desk #side { margin-left: 1; }
    Desk #panel { height: 12; display: none; }
    Desk #foot { height: 9; }
    Desk #kit { width: 40; margin-left: 1; }
    Desk #small { display: none; height: 1fr; padding: 1 2; }
    Desk.-narrow #side, Desk.-narrow #kit { display: none; }
    Desk.-narrow #foot { height: 3; }
    Desk.-tall #foot { height: 12; }
    Desk.-panel #panel { display: block; }
    Desk.-panel #foot, Desk.-alone #main { display: none; }
    Desk.-pane-roster.-narrow #queue, Desk.-pane-kit.-narrow #main { display: none; }
    Desk.-pane-roster.-narrow #side { display: block; margin-left: 0; }
    Desk.-pane-kit.-narrow #foot, Desk.-pane-ticket #foot { height: 1fr; }
    Desk.-pane-kit.-narrow #ticket { display: none; }
    Desk.-pane-kit.-narrow #kit { display: block; width: 1fr; margin-left: 0; }
    Desk.-pane-ticket #main, Desk.-pane-ticket #kit { display: none; }
    Desk.-pane-ticket.-panel #foot { display: block; }
    Desk.-pane-ticket.-alone #foot { display: none; }
    Desk.-small > * { display: none; }
    Desk.-small #small { display: block; }
    """

    def __init__(
        self, session: Session, turns: KeyTurns, policy: Policy, branch: str, person: str, *, fault: str = ""
    ) -> None:
        """`fault` is what is wrong with the person's settings, if anything is."""
        super().__init__()
        self.turns = turns
        self.fault = fault
        self.session = session
        self._policy = policy
        self.branch = branch
        self.person = person
        store = session.store
        self.speech = Speech(
            store.zone, lambda: self.policy, lambda: self.names, store.now, lambda: store.versions
        )
        self.tour = Tour()
        self.pane = "queue"
        self.panels: list[Placed] = []
        self._left_focus: Widget | None = None  # what had the focus when the terminal became too small
        self._beside = False  # whether a panel stands in the roster's place
        self.rows: dict[str, QueueRow] = {}
        self._wanted_rows = {}
        self._rests = {}
        self.opened_at = monotonic()
        self.hands = DeskHands(self)
        self.reminding = Reminding(self)
        self.calling = Calling(self)

    @property
    def store(self) -> Store:
        """The store that is worked on."""
        return self.session.store

    @property
    def policy(self) -> Policy:
        """The version in force when the store was last read: another desk may adopt one at any time."""
        return self.store.last_policy or self._policy

    # -- what stands where ------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        # Known before there are parts, so that each is styled once.
        self.update_classes(self._shape(self.app.size), update=False)
        zone = self.store.zone
        yield StatusLine(lambda: self.store.now().astimezone(zone), id="status")
        with Across(id="main"):
            yield Queue(queue_labels(), clock=self.store.now, id="queue")
            with Down(id="side"):
                yield Roster(roster_labels(), id="roster")
        yield Down(id="panel")
        with Across(id="foot"):
            yield Timeline(id="ticket")
            yield Kit(kit_labels(), id="kit")
        yield Static(id="small", markup=False)
        yield SpokenLine(id="message")
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        self.query_one("#status", StatusLine).set_status([], self.person)
        self.session.on_change = self.hear_change
        self.session.on_wake = self.begin_to_wait
        self.session.shown = self.shown_subjects
        self.session.on_trouble = self.line_trouble
        self.session.start()
        self.refresh_all(asked=True)
        self.ask_roles()
        self.refresh_keys()

    def on_resize(self, event: events.Resize) -> None:
        width, height = event.size
        shape = self._shape(event.size)
        was_small = self.has_class("-small")
        if shape["-small"] and not was_small:
            self._left_focus = self.focused
        # In one go: a pane that was out of sight in between would lose the focus.
        reshape(self, shape | self._front_pane(narrow=shape["-narrow"]), PARTS)
        if was_small and not shape["-small"] and self.focused is None:
            left = self._left_focus  # it may be gone meanwhile
            self.set_focus(left if left is not None and left.is_attached else self.query_one(f"#{self.pane}"))
        self.queue.share(width >= WIDE)
        if shape["-small"]:
            sentence = translate(
                "This terminal has {width} x {height} cells; the desk needs {least_width} x {least_height}.",
                width=width,
                height=height,
                least_width=SMALLEST[0],
                least_height=SMALLEST[1],
            )
            self.query_one("#small", Static).update(sentence)
        self.place_panel()

    def _shape(self, size: Size) -> dict[str, bool]:
        """What a screen of this size is called in the rules above."""
        width, height = size
        return {
            "-small": width < SMALLEST[0] or height < SMALLEST[1],
            "-narrow": width < WIDE,
            "-tall": width >= WIDE and height >= TALL,
        }

    def _front_pane(self, *, narrow: bool) -> dict[str, bool]:
        """What it is called by the pane that has the place of others; of a wide screen only a ticket has."""
        in_front = self.pane if narrow or self.pane == "ticket" else ""
        return {f"-pane-{each}": each == in_front for each in PANES}

    def hear_notices(self, around: AroundRow) -> None:
        """What whoever sits here is told, and what calls them; nothing where no answer came."""
        if around.notices is not None:
            self.calling.came(around.notices, len({row.ticket for row in around.called}))

    def hear_reminders(self, done: Done) -> None:
        """The reminders as the store has them now."""
        self.reminding.came(done)

    def place_side(self) -> None:
        """The roster is as wide as its words ask for, as long as the queue keeps what it needs; the kit
        stands beneath it. Candidates have the room that a wide screen leaves."""
        side, kit = self.query_one("#side"), self.query_one("#kit")
        if self.narrow:
            side.styles.width = kit.styles.width = "1fr"
            return
        spare = self.size.width - QUEUE_KEEPS - 1
        most = min(max(SIDE_CANDIDATES, self.size.width * 3 // 8), max(SIDE, spare))
        roster = max(SIDE, min(self.query_one("#roster", Roster).wished_width, most))
        kit.styles.width = roster
        beside = self._beside
        side.styles.width = min(CANDIDATES_MOST, max(SIDE_CANDIDATES, spare)) if beside else roster

    @property
    def meant(self) -> tuple[str, ...]:
        """What a verb would act on now: what the panel in front acts on, else the opened ticket, what is
        marked, or the one under the cursor."""
        if self.panels:
            return self.panels[-1].tickets
        if self.opened is not None:
            return (self.opened,)
        key = self.queue.cursor_key
        return self.queue.marked or ((key,) if key is not None else ())

    @property
    def acting_panel(self) -> Placed | None:
        """The panel on whose tickets the keys of verbs act; none where they act on the queue's."""
        return next((panel for panel in reversed(self.panels) if panel.acts), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the queue wait while what acts stands before it: also function keys, which come first."""
        front = self.panels[-1] if self.panels else None
        if front is None or not (front.acts and front.display):
            return True
        return all(front.takes(key) for key in keys_of_action(action))

    def make_way(self, action: str) -> None:
        """Close what stands before the queue, as far as it does not take this action."""
        for panel in reversed(self.panels):
            if panel.acts and not all(panel.takes(key) for key in keys_of_action(action.partition("(")[0])):
                self.close_panel(panel)

    @property
    def narrow(self) -> bool:
        """Whether panes take turns."""
        return self.size.width < WIDE

    @property
    def queue(self) -> Queue:
        """The queue."""
        return self.query_one("#queue", Queue)

    # -- panes ------------------------------------------------------------------------------------------

    def show_pane(self, pane: str) -> None:
        """Put the focus on a pane; where there is no room for all it comes to the front."""
        self.pane = pane
        if pane != "ticket":
            self.opened = None
        else:
            self.opened = self.opened or self.queue.cursor_key
            self.ask_ticket()
        self.follow_pane()
        reshape(self, self._front_pane(narrow=self.narrow), OF_PANES)
        if not self.panels:
            self.query_one(f"#{pane}").focus()

    def action_next_pane(self) -> None:
        self._turn_pane(1)

    def action_previous_pane(self) -> None:
        self._turn_pane(-1)

    def _turn_pane(self, step: int) -> None:
        if not self.panels:
            self.show_pane(PANES[(PANES.index(self.pane) + step) % len(PANES)])

    def on_queue_chosen(self, event: Queue.Chosen) -> None:
        self.opened = event.key
        self.show_pane("ticket")

    def action_back(self) -> None:
        """Out of a panel, back to the queue, lift the filter: one step for each press."""
        if self.stay():
            return
        if self.panels:
            self.close_panel(self.panels[-1])
        elif self.pane != "queue":
            self.show_pane("queue")
        elif self.queue.marked:
            self.queue.set_marks(())
        elif self.find or self.level is not None:
            self.show_queue(find="", level=None, first=False)
        elif not self.tour.over:
            self.tour.end()
            self.say("")

    # -- panels -----------------------------------------------------------------------------------------

    def open_panel(self, panel: Placed) -> None:
        """Open a panel in place, over whichever is open; what it acts on stays above it."""
        self.panels.append(panel)
        self._show_in_front(panel)
        beside = panel.beside and not self.narrow and self.acting_panel is None
        self.query_one("#side" if beside else "#panel").mount(panel)
        self.place_panel()
        panel.call_after_refresh(self._focus_opened, panel)

    def _show_in_front(self, panel: Placed) -> None:
        above = None if panel.alone else self.acting_panel
        for each in self.panels:
            each.display = each is panel or each is above

    def _focus_opened(self, panel: Placed) -> None:
        # A fast hand may have closed it again before it was ever drawn, or be some fields further on.
        if panel.is_open and panel.display and self.hands.moving_to is panel:
            panel.focus_first()

    def close_panel(self, panel: Placed) -> None:
        """Close a panel; the one beneath, or the queue, gets the focus."""
        if panel in self.panels:
            self.panels.remove(panel)
            panel.remove()
        self.place_panel()
        if self.panels:
            self.show_panel(self.panels[-1])
        else:
            self.show_pane(self.pane if self.pane != "roster" else "queue")

    def hide_panel(self, panel: Placed) -> None:
        """Give the desk, or the panel that acts beneath, back while the store answers; what was typed stays
        in the panel."""
        panel.display = False
        beneath = self.acting_panel
        if beneath is not None:
            beneath.display = True
        self.place_panel()
        if beneath is not None:
            beneath.focus_first()
        else:
            self.queue.focus()

    def show_panel(self, panel: Placed) -> None:
        """Bring a hidden panel back, unless another one has been opened since. One that was opened only now
        has no parts yet: it takes the focus when it has."""
        if self.panels[-1] is not panel:
            return
        self._show_in_front(panel)
        self.place_panel()
        if panel.is_mounted:
            panel.focus_first()

    def place_panel(self) -> None:
        """Give the open panel as many lines as it would like, as far as there are."""
        beside = any(panel.display and panel.beside for panel in self.panels) and not self.narrow
        beside = beside and self.acting_panel is None
        self._beside = beside
        self.query_one("#roster").display = not beside
        self.place_side()
        below = [panel for panel in self.panels if panel.display and not (panel.beside and beside)]
        alone = any(panel.alone for panel in below)
        reshape(self, {"-panel": bool(below), "-alone": alone}, OF_PANELS)
        if below:
            most = max(6, self.size.height - 10)
            front = below[-1]
            height = min(max(4, front.height_wanted) + bool(front.tickets), most)
            self.query_one("#panel").styles.height = "1fr" if alone else height
            # What it acts on has the lines above it.
            front.styles.height = height if len(below) > 1 else "1fr"

    def moved_unasked(self) -> bool:
        """Whether the ticket under the cursor became another one without having been asked, after the key was
        typed or so shortly before that nobody can have seen it."""
        moved_at = self.queue.moved_at
        return moved_at is not None and self.turns.typed_at - moved_at < UNSEEN_SECONDS
