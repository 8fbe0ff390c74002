"""The parts of the policy about tools: kinds, and the standard kits of trades (KIT-01, KIT-04)."""

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from db.policy.parts import Care, Coded, Count, Named, Part


class ToolKind(Named):
    """`price` in fen, `life` and `calibration` in months (0: none), `permit` a certificate or empty; `care`
    says every how many months it is to be cleaned, lubricated or inspected, `safety` which kinds have to
    be at hand where it is used (KIT-13)."""

    durable: StrictBool
    price: Count
    life: Count
    calibration: Count
    permit: str
    care: dict[Care, Annotated[StrictInt, Field(ge=1)]] = Field(default_factory=dict)
    safety: tuple[str, ...] = ()


class Tools(Part):
    tool: Coded[ToolKind]


class Trade(Named):
    """A trade and its standard kit: tool kind → count."""

    kit: dict[str, Annotated[StrictInt, Field(ge=1)]]


class Kits(Part):
    trade: Coded[Trade]
