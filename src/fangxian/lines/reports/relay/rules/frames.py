"""What stands around the reports of a relay: quotes, rules, who sent a message, headings, orders, thanks (M8)."""

import re

from fangxian.lines.reports.relay.rules.naming import Names

PATTERN = re.compile(r"^[\s\[【(]*(?:格式|模板|填报格式|接龙格式|报送格式|示例|样例|例如|例)\s*[:\s\])】]*")
ORDER = re.compile("格式(?:为|是|如下)?")
HEADING = re.compile(r"接龙|日报|统计|通知|^#|情况(?:[\s(:]|$)")
QUOTE_MARK = re.compile(r"^\s*(?:>|引用|\|)\s*")
OF_MANY = re.compile(
    r"(?:以上|上述|各|所有|其他|其它|其余|剩余|全部|还有)\s*\d*(?:家|个)?(?:单位|部门|社区|村|企业|学校|机构)"
)
"""Speaks of several units without naming them."""
RULE = re.compile(r"^[\s\-—–=_*]{4,}$")


def is_rule(line: str) -> bool:
    """Tell whether a plain line is blank or but a rule."""
    return not line.strip() or bool(RULE.match(line))


RECALLED = re.compile(r"撤回了?一条消息")
"""What a chat writes when a message was taken back: the one that can still be read is another."""
LABEL = re.compile(r"^\s*[\[［]\s*(?P<name>[^\[\]［］]{1,20}?)\s*[\]］]\s*")


def labelled(raw: str, names: Names) -> tuple[str, bool]:
    """Return a line with the unit in the brackets that open it as its name ([远岭小贷] 累计6), and whether brackets do.

    In brackets there may stand a sticker or somebody unknown as well: that stays as it was.
    """
    found = LABEL.match(raw)
    if not found:
        return raw, False
    name = found["name"]
    known = names.at(name, 0) or names.short(name)
    whole = known is not None and known.text == name
    return (f"{name}：{raw[found.end() :]}" if whole else raw), whole or found.end() < len(raw)


class Quotes:
    """Follows quotes through a relay; ``unit`` is the one that the last quote names, until somebody answers."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.unit = ""
        self._is_open = False

    def takes(self, line: str) -> bool:
        """Tell whether a plain line belongs to a quote (「张某：…」)."""
        opens = line.lstrip().startswith(("「", "『")) or bool(QUOTE_MARK.match(line))
        if not (opens or self._is_open):
            return False
        if opens:
            found = self.names.inside(QUOTE_MARK.sub("", line), len(line))
            self.unit = found[0].text if found else ""
        closes = bool(QUOTE_MARK.match(line)) or "」" in line or "』" in line
        self._is_open = not closes
        return True
