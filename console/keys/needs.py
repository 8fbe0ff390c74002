"""What a key of the desk has to find there before it may act, and which keys no hand types."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from enum import IntEnum

from textual.events import Key as Pressed
from textual.events import Paste
from textual.keys import _character_to_key

from console.keys.key import Key
from console.keys.list import KEYS, in_force


class Need(IntEnum):
    """`LIST`: the list that a key before it asked for has come. `ANSWER`: own verbs before it are answered as
    well, and what they changed is on the screen: which ticket is meant, and what can be done to it, depends
    on them."""

    NOTHING = 0
    LIST = 1
    ANSWER = 2


_LIST = frozenset({"move", "page", "ends", "open", "mark", "why", "sentence", "palette"})
_ANSWER = frozenset({"repeat"})
_FIELDS = frozenset({"new", "find", "sentence", "palette"})
"""Keys that open a field: what is typed behind them is a text."""
_LISTS = frozenset({"drafts", "figures", "views", "help", "why"})
MOST_FILTERED = 12
"""Characters that may be typed in one piece to narrow a list."""


def need(pressed: Pressed) -> Need:
    """What a key needs that acts on the desk itself."""
    key = key_meant(pressed)
    name = key.id.partition(".")[0] if key is not None else ""
    if key is not None and ((key.verb and key.verb != "register") or name in _ANSWER):
        return Need.ANSWER
    return Need.LIST if name in _LIST else Need.NOTHING


def looks_pasted(piece: Sequence[Pressed | Paste], is_key: Callable[[Pressed], bool]) -> bool:
    """Whether keys that came in one piece, with no field to take them, are a text that was pasted without
    brackets and not a fast hand's: letters of a text would act on tickets.

    A hand knows its keys, and behind one that opens a field or a list it types for that.
    """
    in_list = 0
    for each in piece:
        if isinstance(each, Paste):
            return False
        if not each.is_printable:
            in_list = 0
            continue
        if in_list:
            in_list += 1
            if in_list > MOST_FILTERED:
                return True
            continue
        key = key_meant(each)
        name = key.id.partition(".")[0] if key is not None else ""
        if name in _FIELDS:
            return False
        if key is None and not is_key(each):
            return True
        if key is not None and (key.verb or name in _LISTS):
            in_list = 1
    return False


def key_meant(pressed: Pressed) -> Key | None:
    """The key of the list that was pressed, in whatever width; None for any other."""
    names = {pressed.key, *pressed.aliases}
    if pressed.character:
        names.add(_character_to_key(pressed.character))
        # full-width letters are bound by what Unicode calls them
        names.add(unicodedata.name(pressed.character, "").lower().replace(" ", "_"))
    return next(
        (
            key
            for key in map(in_force, KEYS)
            if any(name in key.everything or name in key.twins or name in key.ctrl for name in names)
        ),
        None,
    )
