"""The lists that the desk opens as registers by what stands there, and those in which nothing does."""

from db.views.figures import Figures
from db.views.view import VIEWS

EMPTY = (
    "appointments", "punctuality", "imports", "causes", "consumables", "handovers",
    "closed_month", "closed_months", "conformance", "overlaps", "picked", "picks", "sample_tickets",
    "samples", "tool_accidents", "tool_orders",
)  # fmt: skip
"""Lists in which nothing stands in this branch."""
KNOWN_HERE = {"number", "staff", "product"}
"""What a view can be told of the ticket under the cursor."""
LISTS = sorted(
    name
    for name, kind in VIEWS.items()
    if kind.is_list()
    and name != Figures.name  # which has a screen of its own (test_periods.py)
    and KNOWN_HERE.issuperset(each for each, field in kind.model_fields.items() if field.is_required())
)
