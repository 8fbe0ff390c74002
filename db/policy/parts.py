"""What the shapes of the policy's files are made of: a file is a section, its shape lies in a room beside.

Every named thing carries both languages.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from db.rules.text import WordedError

T = TypeVar("T")

Care = Literal["clean", "lubricate", "inspect"]
Reach = Literal["own", "team", "department", "branch", "all"]
REACHES: tuple[str, ...] = get_args(Reach)
OWN, TEAM, DEPARTMENT, BRANCH, ALL = REACHES
"""How far a role may reach, the narrowest first."""
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[StrictInt, Field(ge=0)]
Positive = Annotated[StrictInt, Field(ge=1)]
Minutes = Positive
Level = Annotated[StrictInt, Field(ge=1, le=4)]
LevelKey = Annotated[str, Field(pattern="^[1-4]$")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


def _with_codes(table: object) -> object:
    """Give every row of a table its key as its code."""
    if not isinstance(table, dict):
        return table
    return {code: {**row, "code": code} if isinstance(row, dict) else row for code, row in table.items()}


def _by_code(rows: object) -> object:
    """Make a table of rows that stand in an order of their own; a code that stands twice is refused."""
    if not isinstance(rows, list):
        return rows
    table = {row.get("code") if isinstance(row, dict) else None: row for row in rows}
    if len(table) != len(rows):
        raise WordedError("every row needs a code of its own")
    return table


Coded = Annotated[dict[str, T], BeforeValidator(_with_codes)]
Listed = Annotated[dict[str, T], BeforeValidator(_by_code)]


class Permitted(Protocol):
    """What a verb says of itself."""

    @property
    def name(self) -> str: ...
    @property
    def default_roles(self) -> frozenset[str]: ...


class Part(BaseModel):
    """Frozen. A field that a newer program added needs a default; one that it does not know is kept."""

    # Built on first use: a command that asks for roles pays for roles only.
    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)


class Names(Part):
    """What something is called in Chinese and in English."""

    zh: Text
    en: Text

    def name(self, language: str) -> str:
        """The Chinese name for `zh…`, else the English one."""
        return self.zh if language.startswith("zh") else self.en


class Named(Names):
    """Something with a code."""

    code: Text


N = TypeVar("N", bound=Named)


def named(rows: Mapping[str, N], text: str) -> N | None:
    """The row with this code, or else this name in either language, in any case and width."""
    if text in rows:
        return rows[text]
    from db.rules.products import folded  # codes need none

    wanted = folded(text)
    return next((row for row in rows.values() if wanted in (row.code, folded(row.zh), folded(row.en))), None)
