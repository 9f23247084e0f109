"""One line of a relay taken apart: its number, its units, what it says of each, whether it corrects."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fangxian.lines.reports.relay.rules.correcting import CORRECTS, corrected
from fangxian.lines.reports.relay.rules.naming import (
    Mention,
    Names,
    are_joined,
    looks_like_unit,
    without_reporter,
)
from fangxian.lines.reports.relay.rules.numerals import is_chinese
from fangxian.lines.reports.relay.rules.tokens import TELLING, Kind, Token, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

INDEX = re.compile(
    r"^[\s(\[【#]*(?:(?P<digits>\d{1,3})(?:\s*[.、)\]】:]\s*(?!\d)|\s+(?=\D)|(?=[\u4e00-\u9fff])(?![人例名个户月日号点时岁]))"
    r"|(?P<words>[一二三四五六七八九十]{1,3})\s*[.、)])"
)
LABEL = re.compile(
    r"\s*(?:(?:填报|报送|上报|报告)?(?:单位|部门|社区|村|企业)|单位)(?:名称)?\s*:(?=\s*[\u4e00-\u9fffA-Za-z])"
)
WITHDRAWS = re.compile(r"作废|撤回|撤销|删除|不算")
REFERS = re.compile(r"第\s*(?P<digits>\d{1,3})\s*(?:条|个|行|号|楼)|^(?P<floor>\d{1,3})\s*楼")
NEXT = re.compile(r"(?<=[\s;,])\(?\d{1,3}\s*[.、)]\s*$")
NO_NAME = re.compile(r"日期|时间|截|统计(?!局)|填报|请|各|格式|备注|说明|【|\[")


@dataclass(frozen=True)
class Part:
    """What a line says of some units; ``units`` as written, none when the line names nobody."""

    units: tuple[str, ...]
    pieces: list[Token]
    text: str
    index: int | None = None
    corrects: bool = False
    withdraws: bool = False
    refers: int | None = None


def parts_of(line: str, words: Vocabulary, names: Names) -> list[Part]:
    """Return what a plain line says, a part for each unit or list of units that it names."""
    index, rest = _indexed(line)
    label = LABEL.match(rest)
    if label:
        rest = rest[label.end() :]
    refers = REFERS.search(rest)
    referred = int(refers["digits"] or refers["floor"]) if refers else None
    if refers:
        rest = rest[: refers.start()] + " " + rest[refers.end() :]
    corrects, withdraws = bool(CORRECTS.search(rest)), bool(WITHDRAWS.search(rest))
    if corrects:
        rest = corrected(rest, words)
    if withdraws:
        rest = WITHDRAWS.sub(" ", rest)
    found = _mentions(rest, words, names)
    if not found:
        return [Part((), tokens(rest, words), rest, index, corrects, withdraws, referred)]
    return [
        Part(tuple(m.text for m in group), tokens(said, words), said, index, corrects, withdraws, referred)
        for group, said in _shares(rest, found, words)
    ]


def _indexed(line: str) -> tuple[int | None, str]:
    found = INDEX.match(line)
    if not found:
        return None, line
    return int(found["digits"]) if found["digits"] else None, line[found.end() :]


def _mentions(text: str, words: Vocabulary, names: Names) -> list[Mention]:
    telling = [token.start for token in tokens(text, words) if _tells(token)]
    until = telling[0] if telling else len(text)
    found = names.inside(text, until)
    if found:
        return found
    begins = len(text) - len(text.lstrip(" :;,#-("))
    short = names.short(text[:until], begins)
    if short:
        return names.inside(text, short.end, short)
    head = text[:until]
    colon = re.search("[:;,]", head)
    first = re.split(r"[\s:;,(+/|*]+", head.strip(" :;,#-"))[0]
    unknown = None if NO_NAME.match(head.strip()) else looks_like_unit(head)
    if unknown is None and colon and head[colon.start()] == ":" and _is_name(first, words):
        start = head.index(first)
        unknown = Mention(first, start, start + len(first))
    if unknown is None and telling and _is_name(first, words):
        start = head.index(first)
        unknown = Mention(first, start, start + len(first))
    return [unknown] if unknown else []


def _tells(token: Token) -> bool:
    """Tell whether a piece belongs to what is reported: a bare Chinese numeral may be part of a name."""
    return token.kind in TELLING and not (token.kind is Kind.NUMBER and is_chinese(token.text))


def _is_name(text: str, words: Vocabulary) -> bool:
    found = tokens(text, words)
    told = any(token.kind is Kind.WORD for token in found)
    return 1 < len(text) <= 20 and not NO_NAME.match(text) and told and not any(map(_tells, found))


def _shares(text: str, found: Sequence[Mention], words: Vocabulary) -> list[tuple[list[Mention], str]]:
    """Return each list of units with what is said of them; what names a unit but says nothing stays where it was."""
    groups: list[list[Mention]] = []
    for mention in found:
        if groups and are_joined(text, groups[-1][-1], mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    shares: list[tuple[list[Mention], str]] = []
    before = (
        without_reporter(text[: groups[0][0].start]) if re.search(r"\w", text[: groups[0][0].start]) else ""
    )
    for number, group in enumerate(groups):
        end = groups[number + 1][0].start if number + 1 < len(groups) else len(text)
        said = NEXT.sub("", text[group[-1].end : end])
        if shares and not any(token.kind in TELLING for token in tokens(said, words)):
            former, told = shares[-1]
            shares[-1] = former, told + text[group[0].start : end]
            continue
        shares.append((group, _after_reporter(said, words)))
    if before.strip():
        first, told = shares[0]
        shares[0] = first, f"{told};{before}"
    return shares


def _after_reporter(said: str, words: Vocabulary) -> str:
    """Leave out who reports, named between the unit and what it says; a numeral may be part of his name."""
    head = re.match(r"[\s\-—(]*(?P<name>[\u4e00-\u9fff]{2,4})(?:\s*[):\s]+|$)", said)
    if head is None:
        return said
    kinds = {token.kind for token in tokens(head["name"], words)}
    named = Kind.WORD in kinds and not kinds & (set(TELLING) - {Kind.NUMBER})
    return said[head.end() :] if named else said
