"""What the text of a field may mean: callers, devices, common faults; and what taking one of them does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from console.intake import callers
from console.intake.call import COMPLAINT, LEVEL, NAME, OF_DEVICE, PHONE, PRODUCT
from console.intake.common_faults import CommonFaults
from console.intake.form import IntakeForm, Take
from console.intake.known_caller import KnownCaller
from console.panels.beneath import Suggestion, Suggestions
from console.words.i18n import translate

LEAVING = frozenset({"enter", "ctrl+j", "tab", "shift+tab"})
"""Keys that take what stands marked and leave the field."""
SENDING = frozenset({"f10", "ctrl+enter"})
WAITING = frozenset({NAME, PRODUCT, COMPLAINT})
"""Fields in which leaving needs to know who calls."""
NAMED = (NAME, COMPLAINT)
"""Fields that are words: a number alone is none of them."""


class Parts(Protocol):
    """The parts of an intake form that know each other."""

    form: IntakeForm
    caller: KnownCaller
    faults: CommonFaults
    values: dict[str, str]


class Meant:
    """What stands beneath the field under the cursor."""

    def __init__(self, parts: Parts, shown: Suggestions) -> None:
        self._parts = parts
        self._list = shown

    def show(self) -> None:
        """Show what the field under the cursor may mean."""
        name = self._parts.form.current or ""
        items = self._items(name)
        self._list.set_items(items, mark=self._marked(name, items))

    def ask_faults(self) -> None:
        """The common faults of the product, or of the only thing that this caller has."""
        product, row = self._parts.values.get(PRODUCT, ""), self._parts.caller.row
        if not product.strip() and row is not None and len(row.equipment) == 1:
            product = str(row.equipment[0][OF_DEVICE[PRODUCT]])
        self._parts.faults.of(product)

    def is_ready(self, key: str) -> bool:
        """Whether what a key leaves the field with is there: the caller, and the list that a number or
        initials mean. Typing never waits, and neither does Esc."""
        name, caller = self._parts.form.current, self._parts.caller
        if key in SENDING:
            return not caller.is_pending and not self._is_early()
        if key not in LEAVING or name not in WAITING:
            return True
        return not caller.is_pending and not (name == COMPLAINT and self._is_early())

    def following(self, name: str) -> str | None:
        """Where Enter goes on from a field, where that is not the next one: of several devices one is
        chosen before its faults are offered."""
        values: Mapping[str, str] = self._parts.values
        if name == NAME:
            return PRODUCT if self._parts.caller.has_choice and not values.get(PRODUCT) else COMPLAINT
        return COMPLAINT if name == PRODUCT and not values.get(COMPLAINT) else None

    def take(self) -> Take:
        """Take what is marked into the field under the cursor."""
        marked, name = self._list.marked, self._parts.form.current or ""
        if marked is None:
            return self._refuse_number(name)
        self._list.set_items((), mark=None)
        caller = self._parts.caller
        if name == COMPLAINT:
            self._take_fault(marked)
        elif caller.row is None:
            caller.choose(marked.key, name)
        else:
            caller.choose_thing(marked.key, name)
        return Take.TAKEN

    def _take_fault(self, marked: Suggestion) -> None:
        """A common fault brings the level that triage proposes, to be confirmed or changed (INT-07)."""
        parts = self._parts
        parts.caller.fill({LEVEL: str(parts.faults.level_of(marked.key))})
        parts.values[COMPLAINT] = marked.label
        parts.form.set_values({COMPLAINT: marked.label})

    def _refuse_number(self, name: str) -> Take:
        """A number alone means a line of the list: without one it means nothing."""
        form = self._parts.form
        number = callers.number_alone(form.values.get(name, ""))
        if number is None or not (name in NAMED or any(item.number for item in self._list.items)):
            return Take.NOTHING
        form.set_errors({name: translate("There is no line {number} in the list.", number=number)})
        return Take.REFUSED

    def _marked(self, name: str, items: list[Suggestion]) -> str | None:
        """What Enter would take: only what a number or initials mean, never what may be a new name."""
        typed = self._parts.form.values.get(name, "")
        if not items or (name == COMPLAINT and self._is_early()):
            return None
        if name == PHONE and callers.plain(typed)[:1].isdecimal():
            return None
        number = callers.number_alone(typed)
        if number is not None:
            return next((item.key for item in items if item.number == number), None)
        return items[0].key if callers.is_code(typed, items[0].label) else None

    def _items(self, name: str) -> list[Suggestion]:
        caller = self._parts.caller
        if name == COMPLAINT:
            return self._parts.faults.suggestions
        if caller.is_found_for(name):
            return callers.caller_suggestions(caller.found, numbered=name != PHONE)
        row = caller.row
        if row is not None and name in OF_DEVICE and len(row.equipment) > 1:
            return callers.thing_suggestions(row, self._parts.form.values[name])
        return []

    def _is_early(self) -> bool:
        """Whether the list of faults is not yet the one that the typed number or initials mean."""
        typed, faults = self._parts.form.values[COMPLAINT], self._parts.faults
        if callers.number_alone(typed) is not None:
            return faults.is_pending
        return faults.is_narrowing and callers.may_be_code(typed)
