"""Who is at work in the stories, who calls, and what has been waiting since the night."""

from tests.db.desk import Desk as Branch

KIT = (
    "electric_screwdriver", "slotted_screwdriver", "screwdriver", "needle_nose_pliers", "voltage_pen",
    "wire_stripper", "backpack", "multimeter", "clamp_meter", "insulation_tester", "insulating_gloves",
    "adjustable_spanner",
)  # fmt: skip
"""The standard kit of the electrical trade."""

ZHANG, LI, ZHOU = "T001", "T002", "T003"
HOTEL, PHONE = "南山酒店", "13800130001"
HOME = "和平里物业"
DAY = {"begins_at": "2026-07-15T00:00:00+08:00", "ends_at": "2026-07-20T00:00:00+08:00"}


def staffed(branch: Branch) -> None:
    """Two electricians who can be sent, one who lacks everything, and five tickets."""
    branch.found()
    electrician(branch, ZHANG, "张伟", zone="nanshan")
    electrician(branch, LI, "李强", zone="futian")
    branch.do("add_staff", staff=ZHOU, label="周海", roles="technician")
    branch.do("set_duty", staff=ZHOU, kind="duty", **DAY)
    branch.staff("D02", "dispatcher")
    hotel = branch.do(
        "add_customer",
        customer=HOTEL,
        phone=PHONE,
        contact="刘经理",
        address="深南大道 9 号",
        district="南山",
    )["customer"]
    branch.do(
        "add_equipment",
        customer=hotel,
        product="配电柜",
        model="GGD-2",
        serial="SN-0001",
        commissioned_on="2025-01-10",
    )
    for place, (customer, fault, level) in enumerate(
        (
            ("市第三医院", "手术室停电", 1),
            (HOME, "频繁跳闸", 2),
            ("华强数据中心", "配电柜过热", 3),
            ("恒丰家具城", "漏电", 3),
            ("蓝天幼儿园", "照明不亮", 4),
        )
    ):
        branch.register(
            customer=customer, phone=f"1390000000{place}", fault=fault, product="配电柜", level=level
        )


def electrician(branch: Branch, staff: str, name: str, *, zone: str) -> None:
    """Somebody with skill, certificate, a whole kit and a day's duty."""
    branch.do(
        "add_staff", staff=staff, label=name, roles="technician", trade="electrical", zone=zone,
        skills="electrical:2", certificates="electrician:2027-07-01",
    )  # fmt: skip
    for kind in KIT:
        (tool,) = branch.do("buy_tool", kind=kind)["tools"]
        branch.do("issue_tool", tool=tool, staff=staff)
    branch.do("set_duty", staff=staff, kind="duty", **DAY)
