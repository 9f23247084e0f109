"""Where a plain line names units: spellings that are known, and what looks like a unit that nobody knows."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fangxian.lines.reports.relay.rules.shortening import LONGEST, may_be_short

ENDINGS = (
    "局|委|办|办公室|委员会|院|校|学校|小学|中学|幼儿园|银行|支行|分行|公司|集团|厂|店|商场|中心|社区|街道|街道办|村|镇|乡|站|所|馆|会|厅|部|"
    "队|机关|联社|协会|学会|园|处|庭|社|企业|医院|工会|报社|电视台|台|超市|酒店|宾馆|饭店|药店|市场|合作社"
)
UNIT_LIKE = re.compile(
    rf"(?![我本贵该各])[\u4e00-\u9fffA-Za-z0-9]{{1,18}}?(?:{ENDINGS})(?![\u4e00-\u9fff]*?(?:{ENDINGS})[\s:;])"
)
NUMBERED = re.compile(r"(?:^|[\s;,])\(?\d{1,3}[.)]$")
RUN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
APART = re.compile(r"[\s()\"“”]")
JOINED = re.compile(r"[\s、,;和及与/]*")
PLACE = re.compile(r"[\u4e00-\u9fff]{2,4}[市州县区旗镇乡]$")
LEVEL = re.compile("[省市州县区旗镇乡]")
REPORTER = re.compile(r"[\s\-—(]*[\u4e00-\u9fff]{1,4}[\s)]*$")


@dataclass(frozen=True)
class Mention:
    """A unit as a line names it, from ``start`` to before ``end``."""

    text: str
    start: int
    end: int


class Names:
    """The spellings of known units, in simplified characters without punctuation; ``means`` tells short ones."""

    def __init__(self, spellings: Iterable[str] = (), means: Callable[[str], bool] | None = None) -> None:
        self._known = {text.upper() for text in spellings if len(text) > 1}
        self._longest = max(map(len, self._known), default=0)
        self._means = means

    def at(self, text: str, start: int) -> Mention | None:
        """Return the longest known name that begins at a place, spaces and brackets inside it allowed."""
        letters: list[str] = []
        best: Mention | None = None
        for end in range(start, len(text)):
            if APART.match(text[end]):
                if not letters:
                    return None
                continue
            letters.append(text[end].upper())
            if len(letters) > self._longest:
                break
            if len(letters) > 1 and "".join(letters) in self._known:
                best = Mention(text[start : end + 1], start, end + 1)
        return best

    def short(self, text: str, start: int = 0) -> Mention | None:
        """Return the longest short name of a unit that begins at a place, up to the first mark or space."""
        run = RUN.match(text, start)
        longest = run.end() if run and self._means else start
        for end in range(min(longest, start + LONGEST), start + 1, -1):
            if may_be_short(text[start:end]) and self._means and self._means(text[start:end]):
                return Mention(text[start:end], start, end)
        return None

    def inside(self, text: str, until: int, first: Mention | None = None) -> list[Mention]:
        """Return the names of a line: anywhere before ``until``, behind it only at the beginning of a clause.

        A ``first`` one that is known already is not looked for again.
        """
        found = [first] if first else []
        place = first.end if first else 0
        while place < len(text):
            opens = place == 0 or text[place - 1] in ";,、。\n!?|" or text[place - 1].isspace()
            numbered = bool(NUMBERED.search(text, max(place - 5, 0), place))
            may_begin = place < until or opens or numbered or _follows(found, text, place)
            mention = self.at(text, place) if may_begin else None
            mention = mention or (self.short(text, place) if numbered and found else None)
            if mention:
                found.append(_with_place(mention, text, found[-1].end if found else 0))
            place = mention.end if mention else place + 1
        return found


def looks_like_unit(head: str) -> Mention | None:
    """Return what in the head of a line looks like the name of a unit that is not known."""
    found = UNIT_LIKE.match(head.strip())
    if not found:
        return None
    start = len(head) - len(head.lstrip())
    return Mention(found[0], start, start + found.end())


def speaking(sender: str, names: Names) -> str:
    """Return the unit that the line above a message names (教育局-王某 17:02), or ""."""
    known = names.inside(sender, len(sender)) or list(filter(None, [names.short(sender)]))
    if known:
        return known[0].text
    parts = re.split(r"[\s\-—_(),:]+", sender)
    return next((part for part in parts if (found := UNIT_LIKE.match(part)) and found[0] == part), "")


def differ_in_level(one: str, other: str) -> bool:
    """Tell whether one name is the other with its level before it (市公安局, 公安局); a place makes it another."""
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and bool(LEVEL.fullmatch(long.removesuffix(short))) and long.endswith(short)


def are_joined(text: str, first: Mention, second: Mention) -> bool:
    """Tell whether two names stand in one list, so that what follows is said of both."""
    return bool(JOINED.fullmatch(text[first.end : second.start]))


def without_reporter(text: str) -> str:
    """Return what stands before a number's field without the name of who reports it (教育局 张三：…)."""
    return "" if REPORTER.fullmatch(text) else text


def _with_place(mention: Mention, text: str, since: int) -> Mention:
    """Return a name with the place written before it (铁东区财政局), which makes another unit of it."""
    place = PLACE.search(text, since, mention.start)
    return Mention(text[place.start() : mention.end], place.start(), mention.end) if place else mention


def _follows(found: list[Mention], text: str, place: int) -> bool:
    return bool(found) and bool(JOINED.fullmatch(text[found[-1].end : place]))
