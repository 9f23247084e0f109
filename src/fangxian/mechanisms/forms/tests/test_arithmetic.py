"""Closures of expressions say of numbers what the XPath tree says (M8)."""

from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from fangxian.mechanisms.forms.rules.expressions import Expression, ExpressionError, expression

NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=3),
    st.just(0),
)
LEAVES = st.sampled_from(["${a}", "${b}", ".", "0", "3", "2.50"])
ARITHMETIC = st.recursive(
    LEAVES,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "div"]), inner).map(
        lambda parts: f"({' '.join(parts)})"
    ),
    max_leaves=5,
)
COMPARISONS = st.tuples(
    ARITHMETIC,
    st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "eq", "ne", "lt", "le", "gt", "ge"]),
    ARITHMETIC,
).map(" ".join)
TRUTHS = st.recursive(
    COMPARISONS,
    lambda inner: (
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})")
        | inner.map(lambda part: f"not({part})")
    ),
    max_leaves=3,
)


def said(read: Expression, values: dict[str, Any], own: Any) -> Any:
    try:
        return read.value(values, own)
    except ExpressionError as error:
        return error.code


@given(source=ARITHMETIC | TRUTHS, a=NUMBERS, b=NUMBERS, own=NUMBERS)
def test_a_closure_says_what_the_tree_says(source: str, a: Any, b: Any, own: Any) -> None:
    try:
        read = expression(source)
    except ExpressionError:  # reading it already computes its constants
        assume(False)
    assert read.quick is not None
    tree = Expression(read.source, read.root, read.names, read.needed)
    quickly, slowly = (said(each, {"a": a, "b": b}, own) for each in (read, tree))
    assert quickly == slowly
    assert isinstance(quickly, Decimal) == isinstance(slowly, Decimal)
    assert isinstance(quickly, bool) == isinstance(slowly, bool)


@given(a=NUMBERS, own=NUMBERS | st.none())
def test_what_is_no_plain_arithmetic_is_left_to_the_tree(a: Any, own: Any) -> None:
    for source in (
        "coalesce(${a}, 1) > 0",
        "round(${a})",
        ". mod 2 = 0",
        "if(${a} > 0, 1, 2)",
        ". = 'x'",
        "-${a}",
    ):
        assert expression(source).quick is None
    assert said(expression("${a} + ${b}"), {"a": a, "b": None}, own) is None
