"""The label of no field is cut, whichever form it stands in, and no two of a form read alike."""

from collections import Counter

import pytest

import db.imports.verbs  # noqa: F401 - those that only imports use are among them
from console.panels.fields import form_fields
from console.words.i18n import in_language
from db.policy.load import shipped
from db.verbs import VERBS
from widgets.cells import printable, width_of
from widgets.form_sides import WIDEST_LABEL


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_label_of_every_form_finds_room(language: str) -> None:
    policy = shipped()
    with in_language(language):
        forms = {name: form_fields(verb, policy, hidden=()) for name, verb in VERBS.items()}
        assert len(forms) > 100
        alike = {
            (name, label)
            for name, fields in forms.items()
            for label, times in Counter(field.label for field in fields).items()
            if times > 1
        }
        cut = {
            (name, field.label)
            for name, fields in forms.items()
            for field in fields
            if width_of(printable(field.label)) > WIDEST_LABEL
        }
    assert cut == set()
    # A plan gives marked tickets a person each: that field is in no form.
    assert {name for name, _label in alike} <= {"dispatch", "reassign"}
