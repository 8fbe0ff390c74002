"""What a verb answered, and the same answer again from the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.errors import BadField, StoreError
from db.log.logged import Logged
from db.verbs.verb import Verb


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb answered. `refused` holds, for a bulk, the tickets for which a rule said no.

    `repeated` says that this id was answered before, and this is that answer again.
    """

    done: tuple[dict[str, Any], ...]
    refused: tuple[dict[str, Any], ...] = ()
    bulk: bool = False
    repeated: bool = False

    def as_json(self) -> dict[str, Any]:
        """One object: the answer itself, or the summary of a bulk."""
        if not self.bulk:
            return self.done[0]
        return {"id": self.done[0]["id"], "done": list(self.done), "refused": list(self.refused)}


def summary(verb: Verb, first: Verb, answer: Answer) -> dict[str, Any] | None:
    """What the first event of a bulk keeps of the whole: what it was about, what was refused, and what was
    given for all together and stands otherwise in that event, such as whom each ticket gets."""
    if not answer.bulk:
        return None
    kept = {"tickets": verb.given[verb.about], "refused": answer.refused}
    sealed = {verb.about, *type(verb).private_fields()}
    shared = {
        name: value
        for name, value in verb.given.items()
        if name not in sealed and first.given.get(name) != value
    }
    return kept | ({"given": shared} if shared else {})


def repeated(earlier: list[Logged], verb: Verb, actor: str) -> Answer:
    """The stored answer, for the same fields and actor."""
    first = earlier[0]
    args = {**first.args, **first.given}
    if first.bulk is not None:
        args |= {verb.about: first.bulk["tickets"], **first.bulk.get("given", {})}
    if (first.verb, first.actor, args) != (verb.name, actor, dict(verb.given)):
        raise BadField(
            "id", "This id was used for something else.", "Every action needs an id of its own.",
            number=first.answer.get("number", ""),
        )  # fmt: skip
    return stored(earlier)


def stored(earlier: list[Logged]) -> Answer:
    """The answer that stands in the log."""
    first = earlier[0]
    refused = tuple(first.bulk["refused"]) if first.bulk is not None else ()
    done = tuple(dict(event.answer) for event in earlier)
    return Answer(done, refused, bulk=first.bulk is not None, repeated=True)


def refused_part(verb: Verb, error: StoreError) -> dict[str, Any]:
    """A refusal within a bulk, as it is kept."""
    values = {name: str(value) for name, value in error.values.items()}
    return {verb.about: getattr(verb, verb.about), "rule": error.rule, "message": error.msgid,
            "hint": error.hint, "values": values}  # fmt: skip
