"""The part of the policy that says who is called in an emergency, and what is one by itself (ESC-06)."""

from typing import Annotated

from pydantic import Field, StrictInt

from db.policy.parts import Coded, Count, Named, Part, Text


class Group(Named):
    """A support group [应急支援组]: those of these roles in the branch, and these persons by staff number."""

    roles: frozenset[str] = frozenset()
    persons: tuple[Text, ...] = ()


class Flood(Part):
    """So many tickets of level 1 in one branch within so many minutes; none is never."""

    tickets: Count
    minutes: Annotated[StrictInt, Field(ge=1)]


class Emergencies(Part):
    default: Text
    group: Coded[Group]
    branch: dict[str, str] = Field(default_factory=dict)
    flood: Flood

    def group_of(self, branch: str) -> Group:
        """The group that a branch calls."""
        return self.group[self.branch.get(branch, self.default)]
