"""Telling data rows from what else stands in a table: totals, signatures, remarks, examples, numbering."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.mapping import GROUP_SEPARATOR, likeness
from fangxian.mechanisms.imports.sheets import Cell
from fangxian.mechanisms.imports.text import fold, shown

SURE = 80  # the likeness from which a name counts as recognised
LONG = 20  # no name, number or place begins a row with more characters
_SEQUENCE = frozenset({"序号", "序", "编号", "no", "号", "项次", "顺序号"})
_NUMBERING_STARTS = frozenset({"1", "甲", "A", "a", "(1)", "0"})
_TOTAL = re.compile(r"(?:合|总|小|共)计(?:[:人0-9].*)?|共\d+[人名户条个家份项].*")
_SIGNATURE = re.compile(
    r"(?:填报|填表|审核|审批|制表|经办|报送|上报|统计|复核|联系|单位负责|主要负责|分管)"
    r"(?:人|单位|日期|时间|领导|电话)?(?:\((?:签字|签章|盖章|签名)\))?:"
    r"|.{2,12}\((?:签字|签章|盖章|签名|公章)\)"
)
_REMARK = re.compile(
    r"(?:备注|注|说明|填表说明|填报说明|要求|注意|本表|以上|★|※|\*)(?:事项)?\d?(?:[:.、]|.{6,}|$)"
)
_EXAMPLE = re.compile(r"\(?(?:示例|样例|范例|填写示例|举例|例)\)?(?:[:\d].*)?$|\((?:例|示例|样例)\)")


_SUSPECT = frozenset("合总小共备注说填要本以★※*例示样范举")


def joined(row: Iterable[Cell]) -> str:
    """Return a line's texts, one after another, each repetition once."""
    texts = (shown(cell) for cell in row)
    return " ".join(text for text, _ in groupby(text for text in texts if text))


def kind_of_text(text: str) -> str:
    """Return what a line is that begins with this text: signature, total, example, remark, or nothing."""
    if text[:1] not in _SUSPECT and ":" not in text and "(" not in text:
        return ""
    compact = text.replace(" ", "")
    if _SIGNATURE.match(compact):
        return "signature"
    if _TOTAL.fullmatch(compact):
        return "total"
    if _EXAMPLE.match(compact):
        return "example"
    return "remark" if _REMARK.match(compact) else ""


class Sorter:
    """Sorts the lines below one header, given its columns' names and the fields that are looked for."""

    def __init__(self, names: Sequence[str], fields: Sequence[Field]) -> None:
        self.parts = tuple(tuple(name.split(GROUP_SEPARATOR)) for name in names)
        self.starts = frozenset(part for parts in self.parts for part in parts if part)
        folded = [fold(parts[-1]) for parts in self.parts]
        self.width = sum(1 for name in folded if name)
        self.idle = frozenset(column for column, name in enumerate(folded) if not name or name in _SEQUENCE)
        required = [wanted for wanted in fields if wanted.required]
        self.leading = frozenset(
            column
            for column, name in enumerate(names)
            if any(likeness(name, field) >= SURE for field in required)
        )

    def kind_of(self, row: Sequence[Cell]) -> str:
        """Return ``data``, the kind of a line to skip, or nothing for a blank line.

        A line that has only its running number counts as blank.
        """
        stated = [column for column, cell in enumerate(row) if cell != ""]
        if len(stated) * 2 > self.width:
            first = shown(row[stated[0]])
            if (
                first
                and first not in self.starts
                and first not in _NUMBERING_STARTS
                and not kind_of_text(first)
            ):
                return "data"
        stated = [column for column in stated if shown(row[column])]
        return self._kind_of(row, stated) if stated else ""

    def _kind_of(self, row: Sequence[Cell], stated: Sequence[int]) -> str:
        first = shown(row[stated[0]])
        if self._is_header(row, stated):
            return "header"
        if _is_numbering([shown(row[column]) for column in stated]):
            return "numbering"
        kind = kind_of_text(first)
        if kind and (kind in {"example", "total"} or len(stated) * 2 <= self.width):
            return kind
        if all(column in self.idle or column >= len(self.parts) for column in stated):
            return "remark" if len(joined(row)) > 5 else ""
        return "remark" if self._is_prose(row, stated, first) else "data"

    def _is_prose(self, row: Sequence[Cell], stated: Sequence[int], first: str) -> bool:
        """Tell a sentence or a label (经办：) from a row with few cells, which keeps its problems."""
        if len(stated) > 2 or isinstance(row[stated[0]], float):
            return False
        text = joined(row)
        stands_apart = all(column not in self.leading for column in stated)
        return (
            ":" in first or len(first) > LONG or (stands_apart and (len(text) > LONG or text.endswith("。")))
        )

    def _is_header(self, row: Sequence[Cell], stated: Sequence[int]) -> bool:
        known = [column for column in stated if column < len(self.parts)]
        same = sum(1 for column in known if shown(row[column]) in self.parts[column])
        return same * 3 > len(stated) * 2


def _is_numbering(texts: Sequence[str]) -> bool:
    """Recognise the line that numbers the columns: 1 2 3 …, or 甲 乙 1 2 …."""
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) <= 3]
    letters = [text for text in texts if text in "甲乙丙丁戊ABCDEFGH"]
    if len(texts) < 3 or len(numbers) + len(letters) < len(texts) or not numbers:
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
