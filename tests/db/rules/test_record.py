"""Lines of parts, boxes beside marks, what closing lacks: pure rules (VIS-02, VIS-15, CLS-05)."""

import pytest

from db.rules.closing import DEMANDS, Done, missing
from db.rules.record import (
    BOUGHT,
    GUARANTEE,
    LineError,
    compared,
    declined,
    ordinals,
    part_text,
    parts,
    quantity_text,
)

NOTHING = Done(False, False, False, frozenset(), ("T0002", "T0001"), False, False)


@pytest.mark.parametrize(
    ("text", "kind", "label", "quantity", "unit", "price", "total"),
    [
        ("压缩机 1", GUARANTEE, "压缩机", "1", "", None, None),
        ("压缩机 2P ×2台", GUARANTEE, "压缩机 2P", "2", "台", None, None),
        ("电容 2 35.00", BOUGHT, "电容", "2", "", 3500, 7000),
        ("制冷剂 R32 1.5kg ¥80", BOUGHT, "制冷剂 R32", "1.5", "kg", 8000, 12000),
        ("电缆 0.333m 0.1", BOUGHT, "电缆", "0.333", "m", 10, 3),
        ("垫片 0.5 0.01", BOUGHT, "垫片", "0.5", "", 1, 1),
    ],
)
def test_a_line_of_parts(
    text: str, kind: str, label: str, quantity: str, unit: str, price: int | None, total: int | None
) -> None:
    (found,) = parts(text, kind)
    assert (found.label, quantity_text(found.milli), found.unit) == (label, quantity, unit)
    assert (found.price_fen, found.total_fen) == (price, total)
    typed = part_text(found.label, found.milli, found.unit, found.price_fen)
    assert parts(typed, kind) == (found,)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("压缩机", GUARANTEE), ("电容 2", BOUGHT), ("电容 2 35.00", GUARANTEE), ("电容 0", GUARANTEE),
        ("电容 0 35.00", BOUGHT), ("电容 999999 99999999", BOUGHT), ("x" * 81 + " 1", GUARANTEE),
        ("\n".join(["垫片 1"] * 51), GUARANTEE),
    ],
)  # fmt: skip
def test_a_line_that_is_none(text: str, kind: str) -> None:
    with pytest.raises(LineError):
        parts(text, kind)


def test_lines_are_parted_by_ends_and_semicolons_in_any_width() -> None:
    assert [each.label for each in parts("甲 1;乙 2；丙 3\n丁 4", GUARANTEE)] == ["甲", "乙", "丙", "丁"]
    assert ordinals("1，3、3 2") == (1, 3, 2)
    assert declined("更换电源线：王先生")[0].signed_by == "王先生"
    for wrong in ("更换电源线", "x:"):
        with pytest.raises(LineError):
            declined(wrong)


def test_boxes_on_site_beside_the_marks_of_the_survey() -> None:
    boxes = {"attitude": "very_good", "hygiene": "good", "satisfaction": "satisfied", "damage": "no"}
    marks = {"attitude": 4, "hygiene": 2, "result": 3}
    found = {each.question: (each.box_mark, each.mark, each.differs) for each in compared(boxes, marks, 4)}
    assert found == {"attitude": (5, 4, False), "hygiene": (5, 2, True), "result": (4, 3, True)}
    assert compared({"attitude": None}, {"attitude": 5}, 4) == []


def test_what_is_missing_stands_in_the_order_in_which_it_is_done() -> None:
    assert [each.code for each in missing(reversed(DEMANDS), ("sheet", "opinion"), NOTHING)] == [
        "record", "signature", "approval", "forms.sheet", "forms.opinion", "tools.T0001", "tools.T0002",
        "verify", "survey",
    ]  # fmt: skip
    done = Done(True, True, True, frozenset({"sheet"}), (), True, True)
    assert [each.code for each in missing(DEMANDS, ("sheet", "opinion"), done)] == ["forms.opinion"]
    assert missing((), ("sheet",), NOTHING) == []
