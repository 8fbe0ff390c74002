"""Where a row of a list leads that has no card of its own."""

from __future__ import annotations

from db.views import VIEWS


def test_no_list_leads_anywhere_from_the_row_that_is_not_there() -> None:
    """An empty list has no row under the cursor; its keys are asked of all the same."""
    assert {name for name, view in VIEWS.items() if view.led_by({}) is not None} == set()
