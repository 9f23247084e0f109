"""However it was typed, one name, number or address has one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.arrivals.rules.addresses import normalise_address
from fangxian.lines.arrivals.rules.id_numbers import (
    id_number_corrections,
    is_valid_id_number,
    normalise_id_number,
)
from fangxian.lines.arrivals.rules.normalise import normalise_name, normalise_phone
from fangxian.lines.arrivals.tests.rules_stories import id_numbers, slips


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("張 鐘漢", "张钟汉"),
        ("　张三\u200b ", "张三"),
        ("张三（户主）", "张三"),
        ("魏徵", "魏征"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("Ｌｉ Lei", "LILEI"),
        ("（不详）", None),
        ("", None),
        (None, None),
    ],
)
def test_a_name_has_one_form(typed: str | None, name: str | None) -> None:
    assert normalise_name(typed) == name


@given(st.text(st.characters(codec="gbk", exclude_categories=["Sk"]), max_size=12))
def test_normal_forms_stay_as_they_are(text: str) -> None:
    for normalise in (normalise_name, normalise_phone, normalise_id_number):
        once = normalise(text)
        assert normalise(once) == once


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("１３８ ０４３９－０００１", "13804390001"),
        ("+86 138-0439-0001", "13804390001"),
        ("0086 13804390001", "13804390001"),
        ("8613804390001", "13804390001"),
        ("13804390001/13904390002", "13804390001"),
        ("0439-3221234", "04393221234"),
        ("无", None),
        ("00000000000", None),
        (None, None),
    ],
)
def test_a_phone_number_has_one_form(typed: str | None, phone: str | None) -> None:
    assert normalise_phone(typed) == phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105 19491231 002x", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),
        ("E12345678", "E12345678"),
        ("000000000000000000", None),
        ("无", None),
        (None, None),
    ],
)
def test_an_id_number_has_one_form(typed: str | None, number: str | None) -> None:
    assert normalise_id_number(typed) == number


def test_the_published_numbers_are_valid_and_their_neighbours_are_not() -> None:
    assert is_valid_id_number("11010519491231002X")
    assert is_valid_id_number("440524188001010014")
    assert not is_valid_id_number("110105194912310021")
    assert not is_valid_id_number("E12345678")


def test_a_birthday_that_never_was_is_not_valid_whatever_the_check_character_says() -> None:
    assert not any(is_valid_id_number(f"11010519490231002{check}") for check in "0123456789X")


@given(slips(id_numbers()))
def test_every_slip_is_noticed_and_the_right_number_is_among_its_few_corrections(
    slip: tuple[str, str],
) -> None:
    right, wrong = slip
    corrections = id_number_corrections(wrong)
    assert right in corrections
    assert len(corrections) <= 35
    assert all(is_valid_id_number(number) for number in corrections)


@given(id_numbers())
def test_a_valid_number_needs_no_correction(number: str) -> None:
    assert is_valid_id_number(number)
    assert id_number_corrections(number) == ()


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("宜宾社区2号楼3单元501室", ("2", "3", "501")),
        ("宜賓社區２號樓３單元５０１室", ("2", "3", "501")),
        ("二号楼三单元五〇一室", ("2", "3", "501")),
        ("二十三栋1单元102", ("23", "1", "102")),
        ("一百零一号楼", ("101",)),
        ("2-3-501", ("2", "3", "501")),
        ("2—501", ("2", "", "501")),
        ("2#楼3单元501", ("2", "3", "501")),
        ("2#3-501", ("2", "3", "501")),
        ("02号楼03单元0501室", ("2", "3", "501")),
        ("浑江大街128号2号楼3单元501", ("2", "3", "501")),
        ("2号楼5楼501室", ("2", "", "501")),
        ("2楼3单元501", ("2", "3", "501")),
        ("新建街道 2 号楼", ("2",)),
        ("红旗村3组15号", ("3", "", "15")),
        ("浑江大街128号", ("128",)),
        ("A座1201", ("A", "", "1201")),
        ("三里河社区", ()),
        ("", ()),
        (None, ()),
    ],
)
def test_an_address_is_building_unit_and_room(typed: str | None, parts: tuple[str, ...]) -> None:
    assert normalise_address(typed) == parts


@given(st.text(alphabet="0123456789一二十百号楼栋单元室组-#A ", max_size=14))
def test_any_address_gives_at_most_three_parts_and_the_last_is_stated(text: str) -> None:
    parts = normalise_address(text)
    assert len(parts) <= 3
    assert not parts or (parts[0] and parts[-1])
