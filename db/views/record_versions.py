"""The versions of a service record: who wrote, signed and approved each (VIS-02, VIS-15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from db.tables.record import RecordSignature, RecordVersion
from db.tables.task import Request
from db.verbs.requesting import fields_of
from db.views.record_columns import RecordRow
from db.views.view import ViewContext


def versions_of(
    context: ViewContext, row: RecordRow, signatures: Sequence[RecordSignature]
) -> list[dict[str, Any]]:
    """The versions of a record, with what came of the signature and the approval of each."""
    how = {each.version: each.how for each in signatures}
    approvals = _approvals(context, row)
    versions = sorted(context.read.rows(RecordVersion, record=row.number), key=lambda each: each.version)
    return [
        {
            "version": each.version,
            "at": each.at,
            "actor": each.actor,
            "reason": each.reason,
            "signature": how.get(each.version),
            "approved": row.approved_version == each.version,
            "approved_at": approvals[each.version].at if each.version in approvals else None,
            "approved_by": approvals[each.version].by if each.version in approvals else None,
        }
        for each in versions
    ]


class _Approval(NamedTuple):
    at: datetime
    by: str | None


def _approvals(context: ViewContext, row: RecordRow) -> dict[int, _Approval]:
    """When the versions up to the approved one were approved; by whom, where it was asked for."""
    if row.approved_version is None or row.approved_at is None:
        return {}
    found = {row.approved_version: _Approval(row.approved_at, None)}
    asked = context.read.rows(Request, about=f"ticket:{row.ticket}", verb="approve_record", state="granted")
    for each in sorted(asked, key=lambda request: request.asked_at):
        fields = fields_of(each)
        version = int(fields.get("record_version") or 0)
        if fields.get("record") == row.number and version <= row.approved_version and each.decided_at:
            found[version] = _Approval(each.decided_at, each.decided_by)
    return found
