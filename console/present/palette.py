"""Lines of the palette: every verb, every view, every other thing that keys do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console import labels
from console.bilingual import both, finders
from console.i18n import _, translate
from console.keys import LISTED, Key, key_named, key_of_verb, letters, shown_key, shown_twins
from console.words import word
from db.rules import moves
from db.tables.codes import STEPS
from db.verbs.verb import VERBS
from db.views.view import VIEWS
from widgets.cells import fit
from widgets.pick import PickItem

KEY_WIDTH = 9
VIEW_KEYS = {"candidates": "dispatch", "proof": "why", "ticket": "open"}
"""Views that a key of the desk shows already."""
MOVES_OF = {"step": tuple(f"step {what}{away}" for what in STEPS for away in ("", " away"))}


def items(targets: Sequence[str], state: str) -> list[PickItem]:
    """Verbs first, then the queue's views, other views, other keys. `state` is that of a single target."""
    return [*_verbs(targets, state), *_queue_views(), *_views(targets), *_others()]


def verb_order() -> list[str]:
    """Verbs with a key in the order of the keys, then the others by name."""
    keyed = [key.verb for key in LISTED if key.verb]
    rest = sorted(name for name, kind in VERBS.items() if not kind.internal and name not in keyed)
    return [*keyed, *rest]


def _verbs(targets: Sequence[str], state: str) -> Iterator[PickItem]:
    for name in verb_order():
        key = key_of_verb(name)
        msgid = VERBS[name].word
        typed = (name, name.replace("_", " "), *both(msgid), *(letters(key) if key else ()))
        yield PickItem(
            f"verb {name}",
            word("verb", name),
            _note(key, _(VERBS[name].summary())),
            tuple(dict.fromkeys(typed)),
            why_not(name, targets, state),
        )


def why_not(verb: str, targets: Sequence[str], state: str) -> str:
    """Why a verb cannot be chosen now; empty when it can. A bulk is decided ticket by ticket."""
    field = VERBS[verb].model_fields.get("ticket")
    if field is None or not field.is_required():
        return ""
    if not targets:
        return translate("There is no ticket here to “{verb}”.", verb=word("verb", verb))
    names = [name for name in MOVES_OF.get(verb, (verb,)) if name in moves.MOVES]
    if len(targets) > 1 or not state or not names:
        return ""
    if any(moves.target(name, state) is not None for name in names):
        return ""
    states = dict.fromkeys(each for name in names for each in moves.sources(name))
    return (
        translate(
            "{number} is {state}: “{verb}” is possible only when it is {states}.",
            number=targets[0],
            state=word("state", state),
            verb=word("verb", verb),
            states=_(", ").join(word("state", each) for each in states),
        )
        + f" ({moves.rule(names[0])})"
    )


def _queue_views() -> Iterator[PickItem]:
    key = key_named("views")
    for name, msgid in labels.VIEW.items():
        yield PickItem(
            f"queue {name}", labels.view(name), _note(key, _("View of the queue")), (name, *both(msgid))
        )


def _views(targets: Sequence[str]) -> Iterator[PickItem]:
    for name in sorted(VIEWS):
        if name == "queue":
            continue
        msgid = VIEWS[name].label
        key = key_named(VIEW_KEYS[name]) if name in VIEW_KEYS else None
        missing = VIEWS[name].of_ticket and not targets
        yield PickItem(
            f"view {name}",
            _(msgid),
            _note(key, _(VIEWS[name].summary())),
            (name, *both(msgid)),
            _("There is no ticket here to look at.") if missing else "",
        )


def _others() -> Iterator[PickItem]:
    """What keys do beside verbs and views, so that nothing is out of reach of who knows a word for it."""
    for key in LISTED:
        if key.action and key.label and not key.verb and key.id not in ("views", "palette", "level_1"):
            yield PickItem(
                f"key {key.id}", _(key.label), _note(key, _(key.help)), finders(key.id, *both(key.label))
            )


def _note(key: Key | None, summary: str) -> str:
    keys = f"{shown_key(key)} {shown_twins(key)}".strip() if key is not None else ""
    return fit(keys, KEY_WIDTH) + " " + summary
