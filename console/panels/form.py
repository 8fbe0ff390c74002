"""The form that any verb's declaration draws, with errors beside the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key
from textual.timer import Timer

from console.panels.drafts import SAVE_SECONDS
from console.panels.fields import form_fields, sent_fields, visit_of
from console.panels.foreseen import Foreseen
from console.panels.kept_draft import KeptDraft
from console.panels.naming import LEAVING, Naming
from console.panels.panel import Panel
from console.panels.quick import none_of_these
from console.panels.revising import PresentFacts, Revision, revision
from console.panels.times import TimesAsked
from console.present.concerned import deed_title, reported_text
from console.session import Done
from console.words.i18n import _, translate
from db.drafts import Draft
from db.errors import BadField
from db.verbs.verb import VERBS, references
from widgets.field import Field
from widgets.form import Form
from widgets.form_columns import lines_wanted
from widgets.status import MessageLine

if TYPE_CHECKING:
    from console.panels.host import Host


class VerbPanel(Panel):
    """One verb as a form. What was typed stays until the store has taken it."""

    def __init__(
        self,
        host: Host,
        verb: str,
        tickets: tuple[str, ...] = (),
        *,
        values: Mapping[str, str] | None = None,
        only: Sequence[str] | None = None,
        required: Iterable[str] = (),
        focus: str | None = None,
        writing: str = "",
        error: BadField | None = None,
        draft: Draft | None = None,
        heading: str = "",
    ) -> None:
        """
        Args:
            heading: what is about to be done, where the verb and its tickets do not say it.
            focus: the field that gets the first key; `writing` as well, and it begins with own words.
            draft: a parked one that is opened again, with its values and tickets.
        """
        super().__init__(host)
        self.verb = verb
        self.kind = VERBS[verb]
        self.tickets = tickets
        self._heading = heading
        fixed = dict(values or {})
        self._draft = KeptDraft(host, verb, draft, self._worth_keeping, lambda: self._words)
        self._began: Mapping[str, str] | None = None if draft is None else {}
        """What stood in the fields before anybody typed; nothing of a draft that was opened again."""
        self._values: Mapping[str, str] = {}
        self._words: Mapping[str, str] = {}
        """What stands in the fields, and as people read it: the form itself is gone before the panel is."""
        self._saving: Timer | None = None
        self._unseen = {} if only is None else {name: v for name, v in fixed.items() if name not in set(only)}
        self.fields = form_fields(
            self.kind,
            host.policy,
            values=fixed,
            only=only,
            required=required,
            people=host.names,
            writing=writing,
        )
        known = draft is None and error is None and bool(fixed.get(self.kind.about))
        self._focus = writing or focus or (_behind(self.fields, self.kind.about) if known else None)
        self._error = error
        self._names: Naming | None = None
        self._present: Mapping[str, str] = {}
        self._times = TimesAsked(host, lambda: self.form)
        self._foreseen = Foreseen(self, self.kind, self._really_send)
        self._as_sent: tuple[Mapping[str, str], Mapping[str, str]] | None = None
        """What was typed when it was sent, and what was sent: again, `+90` is the same instant."""

    @property
    def height_wanted(self) -> int:
        return lines_wanted(self.fields, self.host.size.width)

    def compose(self) -> ComposeResult:
        heading = self._heading or " ".join(
            [deed_title(self.verb), *self.tickets[:3], _("and more") if len(self.tickets) > 3 else ""]
        )
        row = self.host.rows.get(self.tickets[0]) if len(self.tickets) == 1 else None
        if self.kind.ends and row is not None:
            # Customer and fault stand in the line above.
            heading = f"{heading}  {reported_text(row, self.host.store.now())}"
        yield Form(
            self.fields,
            title=heading,
            required_text=_("must be filled in"),
            unknown_text=none_of_these,
            hint=_("Enter: next   F10: done   Esc: back"),
            focus=self._focus,
        )

    @property
    def _naming(self) -> Naming:
        if self._names is None:
            named = {field.name for field in self.fields if field.asks}
            families = {name: each for name, each in references(self.kind).items() if name in named}
            self._names = Naming(self, lambda: self.form, self.kind, families)
        return self._names

    def ready_for(self, key: Key) -> bool:
        """What takes a thing waits for the things that the typed text may name."""
        return key.key not in LEAVING or not self._naming.is_pending

    def on_form_asked(self, event: Form.Asked) -> None:
        event.stop()
        self._naming.typed(event.field, event.text)

    def on_mount(self) -> None:
        self._read_form()
        if self._began is None:
            self._began = self._values
        self._naming.name_values()
        if self._error is not None:
            self.show_error(self._error)
        if self.kind.revises and len(self.tickets) == 1:
            question = PresentFacts(number=self.tickets[0], verb=self.verb)
            self.ask("form", question, self._facts_came)

    def _read_form(self) -> None:
        self._values, self._words = dict(self.form.values), self.form.words

    def _facts_came(self, done: Done) -> None:
        """Begin with what the ticket says; what was typed since the form opened stays."""
        if not self.host.fine(done):
            return
        self._present, hidden = done.result
        before = dict(self.form.values)
        self.form.set_values(self._present, only_empty=True)
        self._read_form()
        filled = {name: value for name, value in self._values.items() if before[name] != value}
        self._began = {**(self._began or {}), **filled}
        self.form.set_helps(
            {
                name: translate("{shown}: you may see no more of it; what you type replaces it", shown=shown)
                for name, shown in hidden.items()
            }
        )

    @property
    def form(self) -> Form:
        """The form itself."""
        return self.query_one(Form)

    def focus_first(self) -> None:
        self.form.focus_field(self.form.current)

    # -- what was typed is kept -------------------------------------------------------------------------

    @property
    def draft_id(self) -> str:
        """The draft that it is."""
        return self._draft.id

    @property
    def has_typed(self) -> bool:
        """Whether anybody typed anything that is worth keeping."""
        began = self._began
        if self._draft.is_sent or began is None:
            return False
        return any(value.strip() and value != began.get(name, "") for name, value in self._values.items())

    def _worth_keeping(self) -> Mapping[str, str]:
        if not self.has_typed:
            return {}
        about = {self.kind.about: ",".join(self.tickets)} if self.tickets and self.kind.about else {}
        return {**about, **self._unseen, **self._values}

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        self._read_form()
        if self._saving is None:
            self._saving = self.set_timer(SAVE_SECONDS, self._save)

    def on_form_entered(self, event: Form.Entered) -> None:
        event.stop()
        self._save()

    def _save(self) -> None:
        if self._saving is not None:
            self._saving.stop()
            self._saving = None
        self._draft.save()

    def on_unmount(self) -> None:
        # However it went, by a key or because the line did: what was typed is kept.
        self._save()
        if self.has_typed:
            parked = translate("Parked: {label}", label=self._draft.label)
            for line in self.host.query("#message").results(MessageLine):  # none when all of it goes
                line.say(parked, _("N: parked drafts"))

    # -- sending ----------------------------------------------------------------------------------------

    def on_form_submitted(self, event: Form.Submitted) -> None:
        event.stop()
        self._take({**self._unseen, **event.values})

    def _take(self, typed: Mapping[str, str]) -> None:
        """What was typed is sent; of facts that the form began with, what is different."""
        if self.kind.revises:
            self._revise(revision(self.kind, self._present, typed))
        else:
            self._send(typed)

    def _revise(self, found: Revision) -> None:
        if found.kept:
            self.form.set_errors(dict.fromkeys(found.kept, _("This can be changed, but not left empty.")))
        elif found.is_needed:
            self._send(found.fields, found.emptied)
        else:
            self._draft.sent()
            self.host.close_panel(self)
            numbers = " ".join(self.tickets[:3])
            self.host.say(translate("Nothing was changed: {number} says that already.", number=numbers))

    def _send(self, typed: Mapping[str, str], emptied: Iterable[str] = ()) -> None:
        store = self.host.session.store
        if self._as_sent is None or self._as_sent[0] != typed:
            sent = sent_fields(self.kind, typed, store.zone, store.now(), visit_of(self.host.policy))
            if not self._times.are_fine(self.kind, typed, sent):
                return
            self._as_sent = (dict(typed), sent | dict.fromkeys(emptied, ""))
        if self._foreseen.is_seen(self._as_sent[1], self.tickets):
            self._really_send()

    def _really_send(self) -> None:
        assert self._as_sent is not None
        self.host.act(self.verb, self._as_sent[1], self.tickets, panel=self)

    def on_form_left(self, event: Form.Left) -> None:
        event.stop()
        self.host.close_panel(self)

    def answered(self, done: Done) -> bool:
        if isinstance(done.error, BadField):
            self.show_error(done.error)
        if done.ok:
            self._draft.sent()
        return done.ok

    def show_error(self, error: BadField) -> None:
        """Say what is wrong beside the field."""
        name = error.field if any(field.name == error.field for field in self.fields) else None
        if name is not None:
            self.form.set_errors({name: self.host.speech.say(error)})


def _behind(fields: Sequence[Field], about: str) -> str | None:
    """The first empty field where what the verb is about stands before it: who it is, is known already."""
    if not fields or fields[0].name != about:
        return None
    return next((field.name for field in fields if not field.value), None)
