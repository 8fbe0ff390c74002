"""Intake: a call is keyed in as it is told, a known caller's file fills in the rest (INT-02, INT-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer

from console.i18n import _, installed_language, translate
from console.panels import callers
from console.panels.beneath import Suggestion, Suggestions
from console.panels.drafts import discard, draft_label, keep
from console.panels.fields import sent_fields
from console.panels.intake_form import IntakeForm, intake_fields
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.session import Done
from db.drafts import Draft
from db.errors import BadField
from db.verbs.register import Register
from db.views.customers import CustomerRow, Customers, FaultRow, Faults
from db.views.desk import QueueRows
from db.views.queue_row import QueueRow
from widgets.form import Form
from widgets.status import MessageLine
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.screens.desk import Desk

LOOK_SECONDS = 0.08
"""How long typing rests before a question: a fast hand asks once."""
SAVE_SECONDS = 3.0
"""How long what was typed may be lost for."""
MOST_CALLERS = 9
TALL = 20
"""Lines from which the list beneath is taller."""
ABOVE_AND_BELOW = 10
"""Lines that a panel leaves to the desk."""


class IntakePanel(Panel):
    """A new ticket while it is being keyed.

    Values have two kinds: typed ones, which nothing replaces, and filled ones, which go with the caller that
    they came from.
    """

    BINDINGS = [
        Binding("down", "suggest(1)", show=False, priority=True),
        Binding("up", "suggest(-1)", show=False, priority=True),
        Binding("right", "take_at_end", show=False, priority=True),
        Binding("ctrl+r", "repeat_call", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    IntakePanel {
        & > Suggestions { height: 3; }
        &.-tall > Suggestions { height: 6; }
    }
    """

    def __init__(self, desk: Desk, draft: Draft | None = None) -> None:
        """`draft` is a parked one that is opened again."""
        super().__init__(desk)
        self.draft_id = draft.id if draft else str(uuid4())
        self.finished = False
        self._stored = draft is not None
        self._values: dict[str, str] = dict(draft.fields) if draft else {}
        self._filled: dict[str, str] = {}
        self._found: Sequence[CustomerRow] = ()
        self._found_in = ""
        self._known: CustomerRow | None = None
        self._known_by = ""
        self._open: Sequence[QueueRow] = ()
        self._faults: Sequence[FaultRow] = ()
        self._faults_of: str | None = None
        self._faults_found: Sequence[FaultRow] | None = None
        self._looking: Timer | None = None
        self._saving: Timer | None = None
        self._cursor_when_sent: str | None = None
        # Held here, because answers may come while the panel is being taken away.
        self._list = Suggestions()
        self._known_line, self._open_line = MessageLine(), MessageLine()
        self.form = IntakeForm(
            intake_fields(desk.policy, self._values),
            title=_("New ticket"),
            take=self._take,
            is_marked=lambda: self._list.marked is not None,
        )
        self.set_class(desk.size.height - ABOVE_AND_BELOW >= TALL, "-tall")

    # -- what stands where ------------------------------------------------------------------------------

    @property
    def height_wanted(self) -> int:
        return 22

    def compose(self) -> ComposeResult:
        yield self.form
        yield self._known_line
        yield self._open_line
        yield self._list

    def on_mount(self) -> None:
        self._ask_faults()
        if self._values.get("phone"):
            self._look("phone", self._values["phone"], fill=False)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height >= TALL, "-tall")

    def focus_first(self) -> None:
        wrong = (field.name for field in self.form.fields if field.name in self.form.errors)
        self.form.focus_field(next(wrong, self.form.current))
        self._suggest()

    @property
    def is_keyed(self) -> bool:
        """Whether the focus is in it."""
        focused = self.desk.focused
        return self.display and focused is not None and self in focused.ancestors

    @property
    def has_typed(self) -> bool:
        """Whether anybody typed anything that is worth keeping."""
        return not self.finished and any(
            value.strip() and self._filled.get(name) != value for name, value in self._values.items()
        )

    # -- typing -----------------------------------------------------------------------------------------

    def on_form_entered(self, event: Form.Entered) -> None:
        event.stop()
        if event.field == "fault":
            self._ask_faults()
        self._suggest()

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        name, value = event.field, event.value
        if value != self.form.values[name]:
            return  # overtaken by what was filled in since
        self._values[name] = value
        if self._filled.get(name) == value:
            return
        self._filled.pop(name, None)
        self._plan_saving()
        if name == "serial" and self._known is not None:
            self._know_thing(self._known, value)
        elif name in callers.SEARCHED:
            self._plan_looking(name, value)
        elif name == "fault":
            self._narrow_faults(value)
        self._suggest()

    # -- the caller -------------------------------------------------------------------------------------

    def _plan_looking(self, name: str, typed: str) -> None:
        if self._looking is not None:
            self._looking.stop()
        if self._known is not None and self._known_by == name:
            self._forget()
        if name == "customer" and (not typed or self._chosen_number(typed) is not None):
            return
        self._found, self._found_in = (), ""
        if callers.worth_asking(typed):
            self._looking = self.set_timer(LOOK_SECONDS, lambda: self._look(name, typed))

    def _look(self, name: str, typed: str, *, fill: bool = True) -> None:
        view = Customers(find=callers.plain(typed), limit=MOST_CALLERS)
        self.desk.session.ask("intake", view, lambda done: self._callers_came(name, typed, fill, done))

    def _callers_came(self, name: str, typed: str, fill: bool, done: Done) -> None:
        if self.finished or self.form.values[name] != typed:
            return
        if not done.ok:
            self.desk.trouble(done)
            return
        self._found, self._found_in = done.result, name
        exact: list[CustomerRow] = []
        if name == "phone":
            exact = callers.callers_of_phone(done.result, typed)
        elif name == "serial":
            exact = callers.callers_of_serial(done.result, typed)
        if len(exact) == 1 and self._known is None:
            self._know(exact[0], name, fill=fill)
        self._suggest()

    def _know(self, row: CustomerRow, by: str, *, fill: bool = True, chosen: bool = False) -> None:
        """This is the caller. What was typed stays, but for the words by which the caller was chosen."""
        self._known, self._known_by = row, "" if chosen else by
        thing = callers.thing_with(row, self._values.get("serial", "") if by == "serial" else "")
        if fill:
            known = callers.file_values(row, thing)
            self._fill(
                {name: known.get(name, "") for name in callers.FILLED}, instead_of=by if chosen else ""
            )
            self._ask_faults()
        if row.open_tickets:
            view = QueueRows(numbers=tuple(row.open_tickets))
            self.desk.session.ask("intake_open", view, lambda done: self._open_came(row, done))

    def _know_thing(self, row: CustomerRow, serial: str) -> None:
        thing = callers.thing_with(row, serial)
        if thing is not None:
            self._fill({name: str(thing[name] or "") for name in callers.OF_THING if name != "serial"})

    def _forget(self) -> None:
        """It is somebody else: what came from the file goes."""
        self._known, self._open = None, ()
        self._fill(dict.fromkeys(callers.FILLED, ""))

    def _fill(self, values: Mapping[str, str], *, instead_of: str = "") -> None:
        """Fill in what was not typed; `instead_of` is the field whose text only searched for this."""
        present = self.form.values
        free = {name for name in values if not present[name] or self._filled.get(name) == present[name]}
        new = {name: value for name, value in values.items() if name in free and name != instead_of}
        self._filled |= new
        if values.get(instead_of):
            new[instead_of] = values[instead_of]
        self._values |= new
        self.form.set_values(new)

    def _open_came(self, row: CustomerRow, done: Done) -> None:
        if done.ok and self._known is row:
            self._open = sorted(done.result, key=lambda each: each.reported_at, reverse=True)
            self._say()

    # -- faults -----------------------------------------------------------------------------------------

    def _ask_faults(self) -> None:
        """The common faults of the product, or of the first thing that this caller has."""
        product = self._values.get("product", "")
        if not product.strip() and self._known is not None and self._known.equipment:
            product = str(self._known.equipment[0]["product"])
        if product != self._faults_of:
            self._faults_of = product
            self.desk.session.ask("intake_faults", Faults(product=product), self._faults_came)

    def _faults_came(self, done: Done) -> None:
        if done.ok:
            self._faults = done.result
            self._suggest()

    def _narrow_faults(self, typed: str) -> None:
        self._faults_found = None
        if typed.strip() and self._chosen_number(typed) is None:
            view = Faults(product=self._faults_of or "", find=callers.plain(typed))
            self.desk.session.ask("intake_found", view, lambda done: self._narrowed(typed, done))

    def _narrowed(self, typed: str, done: Done) -> None:
        if done.ok and self.form.values["fault"] == typed:
            self._faults_found = done.result
            self._suggest()

    # -- what may be meant ------------------------------------------------------------------------------

    def _suggest(self) -> None:
        """Show beneath what the field under the cursor may mean."""
        name = self.form.current or ""
        items = self._items(name)
        typed = self.form.values.get(name, "")
        mark = None
        number = self._chosen_number(typed) if name != "phone" else None
        if number is not None:
            mark = next((item.key for item in items if item.number == number), None)
        elif (
            items and callers.is_code(typed, items[0].label) and not (name == "phone" and typed[:1].isdigit())
        ):
            mark = items[0].key
        self._list.set_items(items, mark=mark)
        self._say()

    def _items(self, name: str) -> list[Suggestion]:
        if name == "fault":
            return callers.fault_suggestions(self._faults, self._faults_found, installed_language())
        if self._known is None and self._is_found_for(name):
            return callers.caller_suggestions(self._found, numbered=name != "phone")
        things = self._known.equipment if self._known is not None else ()
        if self._known is not None and name in callers.OF_THING and len(things) > 1:
            return callers.thing_suggestions(self._known)
        return []

    def _is_found_for(self, name: str) -> bool:
        """Whether the callers who were found are what this field means; several at one number have names."""
        if name == "customer" and self._found_in == "phone":
            typed = self.form.values["customer"]
            return not typed or self._chosen_number(typed) is not None
        return name == self._found_in

    @staticmethod
    def _chosen_number(typed: str) -> str | None:
        text = callers.plain(typed)
        return text if text.isdecimal() and len(text) < 3 else None

    def _say(self) -> None:
        known, already = self._known_line, self._open_line
        if self._known is not None:
            thing = callers.thing_with(self._known, self._values.get("serial", ""))
            known.say(callers.known_text(self._known, thing))
        elif self._list.items and self.form.current in callers.SEARCHED:
            known.say(_("Known callers. Right: take the first   Down: another"), tone="dim")
        elif self.form.current in callers.SEARCHED:
            known.say(_("Phone, name, pinyin initials or serial no. finds a known caller."), tone="dim")
        else:
            known.say("")
        if self._open:
            already.say(callers.open_text(self._open), _("ctrl+r: chase it instead"), "warning")
        else:
            already.say("")
        self.form.say_hint()

    def action_suggest(self, step: int) -> None:
        """Mark what is beneath; without anything there the key is the form's."""
        if not self._list.move(step):
            raise SkipAction
        self.form.say_hint()

    def action_take_at_end(self) -> None:
        """At the end of the text: take what is marked, or what comes first."""
        editor = self.desk.focused
        if not (isinstance(editor, TextLine) and editor.cursor_position >= len(editor.value)):
            raise SkipAction
        if self._list.marked is None and not (editor.value.strip() and self._list.move(1)):
            raise SkipAction
        self._take()

    def _take(self) -> bool:
        """Take what is marked and go on; False when nothing is."""
        marked, name = self._list.marked, self.form.current or ""
        if marked is None:
            return False
        if name == "fault":
            self._take_fault(marked)
        elif self._known is None:
            row = next(row for row in self._found if row.id == marked.key)
            self._know(row, name, chosen=True)
            self.form.go_on()
        else:
            thing = next(each for each in self._known.equipment if str(each["id"]) == marked.key)
            values = {each: str(thing[each] or "") for each in callers.OF_THING}
            self._fill(values, instead_of=name)
            self.form.go_on()
        return True

    def _take_fault(self, marked: Suggestion) -> None:
        """A common fault brings the level that triage proposes, to be confirmed or changed (INT-07)."""
        fault = next(fault for fault in self._faults if fault.code == marked.key)
        self._fill({"level": str(fault.level)})
        self.form.set_values({"fault": marked.label})
        self.form.focus_field("level")

    # -- sending ----------------------------------------------------------------------------------------

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        store = self.desk.store
        self._save()
        self._send("register", sent_fields(Register, event.values, store.zone, store.now()), ())

    def _send(self, verb: str, fields: Mapping[str, str], tickets: tuple[str, ...]) -> None:
        self._cursor_when_sent = self.desk.queue.cursor_key
        self.desk.act(verb, fields, tickets, panel=self)

    def action_repeat_call(self) -> None:
        """The caller asks about a ticket that is open already: it is chased, no second one is made."""
        if not self._open:
            self.desk.say(_("No open ticket of this caller is known."), tone="warning")
        elif len(self._open) == 1:
            self._chase(self._open[0].number)
        else:
            choices = [(row.number, f"{row.number}  {row.product}  {row.fault}") for row in self._open]
            self.desk.open_panel(QuickPanel(self.desk, _("Chase which one?"), choices[:10], self._chase))

    def _chase(self, number: str) -> None:
        text = self.form.values["fault"].strip() or _("The customer called again.")
        self._save()
        self._send("chase", {"text": text}, (number,))

    def answered(self, done: Done) -> bool:
        if not done.ok:
            if isinstance(done.error, BadField) and done.error.field in self.form.values:
                self.form.set_errors({done.error.field: self.desk.speech.say(done.error)})
            return False
        self.finished = True
        discard(self.desk, self.draft_id)
        if self.desk.queue.cursor_key == self._cursor_when_sent:
            self.desk.go_to(str(done.result.done[0]["number"]))
        return True

    # -- the draft --------------------------------------------------------------------------------------

    def _plan_saving(self) -> None:
        if self._saving is None:
            self._saving = self.set_timer(SAVE_SECONDS, self._save)

    def _save(self) -> None:
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        values = {name: value for name, value in self._values.items() if value}
        if self.has_typed:
            session, now = self.desk.session, self.desk.store.now()
            draft = Draft(self.draft_id, session.actor, Register.name, values, draft_label(values), now)
            keep(self.desk, draft)
            self._stored = True
        elif self._stored and not self.finished:
            discard(self.desk, self.draft_id)
            self._stored = False

    def park(self) -> None:
        """Put it aside as it is, and say so; with nothing typed it is simply gone."""
        if self.has_typed:
            label = draft_label(self._values)
            self.desk.say(translate("Parked: {label}", label=label), _("N: parked drafts"))
        self.desk.close_panel(self)

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self.park()

    def on_unmount(self) -> None:
        # However it went, by a key or because the line did: what was typed is kept.
        self._save()
