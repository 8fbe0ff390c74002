"""Intake: a call is keyed in as it is told, a known caller's file fills in the rest (INT-02, INT-03)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.timer import Timer

from console.intake import callers
from console.intake.call import ADDRESS, CHASED, COMPLAINT, DISTRICT, PHONE, SEARCHED
from console.intake.caller_file import CallerFile, file_lines
from console.intake.common_faults import CommonFaults
from console.intake.form import IntakeForm, intake_fields
from console.intake.known_caller import PANES, KnownCaller
from console.intake.meant import Meant
from console.intake.offered import Offered
from console.intake.places import district_of
from console.panels.beneath import Suggestions
from console.panels.drafts import SAVE_SECONDS, draft_label
from console.panels.fields import sent_fields
from console.panels.kept_draft import KeptDraft
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.panels.times import TimesAsked
from console.session import Done
from console.words.i18n import _, translate
from db.drafts import Draft
from db.errors import BadField
from db.rules.moves import TRIAGED
from db.verbs.dispatching import Dispatch
from db.verbs.register import Register
from db.verbs.talking import Chase
from widgets.form import Form
from widgets.ground import Across
from widgets.shape import reshape
from widgets.status import MessageLine
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.panels.host import Host

WITH_FILE = 100
"""Cells from which the caller's file stands beside the form."""
FILE = 45
"""Cells that it has there, with the one that parts them."""
TALL = 20
"""Lines from which the list beneath is taller."""
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
        Binding("ctrl+o", "agree", show=False, priority=True),
    ]

    DEFAULT_CSS = """
    IntakePanel {
        & > Suggestions { height: 3; }
        &.-tall > Suggestions { height: 6; }
        & > .call { height: 1fr; }
        & CallerFile { display: none; width: 44; margin-left: 1; }
        &.-file CallerFile { display: block; }
    }
    """

    def __init__(self, host: Host, draft: Draft | None = None, *, about: str = "") -> None:
        """`draft` is a parked one that is opened again, `about` the key of a customer or an installed product
        whose file it begins with."""
        super().__init__(host)
        # What another program kept under names that are none of these fields has no place in the form.
        kept = draft.fields if draft else {}
        self.values = {name: kept[name] for name in Register.model_fields if name in kept}
        self._draft = KeptDraft(host, Register.name, draft, lambda: self.values if self.has_typed else {})
        self._about = about
        self._saving: Timer | None = None
        self._district = ""
        """What the address was taken to name."""
        self._as_sent: tuple[Mapping[str, str], Mapping[str, str]] | None = None
        """What stood in the form when it was sent, and what was sent of it."""
        self._cursor_when_sent: str | None = None
        self._sent_verb = ""
        # Held here, because answers may come while the panel is being taken away.
        self._list = Suggestions()
        self._file = CallerFile()
        self._known_line, self._open_line, self._window_line = MessageLine(), MessageLine(), MessageLine()
        self._window_line.display = False
        self.form = IntakeForm(
            intake_fields(host.policy, self.values),
            title=_("New ticket"),
            take=lambda: self._meant.take(),
            following=lambda name: self._meant.following(name),
            is_marked=lambda: self._list.marked is not None,
        )
        if host.size.width >= WITH_FILE:
            self.add_class("-file")
            self.form.beside = FILE
        self.caller = KnownCaller(self.ask, self.form, self.values, self._news, host)
        self.faults = CommonFaults(self.ask, self._news)
        self.offered = Offered(self.ask, self.form, host, self._window_line, self._customer)
        self._meant = Meant(self, self._list)
        self._times = TimesAsked(host, lambda: self.form)
        self.set_class(host.size.height - ABOVE_AND_BELOW >= TALL, "-tall")

    # -- what stands where ------------------------------------------------------------------------------

    @property
    def height_wanted(self) -> int:
        return 22

    def compose(self) -> ComposeResult:
        with Across(classes="call"):
            yield self.form
            yield self._file
        yield self._known_line
        yield self._open_line
        yield self._window_line
        yield self._list

    def on_mount(self) -> None:
        self._meant.ask_faults()
        if self.values.get(PHONE):
            # A draft stands as it was typed; one that has no more than a number is a call that was cut off.
            others = any(value.strip() for name, value in self.values.items() if name != PHONE)
            self.caller.look(PHONE, self.values[PHONE], fill=not others)
        elif self._about:
            self.caller.begin_with(self._about)

    def on_resize(self, event: events.Resize) -> None:
        shape = {"-tall": event.size.height >= TALL, "-file": event.size.width >= WITH_FILE}
        reshape(self, shape, "Suggestions, CallerFile")
        self._say()

    def focus_first(self) -> None:
        wrong = (field.name for field in self.form.fields if field.name in self.form.errors)
        self.form.focus_field(next(wrong, self.form.current))
        self._suggest()

    @property
    def draft_id(self) -> str:
        """The draft that it is."""
        return self._draft.id

    @property
    def is_keyed(self) -> bool:
        """Whether the focus is in it."""
        focused = self.host.focused
        return self.display and focused is not None and self in focused.ancestors

    @property
    def has_typed(self) -> bool:
        """Whether anybody typed anything that is worth keeping."""
        return not self._draft.is_sent and any(
            value.strip() and not self.caller.is_filled(name, value) for name, value in self.values.items()
        )

    # -- typing -----------------------------------------------------------------------------------------

    def on_form_entered(self, event: Form.Entered) -> None:
        event.stop()
        self._save()
        if event.field == COMPLAINT:
            self._meant.ask_faults()
        self._suggest()

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        name, value = event.field, event.value
        if value != self.form.values[name]:
            return  # overtaken by what was filled in since
        self.values[name] = value
        if name == ADDRESS:
            self._fill_district(value)
        if self.caller.is_filled(name, value):
            return
        self._plan_saving()
        self.offered.look()
        self.caller.typed(name, value)
        if name == COMPLAINT:
            self.faults.typed(value)
        self._suggest()

    def _fill_district(self, address: str) -> None:
        """The district that the address names, unless somebody typed one or the file knows it."""
        if self.values.get(DISTRICT, "") in ("", self._district):
            self._district = district_of(self.host.policy, address)
            self.caller.fill({DISTRICT: self._district})

    def _customer(self) -> str:
        return self.caller.row.id if self.caller.row is not None else ""

    def action_agree(self) -> None:
        """Agree the first window that can be promised, or the next one."""
        self.offered.agree()

    def _news(self) -> None:
        """Something about the caller or the faults came."""
        self._meant.ask_faults()
        self.offered.look()
        self._suggest()

    # -- what may be meant ------------------------------------------------------------------------------

    def _suggest(self) -> None:
        """Show beneath what the field under the cursor may mean."""
        self._meant.show()
        self._say()

    def ready_for(self, key: Key) -> bool:
        if key.key == "ctrl+r":  # chases what the caller has open, which has to be known
            return not (self.caller.is_pending or self.is_asked(*PANES, "intake_open"))
        return self._meant.is_ready(key.key)

    def _say(self) -> None:
        known, already = self._known_line, self._open_line
        if self.caller.second_file:
            known.say(self.caller.second_file, tone="warning")
        elif self.caller.row is not None and self.has_class("-file"):
            known.say("")
        elif self.caller.row is not None:
            known.say(callers.known_text(self.caller.row, self.caller.thing))
        elif self.caller.is_new:
            known.say(_("New customer: nobody is known by this number."))
        elif self._list.items and self.form.current in SEARCHED:
            known.say(_("Known callers. Right: take the first   Down: another"), tone="dim")
        elif self.form.current in SEARCHED:
            known.say(_("Phone, name, pinyin initials or serial no. finds a known caller."), tone="dim")
        else:
            known.say("")
        if self.caller.open_tickets:
            already.say(callers.open_text(self.caller.open_tickets), _("ctrl+r: chase it instead"), "warning")
        else:
            already.say("")
        caller = self.caller
        self._file.show(
            file_lines(caller.row, caller.thing, caller.served, caller.open_tickets, self.host.store.zone)
        )
        self.form.say_hint()

    def action_suggest(self, step: int) -> None:
        """Mark what is beneath; without anything there the key is the form's."""
        if not self._list.move(step):
            raise SkipAction
        self.form.say_hint()

    def action_take_at_end(self) -> None:
        """At the end of the text: take what is marked, or what comes first."""
        editor = self.host.focused
        if not (isinstance(editor, TextLine) and editor.cursor_position >= len(editor.value)):
            raise SkipAction
        if self._list.marked is None and not (editor.value.strip() and self._list.move(1)):
            raise SkipAction
        self.form.action_advance()

    # -- sending ----------------------------------------------------------------------------------------

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        store = self.host.store
        self._save()
        if self._as_sent is None or self._as_sent[0] != event.values:
            fields = sent_fields(Register, event.values, store.zone, store.now())
            if not self._times.are_fine(Register, event.values, fields):
                return
            self._as_sent = (dict(event.values), fields)
        self._send(Register.name, self._as_sent[1], ())

    def request_for(self, verb: str, fields: Mapping[str, Any]) -> UUID:
        return self._draft.request if verb == Register.name else super().request_for(verb, fields)

    def _send(self, verb: str, fields: Mapping[str, str], tickets: tuple[str, ...]) -> None:
        self._cursor_when_sent, self._sent_verb = self.host.queue.cursor_key, verb
        self.host.act(verb, fields, tickets, panel=self)

    def action_repeat_call(self) -> None:
        """The caller asks about a ticket that is open already: it is chased, no second one is made."""
        tickets = self.caller.open_tickets
        if not tickets:
            self.host.say(_("No open ticket of this caller is known."), tone="warning")
        elif len(tickets) == 1:
            self._chase(tickets[0].number)
        else:
            choices = [(row.number, f"{row.number}  {row.product}  {row.fault}") for row in tickets]
            self.host.open_panel(QuickPanel(self.host, _("Chase which one?"), choices[:10], self._chase))

    def _chase(self, number: str) -> None:
        text = self.form.values[COMPLAINT].strip() or _("The customer called again.")
        self._save()
        self._send(Chase.name, {CHASED: text}, (number,))

    def answered(self, done: Done) -> bool:
        if not done.ok:
            if isinstance(done.error, BadField) and done.error.field in self.form.values:
                self.form.set_errors({done.error.field: self.host.speech.say(done.error)})
            if isinstance(done.error, BadField) and done.error.field == "id":
                self._draft.renew()
                self.call_later(self._say_sent_before, done.error)
            return False
        self._draft.sent()
        registered = done.result.done[0]
        if self.host.queue.cursor_key == self._cursor_when_sent:
            self.host.go_to(str(registered["number"]))
        if self.offered.agreed is not None and self._sent_verb == Register.name:
            self._dispatch(registered)
        return True

    def _dispatch(self, registered: Mapping[str, Any]) -> None:
        """Send whoever was agreed with the caller; what needs a level first is said."""
        number = str(registered["number"])
        if registered["state"] != TRIAGED:
            said = translate("{number} has no level yet: the window is agreed by dispatching.", number=number)
            self.host.say(said, tone="warning")
            return
        self.host.act(Dispatch.name, self.offered.sent(), (number,))

    # -- the draft --------------------------------------------------------------------------------------

    def _say_sent_before(self, error: BadField) -> None:
        self.host.say(
            translate("This draft was registered before, as {number}.", **error.values),
            _("F10: register it once more, as a ticket of its own"),
            "warning",
        )

    def _plan_saving(self) -> None:
        if self._saving is None:
            self._saving = self.set_timer(SAVE_SECONDS, self._save)

    def _save(self) -> None:
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        self._draft.save()

    def park(self) -> None:
        """Put it aside as it is; with nothing typed it is simply gone."""
        self.host.close_panel(self)

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self.park()

    def on_unmount(self) -> None:
        # However it went, by a key or because the line did: what was typed is kept.
        self._save()
        if self.has_typed:
            parked = translate("Parked: {label}", label=draft_label(self.values))
            for line in self.host.query("#message").results(MessageLine):  # none when all of it goes
                line.say(parked, _("N: parked drafts"))
