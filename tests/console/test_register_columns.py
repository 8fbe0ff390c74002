"""How wide the columns of a list stand."""

from console.register.rows import Rows
from console.words.speech import Speech
from db.policy.load import shipped
from db.views.purchases import PurchasePlan
from db.views.tools import Tools


def test_a_number_at_the_end_stays_beside_its_row() -> None:
    row = {
        "kind": "multimeter", "planned": None, "ordered": 1, "bought": 7, "left": None, "planned_fen": None,
        "spent_fen": 252000,
    }  # fmt: skip
    rows = Rows(PurchasePlan, Speech(policy=shipped))
    [line] = rows.said([row])
    assert (line.words["spent_fen"], line.words["planned"]) == ("2520.00", "no plan")
    last = rows.columns()[-1]
    assert (last.name, last.align, last.grow) == ("spent_fen", "right", 0)


def test_a_text_at_the_end_takes_what_is_left() -> None:
    row = dict.fromkeys(Tools.columns()) | {"number": "T0001", "kind": "multimeter", "place": "store"}
    rows = Rows(Tools, Speech(policy=shipped))
    rows.said([row])
    assert rows.columns()[-1].grow == 1
