"""Phone numbers as people write them, and masked ones (CUS-03)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.phone import PhoneError, mask, mask_address, normal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800130001", "13800130001"),
        ("+86 138 0013 0001", "13800130001"),
        ("86-138-0013-0001", "13800130001"),
        ("0086 13800130001", "13800130001"),
        ("１３８００１３０００１", "13800130001"),
        ("0755-1234567 转 8", "07551234567x8"),
        ("（0755）12345678转801", "075512345678x801"),
        ("0755-12345678-801", "075512345678x801"),
        ("010-12345678 ext. 12", "01012345678x12"),
        ("0755 1234567 分机9", "07551234567x9"),
        ("+86 755 1234567", "07551234567"),
        ("+86 10 12345678", "01012345678"),
        ("+86 400 800 1234", "4008001234"),
        ("400-800-1234", "4008001234"),
        ("+852 2345 6789", "+85223456789"),
        ("00852 2345 6789", "+85223456789"),
        ("110", "110"),
        ("8888-6666", "88886666"),
        ("0755/26001234", "075526001234"),
        ("0755 / 2600 1234 转 8", "075526001234x8"),
        ("（0755）/26001234", "075526001234"),
        ("0755-26001234/0755-26005678", "075526001234/075526005678"),
        ("013800130001", "13800130001"),
        ("8675526001234", "075526001234"),
        ("86 0755 26001234", "075526001234"),
        ("\u3000138\u30000013\u30000001", "13800130001"),
        ("13800130001 / 0755-1234567", "13800130001/07551234567"),
        ("13800130001、13900130002", "13800130001/13900130002"),
    ],
)
def test_every_way_of_writing_leads_to_one_number(written: str, kept: str) -> None:
    assert normal(written) == kept
    assert normal(kept) == kept


@pytest.mark.parametrize(
    "written", ["abc", "刘经理13800130001", "1380013x", "138+0013", "13800130001转", "12a4", "١٢٣٤٥٦٧"]
)
def test_letters_make_no_phone_number(written: str) -> None:
    with pytest.raises(PhoneError, match="not a phone number"):
        normal(written)


@pytest.mark.parametrize("written", ["", "  ", "12", "+1", "/", "-"])
def test_fewer_than_three_digits_are_no_phone_number(written: str) -> None:
    with pytest.raises(PhoneError, match="at least 3 digits"):
        normal(written)


@given(st.text("0123456789 -+()转/x", max_size=32))
def test_what_is_accepted_stays_as_it_is(text: str) -> None:
    try:
        kept = normal(text)
    except PhoneError:
        return
    assert normal(kept) == kept
    assert set(kept) <= set("0123456789+x/")


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800130001", "138****0001"),
        ("88886666", "*****666"),
        ("110", "**0"),
        ("", ""),
        ("13800130001/88886666", "138****0001/*****666"),
        ("+85223456789", "+852****6789"),
    ],
)
def test_a_masked_phone_hides_its_middle(phone: str, shown: str) -> None:
    assert mask(phone) == shown


@given(st.from_regex(r"[0-9]{7,16}", fullmatch=True))
def test_a_mask_hides_at_least_four_digits(phone: str) -> None:
    assert mask(phone).count("*") >= 4
    assert len(mask(phone)) == len(phone)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("深圳市南山区深南大道9号", "深圳市南山区***"),
        ("深圳市南山区世纪小区12栋", "深圳市南山区***"),
        ("深南大道 9 号", "深南***"),
        ("华强北市场3楼", "华强***"),
        ("某地", "***"),
        ("", ""),
    ],
)
def test_a_masked_address_ends_at_its_district(address: str, shown: str) -> None:
    assert mask_address(address) == shown
