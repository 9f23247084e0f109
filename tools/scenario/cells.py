"""The handwriting of a sheet: dates in four styles, full-width digits, spaces, numbers typed as numbers."""

import random
from datetime import date, datetime

from tools.scenario.layouts import Layout
from tools.scenario.sightings import Sighting

Cell = str | int | date | datetime | None
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
GAPS = ("  ", "\u3000")
DATE_STYLES = ("excel", "slash", "month_day", "dotted")


def row_of(sighting: Sighting, layout: Layout, number: int, rng: random.Random) -> list[Cell]:
    """Write one row in the order of the layout's columns; blanks become empty cells."""
    written: dict[str, Cell] = {
        **{fact: getattr(sighting, fact) for fact in _PLAIN},
        "seq": number,
        "name": _name(sighting.name, rng),
        "id": _id_number(sighting.id_number, rng),
        "phone": _phone(sighting.phone, layout.phones, rng),
        "arrived": _moment(sighting.arrived, layout.dates, rng),
        "address": _wide(sighting.address, rng, 0.05),
        "symptoms": _symptoms(sighting.symptoms, layout),
        "cohabitants": int(sighting.cohabitants) if sighting.cohabitants.isdigit() else sighting.cohabitants,
    }
    return [written[column.fact] or None for column in layout.columns]


_PLAIN = ("sex", "origin", "transport", "trip", "community", "grid", "employer", "kind", "remark")


def _name(name: str, rng: random.Random) -> str:
    """Space a two-character name out, as people do to align a column."""
    spaced = len(name) == 2 and rng.random() < 0.4
    return rng.choice(GAPS).join(name) if spaced else name


def _id_number(number: str, rng: random.Random) -> str:
    if number and rng.random() < 0.02:
        return "'" + number
    number = number.lower() if rng.random() < 0.3 else number
    return _wide(f" {number}" if number and rng.random() < 0.03 else number, rng, 0.04)


def _phone(phone: str, style: str, rng: random.Random) -> Cell:
    if not phone:
        return None
    if style == "number":
        return int(phone)
    mark = {"spaced": " ", "dashed": "-"}.get(style, "")
    return _wide(mark.join([phone[:3], phone[3:7], phone[7:]]), rng, 0.05)


def _moment(at: datetime, style: str, rng: random.Random) -> Cell:
    """Write a time in the sheet's style; "mixed" sheets change it from row to row."""
    style = rng.choice(DATE_STYLES) if style == "mixed" else style
    if style == "excel":
        return at.date()
    texts = {
        "slash": f"{at.year}/{at.month}/{at.day}",
        "month_day": f"{at.month}月{at.day}日",
        "dotted": f"{at:%Y.%m.%d %H:%M}",
    }
    return _wide(texts[style], rng, 0.03)


def _symptoms(text: str, layout: Layout) -> str:
    """Answer "有无发热" with 有 or 无 where only that is asked."""
    header = next((column.header for column in layout.columns if column.fact == "symptoms"), "")
    if not header.startswith("有无") or "热" in text:
        return text
    return {"": "", "无": "无", "正常": "无"}.get(text, "有")


def _wide(text: str, rng: random.Random, share: float) -> str:
    return text.translate(FULL_WIDTH) if rng.random() < share else text
