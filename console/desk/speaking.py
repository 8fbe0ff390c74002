"""What the desk says: one line where the eyes are."""

from __future__ import annotations

from time import monotonic
from typing import Any

from console.desk.part import Part
from console.present.hints import at_the_desk
from console.session import Done
from console.words.i18n import _, translate
from widgets.lists import Tone
from widgets.status import MessageLine
from widgets.text_line import TooLong

HINT_SECONDS = 4.0
"""How long an answer stands before the tour's next hint takes its place."""


class Speaking(Part):
    """The message line."""

    def say(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        """One line where the eyes are: what a key has done, or why not."""
        self.say_aside(text, next_step, tone)
        self.answered_at = monotonic() if text else 0.0

    def say_aside(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        """What nobody asked for: it gives way to whatever comes next."""
        self.query_one("#message", MessageLine).say(text, next_step, tone)
        self.answered_at = 0.0

    def withdraw(self, text: str) -> None:
        """Say no longer what only somebody could answer who has gone."""
        for line in self.query("#message").results(MessageLine):  # none when all of it goes
            if text and line.text == text:
                self.say_aside("")

    def on_too_long(self, event: TooLong) -> None:
        event.stop()
        text = translate(
            "That is {length} characters; {most} fit in here. Nothing of it was taken.",
            length=event.length,
            most=event.most,
        )
        self.say(text, tone="warning")

    def show_hint(self, after: str = "") -> None:
        """The tour's present hint, unless something else has to be read there."""
        if self.tour.over or (after and not self.tour.did(after)):
            return
        if after:
            self.set_timer(HINT_SECONDS, self.show_hint)
        elif not self.panels:
            self.say_aside(*self.tour.hint())

    def trouble(self, done: Done) -> None:
        """Say what went wrong and what to do."""
        if done.error is not None:
            # The rule stands with the next step: long sentences are cut, that never is.
            rule = "" if done.error.rule in ("db", "field") else done.error.rule
            hint = self.speech.fill(at_the_desk(done.error.hint), done.error.values)
            self.say(self.speech.say(done.error), "  ".join(filter(None, (rule, hint))), "warning")
        elif done.log_id:
            self.say(
                translate("Something went wrong that nobody expected (number {id}).", id=done.log_id),
                _("Nothing was changed; try again."),
                "strong",
            )

    def refused(self, done: Done) -> None:
        """Say what went wrong; what was typed behind the key does nothing either."""
        self.turns.drop()
        self.trouble(done)

    def line_trouble(self, error: Any) -> None:
        """The store does not answer, or answers again."""
        if error is None:
            self.say(_("The store answers again."))
            self.refresh_all()
        else:
            self.trouble(Done(error=error))

    def fine(self, done: Done) -> bool:
        """Whether there is an answer; what went wrong is said."""
        if not done.ok:
            self.trouble(done)
        return done.ok

    def refuse(self, text: str, next_step: str = "") -> None:
        """Say why a key does nothing; what was typed behind it does nothing either."""
        self.say(text, next_step, "warning")
        self.turns.drop()
