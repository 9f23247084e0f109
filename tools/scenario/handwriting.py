"""The handwriting of a sheet: dates in four styles, full-width digits, spaces, numbers typed as numbers."""

import random
from datetime import datetime

from tools.scenario.sheets import Cell

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
GAPS = ("  ", "\u3000")
DATE_STYLES = ("excel", "slash", "month_day", "dotted")


def name(name: str, rng: random.Random) -> str:
    """Space a two-character name out, as people do to align a column."""
    spaced = len(name) == 2 and rng.random() < 0.4
    return rng.choice(GAPS).join(name) if spaced else name


def id_number(number: str, rng: random.Random) -> str:
    """Write an ID number, now and then with an apostrophe, a small x, a blank or wide digits."""
    if number and rng.random() < 0.02:
        return "'" + number
    number = number.lower() if rng.random() < 0.3 else number
    return wide(f" {number}" if number and rng.random() < 0.03 else number, rng, 0.04)


def phone(phone: str, style: str, rng: random.Random) -> Cell:
    """Write a phone number in the sheet's style: text, number, spaced or dashed."""
    if not phone:
        return None
    if style == "number":
        return int(phone)
    mark = {"spaced": " ", "dashed": "-"}.get(style, "")
    return wide(mark.join([phone[:3], phone[3:7], phone[7:]]), rng, 0.05)


def moment(at: datetime, style: str, rng: random.Random) -> Cell:
    """Write a time in the sheet's style (``DATE_STYLES``); "mixed" sheets change it from row to row."""
    style = rng.choice(DATE_STYLES) if style == "mixed" else style
    if style == "excel":
        return at.date()
    texts = {
        "slash": f"{at.year}/{at.month}/{at.day}",
        "month_day": f"{at.month}月{at.day}日",
        "dotted": f"{at:%Y.%m.%d %H:%M}",
    }
    return wide(texts[style], rng, 0.03)


def wide(text: str, rng: random.Random, share: float) -> str:
    """Write a share of texts with full-width digits."""
    return text.translate(FULL_WIDTH) if rng.random() < share else text
