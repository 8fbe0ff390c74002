"""What a form is drawn from."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

FieldKind = Literal["text", "choice", "choices", "bool", "int", "instant", "multiline"]


class Choice(NamedTuple):
    """One value to choose: what is stored, what is shown, and how else it may be typed.

    `short` are initials, `finders` other ways (pinyin, a number); `digit` is the key that takes it, by
    default its place; `note` stands behind the label where there is room. A `hidden` one is shown only when
    it is typed.
    """

    value: str
    label: str
    short: str = ""
    finders: tuple[str, ...] = ()
    digit: str = ""
    note: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Field:
    """One field of a form, in ready words.

    Attributes:
        kind: choice and bool are chosen by digit, initials or arrows, choices are several such with commas;
            all others are typed and handed back as typed, to be judged by whoever takes them.
        choices: of a field that is chosen.
        own: how one's own words are offered in a choice field; empty where they are not allowed.
        writing: whether such a field begins with them, because they were asked for.
        asks: whether its choices come from whoever owns the form, as something is typed.
        help: shown beside the field while it has the focus.
        whole: whether its values need the whole width of the form.
        lines: height of a multiline field.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    own: str = ""
    writing: bool = False
    asks: bool = False
    whole: bool = False
    help: str = ""
    value: str = ""
    lines: int = 3

    @property
    def height(self) -> int:
        """Lines that the field takes."""
        return self.lines if self.kind == "multiline" else 1

    @property
    def is_choice(self) -> bool:
        """Whether it is chosen and not typed."""
        return self.kind in ("choice", "choices", "bool")
