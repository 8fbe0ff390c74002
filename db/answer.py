"""What a verb answered, and the same answer again from the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import BadField, StoreError
from db.log.logged import Logged
from db.rules.sentence import Coded
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
    kept = {"tickets": verb.given.get(verb.about), "refused": answer.refused}
    if first.name != verb.name:
        kept["verb"] = verb.name
    others = {} if first.name != verb.name else first.given
    sealed = {verb.about, *type(verb).private_fields()}
    shared = {
        name: value for name, value in verb.given.items() if name not in sealed and others.get(name) != value
    }
    return kept | ({"given": shared} if shared else {})


def repeated(earlier: list[Logged], verb: Verb, actor: str) -> Answer:
    """The stored answer, for the same fields and actor."""
    first = earlier[0]
    asked, args, told = first.verb, {**first.args, **first.given}, dict(verb.given)
    if first.bulk is not None:
        if "verb" in first.bulk:
            # What stands for a verb of another name says nothing of how that was given, and people's own
            # words are kept nowhere but with what they were about.
            args = {}
            told = {name: value for name, value in told.items() if name not in type(verb).private_fields()}
        named = first.bulk["tickets"]
        args |= {} if named is None else {verb.about: named}
        args |= first.bulk.get("given", {})
        asked = first.bulk.get("verb", asked)
    # What it filled in by itself was not given then either.
    args = {name: value for name, value in args.items() if name in told or name not in verb.fills}
    if (asked, first.actor, args) != (verb.name, actor, told):
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
    values = {name: _kept(value) for name, value in error.values.items()}
    return {verb.about: getattr(verb, verb.about), "rule": error.rule, "message": error.msgid,
            "hint": error.hint, "values": values}  # fmt: skip


def _kept(value: object) -> object:
    """A value of a sentence as JSON can hold it and the console still says it: a sentence with its
    own values, instants as texts."""
    inner = getattr(value, "msgid", None)
    if isinstance(inner, str):
        values: dict[str, object] = getattr(value, "values", {})
        return {"msgid": inner, "values": {name: _kept(each) for name, each in values.items()}}
    if isinstance(value, Coded) and value.group != "state":
        return {"msgid": f"{{{value.group}}}", "values": {value.group: str(value)}}
    if isinstance(value, list | tuple):
        return [_kept(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else str(value)
