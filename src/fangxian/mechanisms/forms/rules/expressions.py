"""Expressions of forms: a safe, bounded part of XPath, written as in XLSForm (``${code}``, ``.``), by elementpath.

Nothing in an expression can reach out: there is no document, and only the operators and functions listed here. Dates
are ISO text; several choices are codes with spaces between; what is not stated is the empty sequence.
"""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from elementpath import ElementPathError, XPath2Parser, XPathContext

from fangxian.mechanisms.forms.rules.arithmetic import NUMBERS, Closure, closure

LONGEST = 500
DEEPEST = 20
OPERATORS = frozenset(
    {
        *(
            "+",
            "-",
            "*",
            "div",
            "idiv",
            "mod",
            "=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
        ),
        *("and", "or", "(", ",", "if", ".", "$", "(name)"),
    }
)
LITERALS = frozenset({"(integer)", "(decimal)", "(string)"})
FUNCTIONS = frozenset(
    {
        *("not", "true", "false", "round", "floor", "ceiling", "abs", "min", "max", "sum", "count", "number"),
        *("string-length", "contains", "starts-with", "ends-with", "concat", "coalesce", "selected"),
        *("count-selected", "IF"),
    }
)
ALLOWED = OPERATORS | LITERALS | FUNCTIONS
SELF = "."
Value = int | Decimal | str | None

WORDS = FUNCTIONS | frozenset({"if", "then", "else", *(word for word in OPERATORS if word.isalpha())})

_TOKEN = re.compile(
    r"\s+|\$\{(?:yesterday\.)?[a-z][a-z0-9_]*\}|'[^']*'|\"[^\"]*\"|\d+(?:\.\d+)?|\.(?!\.)"
    r"|!=|<=|>=|[-+*=<>(),]|(?P<word>[A-Za-z][A-Za-z-]*)"
)
_REFERENCE = re.compile(r"\$\{((?:yesterday\.)?[a-z][a-z0-9_]*)\}")
_IF = re.compile(r"\bif(?=\s*\()")
_parsing = threading.Lock()


class ExpressionError(Exception):
    """An expression that means nothing here: why (``code``), at which position from 1, and what stands there."""

    def __init__(self, code: str, position: int = 1, found: str = "") -> None:
        super().__init__(f"{code} at {position}: {found}")
        self.code, self.position, self.found = code, position, found


@dataclass(frozen=True)
class Expression:
    """An expression that was read: ``names`` maps each field that it mentions to its first position.

    ``needed`` are those without which it says nothing: all but what stands in ``coalesce(…)``. ``quick`` says the same
    of numbers alone, where it is plain arithmetic.
    """

    source: str
    root: Any
    names: Mapping[str, int]
    needed: frozenset[str]
    quick: Closure | None = None

    def value(self, values: Mapping[str, Value], own: Value = None) -> Any:
        """Return what it says: a number, a text, a truth, or None where it says nothing.

        Raises ``ExpressionError`` (``type``) for kinds of values that it cannot join.
        """
        if self.quick and self._are_numbers(values, own):
            return self._quickly(self.quick, values, own)
        variables = {name: _given(values.get(name)) for name in self.names}
        context = XPathContext(None, item="" if own is None else own, variables=variables)
        try:
            found = self.root.evaluate(context)
        except ZeroDivisionError:
            return None
        except (ElementPathError, ArithmeticError) as error:
            raise ExpressionError("type", _position(error)) from error
        if isinstance(found, list):
            found = found[0] if len(found) == 1 else None
        return found if not isinstance(found, float) else _exact(found)

    def _are_numbers(self, values: Mapping[str, Value], own: Value) -> bool:
        kinds = {type(values.get(name)) for name in self.names}
        if SELF in self.needed:
            kinds.add(type(own))
        return NUMBERS.issuperset(kinds)

    @staticmethod
    def _quickly(quick: Closure, values: Mapping[str, Value], own: Value) -> Any:
        try:
            return quick(values, own)
        except ZeroDivisionError:
            return None
        except ArithmeticError as error:
            raise ExpressionError("type") from error


@lru_cache(maxsize=1024)
def expression(source: str) -> Expression:
    """Read an expression; raises ``ExpressionError`` with code ``long``, ``deep``, ``syntax`` or ``not_allowed``."""
    if len(source) > LONGEST:
        raise ExpressionError("long", LONGEST, source[LONGEST : LONGEST + 10])
    if _depth(source) > DEEPEST:
        raise ExpressionError("deep")
    _scan(source)
    try:
        with _parsing:
            root = _parser().parse(_plain(source))
    except (ElementPathError, RecursionError) as error:
        position = _position(error)
        raise ExpressionError("syntax", position, source[position - 1 : position + 9]) from error
    names: dict[str, int] = {}
    needed: set[str] = set()
    _walk(root, source, names, needed, kept=False)
    return Expression(source, root, names, frozenset(needed), closure(root))


def _scan(source: str) -> None:
    """Refuse whatever is not on the lists before it is parsed: parsing already computes constants."""
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None or (match["word"] and match["word"] not in WORDS - {"IF"}):
            found = match[0] if match else source[position : position + 10]
            raise ExpressionError("not_allowed", position + 1, found)
        position = match.end()


def _plain(source: str) -> str:
    """Turn ``${code}`` into a variable and XLSForm's ``if(a, b, c)`` into a function, each at its position."""
    plain = _REFERENCE.sub(lambda match: f"${match[1]}  ", source)
    return _IF.sub(lambda match: "if" if _has_then(plain, match.end()) else "IF", plain)


def _has_then(text: str, start: int) -> bool:
    """Tell whether after the closing bracket of a condition ``then`` follows, as XPath has it."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0 and text[position] == ")":
            return text[position + 1 :].lstrip().startswith("then")
    return False


def _depth(source: str) -> int:
    depth = deepest = 0
    for character in source:
        depth += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, depth)
    return deepest


@lru_cache(maxsize=1)
def _parser() -> XPath2Parser:
    parser = XPath2Parser()
    parser.external_function(_coalesce, "coalesce")
    parser.external_function(_selected, "selected")
    parser.external_function(_count_selected, "count-selected")
    parser.external_function(_if, "IF")
    return parser


def _coalesce(first: Any, second: Any) -> Any:
    return second if first in ([], None, "") else first


def _selected(chosen: Any, code: Any) -> bool:
    return isinstance(chosen, str) and code in chosen.split()


def _count_selected(chosen: Any) -> int:
    return len(chosen.split()) if isinstance(chosen, str) else 0


def _if(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


def _walk(token: Any, source: str, names: dict[str, int], needed: set[str], *, kept: bool) -> None:
    position = token.span[0] + 1
    if token.symbol not in ALLOWED or (token.symbol == "*" and len(token) != 2):
        raise ExpressionError("not_allowed", position, source[token.span[0] : token.span[1]])
    if token.symbol == "$":
        name = str(token[0].value)
        names.setdefault(name, position)
        needed |= set() if kept else {name}
        return
    if token.symbol == "." and not kept:
        needed.add(SELF)
    for inner in token:
        _walk(inner, source, names, needed, kept=kept or token.symbol == "coalesce")


def _position(error: BaseException) -> int:
    token = getattr(error, "token", None)
    return int(token.position[1]) if token is not None else 1


def _given(value: Value) -> Any:
    return [] if value is None or value == "" else value


def _exact(number: float) -> Decimal | None:
    return Decimal(repr(number)) if abs(number) < 1e18 else None
