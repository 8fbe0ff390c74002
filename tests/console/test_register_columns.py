"""How wide the columns of a list stand."""

from console.register.rows import Rows, names_one_of
from console.words.speech import Speech
from db.policy.load import shipped
from db.views.overlaps import Overlaps
from db.views.purchases import PurchasePlan
from db.views.shift_calendar import WeekSheet
from db.views.tools import Tools
from db.views.view import VIEWS


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


def test_the_number_of_a_person_stands_beside_the_name_and_not_with_it_twice() -> None:
    row = {
        "staff": "T001", "name": "张伟", "begin": None, "end": None, "ticket": "YX2607-01",
        "other": "YX2607-02", "mend": True, "why": "",
    }  # fmt: skip
    speech = Speech(policy=shipped, people=lambda: {"T001": "张伟"})
    [line] = Rows(Overlaps, speech).said([row])
    assert (line.words["staff"], line.words["name"]) == ("T001", "张伟")
    assert names_one_of(VIEWS["emergency"].shape()["calls"].shape, "name", ["staff"])


def test_a_week_has_all_its_days() -> None:
    row = dict.fromkeys(WeekSheet.columns()) | {"staff": "T001", "name": "张伟", "wednesday": "leave"}
    rows = Rows(WeekSheet, Speech(policy=shipped))
    assert rows.columns() == [], "a list with no line has no columns"
    rows.said([row])
    names = [column.name for column in rows.columns()]
    assert names == ["staff", "name", *(name for name in WeekSheet.shape() if name in WeekSheet.always)]
