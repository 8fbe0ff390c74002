"""Fields for any verb, drawn from what each of them declares itself to be (`db.kinds`): a new verb needs
nothing here. Its own example and what stands in the store make it likely that something comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from db import kinds
from db.policy.listed import LISTS, listed
from db.policy.load import shipped
from db.tables.codes import ROLES
from db.verbs.parsing import choices_of
from db.verbs.verb import Verb, kinds_of

Values = st.SearchStrategy[Any]
SEALED = ("门口有狗", "等人回话", "甲栋 3 号")
"""What stands in fields that the log seals, and nowhere else."""
PLAIN = ("A-7", "B-8", "柜机")
PHONES = ("13900000001", "13900000002", "0755-26001000")
NOBODY = "Q-404"


class Drawing:
    """Draws fields as they stand at one moment: `keys` are the numbers of what there is, by family."""

    def __init__(self, keys: Mapping[str, list[str]], now: datetime) -> None:
        self.keys, self.now = keys, now
        self.policy = shipped()

    def fields(self, verb: type[Verb]) -> st.SearchStrategy[dict[str, Any]]:
        """Fields for a verb: mostly what it needs, as its example has it, about something that there is; else
        anything that its fields take."""
        needed = [name for name, field in verb.model_fields.items() if field.is_required()]
        others = [name for name in verb.model_fields if name not in needed]
        likely = st.fixed_dictionaries({name: self.likely(verb, name) for name in {*needed, *verb.example}})
        anything = st.fixed_dictionaries(
            {name: self.values(verb, name) for name in needed},
            optional={name: self.values(verb, name) for name in others},
        )
        return st.one_of(likely, likely, likely, anything)

    def likely(self, verb: type[Verb], name: str) -> Values:
        """What its example says, or something that there is."""
        kind = kinds_of(verb)[name]
        if isinstance(kind, kinds.Reference):
            return st.sampled_from(self.keys.get(kind.family) or [NOBODY])
        if name in verb.example:
            return st.just(verb.example[name])
        return self.values(verb, name)

    def values(self, verb: type[Verb], name: str) -> Values:
        """What may stand in a field, by its kind; its example now and then."""
        field, kind = verb.model_fields[name], kinds_of(verb)[name]
        choices = choices_of(field.annotation)
        words = SEALED if name in verb.private_fields() else PLAIN
        drawn = st.sampled_from(choices) if choices else self._by_kind(kind, _limits(verb, name), words)
        if name in verb.example and not isinstance(kind, kinds.Reference):
            drawn = st.one_of(st.just(verb.example[name]), drawn)
        if name == verb.about:
            return st.one_of(drawn, drawn, st.lists(drawn, min_size=1, max_size=3))
        return drawn

    def _by_kind(self, kind: kinds.Kind, limits: tuple[int, int], words: tuple[str, ...]) -> Values:
        for base in type(kind).__mro__:
            if base in BY_KIND:
                return BY_KIND[base](self, kind, limits)
        return st.sampled_from(words)

    def named(self, kind: kinds.Reference) -> Values:
        """One of what there is, seldom something that is not there."""
        return st.sampled_from([*self.keys.get(kind.family, ()), NOBODY])

    def listed(self, name: str) -> Values:
        """Codes of a list of the policy."""
        return st.sampled_from([*listed(self.policy, name)] if name in LISTS else [NOBODY])

    def reasons(self, kind: kinds.Reason) -> Values:
        """Reasons of the lists, words of one's own where these are taken."""
        codes = [code for each in kind.lists for code in self.policy.reasons_for(each)]
        return st.sampled_from([*codes, *(SEALED if kind.free or not codes else ())])

    def moments(self) -> Values:
        """Instants around now, as they are written."""
        return st.integers(-200, 5000).map(
            lambda minutes: (self.now + timedelta(minutes=minutes)).isoformat()
        )


@cache
def _limits(verb: type[Verb], name: str) -> tuple[int, int]:
    """The lowest and the highest number that a field takes."""
    schema = verb.model_json_schema()["properties"][name]
    parts = [schema, *schema.get("anyOf", ())]
    low = next((part["minimum"] for part in parts if "minimum" in part), 0)
    return low, next((part["maximum"] for part in parts if "maximum" in part), low + 1000)


Draws = Callable[[Drawing, Any, tuple[int, int]], Values]
BY_KIND: Mapping[type[kinds.Kind], Draws] = {
    kinds.Reference: lambda drawing, kind, _limits: drawing.named(kind),
    kinds.Listed: lambda drawing, kind, _limits: drawing.listed(kind.list),
    kinds.Reason: lambda drawing, kind, _limits: drawing.reasons(kind),
    kinds.Code: lambda _drawing, _kind, _limits: st.sampled_from(ROLES),
    kinds.Instant: lambda drawing, _kind, _limits: drawing.moments(),
    kinds.Day: lambda drawing, _kind, _limits: st.integers(-900, 900).map(
        lambda days: (drawing.now + timedelta(days=days)).date().isoformat()
    ),
    kinds.YesNo: lambda _drawing, _kind, _limits: st.booleans(),
    kinds.Number: lambda _drawing, _kind, limits: st.integers(limits[0], min(limits[1], limits[0] + 5)),
    kinds.Phone: lambda _drawing, _kind, _limits: st.sampled_from(PHONES),
}
"""What is drawn for a kind, and for those that are made of it; anything else is words."""
