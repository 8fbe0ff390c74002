"""May I, and why not: the one answer for the store, the key line, the palette, forms and the sentence.

The store asks it when it decides; a screen asks it of what it shows, and sees nothing beyond its scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from db.errors import NotPermitted, Refusal, StoreError
from db.kinds import TICKET
from db.policy.model import Policy
from db.rules.moves import Machine
from db.rules.sentence import Coded
from db.subjects.subject import SUBJECTS
from db.verbs.context import WATCH
from db.verbs.verb import Verb, references


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and about what: `state` is that of the only thing of its `family` that the verb would act on,
    empty for none or several, each of which is then decided by itself. `reached` is whether it lies within
    their reach: what is shown may have left it meanwhile. Without roles nothing is known of who asks.
    """

    policy: Policy
    no: str
    roles: frozenset[str] | None = None
    number: str = ""
    state: str = ""
    family: str = TICKET
    reached: bool = True


def not_permitted(verb: type[Verb], asking: Asking) -> StoreError | None:
    """Nobody does a verb that no role of theirs may do, nor one that is the watch's (PPL-03)."""
    is_theirs = not verb.by_watch or asking.no == WATCH
    if is_theirs and (asking.roles is None or asking.policy.permits(verb, asking.roles)):
        return None
    return NotPermitted(
        "PPL-03",
        "{actor} may not do “{verb}”.",
        "paigong verbs shows who may.",
        actor=asking.no,
        verb=verb.name,
    )


def not_reached(verb: type[Verb], asking: Asking) -> StoreError | None:
    """Nobody does anything to what lies outside their reach, but for taking back what they did (PPL-03)."""
    if asking.reached or verb.own_work or asking.family not in references(verb).values():
        return None
    return Refusal(
        "PPL-03",
        "{number} is not within your reach.",
        "Ask somebody of its branch.",
        number=asking.number,
    )


def not_in_this_state(verb: type[Verb], asking: Asking) -> StoreError | None:
    """A verb is legal only in some states of the thing that it moves."""
    machine = machine_of(verb, asking.family)
    if machine is None or not asking.state:
        return None
    return illegal(machine, verb.moves(), asking.state, asking.number, verb.name)


CHECKS: tuple[Callable[[type[Verb], Asking], StoreError | None], ...] = (
    not_permitted,
    not_reached,
    not_in_this_state,
)
"""What may stand in the way, in the order in which it is said."""


def why_not(verb: type[Verb], asking: Asking) -> StoreError | None:
    """What keeps somebody from a verb now; None when nothing does that is known before its fields are."""
    return next((found for check in CHECKS if (found := check(verb, asking)) is not None), None)


def machine_of(verb: type[Verb], family: str = TICKET) -> Machine | None:
    """The machine of that family which the verb moves, if it names such a thing and has a move of it."""
    machine = SUBJECTS[family].machine if family in references(verb).values() else None
    return machine if machine is not None and any(move in machine.moves for move in verb.moves()) else None


def illegal(
    machine: Machine, moves: Iterable[str], state: str, number: object, action: str
) -> StoreError | None:
    """The refusal of these moves from this state; None when one of them is legal."""
    known = [move for move in moves if move in machine.moves]
    if not known or any(machine.target(move, state) is not None for move in known):
        return None
    states = dict.fromkeys(each for move in known for each in machine.sources(move))
    return Refusal(
        machine.rule(known[0]),
        "{number} is {state}: “{action}” is possible only when it is {states}.",
        "See its timeline.",
        number=number,
        state=Coded(state, machine.words),
        action=action,
        states=Coded(", ".join(states), machine.words),
    )
