"""Expressions mean what XPath says they mean, stay within bounds, and a total does not fall unsaid (M8)."""

import operator
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.mechanisms.forms import rules
from fangxian.mechanisms.forms.rules.expressions import ExpressionError, expression
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form

COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
NUMBERS = st.integers(-(10**6), 10**6)


def form(*fields: Field) -> Form:
    return Form("stocks", "库存", fields)


def number(code: str, **other: object) -> Field:
    return Field(code, code, **other)  # type: ignore[arg-type]


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(sorted(COMPARISONS)), st.sampled_from(["+", "-", "*"]))
def test_a_constraint_says_what_the_same_arithmetic_says(
    own: int, first: int, second: int, comparison: str, sign: str
) -> None:
    rule = f". {comparison} ${{first}} {sign} ${{second}}"
    asked = form(number("first"), number("second"), number("own", constraint=rule, constraint_message="不对"))
    arithmetic = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign](first, second)
    wanted = {} if COMPARISONS[comparison](own, arithmetic) else {"own": "不对"}
    assert rules.check(asked, {"own": own, "first": first, "second": second}) == wanted


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(0, 3))
def test_money_is_computed_exactly(units: int, count: int, decimals: int) -> None:
    asked = form(
        number("sum", type=FieldType.AMOUNT, decimals=2),
        number("count"),
        number("each", type=FieldType.COMPUTED, decimals=decimals, calculation="${sum} div ${count}"),
    )
    exact = (Decimal(units) / 100 / count).scaleb(decimals).quantize(Decimal(1), ROUND_HALF_UP)
    assert rules.compute(asked, {"sum": units, "count": count})["each"] == int(exact)


@given(st.none() | NUMBERS, st.none() | NUMBERS, st.booleans())
def test_a_total_falls_only_with_a_reason(now: int | None, before: int | None, explained: bool) -> None:
    asked = form(number("total", kind=FieldKind.CUMULATIVE))
    reasons = {"total": "前一日重复计数"} if explained else {}
    fell = now is not None and before is not None and now < before
    found = rules.check(asked, {"total": now}, {"total": before}, reasons)
    assert bool(found) is (fell and not explained)


def test_yesterday_is_the_same_fields_a_day_before() -> None:
    asked = form(
        number("stock", constraint=". = ${yesterday.stock} + ${came} - ${used}"),
        number("came", kind=FieldKind.FLOW),
        number("used", kind=FieldKind.FLOW),
    )
    assert rules.check(asked, {"stock": 12, "came": 5, "used": 3}, {"stock": 10}) == {}
    assert set(rules.check(asked, {"stock": 13, "came": 5, "used": 3}, {"stock": 10})) == {"stock"}
    assert rules.check(asked, {"stock": 99, "came": 5, "used": 3}) == {}  # nothing was filed yesterday


@pytest.mark.parametrize(
    ("rule", "values", "holds"),
    [
        ("if(${a} > 0, . > 0, . = 0)", {"a": 0, "own": 0}, True),
        ("if(${a} > 0, . > 0, . = 0)", {"a": 1, "own": 0}, False),
        ("if (${a} > 0) then . > 0 else . = 0", {"a": 1, "own": 0}, False),
        (". >= coalesce(${a}, 3)", {"a": None, "own": 2}, False),
        (". >= ${a}", {"a": None, "own": 2}, True),
        ("selected(${ways}, 'rail') and . > 0", {"ways": ["air", "rail"], "own": 1}, True),
        ("count-selected(${ways}) = .", {"ways": ["air", "rail"], "own": 1}, False),
        ("${day} >= '2020-02-01'", {"day": "2020-01-31", "own": 1}, False),
        ("not(contains(${note}, '无')) or . = 0", {"note": "无变化", "own": 1}, False),
        (". mod 2 = 0", {"own": 4}, True),
        ("1 div . > 0", {"own": 0}, True),  # says nothing, so nothing is broken
    ],
)  # fmt: skip
def test_the_words_of_xlsform(rule: str, values: dict[str, object], holds: bool) -> None:
    ways = (Choice("rail", "铁路"), Choice("air", "航空"))
    asked = form(
        number("a"),
        Field("ways", "方式", type=FieldType.MULTIPLE, choices=ways),
        Field("day", "日期", type=FieldType.DATE),
        Field("note", "说明", type=FieldType.TEXT),
        number("own", constraint=rule),
    )
    assert not rules.faults(asked)
    assert (rules.check(asked, values) == {}) is holds


@pytest.mark.parametrize(
    ("source", "code", "position"),
    [
        ("doc('file:///etc/passwd')", "not_allowed", 1),
        ("1 + unparsed-text('x')", "not_allowed", 5),
        (". > //secret", "not_allowed", 5),
        ("*", "not_allowed", 1),
        ("count(1 to 1000000000) > 1", "not_allowed", 9),
        ("for $x in (1, 2) return $x", "not_allowed", 1),
        ("matches(., '(a+)+$')", "not_allowed", 1),
        ("current-date() > '2020-01-01'", "not_allowed", 1),
        (". >", "syntax", 3),
        ("(" * 30 + "1" + ")" * 30, "deep", 1),
        ("1" + " + 1" * 200, "long", 500),
    ],
)
def test_an_expression_reaches_nothing_outside_and_stays_small(source: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as refused:
        expression(source)
    assert refused.value.code == code
    assert refused.value.position == position or code == "syntax"


def test_a_fault_names_field_and_position_before_anybody_fills_in() -> None:
    asked = form(
        number("first", constraint=". >= ${secnd}"),
        number("second", constraint=". > 'many'"),
        number("third", constraint=". + 1"),
        number("one", type=FieldType.COMPUTED, calculation="${two} + 1"),
        number("two", type=FieldType.COMPUTED, calculation="${one} + 1"),
    )
    found = {code: str(text) for code, text in rules.faults(asked).items()}
    assert set(found) == {"first", "second", "third", "one", "two"}
    assert "6" in found["first"]
    assert "secnd" in found["first"]


def test_computed_fields_are_computed_in_their_order() -> None:
    asked = form(
        number(
            "share", type=FieldType.COMPUTED, unit="%", decimals=1, calculation="100 * ${filed} div ${all}"
        ),
        number("all", type=FieldType.COMPUTED, calculation="${filed} + ${missing}"),
        number("filed"),
        number("missing"),
    )
    assert rules.compute(asked, {"filed": 2, "missing": 1})["share"] == 667
    assert rules.compute(asked, {"filed": 0, "missing": 0})["share"] is None
    assert rules.compute(asked, {"filed": None, "missing": 1})["all"] is None
