"""When calls come in: more on Mondays and mornings, most in a heat wave."""

from __future__ import annotations

from itertools import accumulate
from math import exp

from db.demo.chance import Chance
from db.demo.hours import DAY, HOUR, Hours

DAYS = 105
"""How long before the demo's day its season begins."""
WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 1.05, 0.8, 0.65)
BY_HOUR = (
    0.15, 0.1, 0.1, 0.1, 0.1, 0.15, 0.3, 0.9, 3.0, 4.5, 4.0, 3.0,
    1.8, 2.4, 3.6, 3.3, 2.7, 2.0, 1.8, 1.6, 1.3, 0.8, 0.4, 0.25,
)  # fmt: skip
WAVE_DAYS = 4.0


class Season:
    """The weather of the season, and the calls that it brings."""

    def __init__(self, hours: Hours, chance: Chance) -> None:
        self.hours = hours
        self.begin = hours.midnight(hours.end) - DAYS * DAY
        self._chance = chance
        # The last wave is the one that the demo stands in.
        self._waves = [(day + chance.share(-4, 4), chance.share(2.5, 5)) for day in range(22, DAYS - 8, 17)]
        self._waves.append((DAYS - 1.0, 5.0))

    def heat(self, second: int) -> float:
        """The day's highest temperature."""
        day = (second - self.begin) / DAY
        waves = sum(height * exp(-(((day - peak) / WAVE_DAYS) ** 2)) for peak, height in self._waves)
        return 25.0 + 6.0 * day / DAYS + waves

    def calls(self, count: int, until: int) -> list[int]:
        """So many seconds at which somebody calls, in order."""
        days = range((until - self.begin) // DAY)
        weights = []
        for day in days:
            noon = self.begin + day * DAY + 12 * HOUR
            weights.append(exp((self.heat(noon) - 28) / 6) * WEEKDAYS[self.hours.weekday(noon)])
        by_day, by_hour, places = list(accumulate(weights)), list(accumulate(BY_HOUR)), list(days)
        draw = self._chance.weighted
        hours = list(range(24))
        return sorted(
            self.begin + draw(places, by_day) * DAY + draw(hours, by_hour) * HOUR
            + self._chance.between(0, HOUR - 1)
            for _ in range(count)
        )  # fmt: skip
