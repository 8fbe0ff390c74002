"""Days of random verbs: how every state machine over the store is played."""

from __future__ import annotations

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.conftest import SOAK

MOST = 4
"""Days of each machine in `make test`; the first one is the shortest there is, and nothing happens on it."""
TURNS = 5
"""How often so many days are drawn at most."""


def days(rounds: Callable[[int], int], full: int) -> int:
    """How many days of a machine a run plays: so many in `make soak`."""
    return full if SOAK else min(rounds(full), MOST)


def played(machine: type[RuleBasedStateMachine], examples: int, enough: Callable[[], bool]) -> None:
    """So many days of a machine, drawn by the seed of this run; longer ones where it soaks. Of a few days all
    may be empty ones: others are drawn until enough was done."""
    for turn in range(TURNS):
        run_state_machine_as_test(
            seed(int(os.environ["PAIGONG_SEED"]) + turn)(machine),
            settings=settings(
                max_examples=examples,
                stateful_step_count=60 if SOAK else 40,
                suppress_health_check=list(HealthCheck),
                # Every step is a transaction: shrinking takes minutes, the steps as found read well enough.
                phases=[Phase.generate],
                report_multiple_bugs=False,
            ),
        )
        if enough():
            return
