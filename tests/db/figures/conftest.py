"""A small season of the demonstration branch with a day of corrections after it, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from db.demo import DEFAULT_AT, fill
from db.store import open_store
from tests.databases import Databases, Kind
from tests.db.views.branch import BranchOffice

HALF_AN_HOUR = timedelta(minutes=30)


class Season(BranchOffice):
    """The demonstration branch at the hour of its making, whenever that is."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.now = DEFAULT_AT
        ahead = self.store.now() - self.now
        self.store.close()
        self.store = open_store(url, clock=lambda: self.now - ahead)


def lived(url: str) -> None:
    """Fill an empty store with the season."""
    fill(url, tickets=36, closed=60, staff=8)
    season = Season(url)
    _corrected(season)
    season.store.close()


def _corrected(season: Season) -> None:
    """What changes figures afterwards: late and cancelled, taken back, moved, merged, the same again."""
    season.later(minutes=10)
    breached = season.show("queue", view="breached")
    late = [row["number"] for row in breached if row["state"] != "follow_up"]
    season.do("cancel", ticket=late[0], reason="duplicate")
    milestone = season.show("queue", find=late[1])[0]["milestone"]
    season.do("forgive", ticket=late[1], milestone=milestone, reason="记错")
    season.do("triage", ticket=late[2], level=4, problem="complex", reason="现场确认")
    waiting, other, *_further = season.numbers(view="to_dispatch")
    season.do("merge", ticket=late[3], into=other)
    season.do(
        "dispatch", ticket=waiting, technician="T001", override="急", window_from=season.now,
        window_to=season.now + HALF_AN_HOUR,
    )  # fmt: skip
    season.do("step", ticket=waiting, what="contacted")
    season.later(minutes=50)
    season.do("step", ticket=waiting, what="arrived")
    season.do("pause", ticket=waiting, reason="part")
    done = season.show("queue", view="follow_up")
    silent = next(row["number"] for row in reversed(done) if row["way"] == "on_site")
    closed = season.show("tickets", view="closed", limit=400)
    again = next(row for row in reversed(closed) if row["serial"])
    season.ticket(
        customer=again["customer"], phone=again["phone"], serial=again["serial"], fault=again["fault"],
        channel="wechat",
    )  # fmt: skip
    season.do("survey", ticket=silent, unreachable=True)
    lossy = next(row["number"] for row in done if row["number"] != silent)
    season.do("close", ticket=lossy, cause="wear", waive="客户催办", loss_fen="25000.00")
    opened_again = closed[-1]["number"]
    season.do("reopen", ticket=opened_again, reason="又坏了")
    season.later(hours=3)


@pytest.fixture(scope="session")
def seasons(databases: Databases) -> Iterator[Databases]:
    """Databases that hold the season, to be copied."""
    made = databases.with_rows("season", lived)
    yield made
    made.close()


@pytest.fixture
def season(seasons: Databases, database_kind: Kind) -> Iterator[Season]:
    """The season on SQLite and on PostgreSQL."""
    url = seasons.create(database_kind, warm=True)
    lived = Season(url)
    lived.later(minutes=60 + 180)
    yield lived
    lived.store.close()
    seasons.drop(url)
