"""How the fields of a form are spread over its width: under one another, or in two columns."""

from collections.abc import Sequence

from widgets.field import Field

TWO_COLUMNS = 100
"""Cells from which the fields stand in two columns."""
FEW = 4
"""So many fields always stand under one another."""


def lines_wanted(fields: Sequence[Field], width: int) -> int:
    """Lines that a form with a title needs to show all of these fields on so many cells."""
    heights = [sum(field.height for field in block) for block in halves(fields)]
    return (max(heights) if width >= TWO_COLUMNS else sum(heights)) + 2


def halves(fields: Sequence[Field]) -> list[Sequence[Field]]:
    """The fields in two blocks of about the same height; few ones, and such that need the width, in one."""
    if len(fields) <= FEW or any(field.whole for field in fields):
        return [fields]
    total, y = sum(field.height for field in fields), 0
    for place, field in enumerate(fields):
        if y >= total / 2:
            return [fields[:place], fields[place:]]
        y += field.height
    return [fields]
