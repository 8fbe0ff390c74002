"""Which rows are called as somebody typed: by the whole name, its beginning, or a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from db.errors import Refusal
from db.kinds import CUSTOMER, EMERGENCY, EQUIPMENT, LETTER, NOTICE, REQUEST, STAFF, TASK, TICKET, TOOL
from db.rules.search import normal
from db.rules.sentence import msgid
from db.tables.row import Row

R = TypeVar("R", bound=Row)

LISTED = 12
"""So many of those that fit are named in a refusal."""


UNKNOWN: Mapping[str, tuple[str, str, str, str]] = {
    STAFF: ("PPL-01", msgid("There is nobody with the number or name {no}."), "no",
            msgid("See paigong show roster.")),
    CUSTOMER: ("CUS-01", msgid("There is no customer {customer}."), "customer",
               msgid("paigong show customers finds one.")),
    EQUIPMENT: ("CUS-02", msgid("There is no equipment {id}."), "id",
                msgid("paigong show equipment lists it.")),
    TOOL: ("KIT-02", msgid("There is no tool {number}."), "number", msgid("See paigong show tools.")),
    TICKET: ("FRM-01", msgid("There is no ticket {reference}."), "reference", msgid("Find it with /.")),
    TASK: ("INT-08", msgid("There is no open task {number}."), "number", ""),
    NOTICE: ("ESC-05", msgid("There is no notice {number}."), "number", msgid("See paigong show outbox.")),
    REQUEST: ("ESC-07", msgid("There is no open request {number}."), "number", ""),
    LETTER: ("INT-13", msgid("There is no call or letter {number}."), "number",
             msgid("See paigong show letters.")),
    EMERGENCY: ("ESC-06", msgid("There is no emergency {number}."), "number",
                msgid("See paigong show emergencies.")),
}  # fmt: skip
"""By family how it is said that nothing is called so: rule, what is said, what stands in it for the text, and
what to do."""


def unknown(family: str, text: str) -> Refusal:
    """There is none that is called so, or none in scope: the two read the same (PPL-03)."""
    rule, said, name, hint = UNKNOWN[family]
    return Refusal(rule, said, hint, **{name: text[:80]})


def best_called(rows: Iterable[R], text: str, search: Callable[[R], str]) -> list[R]:
    """Those whose name is the text, else whose name begins so, else has it in it."""
    wanted = normal(text)
    ranked: tuple[list[R], list[R], list[R]] = [], [], []
    for row in rows:
        # A phone among the names would answer who guesses it.
        names = [line for line in search(row).splitlines() if any(sign.isalpha() for sign in line)]
        if wanted in names:
            ranked[0].append(row)
        elif any(line.startswith(wanted) for line in names):
            ranked[1].append(row)
        elif any(wanted in line for line in names):
            ranked[2].append(row)
    return next((each for each in ranked if each), []) if wanted else []
