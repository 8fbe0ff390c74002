"""What stands beside the fields of a form: their labels on the left, errors on the right."""

from collections.abc import Mapping, Sequence

from textual.strip import Strip

from widgets.cells import fit, printable, width_of
from widgets.columns import Piece
from widgets.field import Field
from widgets.lines import LineView

WIDEST_LABEL = 24
"""Cells of the longest label; `tests/project` holds every form to it."""


class FormSide(LineView, can_focus=False):
    """One widget for all lines of a block of fields; a field of several lines has something on its first."""

    def __init__(self, fields: Sequence[Field], *, classes: str) -> None:
        super().__init__(cursor=False, classes=classes)
        self._lines = [name for field in fields for name in (field.name, *[None] * (field.height - 1))]
        self._fields = {field.name: field for field in fields}
        self.current: str | None = None
        self.errors: dict[str, str] = {}

    def on_mount(self) -> None:
        self.reorder([None] * len(self._lines))

    def show_state(self, fields: Sequence[Field], current: str | None, errors: Mapping[str, str]) -> None:
        """Draws how the form stands.

        Args:
            fields: all fields of the form, as they read now.
            current: name of the field that has the focus.
            errors: what is wrong, by field name.
        """
        self._fields = {field.name: field for field in fields}
        self.current = current
        self.errors = dict(errors)
        self.repaint()

    def draw_line(self, index: int, selected: bool) -> Strip:
        name = self._lines[index]
        return self.strip([] if name is None else self.beside(self._fields[name]))

    def beside(self, field: Field) -> list[Piece]:
        """What stands beside a field."""
        raise NotImplementedError


class FormLabels(FormSide):
    """The labels left of a block of fields, and a mark at what is compulsory or wrong."""

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__(fields, classes="labels")

    def beside(self, field: Field) -> list[Piece]:
        current = field.name == self.current
        ink = self.ink("cursor") if current else self.ink()
        mark = (1, "*" if field.required else " ", self.ink("dim"))
        if field.name in self.errors:
            mark = (1, "!", self.ink("strong"))
        return [
            (0, ">" if current else " ", self.ink("cursor")),
            mark,
            (2, fit(field.label, self.size.width - 3), ink),
        ]


class FormNotes(FormSide):
    """The errors right of a block of fields."""

    def __init__(self, fields: Sequence[Field]) -> None:
        super().__init__(fields, classes="notes")

    def beside(self, field: Field) -> list[Piece]:
        error = self.errors.get(field.name, "")
        if not error or self.hides(error):
            return []
        return [(1, printable(error), self.ink("strong"))]

    def hides(self, text: str) -> bool:
        """Whether not all of a text would be seen here; the form tells it beneath then."""
        return width_of(printable(text)) > self.size.width - 2


def label_width(fields: Sequence[Field]) -> int:
    """Cells that the labels of all these fields take, with their marks."""
    return min(max((width_of(printable(field.label)) for field in fields), default=0), WIDEST_LABEL) + 4
