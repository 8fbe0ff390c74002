"""What the desk knows of whoever sits at it, and what can be named here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from console.desk.part import Part
from console.session import Done
from console.words.naming import Things
from db.views.who import OwnRoles


class Knowing(Part):
    """Asks for it."""

    roles: frozenset[str] | None = None
    """The roles of whoever sits here; None until they are known."""
    things: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
    """What forms and sentences may name besides people and tickets, once it was asked for."""

    def ask_roles(self) -> None:
        """Ask what whoever sits here may do: what they may not is dimmed, with why."""

        def came(done: Done) -> None:
            if done.ok:
                self.roles = done.result
                self.refresh_keys()

        self.session.ask("roles", OwnRoles(), came)

    def ask_things(self, then: Callable[[], object] | None = None) -> None:
        """Ask what can be named: a panel in which verbs are chosen does, before one of their forms opens."""

        def came(done: Done) -> None:
            if done.ok:
                self.things = done.result
                if then is not None:
                    then()

        self.session.ask("things", Things(), came)
