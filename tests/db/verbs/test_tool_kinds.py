"""Kinds of tools beside the shipped ones (KIT-01)."""

from db.log.audit import Audit
from db.tables.event import PolicyVersion
from db.tables.tool import Tool, ToolKind
from tests.db.desk import Desk


def test_new_kinds_become_part_of_the_policy_and_can_be_bought(desk: Desk) -> None:
    answer = desk.do("add_tool_kind", kinds="角磨机、热熔枪", price_fen=29900, life_months=36)
    assert answer["kinds"] == ["角磨机", "热熔枪"]
    policy = desk.store.policy()
    kind = policy.tool_kind("热熔枪")
    assert kind is not None
    assert (kind.code, kind.price, kind.life) == ("热熔枪", 29900, 36)
    assert [each.active for each in desk.rows(PolicyVersion)].count(True) == 1
    desk.do("buy_tool", kind="角磨机")
    [tool] = desk.rows(Tool)
    assert (tool.kind, tool.price_fen) == ("角磨机", 29900)
    found: Audit = desk.store.audit()
    assert found.differences == ()
    # Another version may be put in force although a tool is of the new kind.
    desk.do("add_tool_kind", kinds="曲线锯")
    assert len(desk.rows(ToolKind)) == len(desk.store.policy().tools.tool)


def test_a_kind_that_is_there_is_refused_whatever_its_case(desk: Desk) -> None:
    assert desk.refused("add_tool_kind", kinds="万用表").rule == "KIT-01"
    assert desk.refused("add_tool_kind", kinds="MULTIMETER").rule == "KIT-01"
    assert desk.refused("add_tool_kind", kinds="新,新").rule == "KIT-01"
    assert desk.refused("add_tool_kind", kinds="").exit_code == 2
    assert desk.refused("add_tool_kind", kinds="长" * 33).exit_code == 2
    assert desk.refused("add_tool_kind", kinds="新", permit="飞行证").exit_code == 2
