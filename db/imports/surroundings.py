"""What a plan may look at, and what it looks up there: people and places by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.errors import BadField
from db.imports.callers import Callers
from db.imports.words import folded
from db.log.facts import Reader
from db.policy.model import Policy
from db.rules.search import normal as plainly
from db.rules.sentence import msgid
from db.tables.organisation import Branch, Department, Zone
from db.tables.staff import Staff
from db.verbs.verb import Verb

Fields = dict[str, Any]
Answer = Mapping[str, Any]
TRANSLATED = msgid("A map file (--map) translates it.")
_PARTS = re.compile(r"[\s()（）/,，、]+")


@dataclass(frozen=True, slots=True)
class Planned:
    """A verb and when it happened; None stands for now."""

    verb: Verb
    at: datetime | None = None


Plan = Generator[Planned, Answer, None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The store's rows and policy, the present, and what the import says of itself and of this row.

    `kept` are texts, by field, that no field takes, to which a plan adds; `title` is what the file calls a
    field; `default_of` what a map says of all values of a field that are known by no other name; `employment`
    what a list of people says of this one: active, left, or nothing.
    """

    read: Reader
    policy: Policy
    now: datetime
    zone: ZoneInfo
    callers: Callers
    source: str = ""
    import_id: str = ""
    kept: dict[str, str] = field(default_factory=dict)
    title: Callable[[str], str] = str
    default_of: Callable[[str], str | None] = lambda _: None
    employment: str = ""


def person(text: Any, read: Reader) -> str | None:
    """The number of the person with this number or name, or both; None for nobody, or several of the name."""
    if not text:
        return None
    wanted = str(text).strip()
    people = read.rows(Staff)
    numbers = {each.no.casefold(): each.no for each in people}
    by_number = [numbers[wanted.casefold()]] if wanted.casefold() in numbers else []
    named = by_number or [each.no for each in people if plainly(each.label) == plainly(wanted)]
    parts = () if named else _PARTS.split(wanted.casefold())
    found = named or [numbers[part] for part in parts if part in numbers]
    return found[0] if len(found) == 1 else None


def coded(
    fields: Fields, name: str, kind: type[Branch] | type[Department] | type[Zone], around: Surroundings
) -> None:
    """A branch, department or zone by its name, in either language."""
    text = fields.get(name)
    if not isinstance(text, str):
        return
    read, named = around.read, getattr(around.policy.organisation, name)
    for row in read.rows(kind):
        names = [row.code, row.label]
        if row.code in named:
            names += [named[row.code].zh, named[row.code].en]
        if folded(text) in map(folded, names):
            fields[name] = row.code
            return
    raise BadField(
        name, "“{value}” is none of: {names}.", TRANSLATED, value=text[:40],
        names=", ".join(f"{row.label} ({row.code})" for row in read.rows(kind))[:500],
    )  # fmt: skip


def unnamed(name: str, text: str, **codes: tuple[str, ...]) -> BadField:
    """For a name that the policy does not know; the one keyword says what its codes are."""
    said = {
        "skill": msgid("“{value}” is none of: {skill}."),
        "tools": msgid("“{value}” is none of: {tools}."),
    }
    [kind] = codes
    return BadField(name, said[kind], TRANSLATED, value=text[:40], **codes)
