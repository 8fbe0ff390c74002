"""Which facts of a thing the fields of a verb say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from db.kinds import Fact
from db.marks import marks_of
from db.verbs.verb import Verb


@cache
def facts_of(verb: type[Verb], family: str) -> Mapping[str, str]:
    """The fields that say facts of a thing of that family, each with what the thing's row calls it."""
    return {
        name: mark.column or name
        for name, field in verb.model_fields.items()
        for mark in marks_of(field.annotation, field.metadata)
        if isinstance(mark, Fact) and mark.family == family
    }
