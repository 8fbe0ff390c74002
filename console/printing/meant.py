"""Which forms can be printed of what stands at the desk: the thing of a card or row, or a list itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from console.printing.form import Form
from console.printing.forms import FORMS


class Meant(NamedTuple):
    """A form, and the number of what it is about; empty for one of a whole list. `name` is what people and
    files call it."""

    form: Form
    number: str
    name: str


def of_thing(subject: str) -> list[Meant]:
    """The forms about a thing, by the key of its chain."""
    family, _mark, number = subject.partition(":")
    return [
        # Where a form is first of all about another kind of thing, numbered apart, it is told which.
        Meant(form, number if form.families[0] == family else subject, number)
        for form in FORMS.values()
        if number and family in form.families
    ]


def of_list(register: str, row: Mapping[str, Any]) -> list[Meant]:
    """The forms that a list as such is, about what stands in its row under the cursor."""
    found = []
    for form in FORMS.values():
        if register and form.register == register:
            number = str(row.get(form.column) or "") if form.column else ""
            if number or not form.compulsory:
                found.append(Meant(form, number, number))
    return found
