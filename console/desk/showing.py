"""What the desk shows: which questions it asks, and what it does with the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from time import monotonic
from typing import Any

from textual.timer import Timer

from console.desk.status import Status
from console.desk.viewing import idle_text
from console.present.people import kit_panel, roster_rows
from console.present.queue import Marks, queue_row
from console.present.ticket import ticket_facts
from console.session import Done
from console.words import labels
from console.words.i18n import _, translate
from db.errors import Refusal
from db.views.counts import Counts
from db.views.desk import MOST_FOUND, Around, AroundRow, FoundCount, QueueOrder, QueueRows
from db.views.events import Events
from db.views.queue_row import QueueRow
from db.views.ticket import TicketView
from db.views.tools import Kit as KitView
from widgets.kit import Kit
from widgets.queue import KEPT_ROWS, Queue
from widgets.queue import QueueRow as Drawn
from widgets.roster import Roster
from widgets.status import MessageLine
from widgets.timeline import Timeline

REST_SECONDS = 0.2
"""How long the cursor rests before the panels follow it: a held key never asks the store."""
AROUND_SECONDS = 2.0
"""How long after somebody else's change the figures and the people follow."""
FOR_ALL = frozenset({"zone", "branch", "department", "policy"})
"""Subjects that many rows say something of."""
AROUND_OF = frozenset({"ticket", "staff", "tool", "stock"})
"""Subjects that the figures and the people tell of."""
FILES = ("customer", "equipment")
"""Subjects that the ticket's panel tells of beside the ticket."""
LATE_SECONDS = 5.0
"""How old what is shown may be before the desk says so."""


class Showing(Status):
    """Reads."""

    view = "active"
    level: int | None = None
    find = ""
    names: Mapping[str, str] = {}
    rows: dict[str, QueueRow]
    opened: str | None = None
    """The ticket that fills the screen, whatever becomes of the queue; none while the queue is there."""
    _ticket: Mapping[str, Any] = {}
    _rests: dict[str, Timer]
    """The panels that follow once the cursor rests, each with what it waits by."""
    _late: Timer | None = None
    _late_words = ""
    _asked_at: float | None = None
    asked_order = False
    own_order = False
    _stale: set[str] | None = None
    """The tickets that changed since the list was read; None for all."""
    _around: Timer | None = None
    _wanted_rows: dict[str, None]
    begun = False
    _total = 0
    _to_top = False
    """Whether the list that was asked for begins at its top."""
    _marks = Marks()
    _kit_of: str | None = None

    @property
    def shown_ticket(self) -> Mapping[str, Any]:
        """What the ticket panel shows (`db.views.ticket`); empty before the first."""
        return self._ticket

    def refresh_all(self, *, asked: bool = False, own: bool = False) -> None:
        """Read again what is on the screen; questions that wait already are not asked twice.

        Args:
            asked: a key asked for another list.
            own: a verb of this desk changed something.
        """
        self.asked_order = self.asked_order or asked
        self.own_order = self.own_order or own
        self._stale = None
        self.ask_order()
        self.ask_around()
        self.ask_ticket()

    def ask_order(self) -> None:
        """Ask which tickets stand in the queue, and in which order."""
        order = QueueOrder(view=self.view, level=self.level, find=self.find)  # type: ignore[arg-type]
        self.session.ask("order", order, self._order_came)
        self.begin_to_wait()

    def begin_to_wait(self) -> None:
        """What is shown is behind from now on, until the order comes."""
        if self._asked_at is None:
            self._asked_at = monotonic()
            self._late = self.set_timer(LATE_SECONDS, self._say_late)

    def ask_around(self) -> None:
        """What stands around the queue: it costs more than the queue itself, and is seldom looked at."""
        if self._around is not None:
            self._around.stop()
            self._around = None
        self.session.ask("around", Around(), self._around_came)

    def _around_came(self, done: Done) -> None:
        parts = done.result if done.ok else AroundRow._make([None] * len(AroundRow._fields))
        self._counts_came(replace(done, result=parts.counts))
        self._roster_came(replace(done, result=parts.roster))
        self.hear_reminders(replace(done, result=parts.reminders))
        self._called_came(replace(done, result=parts.called))
        self.hear_notices(parts)

    def shown_subjects(self) -> frozenset[str]:
        """The tickets of the list and the one that is open."""
        numbers = {key for key in self.queue.line_keys if key is not None}
        opened = {self.opened} if self.opened is not None else set()
        tickets = frozenset(f"ticket:{number}" for number in numbers | opened)
        return tickets.union(*(panel.shown for panel in self.panels))

    def hear_change(self, subjects: frozenset[str] | None) -> None:
        """Somebody changed something: read again what it is about, and nothing else. Figures and people
        follow within two seconds, however many changes there are."""
        for panel in self.panels:
            panel.heard(subjects)
        everything = subjects is None or any(each.partition(":")[0] in FOR_ALL for each in subjects)
        if everything or f"staff:{self.session.actor}" in (subjects or ()):
            self.ask_roles()
        if subjects is None or everything:
            self.refresh_all()
            return
        changed = {each.partition(":")[2] for each in subjects if each.startswith("ticket:")}
        people = {each.partition(":")[2] for each in subjects if each.startswith("staff:")}
        changed |= {number for number, row in self.rows.items() if row.technician in people}
        if changed:
            if self._stale is not None:
                self._stale |= changed
            self.ask_order()
        elif not self.session.is_asked("order"):
            self._is_up_to_date()
        files = {f"{family}:{self._ticket.get(f'{family}_id')}" for family in FILES}
        if self.queue.cursor_key in changed or self.opened in changed or files & subjects:
            self.ask_ticket()
        kinds = {each.partition(":")[0] for each in subjects}
        if kinds & AROUND_OF and self._around is None:
            self._around = self.set_timer(AROUND_SECONDS, self.ask_around)
        if self._kit_of is not None and (f"staff:{self._kit_of}" in subjects or "tool" in kinds):
            self._ask_kit(self._kit_of)

    def _say_late(self) -> None:
        """A pane that is behind says how old it is."""
        if self._asked_at is not None:
            seconds = round(monotonic() - self._asked_at)
            self._late_words = translate(
                "What you see is {seconds} s old: the store is slow.", seconds=seconds
            )
            self.say(self._late_words, tone="warning")
            self._late = self.set_timer(LATE_SECONDS, self._say_late)

    def show_queue(
        self, *, view: str | None = None, level: int | None = 0, find: str | None = None, first: bool = True
    ) -> None:
        """Another view, level or find; what is not named stays. `first` begins at its top."""
        self._to_top = first
        self.view = view or self.view
        self.level = self.level if level == 0 else level
        self.find = self.find if find is None else find
        self.refresh_all(asked=True)

    def _is_up_to_date(self) -> None:
        self._asked_at = None
        if self._late is not None:
            self._late.stop()
        if self._late_words and self.query_one("#message", MessageLine).text == self._late_words:
            self.say("")
        self._late_words = ""

    def _order_came(self, done: Done) -> None:
        self._is_up_to_date()
        asked, changed = self.asked_order, self._stale
        if not self.session.is_asked("order"):
            # Also where there is no answer: no key may wait for one that does not come.
            self.asked_order = self.own_order = False
            self._stale = set() if done.ok else None
        if not self.fine(done):
            return
        self.show_order(done.result, asked=asked, changed=None if changed is None else frozenset(changed))

    def show_order(
        self, numbers: tuple[str, ...], *, asked: bool, changed: frozenset[str] | None = None
    ) -> None:
        """Show these tickets in this order; `changed` are those whose rows are not as they were."""
        self._total = len(numbers)
        self.queue.set_rows(numbers, asked=asked, changed=changed)
        self._forget_rows()
        if asked and self._to_top:
            self._to_top = False
            self.queue.action_first()
        self._title()
        self.count_found()
        if not self.begun:
            self.begun = True
            self.tour.begin(empty=not numbers)
            if not self.query_one("#message", MessageLine).text:
                self.show_hint()

    def _forget_rows(self) -> None:
        """What the queue has forgotten, because it was seen long ago, is not kept here either."""
        if len(self.rows) > KEPT_ROWS:
            queue, opened = self.queue, self.opened
            self.rows = {
                no: row for no, row in self.rows.items() if no == opened or queue.row(no) is not None
            }

    def _title(self) -> None:
        parts = [labels.view(self.view)]
        if self.level is not None:
            parts.append(labels.level_long(self.level))
        if self.find:
            parts = [translate("Find “{text}”", text=self.find)]
        if self.queue.marked:
            parts.append(translate("{count} marked", count=len(self.queue.marked)))
        # Last, because it is the longest: what does not fit goes from the end.
        waiting = self._waiting_for_level()
        if waiting:
            parts.append(waiting)
        self.queue.set_title("  ".join(parts), str(self._total))

    def _waiting_for_level(self) -> str:
        """About the tickets at the top that wait for a level."""
        if self.find or self.level is not None or self.view not in ("active", "open"):
            return ""
        counts = self.counts
        return idle_text(counts.untriaged, counts.untriaged_idle) if counts and counts.untriaged else ""

    def count_found(self) -> None:
        """The true number of hits, where more were found than are shown."""
        if self.find and self._total >= MOST_FOUND:
            wanted = self.find
            self.session.ask("found", FoundCount(find=wanted), lambda done: self._counted(wanted, done))

    def _counted(self, wanted: str, done: Done) -> None:
        if done.ok and wanted == self.find:
            self._total = done.result
            self._title()

    def on_queue_rows_wanted(self, event: Queue.RowsWanted) -> None:
        self.ask_rows(event.keys)

    def ask_rows(self, keys: tuple[str, ...]) -> None:
        """Ask for rows of the queue."""
        # A question takes the place of the one before it: it asks for what that one asked, too.
        self._wanted_rows.update(dict.fromkeys(keys))
        self.session.ask("rows", QueueRows(numbers=tuple(self._wanted_rows)), self._rows_came)

    def _rows_came(self, done: Done) -> None:
        if not self.session.is_asked("rows"):
            self._wanted_rows.clear()
        if not done.ok:
            self.queue.ask_again()
        if self.fine(done):
            self.rows.update({row.number: row for row in done.result})
            drawn = {row.number: self._drawn(row) for row in done.result}
            self.queue.add_rows(drawn)
            self._title()
            self.refresh_keys()

    def on_queue_flipped(self, event: Queue.Flipped) -> None:
        self.session.ask("counts", Counts(), self._counts_came)

    def _counts_came(self, done: Done) -> None:
        if self.fine(done):
            self.counts = done.result
            self._title()
            self.draw_status()

    def _roster_came(self, done: Done) -> None:
        if not self.fine(done):
            return
        self.names = {person.staff: person.name for person in done.result}
        technicians = [person for person in done.result if person.role == "technician"]
        on_duty = sum(person.on_duty for person in technicians)
        self.query_one("#roster", Roster).set_title(
            _("People"), translate("on duty {count}/{all}", count=on_duty, all=len(technicians))
        )
        self.query_one("#roster", Roster).set_rows(
            roster_rows(technicians, self.policy, self.store.now().astimezone(self.store.zone))
        )
        self.place_side()

    def on_queue_moved(self, event: Queue.Moved) -> None:
        self._rest_then("ticket", self.ask_ticket)
        self.refresh_keys()

    def on_roster_moved(self, event: Roster.Moved) -> None:
        if self.pane == "roster":
            self.rest_on(event.key)

    def rest_on(self, staff: str | None) -> None:
        """Show somebody's kit, unless the cursor goes on at once."""
        self._rest_then("kit", lambda: self._ask_kit(staff))

    def on_queue_marked(self, event: Queue.Marked) -> None:
        self._title()

    def _rest_then(self, panel: str, follow: Callable[[], None]) -> None:
        """One panel follows; the other one that waits goes on, but for a kit that is the ticket's."""
        for each in (panel, *(("kit",) if self._kit_follows else ())):
            if each in self._rests:
                self._rests.pop(each).stop()
        self._rests[panel] = self.set_timer(REST_SECONDS, follow)

    @property
    def _kit_follows(self) -> bool:
        """Whether the kit is that of whoever holds the ticket."""
        return not self.panels and self.pane not in ("roster", "kit")

    def ask_ticket(self) -> None:
        """Ask for the ticket under the cursor, or the opened one."""
        number = self.opened or self.queue.cursor_key
        if number is None:
            self.query_one("#ticket", Timeline).show_ticket(None)
            return
        self.session.ask("ticket", TicketView(number=number), self._ticket_came)

    def _ticket_came(self, done: Done) -> None:
        # What is shown and not found any more has left one's reach: its keys say so (PPL-03).
        beyond = (self.opened or self.queue.cursor_key or "") if isinstance(done.error, Refusal) else ""
        if beyond != self.beyond:
            self.beyond = beyond
            self.refresh_keys()
        if done.ok:
            self._ticket = done.result
            # An opened ticket may stand in no view any more: its keys still go by how it stands now.
            row = QueueRow._make(done.result[name] for name in QueueRow._fields)
            self.rows[row.number] = row
            self.refresh_keys()
            self.session.ask("events", Events(number=done.result["number"]), self._events_came)
            self._ask_kit(done.result["technician"] if self._kit_follows else self._kit_of)

    def _events_came(self, done: Done) -> None:
        if done.ok and self._ticket:
            now = self.store.now()
            facts = ticket_facts(self._ticket, done.result, self.names, self.speech, now)
            self.query_one("#ticket", Timeline).show_ticket(facts)

    def _ask_kit(self, staff: str | None) -> None:
        """Show somebody's kit; of nobody none, so that nobody else's stays there."""
        self._kit_of = staff
        if staff is None:
            self.query_one("#kit", Kit).set_kit(_("Kit"), "", [])
        else:
            self.session.ask("kit", KitView(staff=staff), self._kit_came)

    def _kit_came(self, done: Done) -> None:
        if done.ok and done.result.staff == self._kit_of:
            zone = self.store.zone
            today = self.store.now().astimezone(zone).date()
            self.query_one("#kit", Kit).set_kit(*kit_panel(done.result, self.policy, zone, today))

    def follow_pane(self) -> None:
        """The kit is that of the technician under the cursor while the keys go to the roster, and stays so in
        the kit itself; otherwise that of whoever holds the ticket."""
        pane, roster = self.pane, self.query_one("#roster", Roster)
        if pane == "roster":
            self._rest_then("kit", lambda: self._ask_kit(roster.cursor_key))
        elif pane != "kit":
            self._rest_then("ticket", self.ask_ticket)

    # -- marks ------------------------------------------------------------------------------------------

    def _called_came(self, done: Done) -> None:
        if done.ok:
            self.mark(called=frozenset(row.ticket for row in done.result))

    def mark(self, **marks: frozenset[str]) -> None:
        """Draw the rows anew whose marks are others than before."""
        before, self._marks = self._marks, replace(self._marks, **marks)
        changed = before.differing(self._marks) & self.rows.keys()
        self.queue.redraw_rows({number: self._drawn(self.rows[number]) for number in changed})

    def _drawn(self, row: QueueRow) -> Drawn:
        """A row as the queue draws it."""
        now = self.store.now().astimezone(self.store.zone)
        ahead = timedelta(minutes=self.policy.setting("last_candidate_minutes"))
        return queue_row(row, self._marks, now, ahead)
