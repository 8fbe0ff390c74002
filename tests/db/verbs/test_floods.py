"""A flood of level 1 is an emergency by itself, which the watch declares (ESC-06)."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest

from db.errors import NotPermitted
from db.store import open_store
from db.tables.emergency import Emergency
from db.verbs.adopting import AdoptPolicy
from db.verbs.emergencies import DeclareFlood
from db.watch.floods import Floods
from tests.db.desk import Desk
from tests.db.verbs.test_emergencies import card, declare, staffed


@pytest.fixture
def branch(desk: Desk) -> Desk:
    return staffed(desk)


def worst(desk: Desk, count: int, minutes: int = 0) -> list[str]:
    """So many tickets of level 1, each so many minutes after the other."""
    found = []
    for _ in range(count):
        found.append(desk.register(level=1))
        desk.later(minutes=minutes)
    return found


def sweep(desk: Desk) -> list[Any]:
    return list(Floods().due(desk.store))


def test_a_flood_of_level_1_is_declared_by_the_watch_once(branch: Desk) -> None:
    numbers = worst(branch, 4, minutes=5)
    assert sweep(branch) == []
    numbers += worst(branch, 1)
    [deed] = sweep(branch)
    [row] = branch.show("emergencies")
    assert (deed.about, row["trigger"], row["actor"], row["drill"]) == (row["id"], "flood", "watch", False)
    assert sorted(each["number"] for each in card(branch, row["id"])["tickets"]) == sorted(numbers)
    assert row["waiting"] == ["G01", "H01", "L01", "M01"]
    assert sweep(branch) == []  # it runs
    branch.do("end_emergency", emergency=row["id"], text="x", by="M01")
    assert sweep(branch) == []  # these are dealt with
    worst(branch, 4)
    assert sweep(branch) == []
    worst(branch, 1)
    assert len(sweep(branch)) == 1
    assert branch.differences() == []


def test_what_is_spread_over_longer_is_no_flood(branch: Desk) -> None:
    worst(branch, 5, minutes=8)
    assert sweep(branch) == []


def test_cancelled_and_untriaged_tickets_make_no_flood(branch: Desk) -> None:
    for number in worst(branch, 3):
        branch.do("cancel", ticket=number, reason="误报")
    worst(branch, 3)
    branch.register()
    assert sweep(branch) == []


def test_a_flood_during_a_drill_is_real_and_one_that_was_declared_is_not_declared_again(branch: Desk) -> None:
    declare(branch, drill=True)
    worst(branch, 5)
    assert len(sweep(branch)) == 1
    assert sorted(row["drill"] for row in branch.show("emergencies", state="running")) == [False, True]


def test_what_was_reported_in_a_storm_and_entered_or_raised_later_is_a_flood(branch: Desk) -> None:
    reported = [(branch.now - timedelta(hours=3, minutes=each)).isoformat() for each in range(5)]
    for at in reported[:4]:
        branch.register(level=1, reported_at=at)
    branch.later(minutes=40)
    assert sweep(branch) == [], "one is missing"
    other = branch.register(level=2, reported_at=reported[4])
    assert sweep(branch) == []
    branch.do("triage", ticket=other, level=1, reason="全停")
    assert len(sweep(branch)) == 1
    [row] = branch.show("emergencies")
    assert len(card(branch, row["id"])["tickets"]) == 5


def test_how_many_are_a_flood_is_data_of_the_policy(branch: Desk) -> None:
    content = branch.store.policy().sections()
    content["emergencies"]["flood"] = {"tickets": 2, "minutes": 10}
    branch.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    worst(branch, 2)
    assert len(sweep(branch)) == 1


@pytest.mark.every_way
def test_two_watches_declare_a_flood_once(branch: Desk) -> None:
    worst(branch, 5)
    stores = [open_store(branch.url, clock=lambda: branch.now) for _ in range(3)]
    begin = threading.Barrier(len(stores))
    deeds: list[Any] = []

    def watch(store: Any) -> None:
        begin.wait()
        deeds.extend(Floods().due(store))

    threads = [threading.Thread(target=watch, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert len(deeds) == len(branch.rows(Emergency)) == 1


def test_nobody_but_the_watch_declares_a_flood(branch: Desk) -> None:
    worst(branch, 5)
    with pytest.raises(NotPermitted):
        branch.store.do(DeclareFlood(branch="SZ"), "A01")
