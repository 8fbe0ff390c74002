"""Several notices as one message, within the bytes that a channel takes (ESC-05)."""

from hypothesis import given
from hypothesis import strategies as st

from db.rules.backoff import MOST_SECONDS, wait_seconds
from db.rules.digest import Line, digest, fits, size

HEAD, MORE = "【派工台】{count}条通知", "另有{count}条：{numbers}"
LINES = [Line(f"NT{at}", f"YX2607-{at:02}", f"工单YX2607-{at:02} " + "南" * 30) for at in range(1, 41)]


def test_a_single_one_is_told_as_it_is_with_its_id() -> None:
    assert digest(LINES[:1], 2048, HEAD, MORE) == LINES[0].text + " [NT1]"


def test_a_single_one_that_is_too_long_is_cut_between_characters() -> None:
    told = digest([Line("NT1", "", "南" * 1000)], 2048, HEAD, MORE)
    assert size(told) <= 2048
    assert told.endswith("... [NT1]")
    assert set(told.removesuffix("... [NT1]")) == {"南"}


def test_several_begin_with_the_most_urgent_and_leave_no_number_out() -> None:
    told = digest(LINES, 2048, HEAD, MORE).splitlines()
    assert size("\n".join(told)) <= 2048
    assert told[0] == "【派工台】40条通知"
    assert told[1] == LINES[0].text + " [NT1]"
    assert told[-1].startswith(f"另有{40 - len(told) + 2}条：")
    assert all(line.number in "\n".join(told) for line in LINES)
    assert len(digest(LINES, 20_000, HEAD, MORE).splitlines()) == 41, "where there is room each is told whole"


@given(
    st.lists(st.text(min_size=1, max_size=300), min_size=2, max_size=60),
    st.integers(min_value=200, max_value=3000),
)
def test_whatever_they_say_it_stays_within_the_limit(texts: list[str], limit: int) -> None:
    lines = [Line(f"NT{at}", f"YX2607-{at:02}", text) for at, text in enumerate(texts)]
    together = lines[: fits(lines, limit, HEAD, MORE)]
    told = digest(together, limit, HEAD, MORE)
    assert size(told) <= limit
    assert len(together) == 1 or all(line.number in told or f"[{line.id}]" in told for line in together)


def test_a_template_is_not_read_in_what_people_wrote() -> None:
    lines = [Line("NT1", "YX2607-01", "{count} {numbers}"), Line("NT2", "YX2607-02", "%s {0}")]
    assert digest(lines, 2048, HEAD, MORE).splitlines()[1:] == ["{count} {numbers} [NT1]", "%s {0} [NT2]"]


def test_waits_double_up_to_half_an_hour_and_are_spread() -> None:
    assert [wait_seconds(failures, 0.5) for failures in (1, 2, 3, 4)] == [15, 30, 60, 120]
    assert wait_seconds(1000, 0.5) == MOST_SECONDS
    assert wait_seconds(3, 0.0) == 45
    assert wait_seconds(3, 1.0) == 75
