"""The part of the policy that says what stands at the head of a printed form, and what is checked before
somebody sets out (FRM-02, DSP-06)."""

from typing import Literal

from pydantic import Field, StrictBool

from db.policy.parts import Listed, Named, Part

Service = Literal[
    "installation", "commissioning", "repair", "maintenance", "training", "consulting", "remote", "parts",
    "inspection", "upgrade", "data",
]  # fmt: skip
"""The kinds of service."""


class Head(Part):
    """What the house's own documents carry at their head; what is empty is left out.

    `code` is 文件编码, `edition` 版本版次, `controlled` 受控状态, then 编制, 审核, 批准, 发布日期, 实施日期.
    """

    code: str = ""
    edition: str = ""
    controlled: StrictBool | None = None
    prepared: str = ""
    reviewed: str = ""
    approved: str = ""
    issued: str = ""
    effective: str = ""


class Departure(Named):
    """A line of the checklist before departure; without `kinds` it is checked for every kind of service."""

    kinds: tuple[Service, ...] = ()


class Forms(Part):
    """`company` stands at the head of every form, `heads` by the form's name."""

    company: str = ""
    heads: dict[str, Head] = Field(default_factory=dict)
    departure: Listed[Departure] = Field(default_factory=dict)

    def head(self, form: str) -> Head:
        """The head of a form; an empty one where nothing is said of it."""
        return self.heads.get(form) or Head()

    def checked(self, kind: str) -> tuple[Departure, ...]:
        """What is checked before somebody sets out for this kind of service."""
        return tuple(row for row in self.departure.values() if not row.kinds or kind in row.kinds)
