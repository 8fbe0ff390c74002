"""The person's own keys: `keymap.toml` in the folder for settings, with lines such as `dispatch = "x,f5"`.

Textual takes unknown names and bogus keys silently; here each line is checked by itself. A wrong one is
reported and left out, the others apply. A key takes the place of those of its kind (letters, ctrl keys,
function keys); the other kinds stay, so that nobody loses the twin that an input method cannot swallow.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from textual.keys import KEY_NAME_REPLACEMENTS, Keys

from console.keys.key import CTRL, TWIN, Key
from console.keys.list import LISTED, shown
from console.settings import NAME
from console.words.i18n import N_, ngettext, translate
from console.words.speech import Speech
from db.causes import cause

FILE_NAME = "keymap.toml"
LARGEST = 64_000
Kind = Literal["plain", "ctrl", "function"]

TERMINAL = frozenset({"ctrl+s", "ctrl+q", "ctrl+z", "ctrl+c", "ctrl+backslash", "ctrl+d"})
"""Flow control, stop, interrupt: the terminal keeps them."""
AS_OTHERS = {"ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "ctrl+j": "enter"}
"""What terminals send for these is another key."""
MULTIPLEXERS = frozenset({"ctrl+a", "ctrl+b", "ctrl+space", "ctrl+at"})
"""tmux, screen and input methods wait for them."""
SYMBOLS = {
    ".": "full_stop", "/": "slash", ":": "colon", "?": "question_mark", " ": "space", ";": "semicolon",
    "'": "apostrophe", '"': "quotation_mark", "[": "left_square_bracket", "]": "right_square_bracket",
    "-": "minus", "=": "equals_sign", "+": "plus", "*": "asterisk", "!": "exclamation_mark", "@": "at",
    "#": "number_sign", "$": "dollar_sign", "%": "percent_sign", "^": "circumflex_accent", "&": "ampersand",
    "(": "left_parenthesis", ")": "right_parenthesis", "_": "underscore", "<": "less_than_sign",
    ">": "greater_than_sign", "|": "vertical_line", "~": "tilde", "`": "grave_accent", "\\": "backslash",
    "{": "left_curly_bracket", "}": "right_curly_bracket",
}  # fmt: skip
NAMED = frozenset({"insert", "delete", "backspace"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: a msgid with its values. `name` is the line, empty for the whole file."""

    name: str
    msgid: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Keymap:
    """`keys` as they are now for the ids that were changed; `bindings` as Textual takes them."""

    keys: tuple[Key, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def bindings(self) -> dict[str, str]:
        """Binding id → keys, full-width twins included."""
        made: dict[str, str] = {}
        for key in self.keys:
            made[key.id] = ",".join(key.everything)
            if key.ctrl:
                made[f"{key.id}{CTRL}"] = ",".join(key.ctrl)
            if key.twins:
                made[f"{key.id}{TWIN}"] = ",".join(key.twins)
        return made


class _Wrong(Exception):
    def __init__(self, msgid: str, **values: str) -> None:
        super().__init__(msgid)
        self.msgid, self.values = msgid, values


def keymap_file() -> Path:
    """Where the person's keys are kept."""
    from platformdirs import user_config_path

    return user_config_path(NAME, appauthor=False) / FILE_NAME


def read(path: Path) -> Keymap:
    """The keys of a file; nothing is changed where there is none."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return Keymap()
    except OSError as error:
        return Keymap(faults=(Fault("", N_("It cannot be read: {cause}."), {"cause": cause(error)}),))
    if len(raw) > LARGEST:
        return Keymap(faults=(Fault("", N_("It is too long for a list of keys."), {}),))
    return parse(raw.decode("utf-8", "replace"))


def parse(text: str) -> Keymap:
    """The keys of a file's text."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return Keymap(faults=(Fault("", N_("It cannot be read: {cause}."), {"cause": cause(error)}),))
    faults = [
        Fault(str(name), N_("There is no section {name}; there is [keys]."), {"name": str(name)})
        for name in content
        if name != "keys"
    ]
    lines = content.get("keys", {})
    if not isinstance(lines, dict):
        return Keymap(
            faults=(*faults, Fault("keys", N_("[keys] is a section with a line for each key."), {}))
        )
    changed: dict[str, Key] = {}
    for name, value in lines.items():
        try:
            changed[name] = _changed(name, value)
        except _Wrong as wrong:
            faults.append(Fault(name, wrong.msgid, wrong.values))
    return _without_clashes(changed, faults)


def _changed(name: str, value: object) -> Key:
    found = next((key for key in LISTED if key.id == name), None)
    if found is None:
        raise _Wrong(N_("There is nothing called {name}; docs/keys.md lists the names."), name=name[:40])
    if not found.action:
        raise _Wrong(N_("The keys that move stay as they are."))
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(N_('Keys are written like "x,f5".'))
    typed = [_normal(each.strip() or each) for each in value.split(",") if each]
    if not typed:
        raise _Wrong(N_('Keys are written like "x,f5".'))
    by_kind: dict[Kind, tuple[str, ...]] = {}
    for each in dict.fromkeys(typed):
        by_kind[kind_of(each)] = (*by_kind.get(kind_of(each), ()), each)
    # A kind for which there is no key by default has no binding of its own to be put in.
    plain = by_kind.get("plain") or tuple(each for each in found.keys if kind_of(each) == "plain")
    control = by_kind.get("ctrl") or found.ctrl or tuple(k for k in found.keys if kind_of(k) == "ctrl")
    function = by_kind.get("function") or found.twins
    return replace(
        found,
        keys=(*plain, *(() if found.ctrl else control), *(() if found.twins else function)),
        ctrl=control if found.ctrl else (),
        twins=function if found.twins else (),
        shown="",
    )


def kind_of(key: str) -> Kind:
    """What sort of key it is by Textual's name."""
    if key.startswith("ctrl+"):
        return "ctrl"
    return "function" if len(key) > 1 and key[0] == "f" and key[1:].isdecimal() else "plain"


def _normal(typed: str) -> str:
    """Textual's name of a key; raises _Wrong with what is the matter."""
    if len(typed) == 1:
        if typed.isascii() and typed.isalnum():
            return typed
        if typed in SYMBOLS:
            return SYMBOLS[typed]
        raise _Wrong(N_("“{key}” is no key that every keyboard has."), key=typed)
    key = typed.lower()
    key = KEY_NAME_REPLACEMENTS.get(key, key)
    if key.startswith("ctrl+"):
        return _control(key, typed)
    if kind_of(key) == "function" and 1 <= int(key[1:]) <= 12:
        return key
    if key in NAMED or key in SYMBOLS.values():
        return key
    if key in {each.value for each in Keys}:
        raise _Wrong(N_("“{key}” already moves or leaves, or is not sent by every terminal."), key=typed)
    raise _Wrong(N_("There is no key “{key}”."), key=typed[:40])


def _control(key: str, typed: str) -> str:
    if key in TERMINAL:
        raise _Wrong(N_("“{key}” belongs to the terminal."), key=typed)
    if key in AS_OTHERS:
        raise _Wrong(N_("Terminals send {other} for “{key}”."), key=typed, other=AS_OTHERS[key])
    if key in MULTIPLEXERS:
        raise _Wrong(N_("tmux, screen or input methods need “{key}”."), key=typed)
    letter = key.removeprefix("ctrl+")
    if len(letter) != 1 or not letter.isascii() or not letter.isalpha():
        raise _Wrong(N_("There is no key “{key}”."), key=typed[:40])
    return key


def _without_clashes(changed: dict[str, Key], faults: list[Fault]) -> Keymap:
    """Leave out lines until no key does two things; the later line gives way."""
    while True:
        clash = _clash(changed)
        if clash is None:
            return Keymap(tuple(changed.values()), tuple(faults))
        name, key, other = clash
        del changed[name]
        faults.append(
            Fault(
                name,
                N_("“{key}” is already the key of {other}."),
                {"key": shown(key), "other": other},
            )
        )


def _clash(changed: Mapping[str, Key]) -> tuple[str, str, str] | None:
    """A line to leave out, the key, and what it does already."""
    taken: dict[str, str] = {}
    order: Iterable[Key] = [*(key for key in LISTED if key.id not in changed), *changed.values()]
    for key in order:
        for each in (*key.everything, *key.ctrl, *key.twins):
            if taken.get(each, key.id) != key.id:
                return key.id, each, taken[each]
            taken[each] = key.id
    return None


def report(faults: Iterable[Fault]) -> tuple[str, str]:
    """What the message line says at start: the first fault, and how many more there are."""
    first, *others = faults
    line = f"{first.name}: " if first.name else ""
    text = translate("{file}: {fault}", file=FILE_NAME, fault=line + Speech().fill(first.msgid, first.values))
    if others:
        return text, ngettext("{count} more", "{count} more", len(others))
    return text, translate("The other lines apply.") if first.name else ""
