"""The text that is hashed: one spelling, for ever."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.log.body import canonical, instant_text
from tests.sampling import SAMPLED

TEXTS = st.text()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=20 if SAMPLED else 100,
)


@given(VALUES)
def test_the_spelling_is_plain_json_with_sorted_keys_and_no_blanks(value: Any) -> None:
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    assert canonical(value) == plain


def test_every_character_is_spelt_as_plain_json_spells_it() -> None:
    for begin in range(0, 0x110000, 0x800):
        if begin != 0xD800:  # the surrogates
            signs = "".join(map(chr, range(begin, begin + 0x800)))
            assert canonical(signs) == json.dumps(signs, ensure_ascii=False), hex(begin)


@pytest.mark.parametrize("offset", [0, 8, -5])
def test_an_instant_is_spelt_in_utc(offset: int) -> None:
    instant = datetime(2026, 7, 15, 1, tzinfo=UTC).astimezone(timezone(timedelta(hours=offset)))
    assert instant_text(instant) == "2026-07-15T01:00:00Z"
