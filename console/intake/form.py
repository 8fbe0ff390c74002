"""The fields of the register form in the order of a phone call, and what Enter does among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum

from console.intake.call import COMPLAINT, LEVEL
from console.panels.fields import form_fields
from console.panels.quick import none_of_these
from console.words.i18n import _
from db.policy.model import Policy
from db.verbs.register import Register
from widgets.choice_line import ChoiceLine
from widgets.field import Field
from widgets.form import Form

REGISTERING = (COMPLAINT, LEVEL)
"""Fields in which Enter registers: a caller in a hurry is phone, name, fault, Enter (INT-02)."""


def intake_fields(policy: Policy, values: Mapping[str, str]) -> list[Field]:
    """All fields of `register`; those that a call brings first."""
    fields = form_fields(Register, policy, values=values)
    return [replace(each, kind="text") if each.name == COMPLAINT else each for each in fields]


class Take(Enum):
    """What became of what stands marked beneath a field."""

    NOTHING = "nothing is marked: the text stands"
    TAKEN = "taken"
    REFUSED = "a number without a line; what is wrong is said"


class IntakeForm(Form):
    """Enter takes what is marked beneath, goes on, or registers; the last line says which."""

    def __init__(
        self,
        fields: list[Field],
        *,
        title: str,
        take: Callable[[], Take],
        following: Callable[[str], str | None],
        is_marked: Callable[[], bool],
    ) -> None:
        """
        Args:
            take: takes what is marked beneath, into the field under the cursor.
            following: the field to which Enter goes on from one, where that is not the next one.
        """
        super().__init__(
            fields,
            title=title,
            required_text=_("must be filled in"),
            unknown_text=none_of_these,
            hint=" ",
        )
        self._take = take
        self._following = following
        self._is_marked = is_marked

    def settle(self) -> bool:
        return super().settle() and self._take() is not Take.REFUSED

    def action_advance(self) -> None:
        level = self.editor(LEVEL)
        if isinstance(level, ChoiceLine) and level.has_focus and level.typed:
            level.settle()
            return
        took = self._take()
        if took is Take.REFUSED:
            return
        following = self._following(self.current or "")
        if took is Take.TAKEN and self.current == COMPLAINT:
            self.focus_field(LEVEL)
        elif took is Take.NOTHING and self.current in REGISTERING:
            self.action_submit()
        elif following is not None:
            self.focus_field(following)
        else:
            super().action_advance()

    def action_submit(self) -> None:
        if self.settle():
            super().action_submit()

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        # After the level the caller is mostly done: stay, so that Enter registers.
        if self._name_of(event.line) == LEVEL:
            event.stop()
            event.prevent_default()
            self._changed(event.line, event.value)

    def say_hint(self) -> None:
        """Say again what the keys do here."""
        self._say()

    def _say(self) -> None:
        if self._is_marked():
            self._hint = _("Enter: take it   Tab: next field   F10: register   F2: park, another")
        elif self.current in REGISTERING:
            self._hint = _("Enter: register   Tab: next field   F2: park, another   Esc: park")
        else:
            self._hint = _("Enter: next field   F10: register   F2: park, another   Esc: park")
        super()._say()
        if not self._foot.text:
            self._foot.say(self._hint, tone="dim")
