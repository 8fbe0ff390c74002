"""The register: any list over the whole screen, narrowed, sorted, exported, every row a thing that opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from console.keys.key import wide_twins
from console.keys.needs import Need, key_meant, need
from console.panels.host import Host
from console.panels.panel import Panel
from console.register.card import open_card
from console.register.deeds import asking_about, deeds_of
from console.register.export import ExportLine
from console.register.lines import FilterLine, TypedLine
from console.register.rows import Rows
from console.session import Done
from console.words.i18n import N_, _, translate
from console.words.meaning import meanings
from db import kinds
from db.verbs.may import Asking
from db.verbs.verb import VERBS
from db.views.as_json import as_json
from db.views.desk import QueueRows
from db.views.listing import Page
from db.views.paging import Paged
from db.views.view import View
from widgets.footer import KeyHint
from widgets.register import Register

PAGE = 100
"""Rows that are read at once."""
REST_SECONDS = 0.2
"""How long the cursor rests before it is asked what can be done with its row."""
MINUTE = 60.0
"""Seconds after which what goes by the clock (minutes left, at risk) is read again."""
TWINNED = {"q": "leave", "slash": "filter", "o": "sort", "O": "turn", "x": "export"}
"""Letters that do something here, each with its full-width twins."""
OWN_KEYS = frozenset([*"jkgGhl", "space", *(twin for key in TWINNED for twin in (key, *wide_twins(key)))])
"""What acts here and nowhere else."""


class RegisterPanel(Panel):
    """One list. The keys of verbs act on the row under the cursor as on the desk."""

    alone = True
    acts = True
    about_ticket = False
    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("f3", "filter", show=False),
        *(Binding(",".join((key, *wide_twins(key))), does, show=False) for key, does in TWINNED.items()),
        Binding("tab,shift+tab", "stay", show=False),
        Binding("space", "mark", show=False),
    ]

    def __init__(self, host: Host, view: View[Any], title: str = "", about: tuple[str, ...] = ()) -> None:
        """`view` is the list, `title` what it is called, its own name where nothing is said; `about` the
        ticket that it is asked about, which a line above it names."""
        super().__init__(host)
        self._about = self.tickets = about
        self.view = view
        self._called = title or _(type(view).label)
        self.find, self._before = "", ""
        self.sort, self.descending = "", False
        self._pane = f"register {id(self)}"
        self._beneath = host.pane
        self._words = Rows(type(view), host.speech)
        self._rows: dict[str, Mapping[str, Any]] = {}
        self._page: Page | None = None
        self._gone: set[str] = set()
        self._marked: dict[str, str] = {}
        """What the marked rows are, by their keys: verbs act on all of them at once."""

    def compose(self) -> ComposeResult:
        yield Register(page=PAGE)

    @property
    def register(self) -> Register:
        """The list itself."""
        return self.query_one(Register)

    def on_mount(self) -> None:
        self.tell_about(self._about)
        self._title()
        self.ask_page()
        self.set_interval(MINUTE, self._tick)

    def focus_first(self) -> None:
        """Read again too: what was opened over it may have changed something."""
        for line in self.query(TypedLine):
            line.focus_line()
            return
        for each in self.query(Register):
            each.focus()
        if self._page is not None:
            self.refresh_rows()
        self.host.refresh_keys()

    # -- asking -----------------------------------------------------------------------------------------

    def asked(self, **page: Any) -> Paged:
        """The question as it stands, for a page or for all."""
        return Paged(
            of=self.view, find=self.find, meant=meanings(type(self.view), self.find, self.host.speech),
            sort=self.sort, descending=self.descending, **page,
        )  # fmt: skip

    def ask_page(self, begin: int = 0, keep: str = "") -> None:
        """Ask for the rows around a place, or around the row with a key."""
        self.ask(self._pane, self.asked(after=begin, limit=self.register.page, keep=keep), self._came)

    def refresh_rows(self) -> None:
        """Read again what is in sight; the cursor stays on its row wherever that stands by now."""
        if self._page is not None and not self.is_asked(self._pane):
            key = self.register.cursor_key or ""
            self.ask_page(
                max(0, self.register.top - self.register.page // 4), key if key in self._rows else ""
            )

    def _tick(self) -> None:
        self._words.forget()
        self.refresh_rows()

    def on_register_wanted(self, event: Register.Wanted) -> None:
        event.stop()
        self.ask_page(event.begin)

    def _came(self, done: Done) -> None:
        if not self.host.fine(done):
            if self._page is None:
                self.action_leave()
            return
        page: Page = done.result
        host, kind = self.host, type(self.view)
        answer = as_json(page.rows, host.store.zone, host.speech.say)
        self._page = page
        self._rows = {kind.key_of(row): row for row in answer}
        lines = self._words.said(answer)
        self.register.set_columns(self._words.columns(self.sort, descending=self.descending))
        self.register.set_page(page.begin, lines, page.total, empty=self._nothing())
        self._follow()
        self._title()

    def _nothing(self) -> str:
        return (
            translate("Nothing answers “{text}”.", text=self.find)
            if self.find
            else _("There is nothing here.")
        )

    # -- the line above ---------------------------------------------------------------------------------

    def _title(self) -> None:
        parts: list[str] = [self._called]
        if self._marked:
            parts.append(translate("{count} marked", count=len(self._marked)))
        if self.find:
            parts.append(f"“{self.find}”")
        if self.sort:
            heading = next((each.label[:-1] for each in self.register.columns if each.name == self.sort), "")
            way = N_("by {column}, downwards") if self.descending else N_("by {column}")
            parts.append(translate(way, column=heading or self.sort))
        hidden = self.register.columns_hidden
        if hidden:
            parts.append(translate("{count} columns more: h l", count=hidden))
        self.register.set_title("  ".join(parts), self._place())

    def _place(self) -> str:
        """Which rows are in sight, and of how many."""
        page, seen = self._page, self.register.in_sight
        if page is None:
            return ""
        total = f"{page.total:,}"
        if page.cut is not None:
            total = translate("{total}, no more are shown", total=total)
        if not page.total or not seen:
            return total
        return translate(
            "{first}-{last} of {total}", first=f"{seen.start + 1:,}", last=f"{seen.stop:,}", total=total
        )

    # -- the row under the cursor -----------------------------------------------------------------------

    @property
    def row(self) -> Mapping[str, Any]:
        """The row under the cursor; empty while there is none, or it has not come."""
        return self._rows.get(self.register.cursor_key or "", {}) if self.is_mounted else {}

    @property
    def subject(self) -> str:
        """The thing under the cursor."""
        return type(self.view).subject_of(self.row)

    def _follow(self) -> None:
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
        self._follow()
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
        self._follow()
        self._title()

    def on_register_turned(self, event: Register.Turned) -> None:
        event.stop()
        self._title()

    def on_register_chosen(self, event: Register.Chosen) -> None:
        event.stop()
        if self.subject:
            open_card(self.host, self.subject)
        elif self.row:
            self.host.say(_("Nothing opens on this line."))

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
        field = deeds_of(family).get(verb) if family else None
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
        return not waits or need(key) is not Need.ANSWER

    def on_key(self, event: events.Key) -> None:
        """No key that narrows or leaves the queue acts while a list stands before it."""
        if self.is_typing:
            return
        key = key_meant(event)
        own = {event.key, *event.aliases} & OWN_KEYS
        if event.is_printable and not own and (key is None or not self.takes(key)):
            event.stop()

    def hints(self) -> list[KeyHint]:
        return [
            KeyHint("Enter", _("Card"), bool(self.subject), drop=1),
            KeyHint("/", _("Filter"), drop=1),
            KeyHint("o O", _("Sort"), drop=2),
            KeyHint("x", _("Export"), drop=2),
            KeyHint("Space", _("Mark"), bool(self.subject), drop=2),
            KeyHint("Esc", _("Back"), drop=1),
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
