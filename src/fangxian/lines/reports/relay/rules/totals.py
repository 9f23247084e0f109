"""Lines that add up what others said: they are of no unit (M8)."""

import re

from fangxian.lines.reports.relay.rules.tokens import Kind, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

SUM = re.compile(
    r"[\s(\[【#*\d.、]*(?:以上|截至目前|今日|今天)?(?:全[\u4e00-\u9fff]{1,6}?|各单位|本表)?(?:共|总)?"
    r"(?:合\s*计|总\s*计|小\s*计|汇\s*总|共\s*计|累\s*计\s*汇\s*总)(?P<rest>.*)",
    re.DOTALL,
)
WHOLE = re.compile(
    r"[\s(\[【#*\d.、]*(?:截至目前|今日|今天)?[,;:\s]*全(?:市|县|区|省|镇|乡|村|街道|社区|校|院|系统|局|园区|集团|公司)"
    r"(?![\u4e00-\u9fff]*(?:局|委|办)\s*[:\d])(?P<rest>.*)",
    re.DOTALL,
)
ASIDE = re.compile(r"(?:[^\u4e00-\u9fff]|收到|了)(?=(?:截至目前|目前|今日|今天)?[,;:\s]*全)")
TABLE = re.compile(r"[\s\t]*[\d.]*[\s\t]*(?:合\s*计|总\s*计|小\s*计|汇\s*总|共\s*计)[\s\t:]+[\d\s\t/+、,;]*")


def is_total(line: str, words: Vocabulary) -> bool:
    """Tell whether a plain line sums up several units (合计：新增5人); 总计：5 alone is a unit's total."""
    if "\t" in line and TABLE.match(line):
        return True
    found = SUM.match(line) or WHOLE.match(line)
    if not found:
        return False
    kinds = [token.kind for token in tokens(found["rest"], words) if token.kind is not Kind.FILL]
    if any(kind is Kind.FIELD for kind in kinds):
        return Kind.FIELD in kinds[:2] or Kind.NUMBER in kinds
    return len([kind for kind in kinds if kind is Kind.NUMBER]) > 1


def before_total(line: str, words: Vocabulary) -> str | None:
    """Return the words that report nothing before a sum of all (收到，全社区今日新增4人); None without such a sum."""
    for found in ASIDE.finditer(line):
        if any(token.kind in (Kind.FIELD, Kind.ZERO) for token in tokens(line[: found.end()], words)):
            return None
        if WHOLE.match(line, found.end()) and is_total(line[found.end() :], words):
            return line[: found.end()]
    return None
