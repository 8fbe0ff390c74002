"""What a free text stands for (interface page: "matched to a category by the policy's words")."""

import pytest

from db.rules.products import Vocabulary

WORDS = Vocabulary.build(
    [
        ("监控", "monitoring"),
        ("软件", "software"),
        ("配电柜", "switchgear"),
        ("van", "vehicle"),
        ("bus", "vehicle"),
        ("air conditioner", "cooling"),
        ("UPS", "power"),
    ],
    [("系统", "software"), ("柜", "furniture")],
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("监控", "monitoring"),
        ("监控软件", "software"),
        ("软件监控", "monitoring"),
        ("监控系统", "monitoring"),
        ("财务系统", "software"),
        ("GGD-2 配电柜", "switchgear"),
        ("书柜", "furniture"),
        ("Van", "vehicle"),
        ("two vans", "vehicle"),
        ("buses", "vehicle"),
        ("advance", None),
        ("AIR-CONDITIONER", "cooling"),
        ("Air  Conditioners (2)", "cooling"),
        ("ＵＰＳ", "power"),
        ("cups", None),
        ("监控van", "vehicle"),
        ("", None),
        ("？", None),
    ],
)
def test_the_most_telling_word_decides(text: str, code: str | None) -> None:
    assert WORDS.find(text) == code


def test_equal_words_are_decided_by_their_order_in_the_policy() -> None:
    twice = Vocabulary.build([("甲", "first"), ("甲", "second")])
    assert twice.find("甲") == "first"


class Forgetful(dict[str, str | None]):
    """As if another thread of the desk cleared it in between, every time."""

    def __setitem__(self, text: str, code: str | None) -> None:
        self.clear()


def test_a_vocabulary_answers_also_when_what_it_remembers_is_cleared_in_between() -> None:
    words = Vocabulary.build([("pump", "P"), ("valve", "V")])
    object.__setattr__(words, "_found", Forgetful())
    assert [words.find(text) for text in ("pump 1", "valve 1", "hose", "pump 1")] == ["P", "V", None, "P"]


def test_what_a_vocabulary_remembers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.rules.products.REMEMBERED", 2)
    words = Vocabulary.build([("pump", "P")])
    assert {words.find(f"pump {number}") for number in range(9)} == {"P"}
    assert len(words._found) <= 2
