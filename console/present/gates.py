"""What speaks against sending somebody, line by line: what blocks first, then what warns (DSP-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from console.words.i18n import N_, translate
from console.words.speech import Speech
from db.rules.gates import Result
from db.views.candidates import CandidateRow
from widgets.lists import Tone

BLOCKS, MINDS = N_("blocks {name}: {cause}"), N_("mind {name}: {cause}")


def gate_lines(
    rows: Iterable[CandidateRow], result: Result, speech: Speech, said: str = ""
) -> Iterator[tuple[str, Tone]]:
    """Every gate of these people that answers so, with what would open it; of a cause that was `said` already
    only that."""
    blocks = result is Result.BLOCK
    for row in rows:
        for gate in row.gates:
            if gate.result is not result or gate.cause is None:
                continue
            cause = speech.say(gate.cause)
            told = translate(BLOCKS if blocks else MINDS, name=row.name, cause=cause)
            repair = "" if gate.repair is None else f"> {speech.say(gate.repair)}"
            text = "  ".join(filter(None, ("" if said and cause in said else told, repair)))
            if text:
                yield text, "strong" if blocks else "warning"
