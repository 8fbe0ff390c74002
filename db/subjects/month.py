"""Closed months as subjects (RPT-02)."""

from __future__ import annotations

from db.subjects.subject import Subject
from db.tables.closed_month import ClosedFigure, ClosedMonth

MONTH = Subject(
    family="month", root=ClosedMonth, children={ClosedFigure: "month"}, series="the month, as 2026-07"
)
