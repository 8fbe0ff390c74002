"""The widget in which a field of a form is typed or chosen, and the value in it."""

from widgets.choice_line import ChoiceLine
from widgets.choices_line import ChoicesLine
from widgets.field import Field
from widgets.text_line import TextBlock, TextLine

Editor = TextLine | TextBlock | ChoiceLine


def editor_of(field: Field) -> Editor:
    """A new widget for a field, with the field's value in it."""
    if field.kind == "choices":
        return ChoicesLine(field.choices, field.value)
    if field.is_choice:
        return ChoiceLine(field.choices, field.value, own=field.own, writing=field.writing, asks=field.asks)
    if field.kind == "multiline":
        block = TextBlock(field.value)
        block.styles.height = field.height
        return block
    return TextLine(field.value)


def value_of(editor: Editor) -> str:
    """What stands in it, as typed."""
    return editor.text if isinstance(editor, TextBlock) else editor.value


def words_of(editor: Editor) -> str:
    """What stands in it, as people read it."""
    return editor.words if isinstance(editor, ChoiceLine) else value_of(editor)


def put_value(editor: Editor, value: str) -> None:
    """Replaces what stands in it; the cursor of a line goes behind the new value."""
    if isinstance(editor, TextBlock):
        editor.text = value
        return
    editor.value = value
    if isinstance(editor, TextLine):
        editor.cursor_position = len(value)
