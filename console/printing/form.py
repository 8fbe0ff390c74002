"""What a form is: which view answers for it, and what stands on it in the document's own order and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from console.printing.facts import Facts
from console.printing.paper import Block
from db.views.view import View

Lays = Callable[[Facts], tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form.

    `title` is what the document calls it, `called` and `summary` the same for lists: msgids. It is about a
    thing of one of the `families`, of which it asks the number; `compulsory` says whether it has to be told.
    It is also the paper of the list `register`, of which `column` holds the number. The
    view that `asks` makes answers for it, those of `beside` besides. `lays` gives its blocks, `at` the moment
    of the record that it shows, `bears` the number at its head. Labels in it are the document's own words,
    whatever the language of the screen is.
    """

    key: str
    title: str
    called: str
    summary: str
    families: tuple[str, ...]
    asks: Callable[[str, int | None], View[Any]]
    lays: Lays
    at: Callable[[Facts], datetime | None]
    bears: Callable[[Facts], str]
    compulsory: bool = True
    beside: Mapping[str, Callable[[Facts], View[Any] | None]] = field(default_factory=dict)
    subtitle: str = ""
    copies: tuple[str, ...] = ()
    versions: bool = False
    """Whether earlier versions can be printed."""
    argument: Literal["NUMBER", "STAFF_NO", "MONTH", "PERIOD", ""] = "NUMBER"
    register: str = ""
    column: str = ""
