"""What columns of a file are called that mean something else than the field of that name, or have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

from db import kinds
from db.kinds import Called
from db.views import columns as column
from db.views.view import shape_of


class TicketColumns(TypedDict):
    """What a ticket of another system tells beside the call itself."""

    status: Annotated[str, kinds.Code("state"), Called("State")]
    entered_at: column.EnteredAt
    contacted_at: Annotated[str, kinds.Instant(), Called("Contacted")]
    dispatched_at: column.DispatchedAt
    arrived_at: column.ArrivedAt
    paused_at: Annotated[str, kinds.Instant(), Called("Paused")]
    resumed_at: Annotated[str, kinds.Instant(), Called("Resumed")]
    finished_at: column.FinishedAt
    surveyed_at: column.SurveyedAt
    closed_at: column.ClosedAt
    pause_reason: column.PauseReason
    resolution: Annotated[str, kinds.WORDS, Called("Resolution")]


class ToolColumns(TypedDict):
    """What stands beside a tool."""

    price: Annotated[int, kinds.Fen(), Called("Price")]
    staff: Annotated[str, kinds.StaffNo(), Called("Holder")]


class RosterColumns(TypedDict):
    """Whose days a roster says, and what."""

    staff: Annotated[str, kinds.StaffNo(), Called("Staff no.")]
    label: Annotated[str, kinds.TEXT, Called("Name")]
    day: Annotated[str, kinds.Day(), Called("Day")]
    shift: Annotated[str, kinds.TEXT, Called("Shift", context="shift")]
    shifts: Annotated[str, kinds.TEXT, Called("Shifts")]
    month: Annotated[str, kinds.TEXT, Called("Month")]


OWN: Mapping[str, type] = {"tickets": TicketColumns, "tools": ToolColumns, "roster": RosterColumns}


def title_of(kind: str, name: str) -> str:
    """What a column of such a file is called: a msgid, empty where the verb's field of that name says it."""
    own = shape_of(OWN[kind]) if kind in OWN else {}
    return own[name].label if name in own else ""
