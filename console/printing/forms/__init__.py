"""Every form that there is, in the order in which a job needs them."""

from __future__ import annotations

from collections.abc import Mapping

from console.printing.form import Form
from console.printing.forms.planning import OUTSIDE_REQUEST, PLAN
from console.printing.forms.record import RECORD
from console.printing.forms.repair_record import REPAIR_RECORD
from console.printing.forms.report import REPORT
from console.printing.forms.sheets import HANDLING_SHEET, INFORMATION_SHEET
from console.printing.forms.slip import SLIP
from console.printing.forms.survey import SURVEY
from console.printing.forms.tools import LOANS, STOCKTAKE, TOOL_LABELS, TOOL_LIST

FORMS: Mapping[str, Form] = {
    form.key: form
    for form in (
        SLIP, HANDLING_SHEET, INFORMATION_SHEET, PLAN, OUTSIDE_REQUEST, RECORD,
        REPAIR_RECORD, SURVEY,
        TOOL_LIST, LOANS, TOOL_LABELS, STOCKTAKE, REPORT,
    )
}  # fmt: skip
"""By the name by which they are printed."""
