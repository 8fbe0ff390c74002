"""Several tickets at once: whom each would get, before anything is sent (DSP-04, DSP-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key

from console.keys.sent import ANOTHER_WHY, TECHNICIAN, TECHNICIANS
from console.panels.dispatch import HELD, DispatchPanel
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.panels.reasons import reason_panel
from console.present.concerned import deed_title
from console.present.plan import lines, plan_columns, summary
from console.session import Done
from console.words.i18n import _, translate
from db.rules import moves
from db.views.planning import Plan, PlanRow
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.panels.host import Host


class BulkPanel(Panel):
    """A line for each ticket with the person proposed. Enter sends all, `d` chooses somebody else for the
    line under the cursor, `x` leaves it out."""

    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("d,f5", "choose", show=False),
        Binding("x", "leave_out", show=False),
    ]

    def __init__(self, host: Host, tickets: tuple[str, ...], reason: str = "") -> None:
        """`reason` is why those that somebody holds go to others; without one it is asked."""
        super().__init__(host)
        self.tickets = tickets
        self.rows: list[PlanRow] = []
        self._reason = reason
        self._fixed: dict[str, str] = {}
        self._left_out: set[str] = set()
        self._has_come = False
        self._ask_plan()

    @property
    def height_wanted(self) -> int:
        return len(self.tickets) + 4

    def compose(self) -> ComposeResult:
        yield ColumnList(plan_columns())

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    def on_mount(self) -> None:
        self._list.set_title(self._heading(), "")
        self._list.set_lines([ListRow(None, heading=_("looking …"))])
        if self._has_come:
            self._show()

    def focus_first(self) -> None:
        for each in self.query(ColumnList):
            each.focus()

    def ready_for(self, key: Key) -> bool:
        return self._has_come or key.key == "escape"

    def _heading(self) -> str:
        count = translate("{count} tickets", count=len(self.tickets))
        return f"{deed_title(self.verb)}  {count}"

    @property
    def verb(self) -> str:
        """Reassigning when somebody holds every ticket that can be sent, else dispatching."""
        states = {row.state for row in self.rows}
        return "reassign" if states & {*HELD} and not states & {*moves.sources("dispatch")} else "dispatch"

    # -- what is proposed -------------------------------------------------------------------------------

    def _ask_plan(self) -> None:
        self._has_come = False
        self.ask("plan", Plan(numbers=self.tickets, fixed=tuple(self._fixed.items())), self._came)

    def _came(self, done: Done) -> None:
        self._has_come = True
        if not self.host.fine(done):
            self.host.close_panel(self)
            return
        self.rows = list(done.result)
        if self.query(ColumnList):
            self._show()

    def _show(self) -> None:
        sent = self.sent()
        hint = _("Enter: send all  d: somebody else  x: leave out  Esc: back")
        self._list.set_title(f"{self._heading()}  {summary(sent)}", hint)
        self._list.set_lines(lines(self.rows, sent, self.verb, self._left_out, self.host.speech), asked=True)

    def sent(self) -> list[PlanRow]:
        """The lines that Enter sends."""
        return [
            row
            for row in self.rows
            if row.staff is not None
            and row.number not in self._left_out
            and moves.target(self.verb, row.state) is not None
        ]

    # -- one line ---------------------------------------------------------------------------------------

    def _current(self) -> PlanRow | None:
        return next((row for row in self.rows if row.number == self._list.cursor_key), None)

    def action_leave_out(self) -> None:
        row = self._current()
        if row is not None:
            self._left_out ^= {row.number}
            self._show()

    def action_choose(self) -> None:
        """Somebody else for this line; the others are ranked again around it."""
        row = self._current()
        if row is None:
            return

        def chosen(staff: str) -> None:
            self._fixed[row.number] = staff
            self._left_out.discard(row.number)
            self._ask_plan()

        host = self.host
        panel = DispatchPanel(
            host, row.number, host.queue.row(row.number), held=False, then=chosen, given=row.candidates
        )
        host.open_panel(panel)

    # -- all of them ------------------------------------------------------------------------------------

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()
        row = self._current()
        self.host.rest_on(row.staff if row is not None else None)

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        if not self.sent():
            self.host.say(_("There is nothing to send: choose somebody with d."), tone="warning")
        elif self.verb == "reassign" and not self._reason:
            self._ask_reason()
        else:
            self._send({ANOTHER_WHY: self._reason} if self.verb == "reassign" else {})

    def _ask_reason(self) -> None:
        host = self.host
        host.open_panel(
            reason_panel(
                host,
                self._heading(),
                "reassign",
                lambda reason: self._send({ANOTHER_WHY: reason}),
                lambda: host.open_panel(
                    VerbPanel(
                        host,
                        "reassign",
                        self._numbers(),
                        values=self._fields(),
                        only=(ANOTHER_WHY,),
                        writing=ANOTHER_WHY,
                    )
                ),
            )
        )

    def _numbers(self) -> tuple[str, ...]:
        return tuple(row.number for row in self.sent())

    def _fields(self) -> dict[str, str]:
        people = [row.staff or "" for row in self.sent()]
        return {TECHNICIAN: people[0], TECHNICIANS: ",".join(people)}

    def _send(self, more: dict[str, str]) -> None:
        self.host.act(self.verb, {**self._fields(), **more}, self._numbers(), panel=self)

    def action_leave(self) -> None:
        self.host.close_panel(self)
