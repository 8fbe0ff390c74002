"""The dispatch sentence in place (`:`): what it would do stands beneath it before Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.timer import Timer

from console.completing import complete
from console.i18n import _
from console.panels.fields import sent_fields
from console.panels.panel import Panel
from console.present import sentence as present
from console.present.answer import answer_text
from console.sentence import Parsed, Problem, parse
from console.session import Done
from console.vocabulary import Vocabulary
from db.verbs.verb import VERBS
from db.views.roster import Roster, RosterRow
from widgets.cells import width_of
from widgets.lists import Tone
from widgets.sentence import Completion, Sentence
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.screens.desk import Desk

REST_SECONDS = 0.25
"""How long typing rests before the store is asked what a sentence would do."""
HEIGHT = 8


class _Line(Sentence):
    """A sentence in which the way up leads, past the completions, to earlier ones."""

    def __init__(self, earlier: tuple[str, ...]) -> None:
        super().__init__()
        self._earlier = earlier  # the latest last
        self._back = 0
        self._begun = ""

    def action_move(self, step: int) -> None:
        """Up and down among the completions; up from the first one recalls what was said before."""
        recalling = self._back > 0 and self.text == self._recalled()
        self._back = self._back if recalling else 0
        if step < 0 and (recalling or not self.text.strip() or self._list.cursor_index <= 0):
            self._recall(self._back + 1)
        elif step > 0 and recalling:
            self._recall(self._back - 1)
        else:
            super().action_move(step)

    def action_complete(self) -> None:
        super().action_complete()
        if self.text.endswith("= "):  # a field's value follows at once
            self.set_text(self.text[:-1])

    def _recalled(self) -> str:
        return self._earlier[-self._back] if self._back else self._begun

    def _recall(self, back: int) -> None:
        if back > len(self._earlier):
            return
        if not self._back:
            self._begun = self.text
        self._back = back
        self.set_text(self._recalled())


class SentencePanel(Panel):
    """One line, its completions, and the store's dry run. What was typed stays until the store took it."""

    def __init__(self, desk: Desk, targets: tuple[str, ...]) -> None:
        super().__init__(desk)
        self._targets = targets
        self._people: tuple[RosterRow, ...] = ()
        self._vocabulary = Vocabulary()
        self._rest: Timer | None = None
        self._asking = False
        self._asked = ""

    @property
    def height_wanted(self) -> int:
        return HEIGHT

    def compose(self) -> ComposeResult:
        yield _Line(tuple(self.desk.sentences))

    def on_mount(self) -> None:
        self._read_vocabulary()
        self.ask("sentence", Roster(role="technician"), self._people_came)

    def focus_first(self) -> None:
        for line in self.query(TextLine):  # it may not be there yet, and then takes the focus by itself
            line.focus()

    @property
    def line(self) -> _Line:
        """The sentence itself."""
        return self.query_one(_Line)

    @property
    def is_ready(self) -> bool:
        """Whether the people can be named."""
        return bool(self._people)

    def _read_vocabulary(self) -> None:
        desk = self.desk
        queue = desk.queue
        seen = present.in_sight([queue.line_keys[at] for at in queue.in_sight], desk.rows)
        self._vocabulary = present.vocabulary(desk.policy, seen, self._people, self._targets, desk.rows)

    def _people_came(self, done: Done) -> None:
        if done.ok:
            self._people = tuple(done.result)
            self._read_vocabulary()
            self._look(self.line.text)

    # -- while it is typed ------------------------------------------------------------------------------

    def on_sentence_typed(self, event: Sentence.Typed) -> None:
        event.stop()
        self._look(event.text)

    def _look(self, text: str) -> None:
        line = self.line
        line.set_completions([Completion(each.text, each.label) for each in complete(text, self._vocabulary)])
        if self._rest is not None:
            self._rest.stop()
        parsed = parse(text, self._vocabulary)
        if not isinstance(parsed, Problem):
            self.tell_about(parsed.tickets)
        if isinstance(parsed, Problem):
            line.set_preview(present.problem_text(parsed), tone="dim")
        elif parsed.missing:
            line.set_preview(present.usage(parsed.verb), present.missing_text(parsed), "dim")
        else:
            line.set_preview(present.usage(parsed.verb), tone="dim")
            self._rest = self.set_timer(REST_SECONDS, self._ask)

    def _ask(self) -> None:
        """Ask for a dry run, one at a time: own verbs wait behind it."""
        text = self.line.text
        parsed = parse(text, self._vocabulary)
        if self._asking or isinstance(parsed, Problem) or parsed.missing:
            return
        self._asking, self._asked = True, text
        sent = self._sent(parsed, with_tickets=True)
        self.preview(parsed.verb, sent, lambda done: self._previewed(parsed, done))

    def _previewed(self, parsed: Parsed, done: Done) -> None:
        self._asking = False
        if self.line.text != self._asked:
            self._ask()
            return
        if not done.ok:
            self._say_refused(done)
            return
        desk = self.desk
        fields = self._sent(parsed)
        said = answer_text(parsed.verb, fields, done.result, desk.names, desk.speech, desk.store.now())
        self._preview(present.heard_text(parsed, said), _("Enter: do it"))

    def _say_refused(self, done: Done) -> None:
        error, speech = done.error, self.desk.speech
        if error is None:
            self.line.set_preview(_("The dry run failed; Enter tries it all the same."), tone="warning")
            return
        rule = "" if error.rule in ("db", "field") else f" ({error.rule})"
        cause, hint = speech.say(error) + rule, speech.fill(error.hint, error.values)
        self._preview(cause, hint, "warning")

    def _preview(self, text: str, hint: str, tone: Tone = "plain") -> None:
        """What would happen, or why not; the hint gives way, as the message line says it again."""
        room = self.size.width - 5 - width_of(text)
        self.line.set_preview(text, hint if width_of(hint) <= room else "", tone)

    def _sent(self, parsed: Parsed, *, with_tickets: bool = False) -> dict[str, Any]:
        store = self.desk.store
        fields: dict[str, Any] = dict(sent_fields(VERBS[parsed.verb], parsed.fields, store.zone, store.now()))
        if with_tickets and parsed.tickets:
            fields["ticket"] = parsed.tickets[0] if len(parsed.tickets) == 1 else list(parsed.tickets)
        return fields

    # -- Enter and Esc ----------------------------------------------------------------------------------

    def on_sentence_sent(self, event: Sentence.Sent) -> None:
        event.stop()
        parsed = parse(event.text, self._vocabulary)
        if isinstance(parsed, Problem):
            self.line.set_preview(present.problem_text(parsed), tone="warning")
        elif parsed.missing:
            self.line.set_preview(present.missing_text(parsed), present.usage(parsed.verb), "warning")
        else:
            self._stop_asking()
            self.desk.keep_sentence(event.text)
            self.desk.act(parsed.verb, self._sent(parsed), parsed.tickets, panel=self)

    def on_sentence_left(self, event: Sentence.Left) -> None:
        event.stop()
        self._stop_asking()
        self.desk.keep_sentence(event.text)
        self.desk.close_panel(self)

    def _stop_asking(self) -> None:
        if self._rest is not None:
            self._rest.stop()

    def answered(self, done: Done) -> bool:
        if not done.ok:
            self._say_refused(done)
        return done.ok
