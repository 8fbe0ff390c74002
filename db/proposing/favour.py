"""What speaks for somebody beside being near: parts of the ranking's score, in minutes of way (DSP-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from db.proposing.known import Known
from db.rules.candidates import Candidate, Job, Measure
from db.rules.scoring import VALUES

TENTHS: Final = 10
PARTS: Final = ("skill", "kit", "load", "responsible", "knows", "knows_customer", "knows_equipment", "fair")
"""Parts that do not change with the hour: from where somebody comes, and when, the plan reckons itself."""


class Favour:
    """What sending each of these people is worth, reckoned once for each demand and zone."""

    def __init__(self, people: Mapping[str, Candidate], known: Known, measure: Measure, minutes: int) -> None:
        """The whole score is worth so many minutes on the way; answers count in tenths of them."""
        self._whole = TENTHS * minutes
        self._people, self._known, self._measure = people, known, measure
        self._total = max(1, sum(measure.weights.values()))
        self._parts = [
            (weight, VALUES[name])
            for name, weight in measure.weights.items()
            if weight and name in PARTS and name in VALUES
        ]
        self._alike: dict[object, dict[str, int]] = {}

    def of(self, job: Job) -> dict[str, int]:
        """By staff number, for whoever there is."""
        alike = (job.skill, job.trade, job.tools, job.zone)
        if alike not in self._alike:
            nobody = replace(job, number="")
            self._alike[alike] = {no: self._worth(nobody, no) for no in self._people}
        known = {no: self._worth(job, no) for no in self._known.acquainted(job.number) if no in self._people}
        return {**self._alike[alike], **known}

    def _worth(self, job: Job, no: str) -> int:
        person = self._known.of(self._people[no], job.number)
        weighed = sum([weight * value(job, person, self._measure) for weight, value in self._parts])
        return int(self._whole * weighed / self._total)
