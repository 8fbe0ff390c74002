"""A plain model of what is no ticket: tools, stock, tasks, requests, people, files; and of undoing all that.

Written from the interface page: a thing is a dictionary under the key of its chain, a deed says what they are
afterwards, undo puts back what they were.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.verbs.verb import VERBS
from tests.db.verbs.model import Illegal, need

Thing = dict[str, Any]
After = dict[str, Thing | None]
SHOES = "shoe_covers"
GRANTED_FOR = timedelta(hours=3)


@dataclass(eq=False)
class Done:
    """Something that somebody did, and how the things were before."""

    verb: str
    by: str
    at: datetime
    before: After


class Things:
    """All things by the keys of their chains; None is one that is gone."""

    def __init__(self) -> None:
        self.all: dict[str, Thing] = {}
        self.versions: dict[str, int] = {}
        self.log: list[Done] = []

    def begin(self, key: str, thing: Thing, version: int = 1) -> None:
        """Something that was there before the first deed."""
        self.all[key], self.versions[key] = thing, version

    def act(self, verb: str, fields: dict[str, Any], by: str, now: datetime) -> None:
        """Do a verb, or say Illegal."""
        self.enter(verb, by, now, DEEDS[verb](self, fields, by, now))

    def enter(self, verb: str, by: str, now: datetime, after: After) -> None:
        before: After = {}
        for key, thing in after.items():
            before[key] = present = self.all.get(key)
            if thing is None:
                del self.all[key], self.versions[key]
                continue
            if present is None:
                self.versions[key] = 1
            elif thing != present:
                self.versions[key] += 1
            self.all[key] = thing
        self.log.append(Done(verb, by, now, before))

    def undo(self, by: str, now: datetime) -> None:
        """Take the last deed of this person back, if it can be and nobody touched the same things since."""
        mine = [done for done in self.log if done.by == by]
        need(mine)
        last = mine[-1]
        need(last.verb != "undo" and VERBS[last.verb].undoable)
        need(now - last.at <= timedelta(minutes=2))
        since = self.log[self.log.index(last) + 1 :]
        need(not any(done.before.keys() & last.before.keys() for done in since))
        self.enter("undo", by, now, dict(last.before))

    def keys(self, family: str) -> list[str]:
        """The numbers of a family, in order."""
        return sorted(key.partition(":")[2] for key in self.all if key.startswith(f"{family}:"))

    def one(self, key: str) -> Thing:
        """The thing as it is; Illegal where there is none."""
        if key not in self.all:
            raise Illegal
        return self.all[key]


def buy_tool(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    if fields["kind"] == SHOES:
        stock = all.all.get(f"stock:{SHOES}", {})
        return {f"stock:{SHOES}": stock | {"store": stock.get("store", 0) + fields["count"]}}
    key = f"tool:{fields['number']}"
    need(key not in all.all)
    return {key: {"holder": None, "price_fen": 100}}


def issue_tool(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    if "kind" in fields:
        return _stock(all, "store", f"staff:{fields['staff']}", fields["count"])
    tool = all.one(f"tool:{fields['tool']}")
    need(tool["holder"] is None)
    return {f"tool:{fields['tool']}": tool | {"holder": fields["staff"]}}


def return_tool(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    if "kind" in fields:
        return _stock(all, f"staff:{fields['staff']}", "store", fields["count"])
    tool = all.one(f"tool:{fields['tool']}")
    need(tool["holder"] is not None)
    return {f"tool:{fields['tool']}": tool | {"holder": None}}


def _stock(all: Things, source: str, target: str, count: int) -> After:
    stock = all.all.get(f"stock:{SHOES}", {})
    need(stock.get(source, 0) >= count)
    moved = {source: stock[source] - count, target: stock.get(target, 0) + count}
    return {f"stock:{SHOES}": stock | moved}


def change_tool(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    tool = all.one(f"tool:{fields['tool']}")
    return {f"tool:{fields['tool']}": tool | {"price_fen": fields["price_fen"]}}


def do_task(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"task:{fields['task']}"
    task = all.one(key)
    need(task["state"] == "open")
    after: After = {key: task | {"state": "done"}}
    following = {"quality": "plan", "plan": "review"}.get(task["kind"])
    there = following is not None and [
        each for each in all.all.values()
        if each.get("kind") == following and each["about"] == task["about"] and each["state"] == "open"
    ]  # fmt: skip
    if following and not there:
        # Its number is that of the event, which only the store knows: put there when it has answered.
        # It is whose role it is of: A01 holds every role.
        owner = by if by == "A01" else None
        after["task:"] = {"kind": following, "about": task["about"], "state": "open", "staff": owner}
    return after


def hand_task(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"task:{fields['task']}"
    task = all.one(key)
    need(task["state"] == "open" and task["staff"] != fields["to"])
    return {key: task | {"staff": fields["to"]}}


def extend(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    due = all.one(f"ticket:{fields['ticket']}")["due"]
    waiting = [
        each for each in all.all.values()
        if each.get("asker") and each["about"] == fields["ticket"] and each["state"] == "open"
    ]  # fmt: skip
    need(now <= due and fields["until"] > due and not waiting)
    asked = {"about": fields["ticket"], "asker": by, "until": fields["until"], "state": "open"}
    return {"request:": asked}


def decide(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"request:{fields['request']}"
    request = all.one(key)
    need(request["state"] == "open" and request["asker"] != by)
    if fields["decision"] == "no":
        return {key: request | {"state": "refused"}}
    ticket = all.one(f"ticket:{request['about']}")
    if request["until"] <= max(now, ticket["due"]):
        return {key: request | {"state": "failed"}}
    return {key: request | {"state": "granted"},
            f"ticket:{request['about']}": ticket | {"due": request["until"]}}  # fmt: skip


def withdraw(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"request:{fields['request']}"
    request = all.one(key)
    need(request["state"] == "open" and request["asker"] == by)
    return {key: request | {"state": "withdrawn"}}


def add_staff(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"staff:{fields['staff']}"
    need(key not in all.all)
    return {key: {"phone": ""}}


def change_staff(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"staff:{fields['staff']}"
    return {key: all.one(key) | {"phone": fields["phone"]}}


def set_duty(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"staff:{fields['staff']}"
    return {key: dict(all.one(key))}


def set_zone(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    return {f"zone:{fields['zone']}": {"technician": fields.get("technician")}}


def change_customer(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"customer:{fields['customer']}"
    need(all.one(key)["contact"] != fields["contact"])
    return {key: all.one(key) | {"contact": fields["contact"]}}


def change_equipment(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    key = f"equipment:{fields['equipment']}"
    need(all.one(key)["model"] != fields["model"])
    return {key: all.one(key) | {"model": fields["model"]}}


def add_customer(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    """The same name and phone have one file."""
    named = f"named:{fields['customer']}"
    need(named not in all.all)
    return {named: {}, "customer:": {"contact": ""}}


def add_equipment(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    owner, serial = f"customer:{fields['customer']}", f"serial:{fields['serial']}"
    need(serial not in all.all)
    return {owner: dict(all.one(owner)), serial: {}, "equipment:": {"model": ""}}


def add_tool_kind(all: Things, fields: dict[str, Any], by: str, now: datetime) -> After:
    kind = f"tool_kind:{fields['kinds']}"
    need(kind not in all.all)
    return {kind: {}}


Deed = Callable[[Things, dict[str, Any], str, datetime], After]
DEEDS: dict[str, Deed] = {
    deed.__name__: deed
    for deed in (
        buy_tool, issue_tool, return_tool, change_tool, do_task, hand_task, extend, decide, withdraw,
        add_staff, change_staff, set_duty, set_zone, change_customer, change_equipment,
        add_customer, add_equipment, add_tool_kind,
    )
}  # fmt: skip
