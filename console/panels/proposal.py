"""A proposal for all that waits, or for the work of who falls ill, over the whole screen (DSP-10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from console.keys.key import Key as ListedKey
from console.keys.key import wide_twins
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.present.concerned import deed_title
from console.present.proposal import (
    WITHOUT,
    capacity_text,
    line_text,
    proposal_columns,
    proposal_rows,
    without_text,
)
from console.session import Done
from console.words.answers import of_part
from console.words.i18n import _, translate
from console.words.speech import refusal
from db import kinds
from db.proposing.token import unpacked
from db.verbs.proposals import AcceptProposal, Replan
from db.verbs.verb import reason_field
from db.views.desk import QueueRows
from db.views.proposal import ProposalAnswer, ProposalLine, ProposalView
from db.views.queue_row import QueueRow
from widgets.footer import KeyHint
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.panels.host import Host

PROPOSAL, LINES = AcceptProposal.sentence
WHOSE, WHY = Replan.about, reason_field(Replan, "reassign")
OF_THE_DESK = ("help", "palette", "undo")
LETTERS = {"r": "anew"}
MOVES = frozenset("jkgG?:u")


class ProposalPanel(Panel):
    """Space marks lines, Enter accepts the marked ones, or all. What was refused stays with its cause."""

    alone = True
    about_ticket = False
    acts = True
    DEFAULT_CSS = """
    ProposalPanel > Static { height: auto; max-height: 4; padding: 0 1; }
    ProposalPanel > .foot { height: 3; color: $text-muted; }
    """
    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("space", "mark", show=False),
        *(Binding(",".join((key, *wide_twins(key))), does, show=False) for key, does in LETTERS.items()),
        Binding("tab,shift+tab", "stay", show=False),
    ]

    def __init__(self, host: Host, technician: str = "", reason: str = "") -> None:
        """`technician` is whose work is to be given to others, for that `reason` where it is known already;
        without one it is all that waits."""
        super().__init__(host)
        self.technician, self.reason = technician, reason
        self.answer: ProposalAnswer | None = None
        self.marked: set[int] = set()
        self.outcome: dict[str, str] = {}
        """By ticket what became of its line: the cause where it was refused, nothing where it is done."""
        self.changed: set[str] = set()
        """Tickets that are others than the proposal read them."""
        self._shown_at = 0.0
        self._beneath = host.pane

    def compose(self) -> ComposeResult:
        yield Static("", markup=False, classes="capacity")
        yield ColumnList(proposal_columns(()))
        yield Static("", markup=False, classes="foot")

    @property
    def table(self) -> ColumnList:
        """The lines."""
        return self.query_one(ColumnList)

    @property
    def verb(self) -> str:
        """What accepting is here."""
        return Replan.name if self.technician else AcceptProposal.name

    def on_mount(self) -> None:
        self._ask()

    def focus_first(self) -> None:
        for each in self.query(ColumnList):
            each.focus()
        self.host.refresh_keys()

    # -- asking -----------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for a plan; the desk goes on meanwhile."""
        self.answer, self.outcome = None, {}
        self.marked.clear()
        self.changed.clear()
        self.query_one(".capacity", Static).update(_("planning …"))
        self._show()
        self.ask("proposal", ProposalView(technician=self.technician), self._came)

    def _came(self, done: Done) -> None:
        if not self.host.fine(done):
            self.host.close_panel(self)
            return
        self.answer = done.result
        text = capacity_text(done.result, self.host.speech, self.host.size.width - 2)
        if self.technician:
            text = f"{self.host.speech.person(self.technician)}{_(': ')}{text}"
        self.query_one(".capacity", Static).update(text)
        self._show()
        self._shown_at = monotonic()

    def action_anew(self) -> None:
        """Plan anew from how all stands now."""
        if self.answer is not None:
            self._ask()

    def _show(self) -> None:
        answer = self.answer
        if answer is None:
            self.table.set_title(self._heading())
            self.table.set_lines([ListRow(None, heading=_("planning …"))])
        else:
            count = translate("{count} lines", count=len(answer.lines))
            marks = translate("{count} marked", count=len(self.marked)) if self.marked else ""
            title = (self._heading(), f"{answer.day:%Y-%m-%d}", count, marks)
            self.table.set_title("  ".join(filter(None, title)))
            empty = _("Nothing waits to be given to anybody.")
            if self.technician:
                name = self.host.speech.person(self.technician)
                empty = translate("{technician} has no open work to give away.", technician=name)
            rows = proposal_rows(
                answer, self.host.speech, self.host.store.now(),
                marked=self.marked, outcome=self.outcome, changed=self.changed,
            ) or [ListRow(None, heading=empty)]  # fmt: skip
            self.table.set_columns(proposal_columns(answer.lines))
            self.table.set_lines(rows, asked=True)
        self._tell()
        self.host.refresh_keys()

    def _heading(self) -> str:
        return deed_title(self.verb) if self.technician else _(ProposalView.label)

    def _tell(self) -> None:
        """All about the line under the cursor, beneath the list."""
        line, text = self.line, ""
        now, speech = self.host.store.now(), self.host.speech
        if line is not None:
            text = line_text(line, speech, now, self.outcome.get(line.ticket, ""))
        elif self.answer is not None:
            key = self.table.cursor_key or ""
            found = [one for one in self.answer.unserved if key == f"{WITHOUT}{one.ticket}"]
            text = without_text(found[0], speech, now) if found else ""
        self.query_one(".foot", Static).update(text)

    @property
    def line(self) -> ProposalLine | None:
        """The line under the cursor."""
        lines = self.answer.lines if self.answer is not None else ()
        return next((one for one in lines if str(one.line) == self.table.cursor_key), None)

    # -- keys -------------------------------------------------------------------------------------------

    def ready_for(self, key: events.Key) -> bool:
        return key.key == "escape" or self.answer is not None

    def blind(self, key: events.Key) -> bool:
        """Nobody can have meant lines that they had not seen."""
        return key.key in ("enter", "space") and key.time < self._shown_at

    def takes(self, key: ListedKey) -> bool:
        """No verb acts on a line but those of this screen; what it did is undone as anywhere."""
        return key.id in OF_THE_DESK

    def on_key(self, event: events.Key) -> None:
        """Letters that do nothing here do nothing to a ticket either."""
        own = {event.key, *event.aliases} & {*LETTERS, *(wide for k in LETTERS for wide in wide_twins(k))}
        if event.is_printable and not own and event.character not in MOVES | {" ", "q"}:
            event.stop()

    def hints(self) -> list[KeyHint]:
        there = bool(self.answer is not None and self.answer.lines and not self.outcome)
        chosen = _("Accept the marked") if self.marked else _("Accept all")
        return [
            KeyHint("Enter", chosen, there, drop=1),
            KeyHint("Space", _("Mark"), there, drop=1),
            KeyHint("r", _("Plan anew"), self.answer is not None, drop=1),
            KeyHint("Esc", _("Back"), drop=0),
        ]

    @property
    def things(self) -> tuple[str, ...]:
        line = self.line if self.is_mounted else None
        if line is None:
            return ()
        whose = (f"{kinds.STAFF}:{line.technician}",) if line.technician else ()
        return (f"{kinds.TICKET}:{line.ticket}", *whose)

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()
        self._tell()

    def action_mark(self) -> None:
        """Mark the line under the cursor, or take its mark away, and go on to the next."""
        if self.line is not None and not self.outcome:
            self.marked ^= {self.line.line}
            self._show()
            self.table.action_cursor_down()

    # -- accepting --------------------------------------------------------------------------------------

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        if self.answer is None or not self.answer.lines:
            self.host.refuse(_("There is nothing to accept."))
        elif self.outcome:
            self.host.refuse(_("This proposal was accepted already."), _("r plans anew."))
        elif self.technician and self.reason:
            self.host.act(self.verb, self._fields() | {WHY: self.reason}, panel=self)
        elif self.technician:
            self.host.open_panel(GivenForm(self.host, self._fields(), self._accepted))
        else:
            self.host.act(self.verb, self._fields(), panel=self)

    def _fields(self) -> dict[str, str]:
        assert self.answer is not None
        fields = {PROPOSAL: self.answer.id, LINES: ",".join(map(str, sorted(self.marked)))}
        return {WHOSE: self.technician, **fields} if self.technician else fields

    def answered(self, done: Done) -> bool:
        """Whether all of it is done; what was refused is shown at its line, and the screen stays."""
        refused = refused_lines(done)
        if done.ok and not refused:
            return True
        if done.ok or refused:
            speech = self.host.speech
            done_ones = [str(one.get("number", "")) for one in done.result.done] if done.ok else []
            self.outcome = dict.fromkeys(filter(None, done_ones), "")
            self.outcome |= {str(one[of_part(one)]): refusal(one, speech) for one in refused}
            self.marked.clear()
            self._show()
        return False

    def _accepted(self, done: Done) -> None:
        if self.answered(done):
            self.host.call_after_refresh(self.host.close_panel, self)

    # -- what others do ---------------------------------------------------------------------------------

    @property
    def shown(self) -> frozenset[str]:
        lines = self.answer.lines if self.answer is not None else ()
        return frozenset(f"{kinds.TICKET}:{one.ticket}" for one in lines)

    def heard(self, subjects: frozenset[str] | None) -> None:
        """Lines whose ticket changed say so and stay; after an own deed it is planned anew, and once what was
        accepted is taken back."""
        if subjects is None and not self.outcome:
            self.action_anew()
        elif self.answer is not None and (subjects is None or subjects & self.shown):
            numbers = tuple(line.ticket for line in self.answer.lines)
            self.ask("proposed", QueueRows(numbers=numbers), self._looked)

    def _looked(self, done: Done) -> None:
        """What is heard of may be no change of the ticket: its version says so."""
        if not done.ok or self.answer is None:
            return
        rows = {row.number: row for row in done.result}
        if self.outcome:
            accepted = [line for line in self.answer.lines if self.outcome.get(line.ticket) == ""]
            if any(_holder(rows.get(line.ticket)) != line.technician for line in accepted):
                self._ask()
            return
        read = {line.ticket: line.version for line in unpacked(self.answer.id)[2]}
        changed = {no for no, version in read.items() if no not in rows or rows[no].version != version}
        if changed != self.changed:
            self.changed = changed
            self._show()

    def action_stay(self) -> None:
        """There is one pane."""

    def action_leave(self) -> None:
        """Back to where it was opened."""
        self.host.close_panel(self)
        if not self.host.panels:
            self.host.show_pane(self._beneath)


def _holder(row: QueueRow | None) -> str | None:
    return row.technician if row is not None else None


class GivenForm(VerbPanel):
    """Why somebody's work goes to others, and until when they are away where that is known."""

    def __init__(self, host: Host, values: Mapping[str, str], accepted: Callable[[Done], object]) -> None:
        super().__init__(
            host,
            Replan.name,
            values=values,
            only=tuple(name for name in Replan.form if name not in values),
            focus=WHY,
        )
        self._accepted = accepted

    def answered(self, done: Done) -> bool:
        gone = super().answered(done) or bool(refused_lines(done))
        if gone:
            self._accepted(done)
        return gone


def refused_lines(done: Done) -> list[Mapping[str, Any]]:
    """The lines that were refused, where some or all of them were."""
    if done.ok:
        return list(done.result.refused)
    found: Any = done.error.values.get("refused", ()) if done.error is not None else ()
    return list(found)


def panel_for(host: Host, verb: str, values: Mapping[str, str] | None) -> ProposalPanel | None:
    """The screen on which a proposal is looked at before this verb accepts it; None where more is known of
    the verb than whose work it is about, or that is not."""
    given = {name: value for name, value in (values or {}).items() if value}
    if verb == AcceptProposal.name and not given:
        return ProposalPanel(host)
    if verb == Replan.name and given.keys() == {WHOSE}:
        return ProposalPanel(host, given[WHOSE])
    return None
