"""A store of two branches: Nanshan with somebody for every reach, and Longgang, whose every text is a canary.

What Longgang does comes in a second step, so that a test can ask the same before and after it.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from db.policy.load import shipped
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import CALLER, Desk

REACHES = {
    "technician": "own", "quality": "own", "lead": "team", "department_lead": "department",
    "dispatcher": "branch", "manager": "branch", "general_manager": "all",
}  # fmt: skip
"""A role for every reach; nearly all of them see phones, so that no mask hides what the scope forgot."""
HERE = {role: f"N{at}" for at, role in enumerate(REACHES, 1)}
"""The people of Nanshan by their role."""
CANARY = "kanari"
TOLD = ("firm", "contact", "place", "fault", "note", "man", "project", "why")
TOKENS = {name: f"{CANARY}{name}9" for name in TOLD}
PHONE, SERIAL, OTHER_NUMBER = "13977712345", "KS77Q12345", "EXT77Z12345"
FIRST = UUID(int=77)
"""The request of the first ticket: the ids of its files follow from it."""
SHARED = "13800000001"
"""The phone of a caller of both branches."""


def found(desk: Desk) -> None:
    """Two branches and the people and tickets of Nanshan."""
    desk.found()
    content: dict[str, Any] = shipped().sections()
    other = content["organisation"]["branch"]["NS"] | {"zh": "龙岗", "en": "Longgang"}
    content["organisation"]["branch"]["LG"] = other
    content["roles"]["scope"] = REACHES
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    for role, no in HERE.items():
        desk.staff(no, role, trade="electrical", zone="nanshan")
    for no, role in (("L1", "technician"), ("L2", "dispatcher"), ("L3", "manager")):
        desk.staff(no, role, label=f"雀{TOKENS['man']}{no}", branch="LG", zone="longgang", trade="electrical")
    one = desk.register(by=HERE["dispatcher"], serial="NS-1")
    desk.do("triage", by=HERE["dispatcher"], ticket=one, level=2)
    desk.do("dispatch", by=HERE["dispatcher"], ticket=one, technician=HERE["technician"], way="remote")
    desk.register(by=HERE["manager"], customer="福田印刷厂", phone="13800000002", fault="漏水")
    later = {"until": "2026-07-18T12:00+08:00", "reason": "等备件"}
    desk.do("extend", by=HERE["dispatcher"], ticket=one, milestone="respond", **later)
    desk.do("buy_tool", kind="multimeter", number="KT1")


def settle_elsewhere(desk: Desk) -> dict[str, str]:
    """What Longgang does; every reference by which it could be asked for."""
    register: dict[str, Any] = {
        "customer": f"雀厂{TOKENS['firm']}", "phone": PHONE, "fault": f"坏{TOKENS['fault']}",
        "contact": TOKENS["contact"], "address": f"路{TOKENS['place']}", "district": "龙岗区",
        "project": TOKENS["project"], "external_number": OTHER_NUMBER,
    }  # fmt: skip
    number = desk.do("register", by="L2", id=FIRST, serial=SERIAL, **register)["number"]
    desk.do("register", by="L2", **(CALLER | {"phone": SHARED, "fault": TOKENS["fault"]}))
    closed = desk.do("register", by="L2", **(register | {"external_number": ""}))["number"]
    _serve(desk, number)
    _close(desk, closed)
    later = {"until": "2026-07-18T12:00+08:00", "reason": TOKENS["why"]}
    asked = desk.do("extend", by="L2", ticket=number, milestone="resolve", **later)["request"]
    record = desk.do("record", by="L1", ticket=closed, reason=TOKENS["why"], work=TOKENS["note"])["record"]
    emergency = desk.do("declare_emergency", by="L3", reason=TOKENS["why"])["emergency"]
    desk.do("hand_over_shift", by="L2", to="L3", text=TOKENS["note"], tickets=[number])
    letter = desk.do("receive_letter", by="L2", who=f"雀厂{TOKENS['firm']}", content=TOKENS["why"])["letter"]
    desk.do("buy_tool", by="A01", kind="multimeter", number="KT77")
    desk.do("issue_tool", by="A01", staff="L1", tool="KT77")
    desk.do("set_duty", by="L2", staff="L1", kind="duty", begins_at="2026-07-15T08:00+08:00",
            ends_at="2026-07-15T18:00+08:00")  # fmt: skip
    (row,) = [each for each in desk.show("customers", find=PHONE) if each["phone"] == PHONE]
    return {
        "number": number, "running": str(int(number.rpartition("-")[2])), "closed": closed,
        "customer": row["id"], "equipment": row["equipment"][0]["id"], "staff": "L1", "tool": "KT77",
        "task": next(each["id"] for each in desk.show("tasks", state="open") if each["about"] != "YX2607-02"),
        "request": asked,
        "record": record,
        "emergency": emergency,
        "letter": letter,
        "notice": next(each["id"] for each in desk.show("outbox") if each["ticket"] == number),
        "serial": SERIAL, "phone": PHONE, "other": OTHER_NUMBER, "text": CANARY, "last": PHONE[-5:],
    }  # fmt: skip


def _serve(desk: Desk, number: str) -> None:
    desk.do("triage", by="L2", ticket=number, level=1)
    window = {"window_from": "2026-07-15T08:30+08:00", "window_to": "2026-07-15T09:30+08:00"}
    desk.do("dispatch", by="L2", ticket=number, technician="L1", **window)
    desk.do("step", by="L1", ticket=number, what="arrived")
    desk.do("note", by="L2", ticket=number, text=TOKENS["note"])
    desk.do("remind", by="L2", ticket=number, at="2026-07-15T12:00+08:00", text=TOKENS["note"])
    desk.do("escalate", by="L2", ticket=number, reason=TOKENS["why"])


def _close(desk: Desk, number: str) -> None:
    desk.do("triage", by="L2", ticket=number, level=3, way="remote")
    desk.do("dispatch", by="L2", ticket=number, technician="L1", way="remote")
    for what in ("contacted", "finished"):
        desk.do("step", by="L1", ticket=number, what=what)
    desk.do("verify", by="L2", ticket=number, solved="yes")
    marks: dict[str, Any] = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 1)
    desk.do("survey", by="L2", ticket=number, **marks)
    desk.do("close", by="L3", ticket=number, cause=TOKENS["why"])


def canaries(references: dict[str, str]) -> tuple[str, ...]:
    """What no answer to anybody of Nanshan may hold."""
    asked = [references[name] for name in ("number", "closed", "customer", "equipment", "tool")]
    return (*TOKENS.values(), PHONE, SERIAL, OTHER_NUMBER, *asked)
