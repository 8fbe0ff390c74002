"""A list that typing narrows: letters filter, a digit takes, Enter takes the highlighted."""

from typing import ClassVar

from textual import events

from widgets.lists import ColumnList

BEGIN = "/"


class Narrowed(ColumnList):
    """A list with commands on letters of its own.

    A letter that is no command begins to narrow at once; `/` begins as well, and behind either every letter
    narrows, the commands' too. Backspace takes a letter back; Esc, pressed first, shows the whole list again.
    The owner hears nothing of it: a subclass draws what `narrow` gives it.
    """

    COMMANDS: ClassVar[str] = "jkgG"
    """Letters that act as long as nothing is being typed."""
    typed: str = ""
    is_narrowing: bool = False

    def narrow(self) -> None:
        """Show what `typed` leaves."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        sign = event.character or ""
        if event.key == "escape" and self.is_narrowing:
            self.set_typed("", narrowing=False)
        elif event.key == "backspace" and self.is_narrowing:
            self.set_typed(self.typed[:-1], narrowing=len(self.typed) > 1)
        elif not event.is_printable or len(sign) != 1:
            return
        elif sign == BEGIN or event.key in ("slash", "fullwidth_solidus"):
            self.set_typed(self.typed, narrowing=True)
        elif sign.isalpha() and (self.is_narrowing or sign not in self.COMMANDS):
            self.set_typed(self.typed + sign, narrowing=True)
        else:
            return
        event.stop()

    def set_typed(self, text: str, *, narrowing: bool) -> None:
        """Narrow to a text, or to nothing."""
        self.is_narrowing = narrowing
        self.typed = text
        self.narrow()
