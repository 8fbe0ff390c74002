"""Reasons to choose from, and categories of causes: the shape of `reasons`."""

from pydantic import StrictBool

from db.policy.parts import Coded, Listed, Named, Part


class Reason(Named):
    """A reason to choose; a cause has a category. The `usual` one stands where somebody else says nothing."""

    category: str = ""
    usual: StrictBool = False


class CauseCategory(Named):
    """`department` is responsible; empty where nobody of ours is. `routes` are those of the products that
    know such causes; none means all."""

    department: str
    routes: tuple[str, ...] = ()


class Reasons(Part):
    list: Coded[Named]
    reason: dict[str, Listed[Reason]]
    category: Coded[CauseCategory]
