"""What stands on a command line besides options."""

from __future__ import annotations

from console.words.i18n import N_
from db.errors import BadField


def missing(argument: str) -> BadField:
    """That an argument is not there, called as the page of help calls it."""
    return BadField(
        argument,
        N_("{argument} is missing."),
        N_("Add --help to see how it is called."),
        argument=argument.upper(),
    )
