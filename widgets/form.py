"""A form drawn from field descriptions: a line per field, errors beside it, nothing typed is ever lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from widgets.cells import fit, printable, width_of
from widgets.choice_line import ChoiceLine
from widgets.chosen_by_keys import NoChoice
from widgets.columns import Piece
from widgets.editors import Editor, editor_of, put_value, value_of, words_of
from widgets.field import Choice, Field
from widgets.form_columns import TWO_COLUMNS, halves
from widgets.form_sides import FormLabels, FormNotes, label_width
from widgets.ground import Across, Around, Down, Ground
from widgets.shape import reshape
from widgets.status import MessageLine, OneLine
from widgets.text_line import TextBlock, TextLine


class _Title(OneLine):
    def __init__(self, text: str) -> None:
        super().__init__(classes="title")
        self.text, self.note = text, ""

    def pieces(self, width: int) -> list[Piece]:
        title = fit(self.text, min(width_of(printable(self.text)), width - 2))
        at = width_of(title) + 4
        note = [(at, fit(self.note, width - at - 1), self.ink("warning"))] if self.note else []
        return [(1, title, self.ink("title")), *note]


class _Scroll(VerticalScroll, inherit_bindings=False):
    """Follows the focus and leaves all keys to the form."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """How long the fields are, which gives them no other places: there are no bars to scroll by."""

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        # The window of an input method opens at the terminal's cursor, which has moved along.
        if isinstance(self.app.focused, TextLine | TextBlock):
            self.call_after_refresh(self.app.focused.place_cursor)


class Form(Ground):
    """Fields one under the other, from TWO_COLUMNS cells on in two columns; scrolls when they are more than
    lines. What is wrong stands beside its field, in two columns in the last line; until then the fields have
    all the room.

    Tab, Enter, up and down move; Enter on the last field, F10 or ctrl+enter submit; Esc leaves. Both hand
    over all values as typed.
    """

    DEFAULT_CSS = """
    Form {
        layout: vertical;
        width: 1fr;
        height: 1fr;
        & > .title { height: 1; }
        & > .scroll { height: 1fr; scrollbar-size: 0 0; }
        & > .scroll > .blocks { height: auto; layout: vertical; }
        & .block { height: auto; }
        &.-wide > .scroll > .blocks { layout: horizontal; }
        &.-wide .block { width: 1fr; }
        & .fields { width: 2fr; height: auto; }
        & .notes { display: none; width: 1fr; }
        &.-wrong .notes { display: block; }
        &.-wide .notes { display: none; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,down", "next_field", show=False, id="form.next"),
        Binding("shift+tab,up", "previous_field", show=False, id="form.previous"),
        Binding("enter", "advance", show=False, id="form.advance"),
        Binding("f10,ctrl+enter", "submit", show=False, id="form.submit"),
        Binding("escape", "leave", show=False, id="form.leave"),
    ]

    class _Values(Message):
        def __init__(self, form: "Form", values: dict[str, str]) -> None:
            super().__init__()
            self.form = form
            self.values = values

        @property
        def control(self) -> "Form":
            return self.form

    class Submitted(_Values):
        """To be carried out; no compulsory field is empty."""

    class Left(_Values):
        """Esc; the values are worth keeping as a draft."""

    class Changed(Message):
        """A field has another value."""

        def __init__(self, form: "Form", field: str, value: str) -> None:
            super().__init__()
            self.form = form
            self.field = field
            self.value = value

        @property
        def control(self) -> "Form":
            return self.form

    class Asked(Message):
        """Something is typed into a field whose choices the owner knows: `offer` answers."""

        def __init__(self, form: "Form", field: str, text: str) -> None:
            super().__init__()
            self.form = form
            self.field = field
            self.text = text

        @property
        def control(self) -> "Form":
            return self.form

    class Entered(Message):
        """The focus came to a field."""

        def __init__(self, form: "Form", field: str) -> None:
            super().__init__()
            self.form = form
            self.field = field

        @property
        def control(self) -> "Form":
            return self.form

    def __init__(
        self,
        fields: Sequence[Field],
        *,
        title: str = "",
        required_text: str = "",
        unknown_text: Callable[[str], str] = str,
        hint: str = "",
        focus: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """
        Args:
            required_text: what to say beside a compulsory field that is empty.
            unknown_text: what to say to a text or digit that is none of a field's choices.
            hint: shown in the last line while there is nothing else to say.
            focus: name of the field to begin with; by default the first compulsory one that is empty.
        """
        super().__init__(id=id, classes=classes)
        self.beside = 0
        """Cells of the screen that something beside it will have as it opens."""
        self.fields = tuple(fields)
        self.errors: dict[str, str] = {}
        self.current: str | None = None
        self._head = _Title(title)
        self._required_text = required_text
        self._unknown_text = unknown_text
        self._hint = hint
        self._begin = focus
        self._editors: dict[str, Editor] = {field.name: editor_of(field) for field in self.fields}
        self._blocks = halves(self.fields)
        self._labels = [FormLabels(block) for block in self._blocks]
        self._notes = [FormNotes(block) for block in self._blocks]
        self._foot = MessageLine(classes="foot")

    def compose(self) -> ComposeResult:
        # Most forms are as wide as the screen: so its parts are styled, and find their places, once.
        self.update_classes({"-wide": self._is_wide(self.screen.size.width - self.beside)}, update=False)
        if self._head.text:
            yield self._head
        width = label_width(self.fields)
        with _Scroll(can_focus=False, classes="scroll"), Around(classes="blocks"):
            for block, labels, notes in zip(self._blocks, self._labels, self._notes, strict=True):
                labels.styles.width = width
                labels.styles.height = notes.styles.height = sum(field.height for field in block)
                with Across(classes="block"):
                    yield labels
                    yield Down(*[self._editors[field.name] for field in block], classes="fields")
                    yield notes
        yield self._foot

    def on_resize(self, event: events.Resize) -> None:
        if reshape(self, {"-wide": self._is_wide(event.size.width)}, ".blocks, .block, .notes"):
            self._say()

    def _is_wide(self, width: int) -> bool:
        return width >= TWO_COLUMNS and len(self._blocks) > 1

    def on_mount(self) -> None:
        self.focus_field(self._begin or self._first_to_fill())

    def set_note(self, text: str) -> None:
        """Says something beside the title, as far as there is room."""
        self._head.note = text
        self._head.refresh()

    # Values

    @property
    def values(self) -> dict[str, str]:
        """All values by field name, as typed."""
        return {name: value_of(editor) for name, editor in self._editors.items()}

    @property
    def words(self) -> dict[str, str]:
        """The same as people read them: what is chosen by the name of the choice."""
        return {name: words_of(editor) for name, editor in self._editors.items()}

    def set_values(self, values: Mapping[str, str], *, only_empty: bool = False) -> None:
        """Fills fields in, for instance from a known caller; with `only_empty` nothing typed is replaced."""
        for name, value in values.items():
            editor = self._editors.get(name)
            if editor is None or (only_empty and value_of(editor)):
                continue
            put_value(editor, value)

    def offer(self, name: str, choices: Sequence[Choice]) -> None:
        """What there is to choose in a field, as it is known now."""
        editor = self._editors.get(name)
        if isinstance(editor, ChoiceLine):
            editor.offer(choices)

    def set_errors(self, errors: Mapping[str, str]) -> None:
        """Puts each error beside its field and the focus on the first one."""
        self.errors = {name: text for name, text in errors.items() if text}
        self._repaint_sides()
        first = next((field.name for field in self.fields if field.name in self.errors), None)
        if first is not None:
            self.focus_field(first)
        self._say()

    def set_helps(self, helps: Mapping[str, str]) -> None:
        """Puts another help beside fields, for instance when more is known about them."""
        self.fields = tuple(
            replace(field, help=helps[field.name]) if field.name in helps else field for field in self.fields
        )
        self._repaint_sides()
        self._say()

    def editor(self, name: str) -> Editor:
        """The widget of a field."""
        return self._editors[name]

    # Places

    def _repaint_sides(self) -> None:
        reshape(self, {"-wrong": any(map(self._fits_beside, self.errors.values()))}, ".notes")
        for side in (*self._labels, *self._notes):
            side.show_state(self.fields, self.current, self.errors)

    def focus_field(self, name: str | None) -> None:
        """Moves the focus to a field."""
        if name in self._editors:
            self._editors[name].focus()

    def _first_to_fill(self) -> str | None:
        names = [field.name for field in self.fields if field.required and not field.value.strip()]
        return names[0] if names else next(iter(self._editors), None)

    def _name_of(self, widget: Widget | None) -> str | None:
        return next((name for name, editor in self._editors.items() if editor is widget), None)

    def _neighbour(self, step: int) -> str | None:
        names = list(self._editors)
        if self.current not in names:
            return None
        place = names.index(self.current) + step
        return names[place] if 0 <= place < len(names) else None

    # Keys

    def settle(self) -> bool:
        """Take what stands marked in the field under the cursor; False where its text is no choice."""
        editor = self._editors.get(self.current or "")
        return not isinstance(editor, ChoiceLine) or editor.settle()

    def action_next_field(self) -> None:
        if self.settle():
            self.focus_field(self._neighbour(1) or next(iter(self._editors), None))

    def action_previous_field(self) -> None:
        if self.settle():
            self.focus_field(self._neighbour(-1) or next(reversed(self._editors), None))

    def action_advance(self) -> None:
        """On to the next field, or away with it all from the last one."""
        if not self.settle():
            return
        following = self._neighbour(1)
        if following is None:
            self.action_submit()
        else:
            self.focus_field(following)

    def action_submit(self) -> None:
        lines = [editor for editor in self._editors.values() if isinstance(editor, ChoiceLine)]
        settled = [line.settle() for line in lines]  # each says what is wrong with it
        if not all(settled):
            return
        values = self.values
        missing = [field.name for field in self.fields if field.required and not values[field.name].strip()]
        if missing:
            self.set_errors(dict.fromkeys(missing, self._required_text or "*"))
            return
        self.post_message(self.Submitted(self, values))

    def action_leave(self) -> None:
        self.post_message(self.Left(self, self.values))

    # What the fields say

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        name = self._name_of(event.widget)
        if name is None:
            return
        self.current = name
        self._repaint_sides()
        self._say()
        self.post_message(self.Entered(self, name))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed(event.input, event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed(event.text_area, event.text_area.text)

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        event.stop()
        self._changed(event.line, event.value)
        following = self._neighbour(1)
        if event.decided and event.line.has_focus and following is not None:
            self.focus_field(following)

    def on_choice_line_asked(self, event: ChoiceLine.Asked) -> None:
        event.stop()
        name = self._name_of(event.line)
        if name is not None:
            self.post_message(self.Asked(self, name, event.text))

    def on_no_choice(self, event: NoChoice) -> None:
        event.stop()
        name = self._name_of(event.view)
        if name is not None:
            self.set_errors({name: self._unknown_text(event.text)})

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_advance()

    def on_text_block_done(self, event: TextBlock.Done) -> None:
        event.stop()
        self.action_advance()

    def _changed(self, widget: Widget, value: str) -> None:
        name = self._name_of(widget)
        if name is None:
            return
        if self.errors.pop(name, None) is not None:
            self._repaint_sides()
            self._say()
        self.post_message(self.Changed(self, name, value))

    def _say(self) -> None:
        """The last line tells what the field is for, and in full what is wrong and did not fit beside it."""
        field = next((field for field in self.fields if field.name == self.current), None)
        error = self.errors.get(self.current or "", "")
        text = error or (field.help if field else "")
        beside = error and not self.has_class("-wide") and self._fits_beside(error)
        if text and not beside:
            self._foot.say(text, tone="strong" if error else "dim")
        else:
            self._foot.say(self._hint, tone="dim")

    def _fits_beside(self, error: str) -> bool:
        """Whether there is room beside a field for what is wrong with it."""
        return width_of(printable(error)) <= (self.size.width - label_width(self.fields)) // 3 - 2
