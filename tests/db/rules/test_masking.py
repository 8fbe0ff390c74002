"""The mask over phones in texts (CUS-03)."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.masking import Mask, hidden_phones
from db.rules.sentence import Sentence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请回电13800130001，谢谢", "请回电138****0001，谢谢"),
        ("电话：138 0013 0001", "电话：138 **** 0001"),
        ("打 138-0013-0001 或 139.0013.0002", "打 138-****-0001 或 139.****.0002"),
        ("联系李工13800130001/13900130002", "联系李工138****0001/139****0002"),
        ("1３8００1３０００１", "1３8****０００１"),
        ("tel13800130001x", "tel138****0001x"),
        ("座机0755-26001234转808", "座机075*-****1234转808"),
        ("找 (0755)26001234", "找 (075*)****1234"),
        ("+86 755 2600 1234", "+86 7** **** 1234"),
        ("客服 400-830-1234", "客服 ***-***-*234"),
        ("电话是 2600 1234", "电话是 **** *234"),
        ("分机电话 83201", "分机电话 ****1"),
        ("保安83201477有钥匙", "保安*****477有钥匙"),
    ],
)
def test_a_phone_in_a_text_is_hidden_however_it_is_written(text: str, shown: str) -> None:
    assert hidden_phones(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "YX2607-01",
        "2026-07-15 14:00–16:00",
        "机号 SN20260715001",
        "序列号 20260715001",
        "20260715 安装",
        "84531277",
        "温度 26.5，压力 1012，电流 380/220",
        "c0ffee13800130001" + "a" * 47,
        "8b7d0f6e-3c1a-5a3e-9f2b-138001300012",
        "",
    ],
)
def test_what_is_no_phone_stays(text: str) -> None:
    assert hidden_phones(text) == text


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_around_it_uncovers_a_mobile_number(before: str, after: str) -> None:
    before, after = before.rstrip("0123456789 .-~()_") + "。", "。" + after
    assert "13800130001" not in hidden_phones(f"{before}13800130001{after}")


def test_the_number_of_the_column_is_hidden_in_the_texts_beside_it() -> None:
    mask = Mask(is_open=False)
    assert mask.phone("2600 1234") == "**** *234"
    assert mask.text("楼下保安 26001234 有钥匙") == "楼下保安 *****234 有钥匙"


class Line(NamedTuple):
    text: str
    at: datetime


def test_an_answer_is_masked_whatever_it_is_made_of() -> None:
    at = datetime(2026, 7, 15, tzinfo=UTC)
    answer = {"rows": [Line("13800130001", at)], "why": Sentence("{name}", {"name": "13800130001"})}
    assert Mask(is_open=False).answer(answer) == {
        "rows": [Line("138****0001", at)],
        "why": Sentence("{name}", {"name": "138****0001"}),
    }
    assert Mask(is_open=True).answer(answer) is answer


def test_an_address_of_its_own_column_is_hidden_in_the_texts_beside_it() -> None:
    mask = Mask(is_open=False)
    assert mask.address("深圳市南山区深南大道 9 号B座") == "深圳市南山区***"
    assert mask.text("到深南大道9号B座，找前台") == "到***，找前台"
    assert mask.text("深圳市南山区深南大道  9 号b座") == "深圳市南山区***"
    assert mask.text("深南大道堵车") == "深南大道堵车"
    assert mask.address("深圳市南山区南山酒店") == "深圳市南山区***"
    assert mask.text("南山酒店") == "南山酒店", "without a number it may be the customer's name"
    assert mask.address("蛇口工业八路12号") == "蛇口***"
    assert mask.text("蛇口工业八路12号停电") == "蛇口***停电"
    lifted = Mask(is_open=True)
    assert lifted.address("深圳市南山区深南大道9号") == "深圳市南山区深南大道9号"
    assert lifted.text("深南大道9号") == "深南大道9号"
