"""Classes that decide where the parts of a widget stand, set without styling all that is beneath anew."""

from collections.abc import Mapping

from textual.widget import Widget


def reshape(widget: Widget, classes: Mapping[str, bool], parts: str) -> bool:
    """Sets or takes classes away; whether any of them changed.

    Textual styles every descendant anew at each change of a class, one after the other: opening a panel
    would take twice as long. Here only the widget and its `parts`, a selector of all those that rules about
    these classes speak of, are styled, once.
    """
    if all(widget.has_class(name) == wanted for name, wanted in classes.items()):
        return False
    widget.update_classes(classes, update=False)
    if widget.is_attached:
        sheet = widget.app.stylesheet
        for each in (widget, *widget.query(parts)):
            sheet.apply(each, animate=True)  # that is also what leaves alone what stays as it is
    return True
