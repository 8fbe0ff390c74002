"""Lines of the palette: every verb, every view, every other thing that keys do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from console.keys.key import Key
from console.keys.list import LISTED, key_named, key_of_verb, key_of_view, letters, shown_key, shown_twins
from console.words import labels
from console.words.bilingual import both, finders
from console.words.codes import word
from console.words.i18n import _, beside, translate
from console.words.speech import Speech
from db.errors import StoreError
from db.verbs.groups import GROUPS, Group
from db.verbs.may import Asking, why_not
from db.verbs.verb import VERBS, needs_ticket
from db.views.view import VIEWS
from widgets.cells import fit
from widgets.pick import PickItem

KEY_WIDTH = 9


def items(targets: Sequence[str], asking: Asking, speech: Speech) -> list[PickItem]:
    """Verbs by their groups first, then the queue's views, other views, other keys."""
    verbs = [
        replace(item, heading=_(group.label))
        for group, names in verbs_by_group().items()
        for item in verb_items(names, targets, asking, speech)
    ]
    views = [replace(item, heading=_("Views")) for item in (*_queue_views(), *_views(targets))]
    return [*verbs, *views, *(replace(item, heading=_("Everything else")) for item in _others())]


def verbs_by_group() -> dict[Group, list[str]]:
    """The verbs that people may choose, by the groups that they declare: those with a key in the order of the
    keys, then the others by name, in whatever order their chapters were loaded."""
    keyed = [key.verb for key in LISTED if key.verb]
    rest = sorted(name for name, kind in VERBS.items() if not kind.internal and name not in keyed)
    listed = [*keyed, *rest]
    return {group: [name for name in listed if VERBS[name].group is group] for group in GROUPS}


def verb_order() -> list[str]:
    """All of them in that order."""
    return [name for names in verbs_by_group().values() for name in names]


def verb_items(
    names: Iterable[str], targets: Sequence[str], asking: Asking, speech: Speech
) -> list[PickItem]:
    """Verbs with their keys, or with why they are not possible."""
    return [_verb(name, targets, asking, speech) for name in names]


def _verb(name: str, targets: Sequence[str], asking: Asking, speech: Speech) -> PickItem:
    key = key_of_verb(name)
    msgid = VERBS[name].word
    typed = (name, name.replace("_", " "), *both(msgid), *(letters(key) if key else ()))
    return PickItem(
        f"verb {name}",
        word("verb", name),
        _note(key, _(VERBS[name].summary())),
        tuple(dict.fromkeys(typed)),
        _why_not(name, targets, asking, speech),
    )


def _why_not(verb: str, targets: Sequence[str], asking: Asking, speech: Speech) -> str:
    """Why a verb cannot be chosen now; empty when it can. A bulk is decided ticket by ticket."""
    if needs_ticket(VERBS[verb]) and not targets:
        return translate("There is no ticket here to “{verb}”.", verb=word("verb", verb))
    return refusal_text(why_not(VERBS[verb], asking), speech)


def refusal_text(refusal: StoreError | None, speech: Speech) -> str:
    """What the store would say, with its rule; empty for nothing."""
    return beside(speech.say(refusal), refusal.rule) if refusal is not None else ""


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
        key = key_of_view(name)
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
