"""What a cell of a blank form is: a label, a number, or a blank, perhaps with its unit printed (pure, M8)."""

import re

from fangxian.mechanisms.filling.rules.sheet import Content, RawCell
from fangxian.mechanisms.filling.rules.wording import UNITS

_BLANKS = re.compile(r"[\s_＿\u3000]*")
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PRINTED = re.compile(rf"(?:[\s_＿\u3000]{{2,}}|[(（][\s_＿\u3000]*[)）])({_UNIT})")


def cell_of(text: str, is_number: bool = False) -> RawCell:
    """Return what a cell without a formula holds: ____人 is a blank beside its printed unit."""
    if _BLANKS.fullmatch(text):
        return RawCell(Content.BLANK)
    if found := _PRINTED.fullmatch(text.rstrip()):
        return RawCell(Content.BLANK, printed=found[1])
    return RawCell(Content.NUMBER if is_number else Content.TEXT, text)
