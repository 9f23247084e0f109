"""However a phone number or a name is typed, it is the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.trees.people.rules import masked_phone, normal_name, normal_phone, valid_name

PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(phone=PHONES, prefix=st.sampled_from(["", "+86", "86", "0086 ", "+86-"]), wide=st.booleans())
def test_a_phone_number_is_the_same_however_typed(phone: str, prefix: str, wide: bool) -> None:
    typed = f" {prefix}{phone[:3]} {phone[3:7]}-{phone[7:]} "
    assert normal_phone(typed.translate(WIDE) if wide else typed) == phone


@pytest.mark.parametrize("text", ["", "12345", "29900000001", "199000000012", "bureau", "86199000000011"])
def test_what_is_no_phone_number_is_none(text: str) -> None:
    assert normal_phone(text) == ""


@given(phone=PHONES)
def test_no_phone_number_can_be_a_sign_in_name(phone: str) -> None:
    assert not valid_name(phone)
    assert not valid_name("0086-" + phone)


@given(name=st.text(min_size=1, max_size=40))
def test_normalising_a_name_twice_changes_nothing(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)


def test_names_compare_whatever_their_case_and_width() -> None:
    assert normal_name(" Ｂureau.ONE ") == "bureau.one"
    assert valid_name("卫健局")


def test_a_masked_number_hides_its_middle() -> None:
    assert masked_phone("19900000001") == "199****0001"
    assert masked_phone("") == ""
