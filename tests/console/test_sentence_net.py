"""A net in the sentence, as it is read: pure (DSP-08)."""

import json

import pytest

from console.sentence.complete import complete
from console.sentence.net import named, sent
from console.sentence.net import read as read_any
from console.sentence.parse import Parsed, Problem
from tests.console.test_sentence import VOCABULARY


def net(text: str) -> Parsed:
    """A net that can be read."""
    parsed = read_any(text, VOCABULARY)
    assert isinstance(parsed, Parsed), parsed
    return parsed


def test_each_line_of_a_net_is_read_as_a_dispatch() -> None:
    parsed = net("net 412 zgq 14:00 / 415 wangq+ww / 41 ww 更近")
    assert (parsed.verb, parsed.tickets, parsed.missing) == ("net", (), ())
    assert [(line.verb, line.tickets) for line in parsed.lines] == [
        ("dispatch", ("YX2607-412",)), ("dispatch", ("415",)), ("reassign", ("YX2607-41",)),
    ]  # fmt: skip
    assert parsed.fields == {"reason": "更近"}
    fields = sent(parsed, lambda line: line.fields)
    assert json.loads(fields["lines"])[1] == {"ticket": "415", "technician": "T002", "crew": "T001"}
    assert named("net 412 zgq / 415 zgq", VOCABULARY) == ("YX2607-412", "415")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("net 412 zgq / ww", {"line": "2"}), ("net 412 zgq / 415 xyzzy", {"line": "2"}),
        ("net / 415 ww", {"line": "1"}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_net_names_the_line(text: str, values: dict[str, str]) -> None:
    problem = read_any(text, VOCABULARY)
    assert isinstance(problem, Problem)
    assert {name: problem.values[name] for name in values} == values


def test_a_net_lacks_a_reason_where_no_line_gives_one() -> None:
    assert net("net 412 zgq / 41 wangq").missing == ("reason",)


def test_completion_goes_on_in_the_last_line_of_a_net() -> None:
    for before in ("net 412 zgq / ", "net "):
        assert [each.text for each in complete(f"{before}41", VOCABULARY)][:2] == ["412", "41"]
        assert [each.text for each in complete(f"{before}412 zgq", VOCABULARY)] == ["曾国强"]
