"""What verbs and views declare, as scripts and help pages read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from db import index, kinds
from db.policy.load import shipped_lists
from db.verbs.fields import field_kind, field_label
from db.verbs.parsing import choices_of
from db.verbs.verb import labels_of, verbs

if TYPE_CHECKING:
    from db.policy.model import Policy
    from db.verbs.verb import Verb

Kind = Literal["text", "integer", "choice", "yes_no", "instant", "date", "list"]
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class FieldDeclared:
    """A field of a verb or view. `choices` are codes; `limits` the lowest and the highest number."""

    name: str
    type: Kind
    required: bool
    choices: tuple[str, ...]
    limits: tuple[int | None, int | None] = (None, None)
    kind: kinds.Kind = kinds.TEXT
    label: str = ""
    """What it is called: a msgid."""

    @property
    def is_needed(self) -> bool:
        """Whether somebody has to fill it in: compulsory, and it does not fill itself."""
        return self.required and not (isinstance(self.kind, kinds.Instant) and self.kind.fills)

    @property
    def names(self) -> str:
        """What the field names by number, name, pinyin or initials: staff, customer, tool or ticket."""
        return self.kind.family if isinstance(self.kind, kinds.Reference) else ""

    @property
    def listed(self) -> str:
        """The policy's list of reasons that the field is chosen from."""
        return self.kind.list if isinstance(self.kind, kinds.Reason) else ""

    def as_json(self) -> dict[str, Any]:
        """The keys of the interface."""
        return {
            "name": self.name,
            "type": self.type,
            "required": self.required,
            "choices": list(self.choices),
        }


def fields_of(kind: type[BaseModel], policy: Policy | None = None) -> list[FieldDeclared]:
    """The fields in the order in which they are declared; lists are the policy's, or the shipped ones."""
    return [_chosen(field, policy) for field in _of_code(kind)]


@cache
def _of_code(kind: type[BaseModel]) -> tuple[FieldDeclared, ...]:
    """What stands in the code, whatever the policy: the sentence line asks it of all verbs."""
    return tuple(_declared(name, field) for name, field in kind.model_fields.items())


def _chosen(field: FieldDeclared, policy: Policy | None) -> FieldDeclared:
    """A field that is chosen from a list of the policy, with the codes of that list."""
    if not isinstance(field.kind, kinds.Reason) or field.kind.free:
        return field
    return replace(field, choices=tuple((policy or shipped_lists()).reasons_for(field.kind.list)))


def _declared(name: str, field: FieldInfo) -> FieldDeclared:
    kind = field_kind(field)
    closed = isinstance(kind, kinds.Reason) and not kind.free
    return FieldDeclared(
        name,
        "choice" if closed else kind_of(field.annotation),
        field.is_required(),
        () if closed else choices_of(field.annotation),
        _limits(field.annotation, field.metadata),
        kind,
        field_label(field),
    )


def called(name: str) -> str:
    """What a field is called where only its name is known, as in an error: a msgid, empty for none.

    The first verb that has such a field says it. All are imported for a name that the index does not know.
    """
    return index.CALLED.get(name) or every_label().get(name, "")


@cache
def every_label() -> Mapping[str, str]:
    """What the fields of all verbs are called, by their names."""
    found: dict[str, str] = {}
    for verb in verbs().values():
        for name, label in labels_of(verb).items():
            found.setdefault(name, label)
    return found


def kind_of(annotation: Any) -> Kind:
    """The kind of a field; a reference that may also be a list counts as text."""
    kinds = _kinds(annotation)
    if "list" in kinds and len(kinds) > 1:
        kinds.remove("list")
    return kinds[0]


def _kinds(annotation: Any) -> list[Kind]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [kind for part in get_args(annotation) if part is not NoneType for kind in _kinds(part)]
    if origin is Literal:
        return ["choice"]
    if origin in (tuple, list, frozenset, set):
        return ["list"]
    return [_plain(annotation)]


def _plain(annotation: Any) -> Kind:
    # A bool is an int and an instant a date: the narrower one first.
    named: Sequence[tuple[type, Kind]] = (
        (bool, "yes_no"), (int, "integer"), (datetime, "instant"), (date, "date"),
    )  # fmt: skip
    if isinstance(annotation, type):
        return next((kind for base, kind in named if issubclass(annotation, base)), "text")
    return "text"


def _limits(annotation: Any, metadata: Sequence[Any]) -> tuple[int | None, int | None]:
    marks = [*metadata]
    for part in get_args(annotation):
        for mark in getattr(part, "__metadata__", ()):
            marks += getattr(mark, "metadata", [mark])
    low = next((mark.ge for mark in marks if hasattr(mark, "ge")), None)
    high = next((mark.le for mark in marks if hasattr(mark, "le")), None)
    return low, high


def roles_of(policy: Policy, verb: type[Verb]) -> list[str]:
    """The roles that may do the verb; the administrator may do every one."""
    return [*sorted(policy.roles_of(verb) - {ADMIN}), ADMIN]


def key_of(name: str) -> str | None:
    """The desk's key for a verb or view; null while there is no desk, or none for it."""
    from importlib import import_module
    from importlib.util import find_spec

    if find_spec("console.keys.list") is None:
        return None
    keys = import_module("console.keys.list")
    found = keys.key_of_verb(name)
    return str(keys.shown_key(found)) if found is not None else None
