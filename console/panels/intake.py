"""Intake: a call is keyed in as it is told, a known caller's file fills in the rest (INT-02, INT-03)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer

from console.i18n import _, translate
from console.panels import callers
from console.panels.beneath import Suggestion, Suggestions
from console.panels.common_faults import CommonFaults
from console.panels.drafts import discard, draft_label, keep
from console.panels.fields import sent_fields
from console.panels.intake_form import IntakeForm, Take, intake_fields
from console.panels.known_caller import KnownCaller
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.session import Done
from db.drafts import Draft
from db.errors import BadField
from db.verbs.register import Register
from widgets.form import Form
from widgets.status import MessageLine
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.screens.desk import Desk

SAVE_SECONDS = 3.0
"""How long what was typed may be lost for."""
TALL = 20
"""Lines from which the list beneath is taller."""
NAMED = ("customer", "fault")
"""Fields that are words: a number alone is none of them."""
ABOVE_AND_BELOW = 10
"""Lines that a panel leaves to the desk."""


class IntakePanel(Panel):
    """A new ticket while it is being keyed."""

    about_ticket = False

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
        self._saving: Timer | None = None
        self._entered: str | None = None
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
        self._caller = KnownCaller(self.ask, self.form, self._values, self._news, desk.trouble)
        self._faults = CommonFaults(self.ask, self._news)
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
            self._caller.look("phone", self._values["phone"], fill=False)

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
            value.strip() and not self._caller.is_filled(name, value) for name, value in self._values.items()
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
        if self._caller.is_filled(name, value):
            return
        self._plan_saving()
        self._caller.typed(name, value)
        if name == "fault":
            self._faults.typed(value)
        self._suggest()

    def _news(self) -> None:
        """Something about the caller or the faults came."""
        self._ask_faults()
        self._suggest()
        self._catch_up()

    def _ask_faults(self) -> None:
        """The common faults of the product, or of the first thing that this caller has."""
        product, row = self._values.get("product", ""), self._caller.row
        if not product.strip() and row is not None and row.equipment:
            product = str(row.equipment[0]["product"])
        self._faults.of(product)

    # -- what may be meant ------------------------------------------------------------------------------

    def _suggest(self) -> None:
        """Show beneath what the field under the cursor may mean."""
        name = self.form.current or ""
        items = self._items(name)
        self._list.set_items(items, mark=self._meant(name, items))
        self._say()

    def _meant(self, name: str, items: list[Suggestion]) -> str | None:
        """What Enter would take: only what a number or initials mean, never what may be a new name."""
        typed = self.form.values.get(name, "")
        if not items or (name == "fault" and self._is_early()):
            return None
        if name == "phone" and callers.plain(typed)[:1].isdecimal():
            return None
        number = callers.number_alone(typed)
        if number is not None:
            return next((item.key for item in items if item.number == number), None)
        return items[0].key if callers.is_code(typed, items[0].label) else None

    def _items(self, name: str) -> list[Suggestion]:
        row = self._caller.row
        if name == "fault":
            return self._faults.suggestions
        if self._caller.is_found_for(name):
            return callers.caller_suggestions(self._caller.found, numbered=name != "phone")
        if row is not None and name in callers.OF_THING and len(row.equipment) > 1:
            return callers.thing_suggestions(row)
        return []

    def _say(self) -> None:
        known, already = self._known_line, self._open_line
        if self._caller.row is not None:
            known.say(callers.known_text(self._caller.row, self._caller.thing))
        elif self._list.items and self.form.current in callers.SEARCHED:
            known.say(_("Known callers. Right: take the first   Down: another"), tone="dim")
        elif self.form.current in callers.SEARCHED:
            known.say(_("Phone, name, pinyin initials or serial no. finds a known caller."), tone="dim")
        else:
            known.say("")
        if self._caller.open_tickets:
            already.say(
                callers.open_text(self._caller.open_tickets), _("ctrl+r: chase it instead"), "warning"
            )
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
        self.form.action_advance()

    def _take(self) -> Take:
        """Take what is marked into the field under the cursor."""
        marked, name = self._list.marked, self.form.current or ""
        if name == "fault" and self._is_early():
            self._entered = self.form.values["fault"]
            return Take.WAITING
        if marked is None:
            return self._refuse_number(name)
        self._list.set_items((), mark=None)
        if name == "fault":
            self._take_fault(marked)
        elif self._caller.row is None:
            self._caller.choose(marked.key, name)
        else:
            self._caller.choose_thing(marked.key, name)
        return Take.TAKEN

    def _refuse_number(self, name: str) -> Take:
        """A number alone means a line of the list: without one it means nothing."""
        number = callers.number_alone(self.form.values.get(name, ""))
        if number is None or not (name in NAMED or any(item.number for item in self._list.items)):
            return Take.NOTHING
        self.form.set_errors({name: translate("There is no line {number} in the list.", number=number)})
        return Take.REFUSED

    def _is_early(self) -> bool:
        """Whether the list beneath is not yet the one that the typed number or initials mean."""
        typed = self.form.values["fault"]
        if callers.number_alone(typed) is not None:
            return self._caller.is_pending or self._faults.is_pending
        return self._faults.is_narrowing and callers.may_be_code(typed)

    def _catch_up(self) -> None:
        """Do what Enter meant, once the list is there; another key in between has taken it back."""
        typed, name = self._entered, self.form.current
        if typed is None or (name == "fault" and self._is_early()):
            return
        self._entered = None
        if name == "fault" and typed == self.form.values["fault"] and self.is_keyed:
            self.form.action_advance()

    def _take_fault(self, marked: Suggestion) -> None:
        """A common fault brings the level that triage proposes, to be confirmed or changed (INT-07)."""
        self._caller.fill({"level": str(self._faults.level_of(marked.key))})
        self._values["fault"] = marked.label
        self.form.set_values({"fault": marked.label})

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
        tickets = self._caller.open_tickets
        if not tickets:
            self.desk.say(_("No open ticket of this caller is known."), tone="warning")
        elif len(tickets) == 1:
            self._chase(tickets[0].number)
        else:
            choices = [(row.number, f"{row.number}  {row.product}  {row.fault}") for row in tickets]
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
        """Put it aside as it is; with nothing typed it is simply gone."""
        self.desk.close_panel(self)

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self.park()

    def on_unmount(self) -> None:
        # However it went, by a key or because the line did: what was typed is kept.
        self._save()
        if self.has_typed:
            parked = translate("Parked: {label}", label=draft_label(self._values))
            for line in self.desk.query("#message").results(MessageLine):  # none when all of it goes
                line.say(parked, _("N: parked drafts"))
