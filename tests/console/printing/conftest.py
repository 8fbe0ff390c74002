"""A branch whose forms have something to say: a ticket from its report to the survey, tools in hands."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

import pytest

from db.store import Store, open_store
from db.verbs.parsing import parse_verb
from db.views.tasks import Tasks
from tests.console.running import Branch
from tests.databases import Databases

NIGHT = "2026-07-15T23:30:00+08:00"
FAULT = "二楼冷水机组停机，面板报 E4"
TICKET = "YX2607-01"
DAY = {"kind": "duty", "begins_at": "2026-07-15T00:00:00+08:00", "ends_at": "2026-07-19T00:00:00+08:00"}


def at(hour: int, minute: int = 0) -> str:
    """That time of the day on which all of it happens."""
    return f"2026-07-15T{hour:02}:{minute:02}:00+08:00"


def do(store: Store, when: str, verb: str, **fields: str) -> Any:
    """A verb at that time, by the one who holds every role."""
    store.stand_at(datetime.fromisoformat(when))
    return store.do(parse_verb(verb, fields), "A01")


def _told(url: str) -> None:
    with closing(open_store(url)) as store:
        told(store)


def told(store: Store) -> None:
    """The day of the ticket."""
    for no, name, role in (
        ("T001", "张伟", "technician"),
        ("T002", "李强", "technician"),
        ("K01", "顾仓", "keeper"),
    ):
        do(store, at(9), "add_staff", staff=no, label=name, roles=role, trade="electrical")
        do(store, at(9), "set_duty", staff=no, **DAY)
    do(
        store, at(9), "register", customer="南山酒店", phone="13800130001", fault=FAULT, contact="刘经理",
        position="工程部", address="深圳市南山区深南大道 9 号", product="冷水机组", model="LSB-400",
        serial="SN-0001", project="AB-77", level="2", nature="quality",
    )  # fmt: skip
    quality = next(each.id for each in store.read(Tasks(), "A01") if each.kind == "quality")
    do(store, at(9, 5), "do_task", task=quality, text="先换接触器，张伟去")
    do(
        store, at(9, 10), "dispatch", ticket=TICKET, technician="T001", crew="T002", window_from=at(14),
        window_to=at(16), override="试",
    )  # fmt: skip
    do(store, at(14, 30), "step", ticket=TICKET, what="arrived")
    do(store, at(15, 30), "step", ticket=TICKET, what="finished")
    do(
        store, at(16), "record", ticket=TICKET, cause="接触器烧蚀", work="更换接触器", test_result="合格",
        guarantee_parts="接触器CJX2 1只", bought_parts="润滑油 1.5升 35.50", attitude="good", damage="no",
        hygiene="not_good", satisfaction="satisfied", service_type="other", running_hours="4200",
        under_guarantee="yes", fee_fen="7100", promise="下月回访", signed="signed", signed_by="刘经理",
    )  # fmt: skip
    do(
        store, at(17), "survey", ticket=TICKET, attitude="5", quality="4", punctuality="3", hygiene="2",
        result="4", text="来得快",
    )  # fmt: skip
    do(store, at(17), "buy_tool", kind="multimeter", count="3")
    do(store, at(17), "issue_tool", tool="T0001", staff="T001")
    do(store, at(17), "lend_tool", tool="T0002", department="SC", until=at(20), reason="试车")


@pytest.fixture(scope="package")
def furnished(branches: Databases) -> Iterator[Databases]:
    """Databases with such a branch, to be copied."""
    made = branches.with_rows("furnished", _told)
    yield made
    made.close()


@pytest.fixture(scope="package")
def store(furnished: Databases) -> Iterator[Store]:
    """That branch, only to be looked at."""
    with closing(open_store(furnished.create("sqlite"))) as found:
        yield found


@pytest.fixture
def paper(furnished: Databases) -> Iterator[Branch]:
    """A copy, of which commands print."""
    url = furnished.create("sqlite")
    yield Branch.on(url)
    furnished.drop(url)
