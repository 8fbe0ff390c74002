"""Common faults of products: the shape of `faults`."""

from db.policy.parts import Level, Named, Part


class Fault(Named):
    """A common fault; `level` is what triage proposes."""

    level: Level


class FaultList(Part):
    categories: tuple[str, ...]
    faults: tuple[Fault, ...]


class Faults(Part):
    group: dict[str, FaultList]
