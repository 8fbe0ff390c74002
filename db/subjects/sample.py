"""Samples of closed tickets as subjects (PRC-01)."""

from __future__ import annotations

from db.subjects.subject import BESIDE, Subject
from db.tables.sample import Sample, SampleTicket

SAMPLE = Subject(
    family="sample",
    root=Sample,
    children={SampleTicket: "sample"},
    rank=BESIDE - 1,
    series="SM and the number of the event that made it",
)
