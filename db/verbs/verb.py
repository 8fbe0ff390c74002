"""What a verb is: fields, a rule, what it reads, and what it decides.

Declared once, a verb is a palette line, a form, a command, a permission, an event and an audit line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr

from db.errors import BadField, StoreError
from db.kinds import TICKET, Complaint, Kind, Reason, Reference, Tells, Text
from db.log.facts import Facts, Outcome, Reader
from db.marks import marks_of, told_of
from db.policy.model import Policy
from db.rooms import Rooms
from db.subjects.subject import SUBJECTS
from db.tables.row import Row
from db.verbs.context import Context
from db.verbs.fields import Private, field_kind, field_label
from db.verbs.groups import GROUPS, Group
from db.verbs.naming import meant

Reads = Mapping[str, tuple[type[Row], ...]]
VERBS: Rooms[type[Verb]] = Rooms("verbs", "db.verbs")
LATER = ("db.imports.verbs", "db.imports.withdrawing")
"""Chapters that are loaded when one of their verbs is met."""


class Verb(BaseModel):
    """One change of the store.

    A subclass with a `name` is a verb that people may call: `word` is what it is called, the first line of
    its docstring its summary; both are msgids; it stands in its `group` wherever all are listed. `rule` is
    the rule it keeps; `default_roles` may do it where the policy does not say otherwise (PPL-03); `undoable`
    says that undo takes it back, `out_of_order` that it may lie before the last event of its ticket, `ends`
    that its ticket is no longer served afterwards, `revises` that its fields are facts of the ticket, so that
    a form begins with them, `by_watch` that nobody but the watch does it, `own_work` that it acts on what the
    actor did before, which stays theirs wherever it went, `makes` the family of what it makes under a number
    of its own: that one is taken it says itself, wherever that lies.

    `about` is the field with what it is about: a list there is a bulk, one event for each. `reads` says by
    field what it reads of the things named there beside their root: kinds of rows. `looks_at`
    are the kinds that its own `facts` or `decide` looks at besides.

    `form` names the fields that a form asks for first, in their order; a key that is for no more stops there.
    `sentence` names the fields that stand behind it in the dispatch sentence, in their order, `named_by` one
    whose codes are as good as its own name there (“arrived 412”). `tells` are the fields that a timeline
    tells, by default all of them; `tells_names` says that it names them too. `deed` is a field whose code
    says better than `word` what was done. `answers` are the values of its answer that people are told of.
    `foretold` says that a form shows what it would change of open tickets before it is sent (`foretold_by`).
    `whole` says of a bulk that it is refused where one of its parts is; `fills` are fields that it fills in
    where they are left out. `example` are fields, without the ticket, with which tests can try every verb.
    """

    # What checks the fields is built when one is first made: a start makes few of them.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: ClassVar[str] = ""
    word: ClassVar[str] = ""
    group: ClassVar[Group | None] = None
    rule: ClassVar[str] = ""
    default_roles: ClassVar[frozenset[str]] = frozenset()
    undoable: ClassVar[bool] = False
    internal: ClassVar[bool] = False
    by_watch: ClassVar[bool] = False
    about: ClassVar[str] = ""
    reads: ClassVar[Reads] = {}
    looks_at: ClassVar[tuple[type[Row], ...]] = ()
    out_of_order: ClassVar[bool] = False
    own_work: ClassVar[bool] = False
    makes: ClassVar[str] = ""
    ends: ClassVar[bool] = False
    revises: ClassVar[bool] = False
    deed: ClassVar[str] = ""
    form: ClassVar[tuple[str, ...]] = ()
    sentence: ClassVar[tuple[str, ...]] = ()
    named_by: ClassVar[str] = ""
    tells: ClassVar[tuple[str, ...] | None] = None
    tells_names: ClassVar[bool] = False
    answers: ClassVar[Mapping[str, Tells]] = {}
    example: ClassVar[Mapping[str, Any]] = {}
    foretold: ClassVar[bool] = False
    whole: ClassVar[bool] = False
    fills: ClassVar[frozenset[str]] = frozenset()

    # A slot and no private attribute of pydantic's, which costs as much as the rest of a verb.
    __slots__ = ("_given",)
    if TYPE_CHECKING:
        _given: Mapping[str, Any] = PrivateAttr()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if cls.__dict__.get("name"):
            if not cls.default_roles:
                raise TypeError(
                    f"{cls.__name__} does not say who may do it: give it default_roles (db/verbs/who.py)"
                )
            if not cls.word:
                raise TypeError(f"{cls.__name__} has no word for people: give it a word")
            if cls.group not in GROUPS:
                raise TypeError(f"{cls.__name__} stands nowhere: give it a group (db/verbs/groups.py)")
            VERBS[cls.name] = cls

    @property
    def given(self) -> Mapping[str, Any]:
        """The fields as they were given, before defaults and reading."""
        try:
            return self._given
        except AttributeError:
            return self.model_dump(mode="json", exclude_unset=True)

    def remember(self, given: Mapping[str, Any]) -> None:
        """Keep the fields as they were given."""
        object.__setattr__(self, "_given", given)

    @classmethod
    def private_fields(cls) -> Iterator[str]:
        """The fields that the log seals."""
        return (
            name
            for name, field in cls.model_fields.items()
            if any(isinstance(mark, Private) for mark in marks_of(field.annotation, field.metadata))
        )

    def coded(self, policy: Callable[[], Policy]) -> Self:
        """The same verb with the reasons that the policy lists as their codes.

        Raises BadField where nothing but a listed one may stand.
        """
        codes: dict[str, str] = {}
        for name, mark in listed_fields(type(self)).items():
            text = getattr(self, name)
            found = policy().reason(mark.list, text) if text else None
            if found is not None:
                codes[name] = found.code
            elif text and not mark.free:
                listed = ", ".join(policy().reasons_for(mark.list))
                raise BadField(name, "{field} is one of {choices}.", choices=listed)
        if all(getattr(self, name) == code for name, code in codes.items()):
            return self
        copy = self.model_copy(update=codes)
        copy.remember({**self.given, **{name: code for name, code in codes.items() if name in self.given}})
        return copy

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring, for people."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves by which it may act on a thing with states: its own, unless it says others."""
        return (cls.name,)

    @classmethod
    def foretold_by(cls, fields: Mapping[str, Any], tickets: Sequence[str], given: str) -> dict[str, str]:
        """How the view of what it would change is asked; `given` are the fields as JSON."""
        raise NotImplementedError

    def each(self) -> tuple[Self, ...]:
        """The verbs that a bulk stands for, one for each thing that it is about; a plain verb is its only
        one."""
        if not self.is_bulk:
            return (self,)
        given: Mapping[str, Any] = self.given
        parts = []
        for reference in dict.fromkeys(getattr(self, self.about)):
            part = self.model_copy(update={self.about: reference})
            part.remember({**given, self.about: reference})
            parts.append(part)
        return tuple(parts)

    def spread(self, read: Reader, context: Context) -> Self:
        """The same verb with what a word stands for in the place of what it is about (`all`)."""
        return self

    @property
    def is_bulk(self) -> bool:
        """Whether a list was given of what it is about: one id, one event for each."""
        return bool(self.about) and not isinstance(getattr(self, self.about), str)

    @property
    def one(self) -> str:
        """The number of the one thing that it is about, once references are resolved; empty where it names
        none."""
        named = getattr(self, self.about)
        assert isinstance(named, str)
        return named

    def refusal(self, part: Verb, error: StoreError) -> StoreError:
        """How the refusal of a part is told where it refuses the `whole`."""
        return error

    def amount(self, facts: Facts, context: Context) -> int | None:
        """The money that it is about, in fen, where who decides on it goes by that (ESC-07)."""
        return None

    def is_asked_for(self, when: str, facts: Facts, context: Context) -> bool:
        """Whether the condition holds under which the policy wants it asked for. A verb knows its own; under
        one that it does not know it is asked for always."""
        return True

    def next_rung(self, facts: Facts, context: Context) -> str:
        """The role above those that are called, where the policy lets that one decide (SLA-08)."""
        raise NotImplementedError(f"{self.name} has no ladder: give its approval another role")

    def resolve(self, read: Reader, context: Context) -> Self:
        """The same verb with every reference spelt out: `412` becomes `YX2607-412`, 王强 T002; refuses
        unknown ones, and names that several bear."""
        spelt: dict[str, Any] = {}
        for name, family in references(type(self)).items():
            value = getattr(self, name)
            if isinstance(value, str):
                optional = not type(self).model_fields[name].is_required()
                spelt[name] = value if optional and not value else meant(read, context, family, value)
            elif value:
                spelt[name] = tuple(meant(read, context, family, each) for each in value)
        return self.resolved(**spelt)

    def afresh(self, read: Reader, context: Context) -> Self:
        """The same verb when what was asked for is granted: what it chose by itself is chosen anew."""
        return self

    def told(self) -> dict[str, Any]:
        """The fields as the log keeps them: as given, with the number of whatever was called by a name."""
        told = dict(self.given)
        for name in references(type(self)):
            if name in told:
                told[name] = _like(told[name], getattr(self, name))
        return told

    def resolved(self, **values: Any) -> Self:
        """A copy with other field values that still knows what was given; the verb itself where
        none differs."""
        if values and all(getattr(self, name) == value for name, value in values.items()):
            return self
        copy = self.model_copy(update=values)
        copy.remember(self.given)
        return copy

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        """The subjects to lock, by default what the fields that it reads name. What is read here may change
        before the lock is held."""
        if not self.reads:
            raise NotImplementedError(f"{self.name} reads nothing: say what it locks")
        for field in self.reads:
            yield from self.keys_of(field)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        """The rows to decide on, read with the subjects locked: what `reads` declares."""
        for name, kinds in self.reads.items():
            subject = SUBJECTS[references(type(self))[name]]
            for each in self.names(name):
                yield from subject.rows(read, each, kinds)

    def names(self, field: str) -> tuple[str, ...]:
        """The numbers that a field names, once references are resolved; none where it is empty."""
        value = getattr(self, field)
        return value if isinstance(value, tuple) else (value,) if value else ()

    def keys_of(self, field: str) -> Iterator[str]:
        """The same as keys of subjects."""
        family = references(type(self))[field]
        return (f"{family}:{name}" for name in self.names(field))

    def principal(self) -> frozenset[str]:
        """What it is about first of all, whose version a caller may expect."""
        field = self.about or next(iter(self.reads), "")
        return frozenset(self.keys_of(field)) if field else frozenset()

    @classmethod
    def read_kinds(cls) -> frozenset[type[Row]] | None:
        """The kinds of rows that its facts may hold; None for a verb of which only its events can say."""
        return _read_kinds(cls)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        """Everything this verb decides. Pure; refuses with a `StoreError`."""
        raise NotImplementedError


def verbs() -> Mapping[str, type[Verb]]:
    """Every verb, those of chapters that are loaded later too."""
    for chapter in LATER:
        import_module(chapter)
    return VERBS


def declaration(name: str) -> type[Verb] | None:
    """The verb of that name, also of a chapter that is not loaded yet; None for one that nobody knows."""
    found = VERBS.get(name)
    return found if found is not None else verbs().get(name)


@cache
def kinds_of(verb: type[Verb]) -> Mapping[str, Kind]:
    """What each field is."""
    return {name: field_kind(field) for name, field in verb.model_fields.items()}


@cache
def labels_of(verb: type[Verb]) -> Mapping[str, str]:
    """What each field is called: msgids."""
    return {name: field_label(field) for name, field in verb.model_fields.items()}


@cache
def _read_kinds(verb: type[Verb]) -> frozenset[type[Row]]:
    families = references(verb)
    roots = (SUBJECTS[families[name]].root for name in verb.reads)
    return frozenset((*roots, *(each for kinds in verb.reads.values() for each in kinds), *verb.looks_at))


@cache
def told_fields(verb: type[Verb]) -> Mapping[str, tuple[Kind, str]]:
    """The fields that a timeline tells, each with its kind and the msgid that tells it, if it has one."""
    names = verb.tells if verb.tells is not None else tuple(verb.model_fields)
    fields = {name: verb.model_fields[name] for name in names if name not in (ticket_field(verb), verb.deed)}
    return {
        name: (field_kind(field), told_of(field.annotation, field.metadata)) for name, field in fields.items()
    }


def field_with(verb: type[Verb], kind: type[Kind]) -> str:
    """The first field of that kind. Raises LookupError where there is none."""
    for name, each in kinds_of(verb).items():
        if isinstance(each, kind):
            return name
    raise LookupError(f"{verb.__name__} has no field of the kind {kind.__name__}")


@cache
def spoken_fields(verb: type[Verb]) -> tuple[str, ...]:
    """The fields that hold what somebody said, the one that says most first: own words, then reasons, those
    that must be given first, then what a caller complains of."""
    found = {name: kind for name, kind in kinds_of(verb).items() if _is_spoken(kind)}

    def place(name: str) -> tuple[bool, bool, bool]:
        kind = found[name]
        is_reason = isinstance(kind, Reason)
        return isinstance(kind, Complaint), is_reason, not verb.model_fields[name].is_required()

    return tuple(sorted(found, key=place))


def _is_spoken(kind: Kind) -> bool:
    return isinstance(kind, Reason) or (isinstance(kind, Text) and kind.words)


@cache
def listed_fields(verb: type[Verb]) -> Mapping[str, Reason]:
    """The fields that hold a reason of one of the policy's lists."""
    return {name: kind for name, kind in kinds_of(verb).items() if isinstance(kind, Reason)}


def reason_field(verb: type[Verb], list: str) -> str:
    """The field with a reason of that list of the policy. Raises LookupError where there is none."""
    for name, mark in listed_fields(verb).items():
        if list in mark.lists:
            return name
    raise LookupError(f"{verb.__name__} has no reason of the list {list}")


@cache
def references(verb: type[Verb]) -> Mapping[str, str]:
    """The fields of a verb that name something, and the family of what they name."""
    return {name: kind.family for name, kind in kinds_of(verb).items() if isinstance(kind, Reference)}


@cache
def ticket_fields(verb: type[Verb]) -> tuple[str, ...]:
    """The fields that name tickets: the first one says which it is about, the others name one besides."""
    return tuple(name for name, family in references(verb).items() if family == TICKET)


def ticket_field(verb: type[Verb]) -> str:
    """The field with the ticket that it is about; empty where it is about none, or about something else."""
    name = next(iter(ticket_fields(verb)), "")
    return name if verb.about in ("", name) else ""


def needs_ticket(verb: type[Verb]) -> bool:
    """Whether it can do nothing without a ticket."""
    return bool(name := ticket_field(verb)) and verb.model_fields[name].is_required()


def acts_on_tickets(verb: type[Verb]) -> bool:
    """Whether the ticket that it names is what it acts on; else it may name one besides all that it says."""
    return needs_ticket(verb) or tuple(verb.model_fields) == ticket_fields(verb)[:1]


def _like(given: Any, meant_by_it: Any) -> Any:
    """What is meant, in the shape in which it was given: an import gives lists, a person one text."""
    if isinstance(meant_by_it, tuple):
        return list(meant_by_it) if isinstance(given, list) else ",".join(meant_by_it)
    return meant_by_it if given not in ("", None) else given
