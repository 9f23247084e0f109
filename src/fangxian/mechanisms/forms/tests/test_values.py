"""What people write is read as they mean it, and what is shown reads back as the same (M8)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.errors import Invalid
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldType
from fangxian.mechanisms.imports.dates import Reading

WAYS = tuple(Choice(code, title) for code, title in (("rail", "铁路"), ("air", "航空"), ("own_car", "自驾")))
INTEGER = Field("n", "数", type=FieldType.INTEGER)
AMOUNT = Field("m", "金额", type=FieldType.AMOUNT, decimals=2, unit="元")
PERCENTAGE = Field("p", "比例", type=FieldType.PERCENTAGE, decimals=1)
YES_NO = Field("y", "有无", type=FieldType.YES_NO)
DATE = Field("d", "日期", type=FieldType.DATE)
TEXT = Field("t", "说明", type=FieldType.TEXT)
CHOICE = Field("c", "方式", type=FieldType.CHOICE, choices=WAYS)
MULTIPLE = Field("s", "方式", type=FieldType.MULTIPLE, choices=WAYS)
STORED = st.one_of(
    st.tuples(st.just(INTEGER), st.integers(0, 10**15)),
    st.tuples(st.just(AMOUNT), st.integers(-(10**15), 10**15)),
    st.tuples(st.just(PERCENTAGE), st.integers(0, 10**6)),
    st.tuples(st.just(YES_NO), st.integers(0, 1)),
    st.tuples(st.just(DATE), st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat)),
    st.tuples(st.just(CHOICE), st.sampled_from([choice.code for choice in WAYS])),
    st.tuples(
        st.just(MULTIPLE),
        st.sets(st.sampled_from([choice.code for choice in WAYS]), min_size=1).map(
            lambda codes: [choice.code for choice in WAYS if choice.code in codes]
        ),
    ),
)


@given(STORED | st.tuples(st.sampled_from([INTEGER, AMOUNT, DATE, TEXT, CHOICE, MULTIPLE]), st.none()))
def test_what_is_shown_reads_back_as_the_same(pair: tuple[Field, object]) -> None:
    field, stored = pair
    assert values.parse(field, values.shown(field, stored)) == stored
    assert values.parse(field, values.given(field, stored)) == stored
    assert values.fault(field, stored) is None


@given(st.text(max_size=40))
def test_a_text_once_read_reads_the_same_again(text: str) -> None:
    stored = values.parse(TEXT, text)
    assert stored is None or values.parse(TEXT, values.shown(TEXT, stored)) == stored


@pytest.mark.parametrize(
    ("field", "written", "stored"),
    [
        (INTEGER, "１２", 12), (INTEGER, "十二", 12), (INTEGER, "1,234", 1234), (INTEGER, 3.0, 3), (INTEGER, "0", 0),
        (AMOUNT, "３.５元", 350), (AMOUNT, "1,234.56", 123456), (AMOUNT, "3.2万元", 3200000),
        (AMOUNT, "三点五", 350), (AMOUNT, 0.1, 10), (AMOUNT, "-2", -200), (AMOUNT, "两万", 2000000),
        (PERCENTAGE, "12.5%", 125), (PERCENTAGE, "１２．５％", 125), (PERCENTAGE, "98", 980),
        (YES_NO, "有", 1), (YES_NO, "无", 0), (YES_NO, True, 1), (YES_NO, "0", 0),
        (DATE, "2020年2月8日", "2020-02-08"), (DATE, "2020/2/8", "2020-02-08"), (DATE, "2月8日", "2020-02-08"),
        (DATE, 43869, "2020-02-08"), (DATE, date(2020, 2, 8), "2020-02-08"),
        (CHOICE, "鐵路", "rail"), (CHOICE, "own_car", "own_car"),
        (MULTIPLE, "航空、铁路", ["rail", "air"]), (MULTIPLE, ["自驾"], ["own_car"]), (MULTIPLE, [], None),
        (INTEGER, "", None), (INTEGER, "—", None), (TEXT, "  ", None),
    ],
)  # fmt: skip
def test_styles_of_writing(field: Field, written: object, stored: object) -> None:
    assert values.parse(field, written, Reading(default_year=2020)) == stored


@pytest.mark.parametrize(
    ("field", "written"),
    [
        (INTEGER, "-1"), (INTEGER, "1.5"), (INTEGER, "many"), (INTEGER, "9" * 30), (INTEGER, float("nan")),
        (AMOUNT, "0.125"), (AMOUNT, "三元五角"), (AMOUNT, float("inf")), (AMOUNT, True), (PERCENTAGE, "-1"),
        (YES_NO, "也许"), (YES_NO, 2), (DATE, "2020-02-30"), (DATE, "昨天"), (TEXT, "长" * 501),
        (CHOICE, "骑马"), (MULTIPLE, "铁路、骑马"), (CHOICE, ["rail"]),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_field(field: Field, written: object) -> None:
    with pytest.raises(Invalid) as refused:
        values.parse(field, written)
    assert set(refused.value.errors) == {field.code}


@pytest.mark.parametrize(
    ("field", "sent"),
    [(INTEGER, -1), (INTEGER, True), (INTEGER, 1.0), (INTEGER, "1"), (YES_NO, 2), (DATE, "2020/02/08"),
     (CHOICE, "铁路"), (MULTIPLE, ["air", "rail"]), (MULTIPLE, "air"), (TEXT, {"a": 1})],
)  # fmt: skip
def test_a_program_sends_what_is_kept_and_nothing_else(field: Field, sent: object) -> None:
    assert values.fault(field, sent)
