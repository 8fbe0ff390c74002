"""The day on the whole screen: who is where when, and jobs that are moved by the keys (DSP-03, DSP-08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from textual import events
from textual.binding import Binding

from console.keys.sent import ANOTHER_WHY, MOVED_WHY, OVERRIDE, WINDOW
from console.panels.day_move import Move, about, is_able, running, without
from console.panels.fields import visit_of
from console.panels.grid import GridPanel, Notes
from console.panels.host import Host
from console.panels.reasons import reason_panel
from console.present.concerned import deed_title
from console.present.day import day_rows, legend, next_hole, slip_notes
from console.present.gates import gate_lines
from console.session import Done
from console.words.i18n import _, translate
from db.errors import BadField
from db.policy.demands import minutes_of
from db.rules.gates import Result
from db.verbs.appointing import MoveWindow
from db.verbs.dispatching import Reassign
from db.views.candidates import CandidateRow, Candidates
from db.views.desk import QueueRows
from db.views.working_day import Timeline
from widgets.day import DayRow, DayView
from widgets.day_cells import HALF, Bar
from widgets.footer import KeyHint

LETTERS = frozenset("jkgGfo")


class DayPanel(GridPanel):
    """Left and right choose a job of the row, Enter lifts it; then arrows move it, Enter puts it down."""

    BINDINGS = [
        Binding("k", "along(-1)", show=False, priority=True),
        Binding("j", "along(1)", show=False, priority=True),
        Binding("f,fullwidth_latin_small_letter_f", "hole", show=False),
        Binding("o,fullwidth_latin_small_letter_o", "overrule", show=False),
    ]

    def __init__(self, host: Host) -> None:
        super().__init__(host, DayView())
        self._wanted = next(iter(host.meant), "")
        self.day: date = self._now().date()
        self._rows: list[DayRow] = []
        self.move: Move | None = None
        self._candidates: dict[str, list[CandidateRow]] = {}
        self.is_blocked = self._needs_reason = False
        self._found: Notes | None = None
        """What was found against the move that is lifted; None until it is judged."""

    def _now(self) -> datetime:
        return self.host.store.now().astimezone(self.host.store.zone)

    @property
    def view(self) -> DayView:
        """The rows."""
        return self.query_one(DayView)

    def hints(self) -> list[KeyHint]:
        if self.move is not None:
            return [
                KeyHint("Enter", _("Put down"), drop=0),
                KeyHint("< >", _("When"), drop=2),
                KeyHint("Up Down", _("Who"), drop=2),
                KeyHint("f", _("Next hole"), drop=3),
                KeyHint("o", _("Overrule"), self.is_blocked, drop=1),
                KeyHint("Esc", _("Leave it"), drop=0),
            ]
        return [
            KeyHint("< >", _("Choose a job"), drop=1),
            KeyHint("Enter", _("Lift it"), bool(self.view.looked_at), drop=1),
            KeyHint("f", _("Next hole"), drop=1),
            KeyHint("[ ]", _("Day before, after"), drop=2),
            KeyHint("Esc", _("Back"), drop=0),
        ]

    def on_key(self, event: events.Key) -> None:
        """Letters that do nothing here do nothing to a ticket either."""
        if event.is_printable and event.character not in LETTERS | {*"[]?"}:
            event.stop()

    # -- what is shown ----------------------------------------------------------------------------------

    def ask_rows(self) -> None:
        self.ask("timeline", Timeline(day=self.day), self._came)

    def heard(self, subjects: frozenset[str] | None) -> None:
        self._candidates.clear()
        super().heard(subjects)

    @property
    def shown(self) -> frozenset[str]:
        people = {f"staff:{row.key}" for row in self._rows}
        return frozenset(people | {f"ticket:{bar.key}" for row in self._rows for bar in row.bars if bar.key})

    def _came(self, done: Done) -> None:
        if self.host.fine(done):
            self._rows = day_rows(done.result, self.host.store.zone)
            self.draw()
            if self._wanted and self._holder(self._wanted) is not None:
                self.view.move_to(str(self._holder(self._wanted)))
                self.view.looked_at = self._wanted
                self._wanted = ""
            self.draw()

    def draw(self, notes: Notes | None = None) -> None:
        view, rows = self.view, self._rows
        if self.move is not None:
            move = self.move
            ghost = Bar(move.begin, move.begin + move.length, "moved", move.ticket, running(move.ticket))
            rows = [
                replace(row, bars=(*without(row, move), *([ghost] if row.key == move.staff else [])))
                for row in rows
            ]
        number = self.move.ticket if self.move else view.looked_at or self._wanted
        view.set_title("  ".join(filter(None, (_("Day plan"), f"{self.day:%Y-%m-%d}", number, self._span()))))
        midnight = datetime.combine(self.day, time(), self.host.store.zone)
        view.set_rows(rows, self._now() if self.day == self._now().date() else None, midnight)
        if notes is not None:
            self._found = notes
        beneath = (self._found or ()) if self.move else tuple(slip_notes(self._rows, view.looked_at))
        view.set_notes(legend(), beneath)
        self.host.refresh_keys()

    def _span(self) -> str:
        if self.move is None:
            return ""
        end = self.move.begin + self.move.length
        return f"{self.move.begin:%H:%M}-{end:%H:%M}"

    def _holder(self, ticket: str) -> str | None:
        return next((row.key for row in self._rows for bar in row.bars if bar.key == ticket), None)

    def _jobs(self) -> list[Bar]:
        """The jobs of the row under the cursor, in order, each once."""
        row = self.view.rows.get(self.view.cursor_key or "")
        found: dict[str, Bar] = {}
        for bar in sorted(row.bars if row else (), key=lambda bar: (bar.begin, bar.kind)):
            if bar.key and bar.kind in ("job", "window"):
                found.setdefault(bar.key, bar)
        return list(found.values())

    # -- choosing and moving ----------------------------------------------------------------------------

    def action_aside(self, places: int) -> None:
        """The job before or after; of one that is lifted half an hour earlier or later."""
        if self.move is not None:
            self._to(replace(self.move, begin=self.move.begin + places * HALF))
            return
        jobs = [bar.key for bar in self._jobs()]
        if jobs:
            here = jobs.index(self.view.looked_at) + places if self.view.looked_at in jobs else 0
            self.view.looked_at = jobs[min(max(0, here), len(jobs) - 1)]
            self.draw()

    def action_along(self, places: int) -> None:
        """The row before or after; a job that is lifted goes to that person."""
        super().action_along(places)
        if self.move is not None and self.view.cursor_key is not None:
            self._to(replace(self.move, staff=self.view.cursor_key))

    def on_grid_view_moved(self, event: DayView.Moved) -> None:
        event.stop()
        if self.move is None:
            jobs = [bar.key for bar in self._jobs()]
            self.view.looked_at = jobs[0] if jobs else ""
            self.draw()

    def on_grid_view_chosen(self, event: DayView.Chosen) -> None:
        event.stop()
        if self.move is None:
            self._lift()
        else:
            self._put_down()

    def _lift(self) -> None:
        looked_at = self.view.looked_at
        bars = [bar for bar in self._jobs() if bar.key == looked_at]
        row = self.view.rows.get(self.view.cursor_key or "")
        windows = [bar for bar in (row.bars if row else ()) if bar.key == looked_at and bar.kind == "window"]
        for bar in (*windows, *bars)[:1]:
            assert row is not None
            self._to(Move(looked_at, row.key, bar.begin, max(HALF, bar.end - bar.begin), row.key))

    def _to(self, move: Move) -> None:
        self.move, self._found = move, None
        self.is_blocked = self._needs_reason = False
        self.draw()
        self.rest()

    def action_hole(self) -> None:
        """The next hole that is long enough, with somebody who has the skill that the ticket wants."""
        ticket = self.move.ticket if self.move else self.view.looked_at or self._wanted
        if not ticket:
            self.host.refuse(_("No job is chosen."))
        elif ticket not in self.host.rows:
            self.ask("day ticket", QueueRows(numbers=(ticket,)), lambda done: self._known(done, ticket))
        elif ticket not in self._candidates:
            self.ask("day skill", Candidates(number=ticket), lambda done: self._ranked(done, ticket))
        else:
            self._next_hole(ticket)

    def _known(self, done: Done, ticket: str) -> None:
        if done.ok:
            self.host.rows.update({row.number: row for row in done.result})
        if ticket in self.host.rows:
            self.action_hole()

    def _ranked(self, done: Done, ticket: str) -> None:
        if self.host.fine(done):
            self._candidates[ticket] = list(done.result)
            self._next_hole(ticket)

    def _next_hole(self, ticket: str) -> None:
        able = frozenset(row.staff for row in self._candidates[ticket] if is_able(row))
        length, holder = self._length(ticket), self._holder(ticket)
        rows = [replace(row, bars=tuple(bar for bar in row.bars if bar.key != ticket)) for row in self._rows]
        after = (self.move.staff, self.move.begin) if self.move else None
        found = next_hole(rows, length, able, self._earliest(), after)
        if found is None:
            minutes = int(length.total_seconds() // 60)
            self.host.refuse(translate("Nobody with the skill has {minutes} minutes free.", minutes=minutes))
            return
        staff, begin = found
        self.view.move_to(staff)
        self._to(Move(ticket, staff, begin, length, self.move.holder if self.move else holder))

    def _earliest(self) -> datetime:
        """The next half hour from now on, or the begin of another day."""
        now = self._now()
        if self.day != now.date():
            return now.replace(year=self.day.year, month=self.day.month, day=self.day.day, hour=0, minute=0)
        return now.replace(minute=now.minute // 30 * 30, second=0) + HALF

    def _length(self, ticket: str) -> timedelta:
        """How long the job lasts: as its demands say, else as a provisional visit."""
        if self.move is not None:
            return self.move.length
        row, policy = self.host.rows.get(ticket), self.host.policy
        if row is None:
            return visit_of(policy)
        category = policy.category_of(row.product)
        return timedelta(minutes=minutes_of(policy, category, row.kind, row.fault, row.way))

    # -- what it would break ----------------------------------------------------------------------------

    def judge(self) -> None:
        """Everything that a move would break, before it is done."""
        move = self.move
        if move is None or self.is_asked("day gates"):
            return
        begins, ends = WINDOW
        window: Mapping[str, datetime] = {begins: move.begin, ends: move.begin + move.length}
        self.ask("day gates", Candidates(number=move.ticket, **window), lambda done: self._gates(move, done))

    def _gates(self, move: Move, done: Done) -> None:
        if move != self.move:
            self.judge()
            return
        rows = [row for row in done.result if row.staff == move.staff] if done.ok else []
        self.is_blocked = any(row.blocked for row in rows)
        speech = self.host.speech
        notes = (*gate_lines(rows, Result.BLOCK, speech), *gate_lines(rows, Result.WARN, speech))
        fields = {**move.fields(), **about(move), **({OVERRIDE: "."} if self.is_blocked else {})}
        if move.verb == Reassign.name:
            fields[ANOTHER_WHY] = "."
        self.preview(move.verb, fields, lambda tried: self._tried(move, notes, tried))

    def _tried(self, move: Move, notes: Notes, done: Done) -> None:
        if move != self.move:
            return
        self._needs_reason = isinstance(done.error, BadField) and done.error.field == MOVED_WHY
        if done.error is not None and not self._needs_reason:
            notes = ((self.host.speech.say(done.error), "strong"), *notes)
        self.draw(notes or ((_("Nothing speaks against it."), "dim"),))

    # -- putting it down --------------------------------------------------------------------------------

    def _put_down(self) -> None:
        move = self.move
        if move is None:
            return
        if self.is_blocked:
            self.host.refuse(_("Something blocks it: o overrules with a reason."))
        elif move.verb == Reassign.name:
            self._reasoned(move, "reassign", (ANOTHER_WHY,))
        elif self._needs_reason:
            self._reasoned(move, "change", (MOVED_WHY,))
        else:
            self._send(move, {})

    def action_overrule(self) -> None:
        """Put it down although a gate says no, and say why."""
        move = self.move
        if move is not None and self.is_blocked:
            moved_why = (MOVED_WHY,) if self._needs_reason else ()
            also = {Reassign.name: (ANOTHER_WHY,), MoveWindow.name: moved_why}
            self._reasoned(move, "override", (OVERRIDE, *also.get(move.verb, ())))

    def _reasoned(self, move: Move, kind: str, fields: tuple[str, ...]) -> None:
        def chosen(reason: str) -> None:
            self._send(move, dict.fromkeys(fields, reason))

        title = f"{deed_title(move.verb)} {move.ticket}"
        self.host.open_panel(reason_panel(self.host, title, kind, chosen, lambda: None))

    def _send(self, move: Move, more: Mapping[str, str]) -> None:
        fields = {**move.fields(), **more}
        self.host.act(move.verb, fields, (move.ticket,), then=lambda done: self._sent(move, done))

    def _sent(self, move: Move, done: Done) -> None:
        if done.ok and self.is_open and self.move == move:
            self.move = None
            self.view.looked_at = move.ticket
            self.draw()

    def action_turn(self, places: int) -> None:
        """Another day."""
        if self.move is None:
            self.day += timedelta(days=places)
            self.ask_rows()

    def drop(self) -> bool:
        """Leave what was lifted where it was."""
        if self.move is None:
            return False
        self.move = None
        self.draw()
        return True
