"""One thing of every kind that has a card, in the small branch."""

from typing import Any

from db.views.view import VIEWS
from tests.db.desk import Desk as Branch
from tests.db.owing import owe


def show(able: Branch, view: str, **asked: Any) -> Any:
    return able.store.read(VIEWS[view].model_validate(asked), "A01")


def shown_things(able: Branch) -> dict[str, tuple[str, str]]:
    """By kind of thing: the key of one, and words that its card has to say."""
    number = able.register(customer="南山酒店", phone="13800130001", serial="SN-0001", level=2)
    able.do("dispatch", ticket=number, technician="T011", override="演练")
    able.do("add_staff", staff="C09", label="赵敏", roles="customer_service")
    until = "2026-07-18T09:00:00+08:00"
    able.do("extend", by="C09", ticket=number, milestone="arrive", until=until, reason="客户同意")
    able.do("escalate", ticket=number, reason="客户很急")
    emergency = able.do("declare_emergency", reason="半城停电")["emergency"]
    handed = able.do("hand_over_shift", to="C09", text="请盯紧")["handover"]
    letter = able.do("receive_letter", who="南山酒店", content="何时来修", ticket=number)["letter"]
    record = able.do("record", ticket=number, work="更换主板")["record"]
    customer = next(row for row in show(able, "customers", find="南山酒店"))
    held = show(able, "kit", staff="T011").items[0]
    tool = held.number
    return {
        "ticket": (f"ticket:{number}", "南山酒店"),
        "staff": ("staff:T011", "电工1"),
        "customer": (f"customer:{customer.id}", "13800130001"),
        "equipment": (f"equipment:{customer.equipment[0]['id']}", "SN-0001"),
        "tool": (f"tool:{tool}", "电工1 T011"),
        "task": (f"task:{show(able, 'tasks')[0].id}", "YX2607"),
        "request": (f"request:{show(able, 'requests')[0].id}", number),
        "escalation": (f"escalation:{show(able, 'escalations')[0].id}", "客户很急"),
        "emergency": (f"emergency:{emergency}", "半城停电"),
        "report": (f"report:{owe(able.store)}", "2026-06"),
        "handover": (f"handover:{handed}", "请盯紧"),
        "letter": (f"letter:{letter}", "何时来修"),
        "record": (f"record:{record}", "更换主板"),
        "notice": (f"notice:{show(able, 'outbox', ticket=number)[0].id}", number),
        "tool_kind": (f"tool_kind:{held.kind}", tool),
        "place": ("place:staff:T011", tool),
    }
