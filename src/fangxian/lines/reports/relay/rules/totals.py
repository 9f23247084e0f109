"""Lines that add up what others said: they are of no unit (M8)."""

import re

from fangxian.lines.reports.relay.rules.naming import Names
from fangxian.lines.reports.relay.rules.tokens import Kind, tokens
from fangxian.lines.reports.relay.rules.vocabulary import Vocabulary

SUM = re.compile(
    r"(?:收齐|报齐|报完|合\s*计|总\s*计|小\s*计|汇\s*总|共\s*计|累\s*计\s*汇\s*总|共\s*\d+\s*(?:家|个?(?:单位|部门|社区|村|街道|企业|学校|网格))"
    r"|\d+\s*(?:家|个)(?:企业|单位|机构|部门|社区|学校)"
    r"|全(?:市|县|区|省|镇|乡|村|街道|社区|园区)(?![\u4e00-\u9fff]*(?:局|委|办)\s*[:\d])"
    r"|(?P<own>全(?:校|院|系统|局|集团|公司|厂|委|办|所|站)|一共|总共))(?P<rest>.*)",
    re.DOTALL,
)
TABLE = re.compile(r"[\s\t]*[\d.]*[\s\t]*(?:合\s*计|总\s*计|小\s*计|汇\s*总|共\s*计)[\s\t:]+[\d\s\t/+、,;]*")
THANKS = re.compile(r"收到|辛苦|谢谢|感谢|收齐|报齐")
MISSING = re.compile(
    r"(?:还|就|只|仅|尚)(?:差|剩|缺|有)\s*(?:\d+|[一二两三四五六七八九十]+)\s*(?:家(?![属人庭里])|个(?:单位|部门|社区|村|企业|学校))"
)
"""Whoever tells how many units are still missing speaks of all of them."""
LONGEST_BEFORE = 20


def is_total(line: str, words: Vocabulary, names: Names, *, speaks: bool = False) -> bool:
    """Tell whether a plain line sums up several units (收到，合计新增5人); 总计：5 alone is a unit's total.

    What is said of one's own whole (全局, 一共) is a sum only where nobody ``speaks``, or among thanks.
    """
    if "\t" in line and TABLE.match(line):
        return True
    if MISSING.search(line) and any(token.kind is Kind.FIELD for token in tokens(line, words)):
        return True
    found = SUM.search(line)
    if not found or not _is_opening(line[: found.start()], words, names):
        return False
    if found["own"] and speaks and not THANKS.search(line[: found.start()]):
        return False
    kinds = [token.kind for token in tokens(found["rest"], words) if token.kind is not Kind.FILL]
    if any(kind is Kind.FIELD for kind in kinds):
        return Kind.FIELD in kinds[:2] or Kind.NUMBER in kinds
    return len([kind for kind in kinds if kind is Kind.NUMBER]) > 1


def _is_opening(before: str, words: Vocabulary, names: Names) -> bool:
    """Tell whether what stands before a sum neither names a unit nor reports anything."""
    reports = (Kind.FIELD, Kind.ZERO, Kind.NO_NEW, Kind.SAME, Kind.UNCHANGED)
    return (
        len(before.strip()) <= LONGEST_BEFORE
        and not names.inside(before, len(before))
        and not names.short(before.lstrip(" :;,#-(.0123456789、)"))
        and not any(token.kind in reports for token in tokens(before, words))
    )
