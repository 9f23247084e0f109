"""A unit's words cut into pieces: fields, numbers, "none", "all of them", "as yesterday", and the rest."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from functools import lru_cache

from fangxian.lines.reports.relay.rules.numerals import (
    ABOUT_AFTER,
    ABOUT_BEFORE,
    CHINESE,
    COUNTED,
    DIGITS,
    number,
)
from fangxian.lines.reports.relay.rules.vocabulary import GENERAL, Vocabulary


class Kind(Enum):
    """What a piece is."""

    FIELD = auto()
    UNCLEAR = auto()
    PAST = auto()
    DITTO = auto()
    NUMBER = auto()
    NONE = auto()
    ZERO = auto()
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


@dataclass(frozen=True)
class Token:
    """A piece of text from ``start`` to before ``end``; ``value`` is a number's, ``phrase`` how a field is called."""

    kind: Kind
    text: str
    start: int
    end: int
    value: Decimal | None = None
    phrase: str = ""


FILL = """
    还有 总共 报平安 请确认 确认 请回复 回复 请核对 请核实
    今日 今天 本日 当日 今早 今晚 目前 当前 现在 截至 截止 我单位 本单位 我局 我委 我办 我行 单位
    返程人员 返乡人员 返程 返岗 人员 员工 职工 干部 人数 总数 总人数 数量 情况 数据 收到 谢谢
    辛苦了 辛苦 报告 上报 汇报 报送 日报 如下 以上 无误 请查收 请审阅 请知悉 领导 大家 各位 早上好
    上午好 下午好 晚上好 您好 你好 其中 共计 合计 一共 总共 增加 达到 已经 其他人 均已 补充
    说明一下 一下 应该 应改 特此 完毕 以此为准 为准 请以 已报 填报 好的 按时 接龙 应 改 为 是 有 共
    计 达 已 的 了 仍 还 就 中 现 在 及 另 由 到 来 新 各 呢 啊 哈 吧 仅
    刚 只 累 请 含 正确 之前 刚才 刚刚 前 后 等 数
"""
"""Words that say nothing by themselves; a number beside them alone is not understood."""
CALM = r"无(?:其他)?异常(?:情况)?|一切正常|身体(?:状况)?(?:均)?(?:良好|正常|健康)|体温(?:均)?正常"
NONE = "没有发现|未发现|没有|没(?![登报到])|尚无|暂无|并无|未有|均无|无一|无|未(?![知核定报])"
ZERO = (
    r"零报告|0\s*报告|“零”报告|\"零\"报告|零申报|无(?:任何)?(?:需)?(?:要)?(?:上报|报告)(?:事项|内容)?|今日无$"
    r"|(?:没有|无)人(?:员)?(?:回来|返回|返程|到达)"
)
SAME = r"(?:数据)?(?:与|同|和|跟)(?:昨日|昨天|前一日|前一天|上日|上一日|昨)(?:数据)?(?:相同|一致|一样|持平)?"
UNCHANGED = "(?:数据|情况|总数)?(?:无|没有|没|未有)(?:任何)?变化|(?:数据|情况|人数)?不变"
PAST = "昨日|昨天|前日|前天|上日|上周"
"""Of another day: what a clause says after it is not of this report (昨日新增1)."""
HOUSEHOLDS = rf"(?:{DIGITS}|{CHINESE})\s*(?:户|家庭)[,、共]?\s*(?=(?:\d+|{CHINESE})\s*[人名])"
"""So many households of so many persons (1户3人): the persons are counted."""
ODD = (
    rf"(?:{ABOUT_BEFORE})\s*(?:{DIGITS}|{CHINESE})|(?:\d+|{CHINESE})\s*(?:{ABOUT_AFTER})(?=[人例名个])"
    r"|\d+\s*[-~—到至]\s*\d+(?=\s*[人例名个])|若干|多人|数人|几人|部分|些许"
)
"""Numbers that are none: about so many, more than so many, from so many to so many."""


@lru_cache(maxsize=32)
def _pattern(phrases: tuple[str, ...], unclear: tuple[str, ...]) -> re.Pattern[str]:
    longer = "|".join(
        re.escape(p[2:]) for p in phrases if p.startswith("新增") and p not in GENERAL and p[2:]
    )
    general = "|".join(sorted(GENERAL, key=len, reverse=True))
    beyond = f"(?!{longer})" if longer else ""
    parts = {
        "REMARK": r"(?:(?:备注|说明)[\s::]|注:)\s*(?P<told>[^;\n]*)",
        "CALM": CALM,
        "ODD": ODD,
        "HOUSEHOLDS": HOUSEHOLDS,
        "ZERO": rf"(?:{ZERO}|(?:无|没有|没|未有|零|暂无)\s*(?:{general}){beyond}(?!\s*\d))",
        "UNCHANGED": UNCHANGED,
        "SAME": SAME,
        "PAST": rf"(?:{PAST})(?=\s*(?:已|共)?(?:{_any(phrases)}))" if phrases else "",
        "FIELD": _any(phrases),
        "UNCLEAR": _any(unclear),
        "DITTO": "同上",
        "REST": r"(?:其余|其他|其它|剩余)(?:各项|指标|项目|项|数据|几项|均|都)*",
        "EACH": "分别(?:为|是)?",
        "QUARANTINE": "(?:隔离|观察)?(?:14|十四)天",
        "ALL": "全部|均|都|皆|全",
        "NONE": NONE,
        "NUMBER": rf"(?:{DIGITS})(?:\s*(?:{COUNTED}))?|{CHINESE}(?:\s*(?:{COUNTED}))?",
        "FILL": _any(FILL.split()) + "|" + COUNTED,
        "LIST": "[、/和与]",
        "PART": r"[;,。!?\n()\[\]{}【】\"“”「」|]",
        "SPACE": r"[\s::=\-—_~.+*…·•↓↑#]+",
        "WORD": ".",
    }
    return re.compile("|".join(f"(?P<{name}>{part})" for name, part in parts.items() if part), re.DOTALL)


def _any(texts: Iterable[str]) -> str:
    return "|".join(
        r"\s*".join(map(re.escape, text)) for text in sorted(texts, key=len, reverse=True) if text
    )


def tokens(text: str, words: Vocabulary) -> list[Token]:
    """Return a plain text's pieces in their order; letters that say nothing to us are put together as one word."""
    found: list[Token] = []
    for match in _pattern(tuple(words.phrases), tuple(words.unclear)).finditer(text):
        token = _token(match, words)
        if token.kind is Kind.WORD and found and found[-1].kind is Kind.WORD and found[-1].end == token.start:
            last = found.pop()
            token = Token(Kind.WORD, last.text + token.text, last.start, token.end)
        found.append(token)
    return found


def _token(match: re.Match[str], words: Vocabulary) -> Token:
    name, text = str(match.lastgroup), match[0]
    span = match.span()
    if name == "told" or match["REMARK"]:
        return Token(Kind.REMARK, match["told"], *span)
    if name == "FIELD":
        return Token(Kind.FIELD, words.phrases[re.sub(r"\s+", "", text)], *span, phrase=text)
    if name == "NUMBER":
        value = number(re.sub(rf"\s*(?:{COUNTED})$", "", text))
        return Token(Kind.WORD if value is None else Kind.NUMBER, text, *span, value)
    kinds = {
        "CALM": Kind.FILL,
        "ODD": Kind.WORD,
        "HOUSEHOLDS": Kind.FILL,
        "QUARANTINE": Kind.FILL,
        "SPACE": Kind.FILL,
    }
    return Token(kinds.get(name) or Kind[name], text, *span)
