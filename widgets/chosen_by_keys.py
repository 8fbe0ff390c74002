"""What a line and a list of choices have in common: who gets a key, what is pasted, what is refused."""

from textual import events
from textual.message import Message
from textual.widget import Widget

from widgets.cells import printable
from widgets.choosing import Choosing, Taken
from widgets.field import Choice
from widgets.text_line import TooLong

WIDE_BLANK = "\u3000"
"""What the space bar sends in full-width mode."""


class NoChoice(Message):
    """The text, or the digit, means none of the choices."""

    def __init__(self, view: Widget, text: str) -> None:
        super().__init__()
        self.view = view
        self.text = text

    @property
    def control(self) -> Widget:
        return self.view


class ChosenByKeys(Widget):
    """Hands what is typed to its `Choosing`, and shows what came of it.

    A subclass says what happens to what is taken (`take`), to a blank that is no text (`press_blank`), and
    draws (`show_typed`).
    """

    _choosing: Choosing
    _longest: int

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What there is to choose from."""
        return self._choosing.choices

    @property
    def typed(self) -> str:
        """What is typed and not taken yet."""
        return self._choosing.typed

    def take(self, taken: Taken, *, decided: bool) -> None:
        """A choice or own words were taken; `decided` by one key, so that a form may go on."""
        raise NotImplementedError

    def show_typed(self) -> None:
        """Draw what is typed and what it leaves."""
        raise NotImplementedError

    def press_blank(self) -> None:
        """A blank before any text, where it does not begin own words."""

    def take_marked(self) -> bool:
        """Take what stands marked; False, with a word, where nothing does."""
        taken = self._choosing.taken()
        if taken is None:
            self.post_message(NoChoice(self, self.typed.strip()))
        else:
            self.take(taken, decided=False)
        return taken is not None

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        character = " " if event.character == WIDE_BLANK else event.character
        if character is None or not character.isprintable():
            return
        event.stop()
        event.prevent_default()
        if character == " " and not self.typed and not self._choosing.free:
            self.press_blank()
        else:
            self.press(character)

    def press(self, character: str) -> None:
        """A printable key: it is typed, takes, or is refused."""
        if self._is_too_long(len(self.typed) + 1):
            return
        outcome = self._choosing.press(character)
        if isinstance(outcome, Taken):
            self.take(outcome, decided=True)
        elif outcome == "refused":
            self.post_message(NoChoice(self, character))
        self.show_typed()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = self.typed + printable(event.text.strip())
        if not self._is_too_long(len(text)):
            self.paste(text)

    def paste(self, text: str) -> None:
        """What is typed now, after a paste."""
        self._choosing.type(text)
        self.show_typed()

    def _is_too_long(self, length: int) -> bool:
        """Whether so much is more than it takes, which is said."""
        if length > self._longest:
            self.post_message(TooLong(self, length, self._longest))
        return length > self._longest
