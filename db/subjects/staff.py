"""People as subjects: what they can do and when they are there; where they are sent is the ticket's."""

from __future__ import annotations

from db.rules.search import haystack
from db.subjects.subject import Subject
from db.tables.staff import Certificate, Duty, Skill, Staff


def search_text(person: Staff) -> str:
    """What a person is found by: number, phone, name and its pinyin."""
    return haystack(person.no, person.phone, names=(person.label,))


STAFF = Subject(
    family="staff",
    root=Staff,
    children=dict.fromkeys((Skill, Certificate, Duty), "staff"),
    search=search_text,
)
