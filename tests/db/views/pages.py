"""Pages of lists of the small branch (`store`), and the words by which those are narrowed."""

from __future__ import annotations

from typing import Any

from db.store import Store
from db.views import VIEWS
from db.views.listing import Page
from db.views.paging import Paged

ACTOR = "A01"
"""Who sees everything."""
BIG = 100_000
FINDS = ("", "nsjd", "南山", "电", "zhang", "T001", "139", "在 电", "nothing like it", "K", "2607")


def page(store: Store, name: str, **asked: Any) -> Page:
    return store.read(Paged(of=VIEWS[name](), **asked), ACTOR)
