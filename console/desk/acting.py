"""What the keys of the desk do: the target is the ticket under the cursor when the key was pressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from console.desk.part import Part
from console.keys.key import MOVING, Key
from console.keys.list import LISTED, key_named, shown_key
from console.keys.sent import LEVEL, LEVEL_WHY, PAUSED_WHY, RECORD, TECHNICIANS
from console.panels.dispatch import HELD, DispatchPanel
from console.panels.form import VerbPanel
from console.panels.placed import Placed
from console.panels.quick import QuickPanel
from console.panels.reasons import listed_reasons, reason_panel
from console.present.answer import answer_text
from console.present.concerned import deed_title, reported_text
from console.present.hints import at_the_desk, in_words, leads_on
from console.session import Done, Then
from console.words import labels
from console.words.codes import word
from console.words.i18n import _, installed_language, translate
from db.drafts import Draft
from db.errors import BadField, NotPermitted
from db.kinds import REQUEST, STAFF, TASK
from db.rules.moves import TICKET
from db.tables.codes import STEPS
from db.verbs.may import Asking, illegal, why_not
from db.verbs.verb import VERBS, Verb, acts_on_tickets, needs_ticket, reason_field, ticket_field
from db.verbs.visiting import Step
from widgets.footer import KeyHint, KeyLine
from widgets.roster import Roster

OF_PROPOSALS = ("accept_proposal", "replan")
"""What is looked at line by line before it is done."""


class Acting(Part):
    """Verbs by keys."""

    _last: tuple[str, Mapping[str, Any]] | None = None

    # -- sending ----------------------------------------------------------------------------------------

    def act(
        self,
        verb: str,
        fields: Mapping[str, Any],
        tickets: Sequence[str] = (),
        *,
        panel: Placed | None = None,
        then: Then = lambda _done: None,
    ) -> None:
        """Send a verb for these tickets; the answer comes later, in the message line, and to `then`."""
        sent = dict(fields)
        expect = None
        if len(tickets) == 1:
            sent[ticket_field(VERBS[verb])] = tickets[0]
            row = self.queue.row(tickets[0])
            if (
                row is not None
                and row.version
                and verb in ("dispatch", "reassign", "move_window", "recall", "pause", "resume")
            ):
                expect = (tickets[0], row.version)
        elif tickets:
            sent[ticket_field(VERBS[verb])] = list(tickets)
        if tickets and verb != "undo" and TECHNICIANS not in sent:  # a plan fits its own tickets only
            self._last = (verb, dict(fields))
        elif VERBS[verb].whole:
            self._last = (verb, {})
        if panel is not None:
            self.hide_panel(panel)
        self.say(f"{word('verb', verb)} {' '.join(tickets[:3])} …")

        def heard(done: Done) -> None:
            self._answered(verb, sent, panel, done)
            then(done)

        self.session.send(
            verb,
            sent,
            heard,
            expect=expect,
            request=panel.request_for(verb, sent) if panel is not None else None,
        )

    def _answered(self, verb: str, fields: Mapping[str, Any], panel: Placed | None, done: Done) -> None:
        if panel is not None:
            if panel.answered(done):
                self.close_panel(panel)
            elif panel in self.panels:
                self.show_panel(panel)
        if not done.ok:
            self.refused(Done(error=in_words(verb, done.error)) if isinstance(done.error, BadField) else done)
            return
        now = self.store.now()
        text = answer_text(verb, fields, done.result, self.names, self.speech, now)
        undoable = VERBS[verb].undoable
        self.say(text, translate("{key} undo", key=shown_key(key_named("undo"))) if undoable else "")
        self.show_hint(after=verb)
        if done.result.bulk:
            self.queue.set_marks(())
        self.refresh_all(own=True)
        for each in self.panels:
            each.heard(None)

    # -- targets ----------------------------------------------------------------------------------------

    def targets(self, verb: str) -> tuple[str, ...]:
        """The marked tickets, or the one under the cursor; none with a word why."""
        acting = self.acting_panel
        if acting is not None:
            return acting.tickets or self._no_ticket(verb)
        if self.opened is not None:
            return (self.opened,)
        if self.moved_unasked():
            self.refuse(_("Another ticket has come under the cursor: look again."))
            return ()
        if self.queue.marked:
            return self.queue.marked
        key = self.queue.cursor_key
        return (key,) if key is not None else self._no_ticket(verb)

    def _no_ticket(self, verb: str) -> tuple[str, ...]:
        self.refuse(translate("There is no ticket here to “{verb}”.", verb=word("verb", verb)))
        return ()

    def state_of(self, number: str) -> str:
        """The ticket's state as it stands on the screen."""
        row = self.rows.get(number)
        return row.state if row is not None else ""

    def asking(self, tickets: Sequence[str] = ()) -> Asking:
        """Who sits here, about these tickets: what stands in the way of a single one is known at once."""
        number = tickets[0] if len(tickets) == 1 else ""
        reached = not number or number != self.beyond
        return Asking(
            self.policy, self.session.actor, self.roles, number, self.state_of(number), reached=reached
        )

    def may(self, verb: str, tickets: Sequence[str] = ()) -> bool:
        """Whether the verb is possible here, for a single ticket as it stands; says why not."""
        refusal = why_not(VERBS[verb], self.asking(tickets))
        if refusal is None:
            return True
        hint = self.speech.fill(at_the_desk(refusal.hint), refusal.values)
        if not isinstance(refusal, NotPermitted):
            first = leads_on(VERBS[verb], self.state_of(tickets[0])) if len(tickets) == 1 else ""
            hint = "  ".join(filter(None, (refusal.rule, first)))
        self.refuse(self.speech.say(refusal), hint)
        return False

    # -- verbs ------------------------------------------------------------------------------------------

    def action_dispatch(self) -> None:
        tickets = self.targets("dispatch")
        if len(tickets) > 1:
            from console.panels.bulk import BulkPanel

            self.open_panel(BulkPanel(self, tickets))
            return
        held = bool(tickets) and self.state_of(tickets[0]) in HELD
        if tickets and self.may("reassign" if held else "dispatch", tickets):
            self.open_panel(DispatchPanel(self, tickets[0], self.queue.row(tickets[0]), held=held))

    def on_roster_chosen(self, event: Roster.Chosen) -> None:
        """The card of somebody in the roster."""
        event.stop()
        self.open_card(f"{STAFF}:{event.key}")

    def action_triage(self) -> None:
        tickets = self.targets("triage")
        if not tickets or not self.may("triage", tickets):
            return
        row = self.queue.row(tickets[0])
        category = row.product if row is not None else ""
        profile = self.policy.profile_for(category)
        choices = [
            (str(level), f"{labels.level_long(level)}  {self._level_text(profile, level)}")
            for level in (1, 2, 3, 4)
        ]
        present = row.level if row is not None else None

        def chosen(level: str) -> None:
            if present is not None and str(present) != level:
                self.open_panel(
                    VerbPanel(
                        self, "triage", tickets, values={LEVEL: level}, focus=LEVEL_WHY, required=(LEVEL_WHY,)
                    )
                )
            else:
                self.act("triage", {LEVEL: level}, tickets)

        self.open_panel(QuickPanel(self, self._heading("triage", tickets), choices, chosen))

    def _level_text(self, profile: str, level: int) -> str:
        return self.policy.level_text(profile, level).name(installed_language())

    def _heading(self, verb: str, tickets: Sequence[str]) -> str:
        more = translate("and {count} more", count=len(tickets) - 1) if len(tickets) > 1 else ""
        parts = [deed_title(verb), tickets[0], more]
        row = self.rows.get(tickets[0])
        if VERBS[verb].ends and row is not None and not more:
            parts.append(f" {reported_text(row, self.store.now())}")
        return " ".join(filter(None, parts))

    def action_pause(self) -> None:
        tickets = self.targets("pause")
        if not tickets:
            return
        if all(self.state_of(number) == "paused" for number in tickets):
            self.act("resume", {}, tickets)
            return
        if not self.may("pause", tickets):
            return
        choices = [(each.value, each.label) for each in listed_reasons(self.policy, "pause")]
        panel = QuickPanel(
            self,
            self._heading("pause", tickets),
            choices,
            lambda code: self.act("pause", {PAUSED_WHY: code}, tickets),
        )
        self.open_panel(panel)

    def action_escalate(self) -> None:
        tickets = self.targets("escalate")
        if tickets and self.may("escalate", tickets):
            self._reasoned("escalate", tickets, "escalate")

    def action_acknowledge(self) -> None:
        tickets = self.targets("acknowledge")
        if tickets and self.may("acknowledge", tickets):
            self.act("acknowledge", {}, tickets)

    def action_close_ticket(self) -> None:
        tickets = self.targets("close")
        if not tickets or not self.may("close", tickets):
            return
        from console.panels.causes import CausePanel

        self.open_panel(CausePanel(self, self._heading("close", tickets), tickets))

    def _reasoned(self, verb: str, tickets: tuple[str, ...], kind: str) -> None:
        """A reason from the policy's list, or one's own words."""
        field = reason_field(VERBS[verb], kind)
        self.open_panel(
            reason_panel(
                self,
                self._heading(verb, tickets),
                kind,
                lambda reason: self.act(verb, {field: reason}, tickets),
                lambda: self.open_panel(VerbPanel(self, verb, tickets, writing=field)),
            )
        )

    def action_step(self) -> None:
        """The next step of the visit; in follow-up verify, then survey."""
        tickets = self.targets("step")
        if not tickets:
            return
        state = self.state_of(tickets[0])
        if state == "follow_up":
            from console.panels.following import follow_up

            panel = follow_up(self, tickets, lambda verb: self._heading(verb, tickets))
            if panel is not None:
                self.open_panel(panel)
            return
        steps = [what for what in STEPS if step_possible(what, state)]
        if not steps:
            self.may("step", tickets)
            return
        likely = {"dispatched": "arrived", "onsite": "finished"}.get(state, steps[0])
        choices = [(what, word("step", what)) for what in steps]
        self.open_panel(
            QuickPanel(
                self,
                self._heading("step", tickets),
                choices,
                lambda what: self.step_taken(what, tickets),
                first=likely,
            )
        )

    def action_why(self) -> None:
        tickets = self.targets("step")
        if tickets:
            from console.panels.proof import ProofPanel

            self.open_panel(ProofPanel(self, tickets[0]))

    def action_undo(self) -> None:
        self.act("undo", {})

    def action_repeat(self) -> None:
        if self._last is None:
            self.refuse(_("There is nothing to repeat yet."))
            return
        verb, fields = self._last
        if VERBS[verb].whole:
            self.refuse(_("A net is not repeated; Up recalls it in the sentence line."))
        elif tickets := self.targets(verb):
            self.act(verb, fields, tickets)

    def run_verb(
        self, verb: str, values: Mapping[str, str] | None = None, error: BadField | None = None
    ) -> None:
        """Any verb by its form: from the palette, or because a sentence lacks something."""
        acting = self.acting_panel
        if acting is not None:
            values = {**acting.filled(verb), **(values or {})}
        is_of_ticket = acts_on_tickets(VERBS[verb])
        besides = "" if is_of_ticket else ticket_field(VERBS[verb])
        here = acting.tickets if acting is not None else tuple(filter(None, [self.opened]))
        if besides and len(here) == 1:
            values = {besides: here[0], **(values or {})}
        tickets = self.targets(verb) if is_of_ticket else ()
        about = VERBS[verb].about or next(iter(VERBS[verb].reads), "")
        if about in (TASK, REQUEST) and self.queue.cursor_key and acting is None:
            # The open one about the ticket under the cursor, by the ticket's number.
            values = {about: self.opened or self.queue.cursor_key} | dict(values or {})
        if (tickets or not is_of_ticket) and self.may(verb, tickets):
            self._open_form(verb, tickets, values, error)

    def _open_form(
        self,
        verb: str,
        tickets: tuple[str, ...],
        values: Mapping[str, str] | None = None,
        error: BadField | None = None,
        draft: Draft | None = None,
    ) -> None:
        if verb in OF_PROPOSALS and error is None and draft is None:
            from console.panels.proposal import panel_for

            if (looked_at := panel_for(self, verb, values)) is not None:
                self.open_panel(looked_at)
                return
        if verb == "merge":
            from console.panels.merge import MergePanel

            self.open_panel(MergePanel(self, tickets, values=values, error=error, draft=draft))
        elif verb == "survey":
            from console.panels.survey import SurveyPanel

            self.open_panel(SurveyPanel(self, tickets, values=values, error=error, draft=draft))
        elif verb == RECORD and len(tickets) == 1:
            from console.panels.record import opening_record

            self.open_panel(opening_record(self, tickets[0], values=values, error=error, draft=draft))
        else:
            self.open_panel(VerbPanel(self, verb, tickets, values=values, error=error, draft=draft))

    def resume(self, draft: Draft) -> None:
        """Open a parked form again, about the tickets that it was about; whether they still allow it is said
        when it is sent."""
        kind = VERBS[draft.verb]
        # What another program kept under names that are none of these fields has no place in the form.
        values = {name: draft.fields[name] for name in kind.model_fields if name in draft.fields}
        numbers = values.pop(ticket_field(kind), "") if acts_on_tickets(kind) else ""
        self._open_form(draft.verb, tuple(filter(None, numbers.split(","))), values, draft=draft)

    def action_verb(self, verb: str) -> None:
        """A key that leads to a verb's form: any verb may have one."""
        self.run_verb(verb)

    # -- the key line -----------------------------------------------------------------------------------

    def refresh_keys(self) -> None:
        """The keys that make sense for the ticket under the cursor stand out."""
        key_line = self.query_one("#keys", KeyLine)
        acting = self.acting_panel
        here = tuple(filter(None, [self.opened or self.queue.cursor_key]))
        asking = self.asking(here if acting is None else acting.tickets)
        listed = [key for key in LISTED if key.footer and (acting is None or acting.takes(key))]
        hints = [
            KeyHint(shown_key(key), _(key.called), enabled(key, asking), drop=key.footer)
            # What moves is known soonest and stands last.
            for key in sorted(listed, key=lambda key: key.group == MOVING)
        ]
        key_line.set_keys([*(acting.hints() if acting is not None else ()), *hints])


def step_possible(what: str, state: str) -> bool:
    """Whether a step is legal from this state, at the customer's or away; of no ticket every one is."""
    return not state or illegal(TICKET, Step.moves_of(what), state, "", what) is None


def enabled(key: Key, asking: Asking) -> bool:
    """Whether one of the verbs that a key may come to is possible for the ticket under the cursor."""
    return not key.verbs or any(_possible(VERBS[verb], asking) for verb in key.verbs)


def _possible(verb: type[Verb], asking: Asking) -> bool:
    return (bool(asking.state) or not needs_ticket(verb)) and why_not(verb, asking) is None
