"""What a list is called to which a row of another one led."""

import pytest

from console.register.deeds import led_title
from console.words.i18n import install_language
from console.words.speech import Speech
from db.policy.load import shipped
from db.views.view import VIEWS


@pytest.mark.parametrize(
    ("view", "asked", "words"),
    [
        (
            "stays",
            {"state": "paused", "why": "customer", "who": "dispatcher"},
            ("已暂停", "等客户", "派工员"),
        ),
        ("conformance", {"rule": "sent_in_time"}, ("定级后一日内派工",)),
    ],
)
def test_it_says_by_which_it_is_narrowed_in_words(
    view: str, asked: dict[str, str], words: tuple[str, ...]
) -> None:
    install_language("zh_CN")
    title = led_title(VIEWS[view].model_validate(asked), Speech(policy=shipped))
    assert all(word in title for word in words), title
    assert not any(code in title for code in asked.values()), title
