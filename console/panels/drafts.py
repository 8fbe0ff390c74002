"""Parked forms: kept in the store while they are keyed, listed by `N` (INT-02)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.panel import Panel
from console.present.concerned import deed_title
from console.session import Done
from console.words.i18n import _, ngettext, translate
from console.words.times import age_text
from db import drafts
from db.drafts import Draft
from db.errors import StoreError
from db.verbs.register import Register
from db.verbs.verb import VERBS
from db.views.view import View, ViewContext
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.panels.host import Host

SAVE_SECONDS = 1.0
"""How long what was typed in one field may be lost for; at the next field it is kept at once."""
LABELLED = 2
"""So many values at least say what a form is about."""
THROW_AWAY = "x,delete,fullwidth_latin_small_letter_x"


class Parked(View[list[Draft]]):
    """My drafts, the latest first; it has no name, since nobody asks for it from outside."""

    def read(self, context: ViewContext) -> list[Draft]:
        return drafts.of(context.connection, context.person.no) if context.person else []


def draft_label(values: Mapping[str, str], verb: str = Register.name) -> str:
    """What a draft is about: the first few words that were typed, first those of its sentence."""
    kind = VERBS[verb]
    told = {name: text for name, value in values.items() if (text := value.strip())}
    first = [told.pop(name) for name in (kind.about, *kind.sentence) if name in told]
    return "  ".join((*first, *list(told.values())[: max(0, LABELLED - len(first))]))


def _label(draft: Draft) -> str:
    """What it is about; of another form than that of a call which one it is."""
    deed = deed_title(draft.verb) if draft.verb != Register.name else ""
    broken = _("cannot be read") if not is_readable(draft) else ""
    return "  ".join(part for part in (deed, draft.label, broken) if part) or draft.id


def is_readable(draft: Draft) -> bool:
    """Whether there is a form for it: another program may have kept one of a verb that is not known here."""
    return not draft.is_broken and draft.verb in VERBS


def keep(host: Host, draft: Draft) -> None:
    """Save a draft after what was sent before it; only a failure is said, on the desk that is still there."""
    store = host.store
    _later(host, draft.id, lambda: store.save_draft(draft))


def discard(host: Host, draft_id: str) -> None:
    """Forget a draft after what was sent before it."""
    store, actor = host.store, host.session.actor
    _later(host, draft_id, lambda: store.discard_draft(draft_id, actor))


def _later(host: Host, draft_id: str, job: Callable[[], None]) -> None:
    def guarded() -> None:
        try:
            job()
        except StoreError as error:
            # `call_later` may be called from the writer's thread: it only puts a message into the queue.
            host.call_later(host.trouble, Done(error=error))
            raise

    host.session.keep(f"draft {draft_id}", guarded)


def count_text(count: int) -> str:
    """How many drafts wait."""
    return ngettext("{count} parked draft", "{count} parked drafts", count)


class _List(ColumnList):
    """The drafts; `x` is the panel's."""


class DraftsPanel(Panel):
    """Enter opens a draft again, `x` twice throws it away."""

    about_ticket = False

    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding(THROW_AWAY, "throw_away", show=False),
    ]

    def __init__(self, host: Host, parked: Sequence[Draft], then: Callable[[Draft], None]) -> None:
        """`then` gets the draft that is to be opened."""
        super().__init__(host)
        self._drafts = {draft.id: draft for draft in parked}
        self._then = then
        self._doomed: str | None = None
        self._question = ""

    @property
    def height_wanted(self) -> int:
        return len(self._drafts) + 1

    def compose(self) -> ComposeResult:
        columns = [Column("label", "", 40, least=10, grow=1, gap=2), Column("age", "", 8, "right", gap=2)]
        yield _List(columns, headings=False)

    def on_mount(self) -> None:
        self._show()

    @property
    def _list(self) -> _List:
        return self.query_one(_List)

    def _show(self) -> None:
        now = self.host.store.now()
        self._list.set_title(_("Parked drafts"), _("Enter: open   x: throw away   Esc: back"))
        self._list.set_lines(
            [
                ListRow(
                    draft.id, {"label": _label(draft), "age": age_text(draft.saved_at, now)}, {"age": "dim"}
                )
                for draft in self._drafts.values()
            ],
            asked=True,
        )

    def focus_first(self) -> None:
        self._list.focus()

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()
        self._doomed = None

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        draft = self._drafts[event.key]
        if not is_readable(draft):
            self.host.say(_("This draft cannot be read any more."), _("x: throw away"), "warning")
            return
        self.host.close_panel(self)
        self._then(draft)

    def action_throw_away(self) -> None:
        key = self._list.cursor_key
        if key is None:
            return
        label = self._drafts[key].label
        if self._doomed != key:
            self._doomed = key
            self._question = translate("Throw away “{label}”?", label=label)
            self.host.say(self._question, _("x again: yes"), "warning")
            return
        del self._drafts[key]
        discard(self.host, key)
        self.host.say(translate("Thrown away: {label}", label=label))
        if self._drafts:
            self._show()
        else:
            self.host.close_panel(self)

    def on_unmount(self) -> None:
        self.host.withdraw(self._question)

    def action_leave(self) -> None:
        self.host.close_panel(self)
