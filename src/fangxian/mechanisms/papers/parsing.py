"""Read a bulletin's source text: one line of the text is one heading, paragraph, list or condition (M24)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby

from fangxian.mechanisms.papers.mistakes import SourceError
from fangxian.mechanisms.papers.placeholders import Placeholders
from fangxian.mechanisms.papers.syntax import (
    Block,
    Choice,
    Condition,
    Fact,
    Figure,
    Inline,
    Line,
    Listing,
    Source,
    Span,
    Text,
)

Row = tuple[int, str]
Token = Text | Figure | Fact | Listing | Condition | str
TokenRow = tuple[int, list[Token]]

MOST_CONDITIONS = 200

_LABEL = re.compile(r"(标题|主送)\s*[：:]\s*")
_PIECE = re.compile(r"\{\{|\}\}|\{[^{}｛｝]*\}|[{}｛｝]|[^{}｛｝]+")
_CONDITION = re.compile(r"\{\s*(?:if|如果)")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(text: str, measures: Collection[str] | None = None) -> Source:
    """Read a source text; blank lines and the spaces around a line do not matter.

    With `measures`, a figure of another name is refused. Raises `SourceError` naming the line.
    """
    rows = list(_rows(text))
    title, addressee, body = _head(rows)
    reader = Placeholders(measures)
    title_row, title_text = title
    lines = iter([(number, _tokens(content, number, reader)) for number, content in body])
    blocks, _ = _blocks(lines, None)
    return Source(_inlines(_tokens(title_text, title_row, reader), title_row), addressee, blocks)


def _rows(text: str) -> Iterator[Row]:
    conditions = 0
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1):
        content = raw.replace("\t", " ").strip()
        if _UNPRINTABLE.search(content):
            raise SourceError(number, "control")
        conditions += len(_CONDITION.findall(content))
        if conditions > MOST_CONDITIONS:
            raise SourceError(number, "too_many")
        if content:
            yield number, content


def _head(rows: list[Row]) -> tuple[Row, str, list[Row]]:
    """Take the title and the addressee from the top; neither may stand anywhere else."""
    found = [(number, _LABEL.match(content), content) for number, content in rows]
    if not found or found[0][1] is None or found[0][1][1] != "标题":
        raise SourceError(found[0][0] if found else 1, "no_title")
    size = 2 if len(found) > 1 and found[1][1] and found[1][1][1] == "主送" else 1
    values: list[tuple[int, str]] = []
    for number, match, content in found:
        if match is None:
            continue
        if len(values) == size:
            raise SourceError(number, "misplaced", found=match[1])
        values.append((number, content[match.end() :]))
        if not values[-1][1]:
            raise SourceError(number, "empty", found=match[0])
    return values[0], values[1][1].rstrip("：: ") if size == 2 else "", rows[size:]


def _tokens(content: str, row: int, reader: Placeholders) -> list[Token]:
    """Split a line into words, placeholders and the two words `else` and `end`."""
    tokens: list[Token] = []
    for piece in _PIECE.findall(content):
        if piece in ("{{", "}}"):
            tokens.append(Text(piece[0]))
        elif piece in ("{", "}"):
            raise SourceError(row, "lone_brace", found=piece)
        elif piece in ("｛", "｝"):
            raise SourceError(row, "wide_brace", found=piece)
        else:
            tokens.append(reader.read(piece[1:-1], row) if piece[0] == "{" else Text(piece))
    return list(_joined(tokens))


def _joined(tokens: list[Token]) -> Iterator[Token]:
    """Join neighbouring words, which doubled braces have split."""
    for is_text, group in groupby(tokens, key=lambda token: isinstance(token, Text)):
        parts = list(group)
        yield from (
            [Text("".join(part.content for part in parts if isinstance(part, Text)))] if is_text else parts
        )


def _blocks(rows: Iterator[TokenRow], opened: int | None) -> tuple[tuple[Block, ...], tuple[int, str]]:
    """Read lines up to the `{else}` or `{end}` that closes the condition opened on line `opened`."""
    blocks: list[Block] = []
    for number, tokens in rows:
        only = tokens[0] if len(tokens) == 1 else None
        if isinstance(only, Condition):
            blocks.append(_choice(only, number, rows))
        elif isinstance(only, Listing):
            blocks.append(only)
        elif isinstance(only, str):
            if opened is None:
                raise SourceError(number, "unopened", found=only)
            return tuple(blocks), (number, only)
        else:
            blocks.append(Line(_inlines(tokens, number)))
    if opened is not None:
        raise SourceError(opened, "unclosed")
    return tuple(blocks), (0, "")


def _choice(condition: Condition, opened: int, rows: Iterator[TokenRow]) -> Choice:
    then, (number, closer) = _blocks(rows, opened)
    otherwise: tuple[Block, ...] = ()
    if closer == "else":
        otherwise, (number, closer) = _blocks(rows, opened)
        if closer == "else":
            raise SourceError(number, "second_else")
    return Choice(condition, then, otherwise)


def _inlines(tokens: list[Token], row: int) -> tuple[Inline, ...]:
    inlines, closer = _spans(iter(tokens), row)
    if closer:
        raise SourceError(row, "unopened", found=closer)
    return inlines


def _spans(tokens: Iterator[Token], row: int) -> tuple[tuple[Inline, ...], str]:
    """Read the parts of a line up to a closing word, which comes back too; at the line's end it is empty."""
    inlines: list[Inline] = []
    for token in tokens:
        if isinstance(token, str):
            return tuple(inlines), token
        inlines.append(_span(token, tokens, row) if isinstance(token, Condition) else token)
    return tuple(inlines), ""


def _span(condition: Condition, tokens: Iterator[Token], row: int) -> Span:
    then, closer = _spans(tokens, row)
    otherwise: tuple[Inline, ...] = ()
    if closer == "else":
        otherwise, closer = _spans(tokens, row)
        if closer == "else":
            raise SourceError(row, "second_else")
    if not closer:
        raise SourceError(row, "unclosed")
    return Span(condition, then, otherwise)
