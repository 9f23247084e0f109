"""A row of a sheet of arrivals, in the sheet's own handwriting."""

import random

from tools.scenario import handwriting
from tools.scenario.baishan.sightings import Sighting
from tools.scenario.sheets import Cell, Layout


def row_of(sighting: Sighting, layout: Layout, number: int, rng: random.Random) -> list[Cell]:
    """Write one row in the order of the layout's columns; blanks become empty cells."""
    written: dict[str, Cell] = {
        **{fact: getattr(sighting, fact) for fact in _PLAIN},
        "seq": number,
        "name": handwriting.name(sighting.name, rng),
        "id": handwriting.id_number(sighting.id_number, rng),
        "phone": handwriting.phone(sighting.phone, layout.phones, rng),
        "arrived": handwriting.moment(sighting.arrived, layout.dates, rng),
        "address": handwriting.wide(sighting.address, rng, 0.05),
        "symptoms": _symptoms(sighting.symptoms, layout),
        "cohabitants": int(sighting.cohabitants) if sighting.cohabitants.isdigit() else sighting.cohabitants,
    }
    return [written[column.fact] or None for column in layout.columns]


_PLAIN = ("sex", "origin", "transport", "trip", "community", "grid", "employer", "kind", "remark")


def _symptoms(text: str, layout: Layout) -> str:
    """Answer "有无发热" with 有 or 无 where only that is asked."""
    header = next((column.header for column in layout.columns if column.fact == "symptoms"), "")
    if not header.startswith("有无") or "热" in text:
        return text
    return {"": "", "无": "无", "正常": "无"}.get(text, "有")
