"""Products, who is responsible for them, and what their jobs demand: the shape of `products`."""

from typing import Annotated

from pydantic import Field, StrictInt

from db.policy.parts import Coded, Count, Minutes, Named, Part, Positive, Text


class Category(Named):
    """A product category; `skill` and `certificate` may be empty, `tools` are kinds, `warranty` months."""

    words: tuple[Text, ...]
    weak: tuple[Text, ...] = ()
    profile: Text
    trade: Text
    skill: str
    certificate: str
    tools: tuple[str, ...]
    warranty: Count
    route: Text


class Demand(Part):
    """What jobs demand (KIT-14, DSP-05): all conditions must hold, one that is left out always does.

    `faults` are groups or common faults. `skills` is skill → lowest grade, `parts` kind of consumable →
    pieces to take along, `minutes` how long such a job lasts.
    """

    kinds: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    faults: frozenset[str] = frozenset()
    ways: frozenset[str] = frozenset()
    skills: dict[str, Annotated[StrictInt, Field(ge=1, le=3)]] = Field(default_factory=dict)
    certificates: tuple[Text, ...] = ()
    tools: tuple[Text, ...] = ()
    parts: dict[str, Positive] = Field(default_factory=dict)
    minutes: Minutes | None = None


class FaultGroup(Named):
    words: tuple[Text, ...]


class Route(Named):
    """Who is responsible for a kind of product (INT-06)."""

    department: Text
    role: Text


class Products(Part):
    default: Text
    category: Coded[Category]
    fault_group: Coded[FaultGroup]
    route: Coded[Route]
    demand: tuple[Demand, ...] = ()
