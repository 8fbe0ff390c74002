"""What the desk knows of whoever sits at it, and what they may do."""

from __future__ import annotations

from console.desk.part import Part
from console.session import Done
from db.views.myself import OwnRoles


class Knowing(Part):
    """Asks for it."""

    roles: frozenset[str] | None = None
    """The roles of whoever sits here; None until they are known."""

    def ask_roles(self) -> None:
        """Ask what whoever sits here may do: what they may not is dimmed, with why."""

        def came(done: Done) -> None:
            if done.ok:
                self.roles = done.result
                self.refresh_keys()

        self.session.ask("roles", OwnRoles(), came)
