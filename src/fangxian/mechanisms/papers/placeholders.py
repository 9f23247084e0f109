"""Read what stands between two braces: figures, facts, lists and conditions (M24)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from difflib import get_close_matches

from fangxian.mechanisms.papers.mistakes import SourceError
from fangxian.mechanisms.papers.syntax import (
    ATTRIBUTES,
    FACTS,
    PARTS,
    STYLES,
    Condition,
    Fact,
    Figure,
    Listing,
    Reference,
)

DIMENSIONS = ("place", "body", "line", "day")
KEYWORDS = {"if": "if", "如果": "if", "else": "else", "否则": "else", "end": "end", "完": "end"}
SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "="}

_MEASURE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_-]+)+")
_PIECE = re.compile(r'(?:"[^"]*"|\S)+')
_CONDITION = re.compile(
    r"(?P<figure>.+?)\s*(?P<operator>>=|<=|!=|==|[≥≤≠><]|(?<=\s)=)\s*(?P<bound>\d{1,12}(?:\.\d{1,6})?%?)"
)
_CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_HALF_WIDTH = str.maketrans(
    {"＝": "=", "＞": ">", "＜": "<", "！": "!", "％": "%", "．": ".", "\u3000": " ", "”": '"', "“": '"'}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)


class Placeholders:
    """Reads placeholders; with `measures` it refuses a figure that is not one of them."""

    def __init__(self, measures: Collection[str] | None = None) -> None:
        self.measures = measures

    def read(self, inside: str, row: int) -> Figure | Fact | Listing | Condition | str:
        """Read one placeholder without its braces; `else` and `end` come back as words.

        Raises `SourceError` naming the source line `row`.
        """
        words: list[str] = _PIECE.findall(inside.translate(_HALF_WIDTH))
        if not words:
            raise SourceError(row, "empty_braces")
        word, rest = KEYWORDS.get(words[0], words[0]), words[1:]
        if word in ("else", "end") and not rest:
            return word
        if word == "if":
            return self._condition(" ".join(rest), row)
        if word in ("list", "列表"):
            return self._listing(rest, row)
        return _fact(word, rest, row) if word in FACTS else self._figure(words, row)

    def _condition(self, text: str, row: int) -> Condition:
        match = _CONDITION.fullmatch(text)
        if match is None:
            raise SourceError(row, "condition", found=text)
        operator = SIGNS.get(match["operator"], match["operator"])
        return Condition(self._figure(_PIECE.findall(match["figure"]), row), operator, match["bound"])

    def _listing(self, words: list[str], row: int) -> Listing:
        if not words:
            raise SourceError(row, "empty_braces")
        values = _attributes(words[1:], tuple(ATTRIBUTES), row)
        if "by" not in values:
            raise SourceError(row, "by", known=" ".join(DIMENSIONS))
        return Listing(self._reference(words[0], values, row))

    def _figure(self, words: list[str], row: int) -> Figure:
        names = (*(name for name in ATTRIBUTES if name != "by"), "part", "style")
        values = _attributes(words[1:], names, row)
        part, style = values.pop("part", PARTS[0]), values.pop("style", STYLES[0])
        return Figure(self._reference(words[0], values, row), part, style)

    def _reference(self, measure: str, values: dict[str, str], row: int) -> Reference:
        if not _MEASURE.fullmatch(measure):
            raise SourceError(row, "not_a_measure", found=measure)
        if self.measures is not None and measure not in self.measures:
            near = get_close_matches(measure, self.measures, n=3, cutoff=0.4) or sorted(self.measures)[:5]
            raise SourceError(row, "unknown_measure", found=measure, known=" ".join(near))
        return Reference(measure, **{ATTRIBUTES[name]: value for name, value in values.items()})


def _fact(name: str, words: list[str], row: int) -> Fact:
    values = _attributes(words, ("style",), row, styles=FACTS[name])
    return Fact(name, values.get("style", FACTS[name][0]))


def _attributes(
    words: list[str], names: tuple[str, ...], row: int, styles: tuple[str, ...] = STYLES
) -> dict[str, str]:
    """Read `name=value` pairs, each at most once, with only the possible values."""
    possible = {"part": PARTS, "style": styles, "by": DIMENSIONS}
    values: dict[str, str] = {}
    for name, value in _pairs(words, names, row):
        if name in values:
            raise SourceError(row, "twice", found=name)
        if value not in possible.get(name, (value,)):
            raise SourceError(row, "value", found=value, name=name, known=" ".join(possible[name]))
        values[name] = _instant(value, row) if name in ("from", "to") else value
    return values


def _pairs(words: list[str], names: tuple[str, ...], row: int) -> Iterator[tuple[str, str]]:
    for word in words:
        name, _, value = word.partition("=")
        value = value[1:-1] if value[:1] == value[-1:] == '"' and len(value) > 1 else value
        if name not in names or not value.strip() or '"' in value or "=" in name:
            raise SourceError(row, "attribute", found=word, known=" ".join(names))
        yield name, value


def _instant(value: str, row: int) -> str:
    """Bring a date or a minute into ISO form; `2020年2月10日` is understood too."""
    chinese = _CHINESE_DATE.fullmatch(value)
    try:
        if chinese:
            return date(*map(int, chinese.groups())).isoformat()
        if "T" in value:
            return datetime.strptime(value, "%Y-%m-%dT%H:%M").isoformat(timespec="minutes")  # noqa: DTZ007
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise SourceError(row, "date", found=value) from error
