"""The dispatch sentence in place (`:`): what it would do stands beneath it before Enter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Key
from textual.timer import Timer

from console.panels.naming import LOOK_SECONDS, question
from console.present.concerned import concerned_text, question_text
from console.present.palette import refusal_text
from console.sentence import net
from console.sentence import say as present
from console.sentence.complete import complete
from console.sentence.known import Known
from console.sentence.line import RecallingLine
from console.sentence.parse import Parsed, Problem, wanted
from console.sentence.trying import DryRun
from console.session import Done
from console.words.i18n import _, translate
from db.errors import StoreError
from db.verbs.may import why_not
from db.verbs.register import Register
from db.verbs.verb import VERBS
from db.views.concerned import Concerned
from db.views.customers import Customers
from db.views.roster import Roster
from widgets.sentence import Completion, Sentence
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.panels.host import Host

REST_SECONDS = 0.25
"""How long typing rests before the store is asked what a sentence would do."""
HEIGHT, TALL = 8, 12
"""Lines of the panel, and those where there is room: a dry run tells the most important first."""
ROOMY = 32


class SentencePanel(DryRun):
    """One line, its completions, and the store's dry run. What was typed stays until the store took it."""

    def __init__(self, host: Host, targets: tuple[str, ...], *, begins: str = "") -> None:
        """`begins` stands in the line already, to be looked at, changed and sent."""
        super().__init__(host)
        self._begins = begins
        self._known = Known(host, targets)
        self._rest: Timer | None = None
        self._naming: Timer | None = None
        self._to_send: str | None = None  # a sentence that waits for what it names
        self._confirmed = ""
        self._has_come = False

    @property
    def height_wanted(self) -> int:
        return TALL if self.app.size.height >= ROOMY else HEIGHT

    def compose(self) -> ComposeResult:
        yield RecallingLine(self.host.sentences)

    def on_mount(self) -> None:
        self._known.read()
        if self._begins:
            self.line.set_text(self._begins)
        self.ask("sentence", Roster(role="technician"), self._people_came)

    def focus_first(self) -> None:
        for line in self.query(TextLine):  # it may not be there yet, and then takes the focus by itself
            line.focus()

    @property
    def is_ready(self) -> bool:
        """Whether the people can be named."""
        return self._has_come

    def ready_for(self, key: Key) -> bool:
        """Enter waits for the people, and for what the sentence before it named."""
        return key.key == "escape" or (self._to_send is None and (self._has_come or key.key != "enter"))

    def _name_things(self, text: str) -> None:
        """Look for what is being named, while typing rests; each text once."""
        wanted = self._known.wanted(text)
        if self._naming is not None:
            self._naming.stop()
        if wanted is not None:
            self._naming = self.set_timer(LOOK_SECONDS, lambda: self._look_for(*wanted))

    def _look_for(self, family: str, typed: str) -> None:
        self._known.look_for(family, typed)
        self.ask("naming", question(family, typed), lambda done: self._things_came(family, typed, done))

    def _things_came(self, family: str, typed: str, done: Done) -> None:
        self._known.take_things(family, typed, done.result if done.ok else ())
        self._look(self.line.text)

    def _people_came(self, done: Done) -> None:
        self._has_come = True
        if done.ok:
            self._known.people = tuple(done.result)
            self._known.read()
            self._look(self.line.text)

    # -- while it is typed ------------------------------------------------------------------------------

    def on_sentence_typed(self, event: Sentence.Typed) -> None:
        event.stop()
        self._look(event.text)

    def _look(self, text: str) -> None:
        line = self.line
        self._name_things(text)
        line.set_completions(
            [Completion(each.text, each.label) for each in complete(text, self._known.vocabulary)]
        )
        if self._rest is not None:
            self._rest.stop()
        if looked_for := wanted(text, self._known.vocabulary):
            line.set_preview(translate("find {text}", text=looked_for), _("Enter: do it"))
            return
        parsed = net.read(text, self._known.vocabulary)
        if not isinstance(parsed, Problem):
            self.tell_about(parsed.tickets)
        if isinstance(parsed, Problem):
            line.set_preview(present.problem_text(parsed), tone="dim")
        elif (refusal := self._why_not(parsed)) is not None:
            line.set_preview(refusal_text(refusal, self.host.speech), tone="warning")
        elif parsed.missing:
            line.set_preview(present.usage(parsed.verb), present.missing_text(parsed), "dim")
        else:
            line.set_preview(present.usage(parsed.verb), tone="dim")
            self._rest = self.set_timer(REST_SECONDS, self._rested)
            return
        if self._known.unknown(text, parsed):
            self._rest = self.set_timer(REST_SECONDS, self._rested)

    def _why_not(self, parsed: Parsed) -> StoreError | None:
        """What is known to stand in the way before the store is asked."""
        number = parsed.tickets[0] if len(parsed.tickets) == 1 else ""
        asking = replace(
            self.host.asking(), number=number, state=self._known.vocabulary.states.get(number, "")
        )
        return why_not(VERBS[parsed.verb], asking)

    # -- what it names ----------------------------------------------------------------------------------

    def _rested(self) -> None:
        if not self._look_up(self.line.text):
            self._ask()

    def _look_up(self, text: str) -> bool:
        """Ask about what a sentence names; False when everything is known already."""
        parsed = net.read(text, self._known.vocabulary)
        unknown = self._known.unknown(text, parsed)
        if not unknown:
            return False
        self._known.ask_about(unknown)
        if isinstance(parsed, Parsed) and parsed.verb == Register.name:
            phone = unknown[0]
            self.ask("named", Customers(find=phone), lambda done: self._caller_came(phone, done))
        else:
            self.ask("named", Concerned(numbers=unknown), self._named_came)
        return True

    def _caller_came(self, phone: str, done: Done) -> None:
        if done.ok:
            self._known.take_callers(phone, done.result)
        self._looked_up()

    def _named_came(self, done: Done) -> None:
        if done.ok:  # else the dry run says what is wrong with a number
            self._known.take_tickets(done.result)
        self._looked_up()

    def _looked_up(self) -> None:
        self._known.read()
        waiting, self._to_send = self._to_send, None
        if waiting is not None:
            self._send(waiting)
        else:
            self._look(self.line.text)

    # -- Enter and Esc ----------------------------------------------------------------------------------

    def on_sentence_sent(self, event: Sentence.Sent) -> None:
        event.stop()
        self._stop_asking()
        if looked_for := wanted(event.text, self._known.vocabulary):
            self.host.keep_sentence(event.text)
            self.host.close_panel(self)
            self.host.open_find(looked_for)
        elif self._look_up(event.text):
            self._to_send = event.text
        else:
            self._send(event.text)

    def _send(self, text: str) -> None:
        parsed = net.read(text, self._known.vocabulary)
        if isinstance(parsed, Problem):
            self.line.set_preview(present.problem_text(parsed), tone="warning")
        elif parsed.missing:
            self.line.set_preview(present.missing_text(parsed), present.usage(parsed.verb), "warning")
        elif self._differences(parsed) and self._confirmed != text:
            self._confirmed = text
            question = question_text(self._differences(parsed))
            told = "  >  ".join(
                concerned_text(row, self.host.store.now()) for row in self._known.rows_of(parsed)
            )
            self.line.set_preview(f"{question}  {told}", _("Enter: join them"), "warning")
        else:
            self.host.keep_sentence(text)
            self._verb = parsed.verb
            self.host.act(parsed.verb, self._sent(parsed), parsed.tickets, panel=self)

    def on_sentence_left(self, event: Sentence.Left) -> None:
        event.stop()
        self._stop_asking()
        self.host.keep_sentence(event.text)
        self.host.close_panel(self)

    def _stop_asking(self) -> None:
        if self._rest is not None:
            self._rest.stop()

    def answered(self, done: Done) -> bool:
        if not done.ok:
            self._say_refused(done)
        return done.ok
