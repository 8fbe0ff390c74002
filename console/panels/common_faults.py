"""What the product usually has: to be chosen by number or initials, beside free words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from console.i18n import installed_language
from console.panels import callers
from console.panels.beneath import Suggestion
from console.session import Done
from db.views.customers import FaultRow, Faults

if TYPE_CHECKING:
    from console.screens.desk import Desk


class CommonFaults:
    """The faults of one product, narrowed by what is typed."""

    def __init__(self, desk: Desk, news: Callable[[], None]) -> None:
        """`news` is called when there is something else to show."""
        self._desk = desk
        self._news = news
        self._product: str | None = None
        self._typed = ""
        self._all: Sequence[FaultRow] = ()
        self._found: Sequence[FaultRow] | None = None

    def of(self, product: str) -> None:
        """Of this product from now on; none means what is most common."""
        if product != self._product:
            self._product = product
            self._desk.session.ask("intake_faults", Faults(product=product), self._came)

    def _came(self, done: Done) -> None:
        if done.ok:
            self._all = done.result
            self._news()

    def typed(self, text: str) -> None:
        """What stands in the field; a number alone chooses and does not narrow."""
        self._typed, self._found = text, None
        if text.strip() and callers.number_alone(text) is None:
            view = Faults(product=self._product or "", find=callers.plain(text))
            self._desk.session.ask("intake_found", view, lambda done: self._narrowed(text, done))

    def _narrowed(self, text: str, done: Done) -> None:
        if done.ok and text == self._typed:
            self._found = done.result
            self._news()

    @property
    def suggestions(self) -> list[Suggestion]:
        """Behind the numbers that they have in the whole list."""
        return callers.fault_suggestions(self._all, self._found, installed_language())

    def level_of(self, code: str) -> int:
        """What triage proposes (INT-07)."""
        return next(fault.level for fault in self._all if fault.code == code)
