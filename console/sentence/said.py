"""What I said at whatever desk, for the key up."""

from __future__ import annotations

from db import said
from db.views.view import View, ViewContext


class Said(View[tuple[str, ...]]):
    """My sentences, the last one last; it has no name, since nobody asks for it from outside."""

    def read(self, context: ViewContext) -> tuple[str, ...]:
        return said.of(context.connection, context.person.no) if context.person else ()
