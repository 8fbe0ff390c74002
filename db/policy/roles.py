"""Who may do what, and how far a role reaches: the shape of `roles` (PPL-03)."""

from pydantic import Field

from db.policy.parts import Coded, Named, Part, Reach


class Right(Named):
    roles: frozenset[str]


class Roles(Part):
    """`grant` is role → the roles that it may give and take; `verb` holds who may do a verb where that is not
    what the verb itself says; `scope` how far a role reaches, the branch where it is not named."""

    role: Coded[Named]
    verb: dict[str, frozenset[str]] = Field(default_factory=dict)
    right: Coded[Right]
    grant: dict[str, frozenset[str]] | None = None
    scope: dict[str, Reach] | None = None
