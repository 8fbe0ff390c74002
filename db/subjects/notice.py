"""Notices as subjects: each has a chain of its own, since its ticket's is no place for what is told of it."""

from __future__ import annotations

from db.subjects.subject import Subject
from db.tables.notice import Notice

NOTICE = Subject(
    family="notice",
    root=Notice,
    series="NT and the number of the event that made it",
)
