"""The dry run of a sentence: what the store says that it would do, and what sending people brings with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.declared import fields_of
from console.panels.fields import sent_fields, visit_of
from console.panels.panel import Panel
from console.present.answer import answer_text, bulk_text
from console.present.concerned import concerned_text, differences_of, differences_text
from console.present.hints import at_the_desk
from console.sentence import dry_run, net
from console.sentence import say as present
from console.sentence.known import Known
from console.sentence.line import RecallingLine
from console.sentence.parse import Parsed, Problem
from console.session import Done
from console.words.codes import word
from console.words.i18n import _, beside
from db.errors import BadField, StoreError
from db.verbs.verb import VERBS, ticket_field
from db.views.queue_row import QueueRow
from widgets.lists import Tone

Said = tuple[str, str, Tone]
"""What a dry run says, the next step, and how it is said."""


class DryRun(Panel):
    """What asks for dry runs while a sentence is typed; nothing here writes."""

    _known: Known
    _asking = False
    _asked = ""
    _verb = ""
    """Which was tried or sent last."""

    @property
    def line(self) -> RecallingLine:
        """The sentence itself."""
        return self.query_one(RecallingLine)

    def _ask(self) -> None:
        """Ask for a dry run, one at a time: own verbs wait behind it."""
        text = self.line.text
        parsed = net.read(text, self._known.vocabulary)
        if self._asking or isinstance(parsed, Problem) or parsed.missing:
            return
        self._asking, self._asked, self._verb = True, text, parsed.verb
        sent = self._sent(parsed, with_tickets=True)
        self.preview(parsed.verb, sent, lambda done: self._previewed(parsed, done))

    def _previewed(self, parsed: Parsed, done: Done) -> None:
        self._asking = False
        if self.line.text != self._asked:
            self._ask()
            return
        if not done.ok:
            self._say_refused(done)
            if done.error is not None:
                self._weigh(parsed, self._refused_text(done.error))
            return
        host = self.host
        fields = self._sent(parsed)
        said = answer_text(
            parsed.verb,
            fields,
            done.result,
            host.names,
            host.speech,
            host.store.now(),
            heard=parsed.heard,
        )
        concerned = self._concerned(parsed)
        if concerned:
            said = present.heard_text(parsed, concerned)
        elif done.result.bulk:
            said = bulk_text(parsed.verb, fields, done.result, host.names, host.speech)
        if parsed.lines:
            parts = done.result.done
            told = list(net.details(parts, fields, host.names, host.speech, host.store.now()))
            self.line.set_preview(net.said(parts), _("Enter: do it"), "plain", told)
            return
        self.line.set_preview(said, _("Enter: do it"))
        self._weigh(parsed, (said, _("Enter: do it"), "plain"), done.result.done[0])

    def _weigh(self, parsed: Parsed, said: Said, answer: Mapping[str, Any] | None = None) -> None:
        """Ask what sending these people brings with it; it stands beneath what the dry run said."""
        if parsed.lines:
            return
        people = dry_run.people_of(parsed, self._known.vocabulary.holders)
        if not people:
            return
        text, sent, ticket = self.line.text, self._sent(parsed), self._ticket_of(parsed.tickets[0])
        due, milestone = (ticket.due_at, ticket.milestone) if ticket is not None else (None, None)
        if answer is not None and answer.get("due_at"):
            due, milestone = datetime.fromisoformat(answer["due_at"]), answer.get("milestone")

        def weighed(done: Done) -> None:
            if done.ok and self.line.text == text:
                host = self.host
                known = dry_run.About(
                    ticket, due, milestone or "", host.speech, host.names, host.store.now(), said[0]
                )
                told = dry_run.details(done.result, people, sent, known, parsed.verb)
                self.line.set_preview(*said, told)

        self.ask("weighing", dry_run.question(parsed, sent), weighed)

    def _ticket_of(self, reference: str) -> QueueRow | None:
        """What is shown of the ticket that a number or its running part means."""
        found = [
            row for number, row in self.host.rows.items() if reference in (number, number.rpartition("-")[2])
        ]
        return found[0] if len(found) == 1 else None

    def _concerned(self, parsed: Parsed) -> str:
        """Whom a verb concerns that ends or joins tickets, and in what those joined differ."""
        if not VERBS[parsed.verb].ends:
            return ""
        rows, now = self._known.rows_of(parsed), self.host.store.now()
        told = "  >  ".join(concerned_text(row, now) for row in rows)
        differences = differences_text(self._differences(parsed))
        verb = word("verb", parsed.verb)
        return "  ".join(filter(None, (verb, differences, told)))

    def _differences(self, parsed: Parsed) -> tuple[str, ...]:
        rows = self._known.rows_of(parsed)
        return differences_of(rows) if parsed.verb == "merge" and len(rows) > 1 else ()

    def _say_refused(self, done: Done) -> None:
        if done.error is None:
            self.line.set_preview(_("The dry run failed; Enter tries it all the same."), tone="warning")
        else:
            self.line.set_preview(*self._refused_text(done.error))

    def _refused_text(self, error: StoreError) -> Said:
        speech, values = self.host.speech, dict(error.values)
        if isinstance(error, BadField):  # called as it may be typed
            names = {each.name: present.typed_name(each) for each in fields_of(VERBS[self._verb])}
            values["field"] = names.get(error.field, error.field)
        said = speech.fill(error.msgid, values)
        return (
            said if error.rule in ("db", "field") else beside(said, error.rule),
            speech.fill(at_the_desk(error.hint), values),
            "warning",
        )

    def _sent(self, parsed: Parsed, *, with_tickets: bool = False) -> dict[str, Any]:
        fields: dict[str, Any] = dict(self._fields(parsed))
        if with_tickets and parsed.tickets:
            ticket = ticket_field(VERBS[parsed.verb])
            fields[ticket] = parsed.tickets[0] if len(parsed.tickets) == 1 else list(parsed.tickets)
        return fields

    def _fields(self, parsed: Parsed) -> dict[str, str]:
        if parsed.lines:
            return net.sent(parsed, self._fields)
        store = self.host.store
        return sent_fields(
            VERBS[parsed.verb], parsed.fields, store.zone, store.now(), visit_of(self.host.policy)
        )
