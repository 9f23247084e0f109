"""Where in a community somebody lives: building, unit and room out of a free-text address (M5)."""

import re

from fangxian.core.folding import simplify
from fangxian.lines.arrivals.rules.normalise import plain_text

_NUMERAL = r"([0-9A-Z]+|[〇零一二两三四五六七八九十百]+)"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－~", "-"))
_HASH = re.compile(r"#(?:楼|号楼)?")
_DASHED = re.compile(r"(?<![0-9A-Z-])([0-9A-Z]+)-(?:([0-9]+)(?:单元-?|-))?([0-9]+)(?:室|户)?$")
_DASHED_REST = re.compile(r"-?([0-9]+)-([0-9]+)(?:室|户)?$")
_BUILDING = re.compile(f"{_NUMERAL}(?:号楼|栋|幢|座|楼(?=.*单元))|{_NUMERAL}(?:组|社|队)(?!区)")
_HOUSE = re.compile(_NUMERAL + r"号(?!房|室)")
_UNIT = re.compile(_NUMERAL + r"(?:单元|门(?!牌))")
_ROOM = re.compile(_NUMERAL + r"(?:室|户|号房|号室|号?$)")
_VALUES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def normalise_address(text: str | None) -> tuple[str, ...]:
    """Return (building, unit, room) as digits, as far as stated: ("2", "3", "501"), ("2",) or ().

    A part left out in the middle is "": 2号楼501室 gives ("2", "", "501"). Streets, communities and
    compounds are no part of it: the community is known from its place. Where there are no buildings,
    the villagers' group (3组15号) or else the house number stands for the building.
    """
    line = _HASH.sub("号楼", simplify(plain_text(text)).translate(_DASHES).upper())
    parts = _labelled(line, _BUILDING) or _dashed(line) or _labelled(line, _HOUSE)
    digits = [_digits(part) for part in parts]
    while digits and not digits[-1]:
        digits.pop()
    return tuple(digits) if digits and digits[0] else ()


def _dashed(line: str) -> tuple[str, ...]:
    dashed = _DASHED.search(line)
    return dashed.groups(default="") if dashed else ()


def _labelled(line: str, label: re.Pattern[str]) -> tuple[str, ...]:
    found = label.search(line)
    if found is None:
        return ()
    building, rest = found[found.lastindex or 1], line[found.end() :]
    if dashed := _DASHED_REST.match(rest):
        return building, *dashed.groups()
    unit = _UNIT.search(rest)
    room = _ROOM.search(rest, unit.end() if unit else 0)
    return building, unit[1] if unit else "", room[1] if room else ""


def _digits(numeral: str) -> str:
    """Write a numeral with digits and no leading zeros: 二十三 → 23, 五〇一 → 501, 05 → 5."""
    if not numeral or (numeral[0] not in _VALUES and numeral[0] not in "十百"):
        return numeral.lstrip("0") or numeral[-1:]
    if not set(numeral) & set("十百"):
        return "".join(str(_VALUES[c]) for c in numeral).lstrip("0") or "0"
    return str(_count(numeral))


def _count(numeral: str) -> int:
    total, pending = 0, 0
    for character in numeral:
        if character in "十百":
            total += (pending or 1) * (10 if character == "十" else 100)
            pending = 0
        else:
            pending = _VALUES[character]
    return total + pending
