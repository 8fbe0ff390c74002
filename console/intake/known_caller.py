"""Who calls: looked up while it is typed, and what their file fills into the form (INT-03, INT-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from console.intake import callers
from console.intake.call import (
    COMPLAINT,
    FILLED,
    NAME,
    OF_CALLER,
    OF_DEVICE,
    PHONE,
    PRODUCT,
    SEARCHED,
    SERIAL,
)
from console.panels.panel import Ask
from console.session import Done
from console.words.i18n import _, translate
from db.kinds import EQUIPMENT
from db.views.customers import CustomerRow, Customers, FileOf
from db.views.desk import QueueRows
from db.views.places import LastServed, Served
from db.views.queue_row import QueueRow
from widgets.form import Form

if TYPE_CHECKING:
    from console.panels.host import Host

LOOK_SECONDS = 0.08
"""How long typing rests before a question: a fast hand asks once."""
MOST = 9
PANES = (*(f"intake {name}" for name in SEARCHED), "intake file")
"""The questions that it asks: one field's does not take the place of another's."""


class KnownCaller:
    """The caller of one form.

    Values have two kinds: typed ones, which nothing replaces, and filled ones, which go with the caller that
    they came from. `values` are the form's, kept up with it by whoever hears its changes.
    """

    def __init__(
        self,
        ask: Ask,
        form: Form,
        values: dict[str, str],
        news: Callable[[], None],
        host: Host,
    ) -> None:
        """`news` is called when there is something else to show."""
        self.row: CustomerRow | None = None
        self.served: Served | None = None
        """What this caller's earlier tickets tell."""
        self.found: Sequence[CustomerRow] = ()
        self.found_in = ""
        self.open_tickets: Sequence[QueueRow] = ()
        self._awaited: tuple[str, str] | None = None
        """The field and the text that typing rests on, or that the store has not answered yet."""
        self._ask = ask
        self._host = host
        self._form = form
        self._values = values
        self._news = news
        self._by = ""
        self._chosen: callers.Thing | None = None
        self._asked_for = ""
        self._filled: dict[str, str] = {}
        self._resting: Timer | None = None

    # -- what was typed, and what was filled in ---------------------------------------------------------

    def is_filled(self, name: str, value: str) -> bool:
        """Whether the value came from a file, not from a hand."""
        return self._filled.get(name) == value

    def fill(self, values: Mapping[str, str], *, instead_of: str = "") -> None:
        """Fill in what was not typed; `instead_of` is the field whose text only searched for this."""
        present = self._form.values
        free = {name for name in values if not present[name] or self.is_filled(name, present[name])}
        new = {name: value for name, value in values.items() if name in free and name != instead_of}
        self._filled |= new
        if values.get(instead_of):
            new[instead_of] = values[instead_of]
        self._values |= new
        self._form.set_values(new)

    # -- looking up -------------------------------------------------------------------------------------

    @property
    def is_pending(self) -> bool:
        """Whether typing rests or the store has not answered yet."""
        return self._awaited is not None

    def typed(self, name: str, text: str) -> None:
        """Somebody typed into a field."""
        self._filled.pop(name, None)
        if name == SERIAL and self.row is not None and self._by != SERIAL:
            self._fill_thing(self.row, text)
        elif name in SEARCHED:
            self._plan(name, text)

    def _plan(self, name: str, text: str) -> None:
        if self.row is not None and self._by == name:
            self._forget()
        if name == NAME and (not text or callers.number_alone(text) is not None):
            return  # a choice among those who are being found by the phone
        self._go_on_from(name)
        self.found, self.found_in = (), ""
        self._awaited = (name, text) if callers.worth_asking(text) else None
        if self._awaited:
            self._resting = self._form.set_timer(LOOK_SECONDS, lambda: self.look(name, text))

    def _go_on_from(self, name: str) -> None:
        """Typing goes on: in the same field the last text counts, from another one its question is asked now.
        Whole lines come in one piece where the line is slow, and the phone's file is what is wanted of them.
        """
        resting, self._resting = self._resting, None
        if resting is not None:
            resting.stop()
            if self._awaited is not None and self._awaited[0] != name:
                self.look(*self._awaited)

    def look(self, name: str, text: str, *, fill: bool = True) -> None:
        """Ask who that is; `fill` is off for a draft, which stands as it was typed."""
        self._resting = None
        view = Customers(find=callers.plain(text), limit=MOST)
        self._ask(f"intake {name}", view, lambda done: self._came(name, text, fill, done))

    def _came(self, name: str, text: str, fill: bool, done: Done) -> None:
        is_overtaken = self._form.values[name] != text
        if (
            self._awaited is not None
            and self._awaited[0] == name
            and (self._awaited[1] == text or not is_overtaken)
        ):
            self._awaited = None  # also where the field was filled otherwise meanwhile
        if is_overtaken:
            return
        if not done.ok:
            self._host.trouble(done)
            return
        self.found, self.found_in, self._asked_for = done.result, name, text
        exact: list[CustomerRow] = []
        if name == PHONE:
            exact = callers.callers_of_phone(done.result, text)
        elif name == SERIAL:
            exact = callers.callers_of_serial(done.result, text)
        if len(exact) == 1 and self.row is None:
            self._know(exact[0], name, fill=fill)
        self._news()

    def begin_with(self, subject: str) -> None:
        """It is about this customer, or this installed product: their file is filled in, and nothing counts
        as typed. What is neither tells nothing."""
        self._ask("intake file", FileOf(subject=subject), lambda done: self._begun(subject, done))

    def _begun(self, subject: str, done: Done) -> None:
        if not done.ok or not done.result or self.row is not None or any(self._values.values()):
            return
        self._know(done.result[0], "")
        family, _mark, name = subject.partition(":")
        if family == EQUIPMENT:
            self.choose_thing(name, "")
        self._form.focus_field(COMPLAINT)
        self._news()

    def choose(self, customer: str, name: str) -> None:
        """One of those who were found, chosen in a field."""
        self._know(next(row for row in self.found if row.id == customer), name, chosen=True)

    def choose_thing(self, equipment: str, name: str) -> None:
        """One of this caller's devices, chosen in a field."""
        assert self.row is not None
        thing = next(each for each in self.row.equipment if str(each["id"]) == equipment)
        self._chosen = thing
        self.fill(callers.device_values(thing), instead_of=name)

    def _know(self, row: CustomerRow, by: str, *, fill: bool = True, chosen: bool = False) -> None:
        self.row, self._by = row, "" if chosen else by
        if fill:
            thing = callers.thing_with(row, self._values.get(SERIAL, "") if by == SERIAL else "")
            known = callers.file_values(row, thing)
            values = {name: known.get(name, "") for name in FILLED}
            self.fill(values, instead_of=by if chosen else "")
        self._ask(
            "intake_served", LastServed(customer=row.id), lambda done: self._served_came(row, fill, done)
        )
        if row.open_tickets:
            view = QueueRows(numbers=tuple(row.open_tickets))
            self._ask("intake_open", view, lambda done: self._open_came(row, done))

    def _fill_thing(self, row: CustomerRow, serial: str) -> None:
        thing = callers.thing_with(row, serial)
        if thing is not None:
            values = callers.device_values(thing)
            self.fill({name: value for name, value in values.items() if name != SERIAL})

    def _forget(self) -> None:
        """It is somebody else: what came from the file goes."""
        self.row, self.served, self.open_tickets, self._chosen = None, None, (), None
        self.fill(dict.fromkeys(FILLED, ""))

    def _open_came(self, row: CustomerRow, done: Done) -> None:
        if done.ok and self.row is row:
            self.open_tickets = sorted(done.result, key=lambda each: each.reported_at, reverse=True)
            self._news()

    def _served_came(self, row: CustomerRow, fill: bool, done: Done) -> None:
        """What the file does not say, the latest ticket may have told."""
        if not done.ok or self.row is not row:
            return
        self.served = done.result
        if fill:
            told = {
                name: getattr(done.result, column)
                for name, column in OF_CALLER.items()
                if column in Served._fields and not getattr(row, column)
            }
            self.fill({name: value for name, value in told.items() if value and callers.MASKED not in value})
        self._news()

    # -- what may be meant ------------------------------------------------------------------------------

    def is_found_for(self, name: str) -> bool:
        """Whether those who were found are what this field means; several at one number have names."""
        if self.row is not None:
            return False
        if name == NAME and self.found_in == PHONE:
            text = self._form.values[NAME]
            return not text or callers.number_alone(text) is not None
        return name == self.found_in

    @property
    def thing(self) -> callers.Thing | None:
        """The device that it is about."""
        if self.row is None:
            return None
        product = self._values.get(PRODUCT, "")
        if self._chosen is not None and str(self._chosen[OF_DEVICE[PRODUCT]] or "") == product:
            return self._chosen
        return callers.thing_with(self.row, self._values.get(SERIAL, ""))

    @property
    def has_choice(self) -> bool:
        """Whether this caller has several devices."""
        return self.row is not None and len(self.row.equipment) > 1

    @property
    def is_new(self) -> bool:
        """Whether the store knows nobody by the number that stands there."""
        asked = self.row is None and self.found_in == PHONE and self._form.values[PHONE] == self._asked_for
        whole = asked and callers.is_whole(self._asked_for)
        return whole and not callers.callers_of_phone(self.found, self._asked_for)

    @property
    def second_file(self) -> str:
        """What is said where another name at a known number would make a second file; else empty (INT-09)."""
        name, phone = self._form.values[NAME].strip(), self._form.values[PHONE]
        if not name or callers.number_alone(name) is not None:
            return ""
        known = [self.row] if self.row is not None else callers.callers_of_phone(self.found, phone)
        if self.row is not None and not callers.callers_of_phone(known, phone):
            return ""
        if not known or any(callers.is_called(row, name) for row in known):
            return ""
        return translate(
            "This number is {known}'s: “{name}” gets a file of its own.",
            known=_(", ").join(row.customer for row in known),
            name=name,
        )
