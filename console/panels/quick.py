"""One choice by one key: a level, a reason, a step, an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.panel import Panel
from console.words.bilingual import finders
from console.words.i18n import _, translate
from widgets.choice_list import ChoiceList
from widgets.chosen_by_keys import NoChoice
from widgets.field import Choice

if TYPE_CHECKING:
    from console.panels.host import Host


WITH_DIGITS = 9


def _hints(hint: str, own: bool) -> list[str]:
    """What stands beside the title, and what stays of it where there is little room."""
    return [f"{hint}   {_('blank: own words')}", _("blank: own words")] if own else [hint]


def own_words(words: str) -> str:
    """How somebody's own words are offered among choices."""
    return translate("in own words: {words}", words=words)


class QuickPanel(Panel):
    """Choices that a digit, or Enter on the marked one, decides at once; typing leaves those that match."""

    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(
        self,
        host: Host,
        title: str,
        choices: Sequence[Choice | tuple[str, str]],
        then: Callable[[str], object],
        *,
        own: Callable[[str], object] | None = None,
        first: str | None = None,
        note: str = "",
    ) -> None:
        """
        Args:
            choices: value and words.
            then: gets the value that was chosen.
            own: gets one's own words; None where they are not allowed.
            first: the value that is marked at first.
            note: beside the title.
        """
        super().__init__(host)
        self._then, self._own = then, own
        self.list = ChoiceList(
            [findable(choice) for choice in choices],
            title=title,
            hints=_hints(note or _("Enter takes the marked one"), own is not None),
            own=None if own is None else own_words,
            first=first,
        )

    @property
    def height_wanted(self) -> int:
        return self.list.lines_wanted(self.host.size.width)

    def set_choices(self, choices: Sequence[Choice | tuple[str, str]]) -> None:
        """Other choices, when they have come."""
        self.list.set_choices([findable(choice) for choice in choices])
        self.host.place_panel()

    def compose(self) -> ComposeResult:
        yield self.list

    def focus_first(self) -> None:
        self.list.focus()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        event.stop()
        if self not in self.host.panels:
            return  # a second Enter behind the one that decided
        self.host.close_panel(self)
        if event.value is not None:
            self._then(event.value)
        elif self._own is not None:
            self._own(event.words)

    def on_no_choice(self, event: NoChoice) -> None:
        event.stop()
        self.host.say(none_of_these(event.text), tone="warning")

    def action_leave(self) -> None:
        self.host.close_panel(self)


def with_own_words(choices: list[Choice]) -> list[Choice]:
    """The choices, and behind the digit 0 the form in which one writes: the first nine keep theirs."""
    own = Choice("", _("other words …"), digit="0")
    return [*choices[:WITH_DIGITS], own, *choices[WITH_DIGITS:]]


def none_of_these(text: str) -> str:
    """What is said to a text or digit that is no choice."""
    return translate("“{text}” is none of these choices.", text=text)


def findable(choice: Choice | tuple[str, str]) -> Choice:
    """A choice that is found by its words, by pinyin and by initials."""
    full = choice if isinstance(choice, Choice) else Choice(*choice)
    return full._replace(finders=(*full.finders, *finders(full.label)))
