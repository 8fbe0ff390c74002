"""Numbers, limits, the ranking and the survey: the shape of `settings`."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StrictInt

from db.policy.parts import Coded, Count, Named, Names, Part


class Weight(Named):
    weight: Annotated[StrictInt, Field(ge=0)]


class Ranking(Part):
    """How candidates are compared (DSP-04): a load of `load_full` jobs and `distance_far_km` are worth 0."""

    load_full: Annotated[StrictInt, Field(ge=1)]
    distance_far_km: Annotated[StrictInt, Field(ge=1)]
    tie_rules: tuple[Literal["load", "distance", "staff"], ...]
    weight: Coded[Weight]

    def weights(self) -> Mapping[str, int]:
        """Weight by part."""
        return {code: row.weight for code, row in self.weight.items()}


class TextLimits(Part):
    """Most characters of a name, a phone number, an address, a fault or note."""

    name: Count
    phone: Count
    address: Count
    long: Count


class Box(Names):
    """A box of the paper form, and the mark that it stands for."""

    mark: Annotated[StrictInt, Field(ge=1, le=5)]


class Question(Named):
    """A question of the survey; without `ways` it is asked whatever the way of service (CLS-03)."""

    ways: tuple[str, ...] = ()
    boxes: tuple[Box, ...]


class Settings(Part):
    setting: dict[str, StrictInt]
    text: TextLimits
    ranking: Ranking
    survey: Coded[Question] | None = None
