"""People as subjects: what they can do and when they are there; where they are sent is the ticket's."""

from __future__ import annotations

from collections.abc import Iterable

from db.rules.search import haystack
from db.subjects.subject import Asked, Findable, Subject
from db.tables.row import ROWS, OfKinds
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.ticket import Assignment, Ticket


def search_text(person: Staff) -> str:
    """What a person is found by: number, phone, name and its pinyin."""
    return haystack(person.no, person.phone, names=(person.label,))


def _sent(read: Asked, no: str) -> list[Assignment]:
    """Where they are sent now."""
    return read.rows(Assignment, technician=no, ended_at=None)


def _tickets(read: Asked, no: str) -> Iterable[Ticket]:
    numbers = tuple(sorted({each.ticket for each in _sent(read, no)}))
    return read.rows(Ticket, number=numbers) if numbers else ()


STAFF = Subject(
    family="staff",
    root=Staff,
    children=dict.fromkeys((Skill, Certificate, Duty), "staff"),
    beside=OfKinds(
        {
            "tool": lambda read, no: read.rows(ROWS["tool"], holder=no),
            "stock": lambda read, no: read.rows(ROWS["stock"], place=f"staff:{no}"),
            "assignment": _sent,
            "ticket": _tickets,
            "unwelcome": lambda read, no: read.rows(ROWS["unwelcome"], technician=no),
        }
    ),
    search=search_text,
    spelt={"label_key": "label"},
    finds=Findable(name="label", phone="phone", first=("active", True), order="no"),
    rank=4,
)
