"""Values as people write them: numbers, identity numbers, telephones, yes and no, choices."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric

from fangxian.mechanisms.imports.codes import Code, ValueProblem
from fangxian.mechanisms.imports.identifiers import IdNumber
from fangxian.mechanisms.imports.sheets import Cell, FormulaFault
from fangxian.mechanisms.imports.text import chinese_number, text_of
from fangxian.mechanisms.imports.values import (
    parse_choice,
    parse_date,
    parse_datetime,
    parse_flag,
    parse_id_number,
    parse_integer,
    parse_phone,
    parse_text,
)


@pytest.mark.parametrize("cell", ["", "  ", "—", "－", "/", "-", None, "\u3000"])
def test_nothing_stated_is_none_and_never_zero(cell: str | None) -> None:
    assert parse_integer(cell, none_is_zero=True) is None
    assert parse_datetime(cell) is None
    assert parse_id_number(cell) is None
    assert parse_phone(cell) is None
    assert parse_flag(cell) is None
    assert parse_text(cell) is None
    assert parse_choice(cell, {"a": ("甲",)}) is None


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        *[
            (12, 12),
            (12.0, 12),
            ("１２", 12),
            ("12人", 12),
            ("十二", 12),
            ("1,234", 1234),
            ("两万", 20000),
            ("0", 0),
        ],
        *[
            ("一百零三", 103),
            ("廿三", 23),
            ("〇", 0),
            ("壹佰贰拾", 120),
            ("2万", 20000),
            (" 3 户", 3),
            ("二〇二〇", 2020),
        ],
        *[("三人", 3), ("3.0", 3), ("一万零五", 10005), ("十万", 100_000)],
    ],
)
def test_whole_numbers_as_people_write_them(cell: Cell, number: int) -> None:
    assert parse_integer(cell) == number


@pytest.mark.parametrize(
    "cell", ["约30", "3.5", 3.5, "无", "1,2", "二百五", "十十", "-3", -3, True, "三五人左右", 1e300]
)
def test_what_is_no_whole_number_is_refused(cell: Cell) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_integer(cell)
    assert caught.value.code == Code.BAD_NUMBER


def test_none_is_a_zero_only_where_the_caller_says_so() -> None:
    assert parse_integer("无", none_is_zero=True) == 0
    assert parse_integer("-3", minimum=None) == -3


def in_chinese(number: int) -> str:
    """Write a number below 100 000 000 in Chinese, as textbooks do."""
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        return f"{in_chinese(head)}万" + (("零" if tail < 1000 else "") + in_chinese(tail) if tail else "")
    text, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + name
        zero = not digit
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_chinese_numerals_come_back(number: int) -> None:
    assert chinese_number(in_chinese(number)) == number


@given(st.text())
def test_no_text_ever_breaks_a_reader(text: str) -> None:
    for reader in (
        parse_date,
        parse_datetime,
        parse_integer,
        parse_id_number,
        parse_phone,
        parse_flag,
        parse_text,
    ):
        with suppress(ValueProblem):
            reader(text)


def test_identity_numbers_of_the_standard() -> None:
    """The two examples of GB 11643."""
    woman = IdNumber("11010519491231002X", True, "female", date(1949, 12, 31))
    assert parse_id_number("１１０１０５ 19491231 002x") == woman
    assert woman.county_code == "110105"
    assert parse_id_number("'440524188001010014") == IdNumber(
        "440524188001010014", True, "male", date(1880, 1, 1)
    )
    assert "1949" not in repr(woman)


def test_fifteen_digits_of_the_first_generation_become_eighteen() -> None:
    assert parse_id_number(110105491231002.0) == parse_id_number("11010519491231002X")


@given(
    st.dates(date(1900, 1, 1), date(2020, 2, 1)), st.integers(100, 999), st.integers(0, 17), st.integers(1, 9)
)
def test_every_single_wrong_digit_is_noticed_and_the_number_kept(
    born: date, sequence: int, place: int, shift: int
) -> None:
    body = f"220602{born:%Y%m%d}{sequence}"
    number = body + ric.calc_check_digit(body + "0")
    read = parse_id_number(number)
    assert read is not None
    assert (read.valid, read.birth_date, read.sex) == (True, born, "male" if sequence % 2 else "female")
    assume(number[place] != "X")
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    with pytest.raises(ValueProblem) as caught:
        parse_id_number(wrong)
    assert caught.value.code == Code.BAD_ID_NUMBER
    assert caught.value.kept == IdNumber(wrong, valid=False)


@pytest.mark.parametrize("cell", [1.1010519491231e16 * 10, "1.10105E+17"])
def test_a_rounded_number_is_left_out(cell: Cell) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_id_number(cell)
    assert caught.value.code == Code.ROUNDED_NUMBER
    assert caught.value.kept is None


def test_another_document_is_kept_as_given() -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_id_number("E1234 5678")
    assert caught.value.kept == IdNumber("E12345678", valid=False)


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        *[
            ("+86 138-0000-0000", "13800000000"),
            ("８６13800000000", "13800000000"),
            (13800000000.0, "13800000000"),
        ],
        *[("0439-3222222", "04393222222"), ("(010) 6512 3456", "01065123456"), ("3222222", "3222222")],
        *[("0439-3222222-801", "04393222222-801"), ("0439 3222222转801", "04393222222-801")],
        ("+86 439 3222222", "04393222222"),
    ],
)
def test_telephones(cell: Cell, phone: str) -> None:
    assert parse_phone(cell) == phone


@pytest.mark.parametrize("cell", ["1380000000", "无电话", "13800000000/13900000000", "12345"])
def test_odd_telephones_are_kept_as_given(cell: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        parse_phone(cell)
    assert (caught.value.code, caught.value.kept) == (Code.BAD_PHONE, cell)


@pytest.mark.parametrize(
    "cell", ["是", "有", "√", "發熱", "发热37.8℃", "咳嗽、乏力", "Y", 1, 1.0, True, "有发热"]
)
def test_yes(cell: Cell) -> None:
    assert parse_flag(cell) is True


@pytest.mark.parametrize(
    "cell", ["否", "無", "×", "未发热", "无症状", "正常", "N", 0, False, "不发热", "没有", "无发热"]
)
def test_no(cell: Cell) -> None:
    assert parse_flag(cell) is False


def test_neither_yes_nor_no() -> None:
    with pytest.raises(ValueProblem, match="BAD_FLAG"):
        parse_flag("待查")


def test_choices_in_any_script_and_width() -> None:
    transport = {"rail": ("火车", "铁路"), "own_car": ("自驾车",)}
    assert parse_choice(" 鐵路 ", transport) == "rail"
    assert parse_choice("Own＿car", transport) == "own_car"
    with pytest.raises(ValueProblem, match="BAD_CHOICE"):
        parse_choice("骑马", transport)


@pytest.mark.parametrize("cell", [FormulaFault("#REF!"), "#N/A"])
def test_a_faulty_formula_is_said_as_such_by_every_reader(cell: Cell) -> None:
    for reader in (parse_date, parse_integer, parse_id_number, parse_phone, parse_flag, parse_text):
        with pytest.raises(ValueProblem, match="FORMULA"):
            reader(cell)


def test_text_is_tidied_without_losing_words() -> None:
    assert text_of("\u3000Ｋ１２３\u200b  次 ") == "K123 次"
    assert parse_text("张 三") == "张三"
    assert parse_text("Anna  Test") == "Anna Test"
    assert text_of("'=1+1") == "=1+1"
    assert text_of("O'Neil") == "O'Neil"
