"""A list as it is read and shown: the question as it stands, its rows in words, the line above them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult

from console.panels.host import Host
from console.panels.panel import Panel
from console.register.lines import TypedLine
from console.register.rows import Rows
from console.session import Done
from console.words.i18n import N_, _, ngettext, translate
from console.words.meaning import meanings, ranks
from db.views.as_json import as_json
from db.views.listing import Page
from db.views.paging import Paged
from db.views.view import View
from widgets.register import Register

PAGE = 100
"""Rows that are read at once."""
MINUTE = 60.0
"""Seconds after which what goes by the clock (minutes left, at risk) is read again."""


_RULE = re.compile(r" ?[(（][A-Z]{3}-\d+[)）]")


def what_is_listed(summary: str) -> str:
    """What a view lists, by its summary: without how it is asked on a command line, and the rule."""
    return re.split("[;；]", _RULE.sub("", summary))[0].rstrip(".。 ")


class ListPanel(Panel):
    """One list over the whole screen; what its keys do stands in `console.register.panel`."""

    alone = True
    about_ticket = False

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
        self._again = False
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
        kind, speech = type(self.view), self.host.speech
        sort = self.sort or kind.by_word
        return Paged(
            of=self.view, find=self.find, meant=meanings(kind, self.find, speech), sort=sort,
            descending=self.descending, ranks=ranks(kind, sort, speech), **page,
        )  # fmt: skip

    def ask_page(self, begin: int = 0, keep: str = "") -> None:
        """Ask for the rows around a place, or around the row with a key."""
        self.ask(self._pane, self.asked(after=begin, limit=self.register.page, keep=keep), self._came)

    def refresh_rows(self) -> None:
        """Read again what is in sight; the cursor stays on its row wherever that stands by now."""
        if self.is_asked(self._pane):
            self._again = True  # what changed since may not be in the answer that is under way
        elif self._page is not None:
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
        self.follow_row()
        self._title()
        if self._again and not self.is_asked(self._pane):
            self._again = False
            self.refresh_rows()

    def _nothing(self) -> str:
        """Why no row stands there: nothing answers what was typed, or there is none of what it lists."""
        if self.find:
            return translate("Nothing answers “{text}”.", text=self.find)
        listed = what_is_listed(_(type(self.view).summary()))
        return _("There is nothing here.") + "\n" + translate("Listed here: {what}.", what=listed)

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
            parts.append(ngettext("{count} column more: h l", "{count} columns more: h l", hidden))
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

    # -- what its keys make of it -----------------------------------------------------------------------

    def follow_row(self) -> None:
        """Another row, or the same one otherwise, is under the cursor."""
        raise NotImplementedError

    def action_leave(self) -> None:
        """Back to where it was opened."""
        raise NotImplementedError
