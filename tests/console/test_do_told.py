"""What a verb on no ticket tells on the command line, as it declares it (ESC-06, SLA-09)."""

import pytest

from tests.console.running import Branch, paigong


@pytest.mark.parametrize(
    ("language", "nobody", "called"),
    [
        ("en", "Nobody is there to be called: call by phone.", "Called: 吴经理 M01."),
        ("zh_CN", "无人可呼叫", "吴经理 M01"),
    ],
)
def test_whom_an_emergency_called_is_said(branch: Branch, language: str, nobody: str, called: str) -> None:
    def declared() -> str:
        ran = paigong("--db", branch.url, "--as", "A01", "--lang", language, *DRILL)
        assert ran.code == 0, ran
        (number,) = (row["id"] for row in branch.show("emergencies", "--state", "running"))
        assert number in ran.out.splitlines()[0]
        branch.done("end_emergency", "--emergency", number, "--text", "演练结束")
        return ran.out

    assert nobody in declared()
    branch.hire("M01", "吴经理", "manager")
    assert called in declared()


DRILL = ("do", "declare_emergency", "--reason", "演练", "--drill")


def test_what_an_edit_of_the_policy_holds_for_is_said(branch: Branch) -> None:
    ran = branch.run("do", "set_setting", "--setting", "at_risk_percent", "--value", "30", "--reason", "试行")
    assert ran.code == 0, ran
    assert "is in force for new tickets; open ones keep theirs." in ran.out
