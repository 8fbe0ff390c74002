"""Which forms the desk offers for what stands there."""

from console.printing.forms import FORMS
from console.printing.meant import of_list, of_thing
from db.views.view import VIEWS


def test_a_thing_has_the_forms_of_its_kind() -> None:
    assert [(each.form.key, each.number) for each in of_thing("record:SC2607-1")] == [
        ("record", "SC2607-1"), ("repair_record", "SC2607-1"),
    ]  # fmt: skip
    of_ticket = {each.form.key: each.number for each in of_thing("ticket:YX2607-1")}
    assert of_ticket["slip"] == "YX2607-1"
    assert of_ticket["record"] == "ticket:YX2607-1"
    assert [each.form.key for each in of_thing("staff:T001")] == ["tool_list", "tool_labels"]
    assert of_thing("customer:1") == of_thing("") == []


def test_a_list_is_a_form_itself_or_that_of_its_row() -> None:
    assert [(each.form.key, each.number) for each in of_list("loans", {})] == [("loans", "")]
    assert [each.number for each in of_list("stocktakes", {"month": "2026-07"})] == ["2026-07"]
    assert of_list("stocktakes", {}) == of_list("queue", {}) == of_list("", {}) == []


def test_every_list_that_a_form_names_is_there_with_its_column() -> None:
    for form in FORMS.values():
        if form.register:
            assert not form.column or form.column in VIEWS[form.register].shape(), form.key
