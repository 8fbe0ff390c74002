"""What the product usually has: to be chosen by number or initials, beside free words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from console.intake import callers
from console.panels.beneath import Suggestion
from console.panels.panel import Ask
from console.session import Done
from console.words.i18n import installed_language
from db.views.customers import FaultRow, Faults


class CommonFaults:
    """The faults of one product, narrowed by what is typed."""

    def __init__(self, ask: Ask, news: Callable[[], None]) -> None:
        """`news` is called when there is something else to show."""
        self.is_pending = False
        """Whether the list is still that of another product, or of none."""
        self.is_narrowing = False
        """Whether the list does not follow the typed text yet."""
        self._ask = ask
        self._news = news
        self._product: str | None = None
        self._typed = ""
        self._all: Sequence[FaultRow] = ()
        self._found: Sequence[FaultRow] | None = None

    def of(self, product: str) -> None:
        """Of this product from now on; none means what is most common."""
        if product != self._product:
            self._product, self.is_pending = product, True
            self._ask("intake_faults", Faults(product=product), lambda done: self._came(product, done))

    def _came(self, product: str, done: Done) -> None:
        if product != self._product:
            return
        self.is_pending = False
        if done.ok:
            self._all = done.result
            self._news()

    def typed(self, text: str) -> None:
        """What stands in the field; a number alone chooses and does not narrow."""
        self._typed, self._found = text, None
        self.is_narrowing = bool(text.strip()) and callers.number_alone(text) is None
        if self.is_narrowing:
            view = Faults(product=self._product or "", find=callers.plain(text))
            self._ask("intake_found", view, lambda done: self._narrowed(text, done))

    def _narrowed(self, text: str, done: Done) -> None:
        if text == self._typed:
            self.is_narrowing = False
            self._found = done.result if done.ok else None
            self._news()

    @property
    def suggestions(self) -> list[Suggestion]:
        """Behind the numbers that they have in the whole list."""
        return callers.fault_suggestions(self._all, self._found, installed_language())

    def level_of(self, code: str) -> int:
        """What triage proposes (INT-07)."""
        return next(fault.level for fault in self._all if fault.code == code)
