"""Fields for each public verb, with the state in which it does something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.tables.purchase import ToolOrder
from db.tables.task import Task
from tests.db.desk import Desk, reach
from tests.db.notices.stage import calls, use

Fields = dict[str, Any]
MARKS: Fields = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)
WINDOW: Fields = {"window_from": "2026-07-20T09:00:00+08:00", "window_to": "2026-07-20T11:00:00+08:00"}


def on(state: str, *, remote: bool = False, **fields: Any) -> Callable[[Desk], Fields]:
    """Fields about a ticket that came to this state."""
    return lambda desk: {"ticket": reach(desk, state, remote=remote)} | fields


def merging(desk: Desk) -> Fields:
    return {"ticket": desk.register(), "into": desk.register()}


def swapping(desk: Desk) -> Fields:
    one, other = reach(desk, "triaged"), reach(desk, "triaged")
    desk.do("dispatch", ticket=one, technician="T001")
    desk.do("dispatch", ticket=other, technician="T002")
    return {"ticket": one, "with_ticket": other}


def called(desk: Desk) -> Fields:
    number = reach(desk, "triaged")
    desk.do("escalate", ticket=number, reason="急")
    return {"ticket": number}


def late(desk: Desk) -> Fields:
    number = reach(desk, "triaged")
    desk.later(hours=5)
    return {"ticket": number, "milestone": "respond", "reason": "输错"}


def in_store(desk: Desk) -> Fields:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    return {"tool": "K-1", "staff": "T001"}


def issued(desk: Desk) -> Fields:
    desk.do("issue_tool", **in_store(desk))
    return {"tool": "K-1"}


def late_for_shift(desk: Desk) -> Fields:
    desk.do("set_shifts", staff="T001", on_day="2026-07-15", shifts="D")
    return {"staff": "T001"}


def leave_taken(desk: Desk) -> Fields:
    desk.do("take_leave", staff="T001", why="annual", from_day="2026-07-20")
    return {"staff": "T001", "reason": "活紧"}


def emergency(desk: Desk) -> str:
    desk.staff("L01", "lead")
    answer: str = desk.do("declare_emergency", reason="停电", by="D01")["emergency"]
    return answer


def letter(desk: Desk) -> str:
    answer: str = desk.do("receive_letter", who="南山酒店", content="何时来修")["letter"]
    return answer


def customer(desk: Desk) -> str:
    answer: str = desk.do("add_customer", customer="北山冷库", phone="13900000009")["customer"]
    return answer


def equipment(desk: Desk) -> str:
    made = desk.do("add_equipment", customer=customer(desk), product="空调", serial="S-9")
    answer: str = made["equipment"]
    return answer


def sent_in(desk: Desk) -> Fields:
    return {"ticket": desk.register(way="send_in"), "what": "received", "condition": "完好"}


def ahead(desk: Desk) -> Fields:
    number = desk.register()
    desk.later(hours=-3)
    return {"ticket": number, "reason": "钟错了"}


def task(desk: Desk) -> str:
    desk.register(nature="quality")
    [found] = [row.id for row in desk.rows(Task) if row.kind == "quality"]
    return found


def extension(desk: Desk) -> Fields:
    return {
        "ticket": reach(desk, "triaged"), "milestone": "respond", "until": "2026-07-20T10:00:00+08:00",
        "reason": "等备件",
    }  # fmt: skip


def request(desk: Desk) -> str:
    answer: str = desk.do("extend", by="D01", **extension(desk))["request"]
    return answer


def undone(desk: Desk) -> Fields:
    desk.do("pause", ticket=reach(desk, "triaged"), reason="part")
    return {}


def bought(desk: Desk, kind: str = "screwdriver", count: int = 1) -> None:
    desk.do("buy_tool", kind=kind, count=count)


def tool(kind: str = "screwdriver", **fields: Any) -> Callable[[Desk], Fields]:
    """Fields about a tool in the store."""

    def made(desk: Desk) -> Fields:
        bought(desk, kind)
        return {"tool": "T0001"} | fields

    return made


def held(count: int = 1, **fields: Any) -> Callable[[Desk], Fields]:
    """Fields about a tool in the hands of T001; the others lie in the store."""

    def made(desk: Desk) -> Fields:
        bought(desk, count=count)
        desk.do("issue_tool", tool="T0001", staff="T001")
        return {"tool": "T0001"} | fields

    return made


def leaver(desk: Desk) -> Fields:
    held(2)(desk)
    desk.do("issue_tool", tool="T0002", staff="T001")
    return {"staff": "T001", "returned": "T0001", "missing": "T0002"}


def ordered(desk: Desk, *, arrived: bool = False) -> Fields:
    """The number of an order that was granted."""
    asked = desk.do("order_tool", kind="screwdriver", count=2)["request"]
    desk.do("decide", by="M01", request=asked, decision="yes")
    [order] = desk.rows(ToolOrder)
    if arrived:
        desk.do("receive_tools", tool_order=order.id)
    return {"tool_order": order.id}


def counted(desk: Desk) -> Fields:
    bought(desk, count=2)
    for by in ("A01", "M01"):
        desk.do("count_tools", by=by, found="T0001")
    return {"close": True, "cause": "lost"}


def month_closed(desk: Desk) -> Fields:
    reach(desk, "closed")
    return {"month": "2026-07", "seed": "7"}


def sampled(desk: Desk) -> Fields:
    desk.do("sample", **month_closed(desk))
    return {"ticket": reach(desk, "closed"), "text": "缺读数", "owner": "T001"} | _drawn(desk)


def _drawn(desk: Desk) -> Fields:
    answer = desk.do("sample", month="2026-07", seed="7")
    return {"sample": answer["sample"], "ticket": answer["tickets"][0]}


def edited(desk: Desk) -> str:
    """The version of the policy before an edit of it."""
    before = desk.store.policy().version
    desk.do("set_setting", setting="at_risk_percent", value=60, reason="更早提醒")
    return before


def behind(desk: Desk) -> Fields:
    number = reach(desk, "triaged")
    desk.do("set_target", reason="更快", profile="electrical", milestone="respond", level=2, minutes=5)
    return {"ticket": number, "reason": "新规定"}


def own_target(desk: Desk) -> Fields:
    place: Fields = {"profile": "software", "milestone": "arrive", "level": 1, "reason": "困人"}
    desk.do("set_target", minutes=30, **place)
    return place


def sent(desk: Desk) -> Fields:
    use(desk, "wecom")
    return {"notice": calls(desk, 1)[0]}


def switched_on(desk: Desk) -> Fields:
    use(desk, "wecom")
    return {"channel": "wecom"}


def recorded(desk: Desk, **fields: Any) -> Fields:
    """A ticket with a service record of its visit."""
    number = reach(desk, "follow_up")
    desk.do("record", ticket=number, work="更换主板", by="T001")
    return {"ticket": number} | fields


def proposed(desk: Desk) -> Fields:
    reach(desk, "triaged")
    return {"proposal": desk.show("proposal")["id"]}


def ill(desk: Desk) -> Fields:
    reach(desk, "dispatched")
    return {"technician": "T001", "reason": "生病"}


EXAMPLES: dict[str, Callable[[Desk], Fields]] = {
    "accept_proposal": proposed,
    "replan": ill,
    "declare_emergency": lambda desk: {"reason": "停电"},
    "answer_call": lambda desk: {"escalation": emergency(desk), "staff": "L01"},
    "end_emergency": lambda desk: {"emergency": emergency(desk), "text": "恢复"},
    "close_month": lambda _: {"month": "2026-06"},
    "sample": month_closed,
    "check_sample": sampled,
    "hand_over_shift": lambda desk: {"to": "C01", "text": "请盯", "tickets": reach(desk, "triaged")},
    "register": lambda desk: {"customer": "南山制衣厂", "phone": "13800000001", "fault": "x"},
    "triage": on("new", level=2),
    "correct": on("triaged", contact="赵工"),
    "route": on("triaged", department="ZB", reason="质量部认定"),
    "note": on("triaged", text="请走北门"),
    "chase": on("triaged", text="催了一次"),
    "remind": on("triaged", at="2026-07-20T09:00:00+08:00"),
    "dispatch": on("triaged", technician="T001", crew="T002", **WINDOW),
    "reassign": on("dispatched", technician="T002", reason="更近"),
    "recall": on("dispatched", reason="改期"),
    "tell": on("dispatched"),
    "move_window": on("dispatched", reason="客户改期", **WINDOW),
    "step": on("dispatched", what="arrived"),
    "pause": on("triaged", reason="part"),
    "resume": on("paused"),
    "track": sent_in,
    "consent": on("onsite", what="加装滤网", given_by="王先生"),
    "record": on("follow_up", work="更换主板", guarantee_parts="主板 1", bought_parts="电容 2 35.00"),
    "sign": lambda desk: recorded(desk, how="signed", signed_by="王先生"),
    "approve_record": recorded,
    "chase_forms": on("follow_up"),
    "take_forms": on("follow_up", forms="record"),
    "escalate": on("triaged", reason="无人"),
    "acknowledge": called,
    "forgive": late,
    "verify": on("follow_up", remote=True, solved="yes"),
    "survey": on("follow_up", **MARKS),
    "close": on("follow_up", cause="老化", waive="电话确认"),
    "reopen": on("closed", reason="未解决"),
    "cancel": on("triaged", reason="撤销"),
    "merge": merging,
    "swap": swapping,
    "net": lambda desk: {
        "lines": f"{reach(desk, 'dispatched')} T002 / {reach(desk, 'triaged')} T001", "reason": "更近",
    },
    "add_helper": on("dispatched", technician="T002"),
    "hand_over": on("triaged", partner="深圳制冷", promised_at="2026-07-20T18:00:00+08:00"),
    "go_on": ahead,
    "undo": undone,
    "do_task": lambda desk: {"task": task(desk), "text": "批次问题"},
    "hand_task": lambda desk: {"task": task(desk), "to": "C01"},
    "extend": extension,
    "decide": lambda desk: {"request": request(desk), "decision": "yes"},
    "withdraw": lambda desk: {"request": request(desk)},
    "announce_letter": lambda _: {"who": "南山酒店", "content": "抢修后补函"},
    "receive_letter": lambda _: {"who": "南山酒店", "content": "要求更换压缩机"},
    "send_letter": lambda _: {"who": "南山酒店", "content": "维修通知", "filed": "函档3-12"},
    "answer_letter": lambda desk: {"letter": letter(desk), "text": "已安排", "filed": "函档3-13"},
    "drop_letter": lambda desk: {"letter": letter(desk), "reason": "重复来函"},
    "add_staff": lambda desk: {"staff": "T009", "label": "新人"},
    "change_staff": lambda desk: {"staff": "T001", "phone": "13700000000"},
    "set_duty": lambda desk: {
        "staff": "T001", "kind": "leave", "substitute": "T002",
        "begins_at": "2026-07-16T08:00:00+08:00", "ends_at": "2026-07-17T18:00:00+08:00",
    },
    "late_start": late_for_shift,
    "set_pattern": lambda _: {"staff": "T001", "weeks": "DDDDD--/LLLLL--", "week": 2},
    "set_shifts": lambda _: {"staff": "T001", "on_day": "2026-07-20", "shifts": "N-"},
    "take_leave": lambda _: {
        "staff": "T001", "why": "annual", "from_day": "2026-07-20", "from_noon": True,
        "until_day": "2026-07-22", "substitute": "T002", "text": "回老家",
    },
    "cancel_leave": leave_taken,
    "set_zone": lambda desk: {"zone": "nanshan", "technician": "T001"},
    "add_customer": lambda desk: {"customer": "北山冷库", "phone": "13900000009"},
    "add_equipment": lambda desk: {"customer": customer(desk), "product": "空调", "serial": "S-9"},
    "change_customer": lambda desk: {"customer": customer(desk), "contact": "孙工"},
    "change_equipment": lambda desk: {"equipment": equipment(desk), "model": "X2"},
    "buy_tool": lambda desk: {"kind": "multimeter", "count": 2},
    "order_tool": lambda desk: {"kind": "multimeter", "count": 2},
    "receive_tools": ordered,
    "accept_tools": lambda desk: ordered(desk, arrived=True),
    "cancel_order": lambda desk: ordered(desk) | {"reason": "缺货"},
    "plan_tools": lambda desk: {"kinds": "multimeter:5"},
    "issue_tool": in_store,
    "return_tool": issued,
    "change_tool": lambda desk: issued(desk) | {"price_fen": 100},
    "add_tool_kind": lambda desk: {"kinds": "扭矩扳手"},
    "exchange_tool": held(2, staff="T001", reason="刀口打滑"),
    "lend_tool": tool(department="YF", until="2026-07-20T18:00:00+08:00", reason="样机测试"),
    "leave_tool": lambda desk: held(what="left")(desk) | {"ticket": reach(desk, "triaged")},
    "transfer_tool": held(to="T002", reason="换班"),
    "report_tool": held(what="lost"),
    "repair_tool": tool(what="out"),
    "calibrate_tool": tool("multimeter"),
    "care_tool": tool(what="inspect", condition="worn"),
    "scrap_tool": tool(cause="wear"),
    "sign_tools": lambda desk: {"tools": issued(desk)["tool"], "staff": "T001", "paper": "清单一"},
    "count_tools": counted,
    "clear_leaver": leaver,
    "set_calendar": lambda _: {"calendar": "night", "name_zh": "夜班", "name_en": "Night", "reason": "夜班"},
    "set_hours": lambda _: {"calendar": "service", "windows": "08:30-12:00", "reason": "夏令"},
    "set_day": lambda _: {"on_day": "2026-07-20", "kind": "holiday", "day_name": "停电", "reason": "停电"},
    "enter_holidays": lambda _: {"days": "2027-01-01..2027-01-03 holiday 元旦", "reason": "国办发明电"},
    "set_branch": lambda _: {"branch": "NS", "profile": "software", "reason": "只做软件"},
    "set_category": lambda _: {"category": "lighting", "profile": "software", "reason": "智能照明"},
    "set_profile": lambda _: {"profile": "lifts", "name_zh": "电梯", "name_en": "Lifts", "reason": "新业务"},
    "set_target": lambda _: {
        "profile": "software", "milestone": "arrive", "level": 1, "minutes": 30, "reason": "困人",
    },
    "drop_target": own_target,
    "set_level": lambda _: {
        "profile": "software", "level": 1, "meaning_zh": "系统停机", "meaning_en": "Down", "reason": "说清",
    },
    "set_task": lambda _: {"task": "sheet", "minutes": 45, "role": "dispatcher", "reason": "新规定"},
    "set_setting": lambda _: {"setting": "undo_seconds", "value": 60, "reason": "来得及"},
    "revert_policy": lambda desk: {"policy_version": edited(desk), "reason": "太早"},
    "renew": behind,
    "resend": sent,
    "try_channel": switched_on,
}  # fmt: skip
