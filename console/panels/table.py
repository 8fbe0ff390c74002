"""A view as a plain table, in place: tools, consumables, roster, escalations and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.panel import Panel
from console.present.table import table
from console.session import Done
from console.words.i18n import _
from db.views.as_json import as_json
from db.views.view import VIEWS
from widgets.kit import Kit
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.panels.host import Host

HEIGHT = 40
LIST_KEYS = "jkgG"


class TablePanel(Panel):
    """One view's rows. Enter on a row that names a ticket goes to it in the queue."""

    BINDINGS = [Binding("escape,q", "leave", show=False)]

    def __init__(self, host: Host, view: str, targets: tuple[str, ...]) -> None:
        super().__init__(host)
        self._view = view
        self._targets = targets
        self.tickets = targets if VIEWS[view].of_ticket else ()
        self._answer: list[Any] = []

    @property
    def height_wanted(self) -> int:
        return HEIGHT

    def compose(self) -> ComposeResult:
        yield ColumnList(())

    def on_mount(self) -> None:
        self.focus_first()
        self._list.set_title(_(VIEWS[self._view].label), _("Esc: back"))
        fields = self._fields()
        if fields is None:
            staff = "staff" in VIEWS[self._view].model_fields and self._targets
            why = _("Nobody holds this ticket.") if staff else _("Nothing here says which one is meant.")
            self._list.set_lines([ListRow(None, heading=why)])
            return
        self.ask("table", VIEWS[self._view].model_validate(fields), self._came)

    def _fields(self) -> dict[str, str] | None:
        """The view's own question, about what stands here; None where it stays open which one is meant."""
        wanted = VIEWS[self._view].model_fields
        found = {name: value for name in wanted if (value := self._here(name))}
        lacking = [name for name, field in wanted.items() if field.is_required() and name not in found]
        return None if lacking else found

    def _here(self, name: str) -> str:
        """A field of the view: the ticket here, its technician, product or customer, the tool in hand."""
        host, number = self.host, self._targets[0] if self._targets else ""
        row, ticket = host.rows.get(number), host.shown_ticket
        if name == "number":
            return number if self._view != "tool" else self._tool_in_hand()
        if name == "staff":
            return (row.technician if row is not None else None) or ""
        if name == "product":
            return row.product if row is not None else ""
        if name == "id" and self._view == "customer" and number and ticket.get("number") == number:
            return str(ticket["customer_id"] or "")
        return ""

    def _tool_in_hand(self) -> str:
        """The numbered tool under the cursor of the kit."""
        key = self.host.query_one("#kit", Kit).cursor_key or ""
        return "" if " " in key else key

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    def focus_first(self) -> None:
        for each in self.query(ColumnList):
            each.focus()

    def _came(self, done: Done) -> None:
        if not done.ok:
            self.host.trouble(done)
            return
        speech = self.host.speech
        answer = as_json(done.result, self.host.store.zone, speech.say)
        self._answer = answer if isinstance(answer, list) else []
        columns, rows = table(VIEWS[self._view], answer, speech)
        name = _(VIEWS[self._view].label)
        self._list.set_title(f"{name}  {len(rows)}" if self._answer else name, _("Esc: back"))
        self._list.set_columns(columns)
        self._list.set_lines(rows, asked=True)

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        place = self._list.cursor_index
        row = self._answer[place] if 0 <= place < len(self._answer) else {}
        if not isinstance(row, dict):
            return
        if self._view == "today" and row["state"] is not None:
            self.action_leave()
            self.host.open_ticket(row["about"])
        elif row.get("ticket") is not None:
            self.action_leave()
            self.host.go_to(row["ticket"])

    def on_key(self, event: events.Key) -> None:
        """No letter acts on a ticket while a table stands before it."""
        if event.is_printable and event.character not in {*LIST_KEYS, "q"}:
            event.stop()

    def action_leave(self) -> None:
        self.host.close_panel(self)
