"""A unit's words cut into pieces: fields, numbers, "none", "all of them", "as yesterday", and the rest."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache

from fangxian.lines.reports.relay.rules import speech
from fangxian.lines.reports.relay.rules.numerals import CAPITAL_ALONE, CHINESE, COUNTED, DIGITS, number
from fangxian.lines.reports.relay.rules.speech import CAME
from fangxian.lines.reports.relay.rules.vocabulary import GENERAL, TODAY, Vocabulary


class Kind(Enum):
    """What a piece is."""

    FIELD = auto()
    UNCLEAR = auto()
    PAST = auto()
    UNSURE = auto()
    EXCEPT = auto()
    DITTO = auto()
    NUMBER = auto()
    NONE = auto()
    ZERO = auto()
    NO_NEW = auto()
    CLEARED = auto()
    ALL = auto()
    REST = auto()
    EACH = auto()
    SAME = auto()
    UNCHANGED = auto()
    REMARK = auto()
    FILL = auto()
    LIST = auto()
    PART = auto()
    WORD = auto()


TELLING = (
    Kind.FIELD, Kind.UNCLEAR, Kind.NUMBER, Kind.NONE, Kind.ZERO, Kind.NO_NEW, Kind.CLEARED, Kind.SAME,
    Kind.UNCHANGED, Kind.REST, Kind.DITTO,
)  # fmt: skip
"""What belongs to a report."""


@dataclass(frozen=True)
class Token:
    """A piece of text from ``start`` to before ``end``; ``value`` is a number's, ``phrase`` how a field is called."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Decimal | None = None
    phrase: str = ""


AT_BEGINNING = r"(?:^|(?<=[;,:(])|(?<=[;,:人名例个]\s))"
BEFORE_TOTAL = (
    rf"(?:{'|'.join(TODAY)}|(?<![\d人名例个])\s*\+)(?=\s*:?\s*\d+\s*[人名例个]?[\s;,、/]*累计\s*:?\s*\d)"
)
"""What stands for "new" right before a total (今日2 累计15; +2，累计9)."""


@lru_cache(maxsize=32)
def _pattern(
    phrases: tuple[str, ...],
    unclear: tuple[str, ...],
    letters: tuple[str, ...],
    cleared: tuple[tuple[str, tuple[str, ...]], ...],
    places: tuple[str, ...],
) -> re.Pattern[str]:
    """Return the pattern of all pieces: what stands first goes before what stands later."""
    parts = {
        "REMARK": r"(?:(?:备注|说明)[\s::]|注:)\s*(?P<told>[^;\n]*)",
        "PERIOD": speech.PERIOD,
        "EXCEPT": speech.EXCEPT,
        "CAUGHT": speech.CAUGHT_UP,
        "SAME": speech.SAME,
        "CALM": speech.CALM,
        **{f"CLEARED{n}": speech.EVERY.format(verbs="|".join(v)) for n, (_code, v) in enumerate(cleared)},
        "ODD": speech.ODD,
        "HOUSEHOLDS": speech.HOUSEHOLDS,
        "ZERO": speech.ZERO,
        "NO_NEW": rf"{_no_new(phrases)}|{speech.NONE_CAME}",
        "UNCHANGED": speech.UNCHANGED,
        "PAST": speech.PAST,
        "FROM": _from(places),
        "TODAY": BEFORE_TOTAL if "新增" in phrases else "",
        "FIELD": _any(phrases),
        "LETTER": rf"(?<![\u4e00-\u9fff])(?:{_any(letters)})(?=\s*:?\s*\d)" if letters else "",
        "UNCLEAR": _any(unclear),
        "DITTO": "同上",
        "UNSURE": speech.UNSURE,
        "REST": r"(?:其余|其他|其它|剩余)(?:各项|指标|项目|项|数据|几项|均|都)*",
        "EACH": "分别(?:为|是)?",
        "ENUM": rf"{AT_BEGINNING}\d{{1,2}}(?=\s*[、.)]\s*(?:今日|今天|其中|目前)?(?:{_any(phrases)}))",
        "QUARANTINE": "(?:隔离|观察)?(?:14|十四)天",
        "MEASURED": speech.MEASURED,
        "ALL": speech.ALL,
        "NONE": speech.NONE,
        "NUMBER": rf"(?:{DIGITS})(?:\s*(?:{COUNTED}))?|{CHINESE}(?:\s*(?:{COUNTED}))?",
        "CAPITAL": CAPITAL_ALONE,
        "FILL": _any(speech.FILL.split()) + "|" + COUNTED,
        "LIST": "[、/和与]",
        "PART": r"[;,。!?\n()\[\]{}【】\"“”「」|]",
        "SPACE": r"[\s::=\-—_~.+*…·•↓↑#]+",
        "WORD": ".",
    }
    return re.compile("|".join(f"(?P<{name}>{part})" for name, part in parts.items() if part), re.DOTALL)


def _from(places: Sequence[str]) -> str:
    """Return the pattern of those who came from one of the key regions, or a town in it (湖北黄冈返回)."""
    return rf"(?:其中|来自|从)*(?:{_any(places)})[\u4e00-\u9fff]{{0,4}}?(?:{CAME}|回|来)" if places else ""


def _no_new(phrases: Iterable[str]) -> str:
    """Return the pattern of "none new", which is not "none new in isolation"."""
    longer = "|".join(
        re.escape(p[2:]) for p in phrases if p.startswith("新增") and p not in GENERAL and p[2:]
    )
    general = "|".join(sorted(GENERAL, key=len, reverse=True))
    beyond = f"(?!{longer})" if longer else ""
    return rf"(?:无|没有|没|未有|零|暂无)\s*(?:{general}){beyond}(?!\s*\d)"


def _any(texts: Iterable[str]) -> str:
    return "|".join(
        r"\s*".join(map(re.escape, text)) for text in sorted(texts, key=len, reverse=True) if text
    )


def tokens(text: str, words: Vocabulary) -> list[Token]:
    """Return a plain text's pieces in their order; letters that say nothing to us are put together as one word."""
    found: list[Token] = []
    pattern = _pattern(
        tuple(words.phrases), tuple(words.unclear), tuple(words.letters), words.cleared, words.places
    )
    for match in pattern.finditer(text):
        token = _token(match, words)
        if match.lastgroup == "CAPITAL" and not _behind_field(found):
            token = Token(Kind.WORD, match[0], *match.span())
        if token.kind is Kind.WORD and found and found[-1].kind is Kind.WORD and found[-1].end == token.start:
            last = found.pop()
            token = Token(Kind.WORD, last.text + token.text, last.start, token.end)
        found.append(token)
    return found


def _behind_field(found: list[Token]) -> bool:
    last = next((token for token in reversed(found) if token.kind is not Kind.FILL), None)
    return last is not None and last.kind is Kind.FIELD


def _token(match: re.Match[str], words: Vocabulary) -> Token:
    name, text = str(match.lastgroup), match[0]
    span = match.span()
    if name == "told" or match["REMARK"]:
        return Token(Kind.REMARK, match["told"], *span)
    if name == "FIELD":
        return Token(Kind.FIELD, words.phrases[re.sub(r"\s+", "", text)], *span, phrase=text)
    if name == "FROM":
        return Token(Kind.FIELD, words.from_places, *span, phrase=text)
    if name == "TODAY":
        return Token(Kind.FIELD, words.phrases["新增"], *span, phrase=text)
    if name == "LETTER":
        return Token(Kind.FIELD, words.letters[text], *span, phrase=text)
    if name.startswith("CLEARED"):
        return Token(Kind.CLEARED, words.cleared[int(name.removeprefix("CLEARED"))][0], *span)
    if name in ("NUMBER", "CAPITAL"):
        value = number(re.sub(rf"\s*(?:{COUNTED})$", "", text))
        return Token(Kind.WORD if value is None else Kind.NUMBER, text, *span, value)
    return Token(SILENT.get(name) or Kind[name], text, *span)


SILENT = {
    "CALM": Kind.FILL,
    "CAUGHT": Kind.FILL,
    "PERIOD": Kind.FILL,
    "ENUM": Kind.FILL,
    "HOUSEHOLDS": Kind.FILL,
    "QUARANTINE": Kind.FILL,
    "SPACE": Kind.FILL,
    "ODD": Kind.WORD,
    "MEASURED": Kind.WORD,
}
"""What parts of the pattern become that are no kinds of their own."""
