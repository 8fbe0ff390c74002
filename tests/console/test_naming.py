"""Tables for people name persons and places in words; scripts get the codes (KIT-03, interface page)."""

import pytest

from tests.console.running import Branch, Ran, paigong


@pytest.fixture
def kitted(demo: Branch) -> Branch:
    """T001 holds a multimeter and two rolls of tape; two rolls lie in the storeroom."""
    demo.hire("T001", "张伟")
    (tool,) = demo.done("buy_tool", "--kind", "multimeter", "--count", "1")["tools"]
    demo.done("issue_tool", "--tool", tool, "--staff", "T001")
    demo.done("buy_tool", "--kind", "screwdriver", "--count", "1")
    demo.done("buy_tool", "--kind", "insulating_tape", "--count", "4")
    demo.done("issue_tool", "--kind", "insulating_tape", "--count", "2", "--staff", "T001")
    return demo


def shown(branch: Branch, language: str, *view: str) -> str:
    ran: Ran = paigong("--db", branch.url, "--as", "A01", "--lang", language, "show", *view)
    assert ran.code == 0, ran
    return ran.out


@pytest.mark.parametrize(("language", "storeroom"), [("en", "storeroom"), ("zh_CN", "库房")])
def test_tools_and_consumables_stand_with_a_name_or_in_the_storeroom(
    kitted: Branch, language: str, storeroom: str
) -> None:
    for view in ("tools", "consumables"):
        text = shown(kitted, language, view)
        assert "张伟 T001" in text
        assert storeroom in text
        assert "staff:" not in text


def test_scripts_read_the_codes_of_holders_and_places(kitted: Branch) -> None:
    tools = {tool["kind"]: (tool["holder"], tool["place"]) for tool in kitted.show("tools")}
    assert tools == {"multimeter": ("T001", None), "screwdriver": (None, "store")}
    assert list(kitted.show("tools")[0]) == [
        "number", "kind", "holder", "place", "state", "since", "calibration_due", "condition", "due_back",
        "ticket",
    ]  # fmt: skip
    places = {(row["place"], row["count"]) for row in kitted.show("consumables")}
    assert places == {("staff:T001", 2), ("store", 2)}


def test_who_registered_a_ticket_is_named(kitted: Branch) -> None:
    number = kitted.ticket()
    assert "陈主任 A01" in shown(kitted, "zh_CN", "ticket", number)
