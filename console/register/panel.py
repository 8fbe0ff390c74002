"""The register: any list over the whole screen, narrowed, sorted, exported, every row a thing that opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import events
from textual.binding import Binding
from textual.widgets import Input

from console.keys.key import wide_twins
from console.keys.needs import Need, key_meant, need
from console.keys.rows import OF_LISTS, RowKey
from console.register.card import open_card
from console.register.deeds import asking_about, deeds_of, led_title, told_by
from console.register.export import ExportLine
from console.register.line_card import LineCard
from console.register.lines import FilterLine, TypedLine
from console.register.listing import ListPanel
from console.register.row_keys import hints_of, press, row_key
from console.register.subjects import subject_about
from console.session import Done
from console.words.i18n import _
from db import kinds
from db.verbs.may import Asking
from db.verbs.verb import VERBS
from db.views.desk import QueueRows
from widgets.footer import KeyHint
from widgets.register import Register

REST_SECONDS = 0.2
"""How long the cursor rests before it is asked what can be done with its row."""
TWINNED = {"q": "leave", "slash": "filter", "o": "sort", "O": "turn", "x": "export"}
"""Letters that do something here, each with its full-width twins."""
OWN_KEYS = frozenset([*"jkgGhl", "space", *(twin for key in TWINNED for twin in (key, *wide_twins(key)))])
"""What acts here and nowhere else."""


class RegisterPanel(ListPanel):
    """One list. The keys of verbs act on the row under the cursor as on the desk."""

    acts = True
    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("f3", "filter", show=False),
        *(Binding(",".join((key, *wide_twins(key))), does, show=False) for key, does in TWINNED.items()),
        Binding("tab,shift+tab", "stay", show=False),
        Binding("space", "mark", show=False),
    ]

    # -- the row under the cursor -----------------------------------------------------------------------

    @property
    def row(self) -> Mapping[str, Any]:
        """The row under the cursor; empty while there is none, or it has not come."""
        return self._rows.get(self.register.cursor_key or "", {}) if self.is_mounted else {}

    @property
    def subject(self) -> str:
        """The thing under the cursor."""
        return type(self.view).subject_of(self.row)

    def follow_row(self) -> None:
        """Let the keys of verbs act on the row under the cursor."""
        family = self.subject.partition(":")[0]
        self.tickets = self._meant if family == kinds.TICKET else self._about
        if self._unread:
            numbers = self.tickets
            self.set_timer(REST_SECONDS, lambda: self._ask_tickets(numbers))
        self.host.refresh_keys()

    @property
    def _unread(self) -> bool:
        """Whether it is not known yet how one of the tickets that verbs act on stands."""
        return any(each not in self.host.rows and each not in self._gone for each in self.tickets)

    @property
    def _meant(self) -> tuple[str, ...]:
        """The numbers that verbs act on: of the marked things of the kind of the one under the cursor, else
        that one."""
        family, _mark, name = self.subject.partition(":")
        marked = (each.partition(":") for each in self._marked.values())
        return tuple(dict.fromkeys(no for of, _colon, no in marked if of == family)) or (name,)

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        key = self.register.cursor_key
        if key is None or not self.subject:
            return
        if self._marked.pop(key, None) is None:
            self._marked[key] = self.subject
        self.register.action_cursor_down()
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.register.marked = frozenset(self._marked)
        self.register.repaint()
        self.follow_row()
        self._title()

    def _ask_tickets(self, numbers: tuple[str, ...]) -> None:
        if self.tickets == numbers:
            self.ask(f"{self._pane} ticket", QueueRows(numbers=numbers), self._ticket_came)

    def _ticket_came(self, done: Done) -> None:
        if done.ok:
            self.host.rows.update({row.number: row for row in done.result})
            self._gone = {each for each in self.tickets if each not in self.host.rows}
            self.host.refresh_keys()

    def on_register_moved(self, event: Register.Moved) -> None:
        event.stop()
        self.follow_row()
        self._title()

    def on_register_turned(self, event: Register.Turned) -> None:
        event.stop()
        self._title()

    def on_register_chosen(self, event: Register.Chosen) -> None:
        event.stop()
        if self.subject:
            open_card(self.host, self.subject)
        elif self.row and (view := type(self.view).led_by(self.row)) is not None:
            self.host.open_register(view, led_title(view, self.host.speech))
        elif self.row and (about := subject_about(type(self.view), self.row)):
            open_card(self.host, about)
        elif self.row:
            self.host.open_panel(LineCard(self.host, self.asked(), self.row))

    @property
    def asking(self) -> Asking:
        """Who sits here, about the thing under the cursor."""
        host = self.host
        if self.tickets or not self.subject:
            return host.asking(self.tickets)
        return asking_about(self.subject, self.row, host.policy, host.session.actor, host.roles)

    @property
    def things(self) -> tuple[str, ...]:
        return tuple(filter(None, [self.subject]))

    def filled(self, verb: str) -> Mapping[str, str]:
        family, _mark, name = self.subject.partition(":")
        if not family:
            return told_by(VERBS[verb], type(self.view).tells_of, self.row)
        field = deeds_of(family).get(verb)
        if not field or family == kinds.TICKET:
            return {}
        # Only what a verb is about may be several things.
        return {field: ",".join(self._meant) if field == VERBS[verb].about else name}

    # -- keys -------------------------------------------------------------------------------------------

    @property
    def is_typing(self) -> bool:
        """Whether a line beneath the list takes what is typed."""
        return isinstance(self.host.focused, Input)

    def ready_for(self, key: events.Key) -> bool:
        if self.query(TypedLine) and not self.is_typing:
            return False  # the line that a key before it opened has not the focus yet
        if self.is_typing and (key.is_printable or key.key not in ("enter", "up", "down")):
            return True
        for line in self.query(FilterLine):
            line.look()  # it counts as narrowed when the list has come
        if self._page is None or self.is_asked(self._pane):
            return False
        waits = self.host.session.waiting or self._unread
        return not waits or (need(key) is not Need.ANSWER and row_key(self.row_keys, key) is None)

    def on_key(self, event: events.Key) -> None:
        """No key that narrows or leaves the queue acts while a list stands before it."""
        if self.is_typing:
            return
        mine = row_key(self.row_keys, event)
        if mine is not None:
            event.stop()
            self._press(mine)
            return
        key = key_meant(event)
        own = {event.key, *event.aliases} & OWN_KEYS
        if event.is_printable and not own and (key is None or not self.takes(key)):
            event.stop()

    @property
    def row_keys(self) -> tuple[RowKey, ...]:
        """The keys that this list has of its own."""
        return OF_LISTS.get(type(self.view).name, ())

    def _press(self, key: RowKey) -> None:
        if not self.subject:
            self.host.refuse(_("There is no line here."))
            return
        family, _mark, name = self.subject.partition(":")
        of_ticket = family == kinds.TICKET
        about = name if of_ticket else ",".join(self._meant)
        opens = f"{key.opens}:{type(self.view).key_of(self.row)}"
        press(self.host, key, self.asking, self.tickets if of_ticket else (), about, opens)

    def hints(self) -> list[KeyHint]:
        leads = not self.subject and type(self.view).led_by(self.row) is not None
        return [
            *hints_of(self.row_keys, self.asking, there=bool(self.subject)),
            KeyHint("Enter", _("Open it") if leads else _("Card"), bool(self.row), drop=1),
            KeyHint("/", _("Filter"), drop=1),
            KeyHint("o O", _("Sort"), drop=2),
            KeyHint("x", _("Export"), drop=2),
            KeyHint("Space", _("Mark"), bool(self.subject), drop=2),
            KeyHint("Esc", _("Back"), drop=0),
        ]

    def action_stay(self) -> None:
        """A register has one pane."""

    def action_filter(self) -> None:
        """Narrow as it is typed."""
        self._before = self.find
        self._open_line(
            FilterLine(
                _("Filter"), self.find, self._narrow, done=lambda _text: self._close_line(),
                given_up=self._widen, moved=self._move,
            )
        )  # fmt: skip

    def _narrow(self, text: str) -> None:
        self.find = text
        self._begin_anew()

    def _widen(self) -> None:
        """Back to what it was before the line was opened."""
        if self.find != self._before:
            self._narrow(self._before)
        self._close_line()

    def _move(self, key: str) -> None:
        register = self.register
        steps = {
            "up": register.action_cursor_up, "down": register.action_cursor_down,
            "pageup": register.action_page_up, "pagedown": register.action_page_down,
        }  # fmt: skip
        steps[key]()

    def _begin_anew(self) -> None:
        self.register.begin_anew()
        self._title()
        self.ask_page()

    def action_sort(self) -> None:
        """By the next column in sight, after the last one in the list's own order again."""
        if self._page is None:
            return
        seen = [name for name in self.register.columns_in_sight if name in self._page.sorts]
        after = seen[seen.index(self.sort) + 1 :] if self.sort in seen else seen
        self._sort_by(after[0] if after else "", descending=False)

    def action_turn(self) -> None:
        """The other way round."""
        if self.sort:
            self._sort_by(self.sort, descending=not self.descending)
        else:
            self.host.refuse(_("It stands in its own order: o sorts it."))

    def _sort_by(self, name: str, *, descending: bool) -> None:
        self.sort, self.descending = name, descending
        self.register.set_columns(self._words.columns(name, descending=descending))
        self._begin_anew()

    def action_export(self) -> None:
        """Write what is shown into a file."""
        self._open_line(ExportLine(self.host, self.asked(), self._close_line))

    def _open_line(self, line: TypedLine) -> None:
        if self.query(TypedLine):
            return
        self.mount(line)
        self.call_after_refresh(line.focus_line)

    def _close_line(self) -> None:
        for line in self.query(TypedLine):
            line.remove()
        self.register.focus()

    def action_back(self) -> None:
        """Take the marks away, lift the filter, then leave."""
        if self._marked:
            self._marked = {}
            self._marks_changed()
        elif self.find:
            self._narrow("")
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.host.close_panel(self)
        if not self.host.panels:
            self.host.show_pane(self._beneath)

    # -- what others do ---------------------------------------------------------------------------------

    @property
    def shown(self) -> frozenset[str]:
        kind = type(self.view)
        return frozenset(filter(None, map(kind.subject_of, self._rows.values())))

    def heard(self, subjects: frozenset[str] | None) -> None:
        """Anything may have come into the list, or left it: it is read again, one page of it."""
        self.refresh_rows()
