"""The shift calendar on the whole screen: shifts are typed into its cells, told before Enter (PPL-01)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from textual import events
from textual.binding import Binding

from console.panels.grid import GridPanel, Notes
from console.panels.host import Host
from console.present.rota import heads, legend, rota_rows, sum_of
from console.session import Done
from console.words.i18n import _
from console.words.speech import warnings
from db.rules.shifts import AS_USUAL, OFF_DAY
from db.verbs.leave import TakeLeave
from db.verbs.shift_calendar import SetPattern, SetShifts
from db.views.shift_calendar import ShiftDay, Shifts, monday
from widgets.footer import KeyHint
from widgets.lists import Tone
from widgets.rota import RotaRow, RotaView

DAY, WEEK = timedelta(days=1), 7
ROOMY = 110
"""Cells from which on two weeks find room."""
OWN_SIGNS = frozenset("? []")
COPY, LEAVE, PATTERN, SWAP = "=", "+", "*", "<"


@dataclass(frozen=True, slots=True)
class Change:
    """Shifts of somebody's that are typed and not written yet, one letter for each day."""

    staff: str
    begin: date
    letters: str

    def fields(self) -> dict[str, str]:
        """As the verb wants them."""
        return {"staff": self.staff, "on_day": self.begin.isoformat(), "shifts": self.letters}


class RotaPanel(GridPanel):
    """Arrows go from cell to cell; a letter sets a shift there, or over the range that Space began."""

    of_the_desk = ("help", "palette", "print")
    BINDINGS = [Binding("space", "range", show=False)]

    def __init__(self, host: Host) -> None:
        super().__init__(host, RotaView())
        self.first = monday(self.today)
        self.column = self.today.weekday()
        self.began: int | None = None
        self._read_for = 0
        self.change: Change | None = None
        self._days: list[ShiftDay] = []
        self._made: tuple[tuple[int, date, int, Change | None], list[RotaRow]] | None = None
        self._notes: Notes = ()

    @property
    def today(self) -> date:
        """Today by the clock of the store: the screen may stay open over midnight."""
        return self.host.store.now().astimezone(self.host.store.zone).date()

    @property
    def view(self) -> RotaView:
        """The rows."""
        return self.query_one(RotaView)

    @property
    def count(self) -> int:
        """The days in sight: a week, or two where there is room."""
        return 2 * WEEK if self.app.size.width >= ROOMY else WEEK

    @property
    def day(self) -> date:
        """The day under the cursor."""
        return self.first + self.column * DAY

    def ready_for(self, key: events.Key) -> bool:
        """Keys wait for the days that are read."""
        return key.key == "escape" or not self.is_asked("rota")

    def hints(self) -> list[KeyHint]:
        if self.change is not None:
            return [KeyHint("Enter", _("Write it"), drop=1), KeyHint("Esc", _("Leave it"), drop=0)]
        letters = " ".join((*self.host.policy.shifts, OFF_DAY, AS_USUAL))
        return [
            KeyHint(letters, _("Set the shift"), drop=1),
            KeyHint("Space", _("Range"), drop=2),
            KeyHint(COPY, _("As last week"), drop=2),
            KeyHint(LEAVE, _("Leave slip"), drop=1),
            KeyHint(PATTERN, _("Pattern"), drop=3),
            KeyHint(SWAP, _("Swap"), drop=3),
            KeyHint("[ ]", _("Week"), drop=2),
            KeyHint("Enter", _("Person"), drop=1),
            KeyHint("Esc", _("Back"), drop=0),
        ]

    # -- what is shown ----------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Another week where there is room for it, one less where not; the day under the cursor stays."""
        if self.count == self._read_for:
            return
        gone = self.column // WEEK * WEEK if self.column >= self.count else 0
        self.first, self.column = self.first + gone * DAY, self.column - gone
        self.began = None if self.began is None else min(max(0, self.began - gone), self.count - 1)
        self.ask_rows()
        self.draw()

    def ask_rows(self) -> None:
        self._read_for = self.count
        self.ask("rota", Shifts(from_day=self.first - WEEK * DAY, days=self.count + WEEK), self._came)

    @property
    def shown(self) -> frozenset[str]:
        return frozenset(f"staff:{row.staff}" for row in self._days)

    def _came(self, done: Done) -> None:
        if self.host.fine(done):
            self._days = done.result
            self.draw()

    def _rows(self) -> list[RotaRow]:
        """The rows; made anew only when something other than the cursor has moved."""
        stand = (id(self._days), self.first, self.count, self.change)
        if self._made is None or self._made[0] != stand:
            self._made = (stand, self._rows_anew())
        return self._made[1]

    def _rows_anew(self) -> list[RotaRow]:
        pending: dict[tuple[str, date], str] = {}
        if (change := self.change) is not None:
            pending = {
                (change.staff, change.begin + at * DAY): letter for at, letter in enumerate(change.letters)
            }
        return rota_rows(self._days, self.first, self.count, pending, self.host.policy, self.host.store.zone)

    def draw(self, notes: Notes | None = None) -> None:
        view = self.view
        if notes is not None:
            self._notes = notes
        last = self.first + (self.count - 1) * DAY
        summed = sum_of(self._days, self.day) if self._days else ""
        title = "  ".join((_("Shift calendar"), f"{self.first:%Y-%m-%d} .. {last:%m-%d}"))
        view.set_title(title, summed)
        today = (self.today - self.first).days
        view.set_rows(self._rows(), heads(self.first, self.count), today if 0 <= today < self.count else None)
        begin = self.column if self.began is None else self.began
        view.set_range(min(begin, self.column), max(begin, self.column))
        view.set_notes(legend(self.host.policy), self._notes)
        self.host.refresh_keys()

    def _of(self, staff: str, day: date) -> ShiftDay | None:
        return next((row for row in self._days if row.staff == staff and row.day == day), None)

    # -- going about ------------------------------------------------------------------------------------

    def action_aside(self, places: int) -> None:
        """The day before or after; at the edge the week goes on."""
        if self.change is not None:
            return
        self.column += places
        if not 0 <= self.column < self.count:
            self._shift_by(WEEK if self.column >= self.count else -WEEK)
        self.draw()

    def _shift_by(self, days: int) -> None:
        self.first += days * DAY
        self.column = min(max(0, self.column - days), self.count - 1)
        self.began = None
        self.ask_rows()

    def action_along(self, places: int) -> None:
        """The row before or after."""
        if self.change is None:
            super().action_along(places)

    def action_turn(self, places: int) -> None:
        """The week before or after, the cursor on the same weekday."""
        if self.change is None:
            self.first += places * WEEK * DAY
            self.began = None
            self.ask_rows()
            self.draw()

    def action_range(self) -> None:
        """Begin a range here, or end it."""
        if self.change is None:
            self.began = self.column if self.began is None else None
            self.draw()

    # -- typing shifts ----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A letter of a shift sets it; the other signs open what belongs to the person."""
        sign = (event.character or "").upper()
        if not event.is_printable or sign in OWN_SIGNS:
            return
        event.stop()
        staff = self.view.cursor_key
        if staff is None:
            return
        known = {letter.upper(): letter for letter in self.host.policy.shifts}
        if sign in known or sign in (OFF_DAY, AS_USUAL):
            self._type(staff, known.get(sign, sign))
        elif self.change is None and sign == COPY:
            self._copy(staff)
        elif self.change is None and sign in (LEAVE, PATTERN, SWAP):
            self._open(sign, staff)

    def _type(self, staff: str, letter: str) -> None:
        """Into the cell, over the range, or behind what was typed already."""
        if self.change is not None:
            self._to(replace(self.change, letters=self.change.letters + letter))
            return
        first, last = sorted((self.column if self.began is None else self.began, self.column))
        self._to(Change(staff, self.first + first * DAY, letter * (last - first + 1)))

    def _copy(self, staff: str) -> None:
        """The shifts of the week before, over the week under the cursor, from today on."""
        week = monday(self.day)
        begin = max(week, self.today)
        rows = [self._of(staff, begin + at * DAY - WEEK * DAY) for at in range(WEEK - (begin - week).days)]
        letters = "".join((row.shift if row is not None else None) or AS_USUAL for row in rows)
        if letters:
            self._to(Change(staff, begin, letters))
        else:
            self.host.refuse(_("This week is past."))

    def _open(self, sign: str, staff: str) -> None:
        """The form of a leave slip, of a pattern, or of a swap, for who stands there."""
        day = self.day.isoformat()
        verb, fields = {
            LEAVE: (TakeLeave.name, {"staff": staff, "from_day": day, "until_day": self._until()}),
            PATTERN: (SetPattern.name, {"staff": staff, "from_day": day}),
            SWAP: (SetShifts.name, {"staff": staff, "on_day": day, "swap_with": ""}),
        }[sign]
        self.host.run_verb(verb, fields)

    def _until(self) -> str:
        begin = self.column if self.began is None else self.began
        return (self.first + max(begin, self.column) * DAY).isoformat()

    # -- what it would bring ----------------------------------------------------------------------------

    def _to(self, change: Change) -> None:
        self.change = change
        self.draw(())
        self.rest()

    def judge(self) -> None:
        change = self.change
        if change is not None:
            self.preview(SetShifts.name, change.fields(), lambda done: self._judged(change, done))

    def _judged(self, change: Change, done: Done) -> None:
        if change != self.change:
            return
        speech = self.host.speech
        if done.error is not None:
            self.draw(((speech.say(done.error), "strong"),))
            return
        notes: list[tuple[str, Tone]] = [
            (text, "warning") for one in done.result.done for text in warnings(one, speech)
        ]
        self.draw(tuple(notes) or ((_("Nothing speaks against it: Enter writes it."), "dim"),))

    def on_grid_view_moved(self, event: RotaView.Moved) -> None:
        event.stop()
        self.draw()

    def on_grid_view_chosen(self, event: RotaView.Chosen) -> None:
        event.stop()
        change = self.change
        if change is None:
            if self.view.cursor_key is not None:
                self.host.open_card(f"staff:{self.view.cursor_key}")
            return
        self.host.act(SetShifts.name, change.fields(), then=lambda done: self._written(change, done))

    def _written(self, change: Change, done: Done) -> None:
        if done.ok and self.is_open and self.change == change:
            self.change = self.began = None
            self.draw(())
            self.ask_rows()

    def drop(self) -> bool:
        """Leave what was typed, then the range."""
        if self.change is not None:
            self.change = None
            self.draw(())
        elif self.began is not None:
            self.began = None
            self.draw()
        else:
            return False
        return True
