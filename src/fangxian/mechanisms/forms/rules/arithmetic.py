"""Closures for expressions over stated numbers: several times as quick as walking the tree that XPath made of them.

Whatever has another meaning in XPath than in Python (texts, sequences, what is not stated, most functions) is left to
the tree: ``closure`` returns None, and nothing is guessed. Both say the same of every number (tested).
"""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Closure = Callable[[Any, Any], Any]
"""What an expression says of values, by name or in a row, and of the field's own value."""
Places = Mapping[str, int] | None
"""Where each name stands in a row; None: values are taken by name."""
NUMBERS = frozenset({int, Decimal})
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": lambda first, second: _quotient(first, second),
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    **dict.fromkeys(("=", "eq"), operator.eq),
    **dict.fromkeys(("!=", "ne"), operator.ne),
    **dict.fromkeys(("<", "lt"), operator.lt),
    **dict.fromkeys(("<=", "le"), operator.le),
    **dict.fromkeys((">", "gt"), operator.gt),
    **dict.fromkeys((">=", "ge"), operator.ge),
}


def _quotient(first: Any, second: Any) -> Decimal:
    if second == 0:
        raise ZeroDivisionError
    return Decimal(first) / Decimal(second)


class NotPlain(Exception):
    """Something in an expression is more than plain arithmetic."""


def closure(root: Any, places: Places = None) -> Closure | None:
    """Return the closure of a tree of comparisons and arithmetic, None where it holds anything else.

    With ``places`` it takes a row of values in place of values by name. It may be called where every name (and the
    own value, where mentioned) is an integer or a decimal; it raises ``ZeroDivisionError`` and ``ArithmeticError`` as
    Python does.
    """
    try:
        return _truth(root, places)
    except NotPlain:
        pass
    try:
        return _number(root, places)
    except NotPlain:
        return None


def _truth(token: Any, places: Places) -> Closure:
    """Return the closure of what is true or false."""
    symbol, parts = token.symbol, list(token)
    if symbol == "(" and len(parts) == 1:
        return _truth(parts[0], places)
    if symbol == "not" and len(parts) == 1:
        inner = _truth(parts[0], places)
        return lambda values, own: not inner(values, own)
    if symbol in ("and", "or") and len(parts) == 2:
        first, second = (_truth(part, places) for part in parts)
        if symbol == "and":
            return lambda values, own: first(values, own) and second(values, own)
        return lambda values, own: first(values, own) or second(values, own)
    if symbol in COMPARISONS and len(parts) == 2:
        return _joined(COMPARISONS[symbol], parts, places)
    raise NotPlain


def _number(token: Any, places: Places) -> Closure:
    """Return the closure of a number."""
    symbol, parts = token.symbol, list(token)
    if symbol == "(" and len(parts) == 1:
        return _number(parts[0], places)
    if symbol == "." and not parts:
        return lambda values, own: own
    if symbol == "$":
        name = str(parts[0].value)
        key = name if places is None else places[name]
        return lambda values, own: values[key]
    if symbol in ("(integer)", "(decimal)") and type(token.value) in NUMBERS:
        number = token.value
        return lambda values, own: number
    if symbol in ARITHMETIC and len(parts) == 2:
        return _joined(ARITHMETIC[symbol], parts, places)
    raise NotPlain


def _joined(join: Callable[[Any, Any], Any], parts: list[Any], places: Places) -> Closure:
    first, second = (_number(part, places) for part in parts)
    return lambda values, own: join(first(values, own), second(values, own))
