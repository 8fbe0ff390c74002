"""Reports that are owed, and shifts that were handed over, as subjects (RPT-04, RPT-06)."""

from __future__ import annotations

from db.subjects.subject import BESIDE, Subject
from db.tables.report import Handover, HandoverTicket, ReportDuty

REPORT = Subject(
    family="report",
    root=ReportDuty,
    rank=BESIDE - 1,
    series="RP and the number of the event that made it",
)
HANDOVER = Subject(
    family="handover",
    root=Handover,
    children={HandoverTicket: "handover"},
    series="HO and the number of the event that made it",
)
