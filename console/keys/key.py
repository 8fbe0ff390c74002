"""What a key is: what it does, how it is called, and its full-width twins.

A letter has a full-width twin, because a Chinese input method in full-width mode sends `ｄ` for `d`, and a
function key or ctrl twin, because in Chinese mode it swallows letters altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.words.i18n import N_

if TYPE_CHECKING:
    from db.verbs.verb import Verb

MOVING, TICKET, FINDING, OTHER = "moving", "ticket", "finding", "other"
GROUPS = {
    MOVING: N_("Moving"),
    TICKET: N_("The ticket"),
    FINDING: N_("Finding and views"),
    OTHER: N_("Everything else"),
}

CTRL, TWIN = ".ctrl", ".twin"
"""What follows a key's id in the ids of its bindings for ctrl and function keys."""

# Where a full-width or Chinese punctuation mark is not simply the wide form of the key.
PUNCTUATION = {
    "full_stop": ("fullwidth_full_stop", "ideographic_full_stop"),
    "slash": ("fullwidth_solidus", "ideographic_comma"),
    "colon": ("fullwidth_colon",),
    "question_mark": ("fullwidth_question_mark",),
    "space": ("ideographic_space",),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that keys do.

    `keys` act while no field has the focus, and so do the `ctrl` twins, which edit in a field; `twins`
    (function keys) act everywhere. `shown` is what people read, when it is not simply the first key. `verb`
    is what it leads to, if it is a verb, `also` what it does instead in the states in which that is legal,
    `leads` what it comes to on its own way; `view` is what it shows, if it is a view. A key without an action
    is bound by the lists themselves; one without words has those of its verb. `footer` says in which order it
    leaves the last line when that is narrow: 1 last, 0 for never there.
    """

    id: str
    keys: tuple[str, ...]
    twins: tuple[str, ...]
    action: str
    label: str = ""
    help: str = ""
    group: str = OTHER
    verb: str = ""
    shown: str = ""
    footer: int = 0
    ctrl: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    view: str = ""

    @property
    def called(self) -> str:
        """What stands in the key line: a msgid, by default what its verb is called; empty for nothing."""
        return self.label or (self._declared.word if self._is_plain else "")

    @property
    def does(self) -> str:
        """What help says of it: a msgid, by default the summary of its verb; empty for nothing."""
        return self.help or (self._declared.summary() if self._is_plain else "")

    @property
    def _is_plain(self) -> bool:
        return bool(self.verb) and not self.label and not self.help

    @property
    def _declared(self) -> type[Verb]:
        from db.verbs.verb import declaration

        verb = declaration(self.verb)
        assert verb is not None
        return verb

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb that it may come to."""
        return (self.verb, *self.also, *self.leads) if self.verb else ()

    @property
    def everything(self) -> tuple[str, ...]:
        """Every key that does it where no field has the focus, full-width twins included."""
        return (*self.keys, *(wide for key in self.keys for wide in wide_twins(key)))


def wide_twins(key: str) -> tuple[str, ...]:
    """The full-width forms of a key, by Textual's names."""
    if key in PUNCTUATION:
        return PUNCTUATION[key]
    if len(key) == 1 and key.isascii():
        if key.isdecimal():
            names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
            return (f"fullwidth_digit_{names[int(key)]}",)
        if key.isalpha():
            size = "capital" if key.isupper() else "small"
            return (f"fullwidth_latin_{size}_letter_{key.lower()}",)
    return ()
