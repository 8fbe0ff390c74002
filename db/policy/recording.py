"""The part of the policy that says what closing demands and which papers come back (CLS-05, VIS-07)."""

from pydantic import Field

from db.policy.parts import Coded, Named, Part


class Form(Named):
    """A paper that comes back when the job ends; quality gets a copy where it says so."""

    copy_to_quality: bool = False


class Closing(Part):
    """What closing demands after a way of service, and the papers that it waits for."""

    demands: tuple[str, ...]
    forms: tuple[str, ...] = ()


class Records(Part):
    """A policy of before says nothing here, and demands what it demanded."""

    form: Coded[Form] = Field(default_factory=dict)
    closing: dict[str, Closing] = Field(default_factory=dict)
