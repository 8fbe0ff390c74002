"""An instant that a view is asked for says its zone, as one that a verb is given does (ALL-02)."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest
from pydantic import ValidationError

from db.views import VIEWS

ASKED = [
    (view.name, name)
    for view in VIEWS.values()
    for name, field in view.model_fields.items()
    if datetime in (field.annotation, *get_args(field.annotation))
    or any(datetime in get_args(each) for each in get_args(field.annotation))
]


def test_some_views_are_asked_for_an_instant() -> None:
    assert ("on_call", "at") in ASKED


@pytest.mark.parametrize(("view", "name"), ASKED)
def test_an_instant_without_a_zone_is_a_sentence_and_no_incident(view: str, name: str) -> None:
    wanted = {"ticket": "412", "number": "412", "part": "new"}
    more = {
        each: wanted.get(each, "x") for each, field in VIEWS[view].model_fields.items() if field.is_required()
    }
    with pytest.raises(ValidationError) as caught:
        VIEWS[view].model_validate(more | {name: "2026-11-28T03:00"})
    assert [each["loc"] for each in caught.value.errors()] == [(name,)]
    found = VIEWS[view].model_validate(more | {name: "2026-11-28T03:00:00+08:00"})
    assert getattr(found, name).tzinfo is not None
