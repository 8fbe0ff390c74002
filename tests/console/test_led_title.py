"""What a list is called to which a row of another one led."""

import pytest

from console.register.deeds import led_title
from console.words.i18n import install_language
from console.words.speech import Speech
from db.policy.load import shipped
from db.verbs.fields import field_label
from db.views.appointments import Appointments
from db.views.near import Near
from db.views.process import Stays
from db.views.view import VIEWS


@pytest.mark.parametrize(
    ("view", "asked", "words"),
    [
        (
            "stays",
            {"state": "paused", "why": "customer", "who": "dispatcher"},
            ("已暂停", "等客户", "派工员"),
        ),
        ("loans", {"overdue": True}, ("逾期",)),
        ("figure", {"figure": "reported", "list": True, "as_of": "479"}, ("报修数", "截至 479")),
        ("conformance", {"rule": "sent_in_time"}, ("定级后一日内派工",)),
    ],
)
def test_it_says_by_which_it_is_narrowed_in_words(
    view: str, asked: dict[str, object], words: tuple[str, ...]
) -> None:
    install_language("zh_CN")
    title = led_title(VIEWS[view].model_validate(asked), Speech(policy=shipped))
    assert all(word in title for word in words), title
    assert not {"是", "479", *map(str, asked.values())} & set(title.split("  ")), title


def test_it_names_the_person_and_the_figure_that_stands_there_unasked() -> None:
    install_language("zh_CN")
    speech = Speech(policy=shipped, people=lambda: {"T001": "张伟"})
    for view in (Near(staff="T001"), Appointments(staff="T001")):
        assert led_title(view, speech).endswith("张伟 T001")
    assert led_title(VIEWS["figure_rows"](), speech) == "统计明细  处理数"


def test_a_yes_and_a_bare_number_are_told_with_what_they_are_called() -> None:
    install_language("zh_CN")
    asked = {"figure": "reported", "of": "2026-06", "as_of": "48121", "list": True}
    title = led_title(VIEWS["figure"].model_validate(asked), Speech(policy=shipped))
    assert title == "单项指标  2026-06  截至 48121  报修数  列出明细"


def test_what_stands_above_a_list_is_not_said_again() -> None:
    install_language("zh_CN")
    view = Stays(number="YX2607-01")
    assert "YX2607-01" in led_title(view, Speech(policy=shipped))
    assert "YX2607-01" not in led_title(view, Speech(policy=shipped), without=("YX2607-01",))


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_whatever_narrows_by_a_yes_has_a_word_for_it(name: str) -> None:
    for field, info in VIEWS[name].model_fields.items():
        assert info.annotation is not bool or field_label(info), field
