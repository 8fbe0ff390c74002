"""The first lines of a proposal."""

import pytest

from console.present.proposal import capacity_text
from console.words.speech import Speech
from db.rules.sentence import Sentence, msgid
from db.views.proposal import Capacity, ProposalAnswer
from widgets.cells import width_of

LOST = tuple(f"YX2607-{number}" for number in range(101, 115))
SAYS = Sentence(
    msgid("{times} × of the day's capacity; {count} tickets cannot be kept"), {"times": "1.6", "count": 14}
)


@pytest.mark.parametrize("width", [40, 78, 118])
def test_no_number_of_what_cannot_be_kept_is_torn_apart(width: int) -> None:
    answer = ProposalAnswer._make([None] * len(ProposalAnswer._fields))
    capacity = Capacity(SAYS, 160, 16, 10, LOST)
    says, *named = capacity_text(answer._replace(capacity=capacity), Speech(), width).split("\n")
    assert says == "1.6 × of the day's capacity; 14 tickets cannot be kept"
    assert all(width_of(line) <= width for line in named)
    assert " ".join(named) == ", ".join([*LOST[:10], "and 4 more"])
