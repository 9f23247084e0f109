"""Proof that every declaration matches exactly one registration by plain rules, and nobody else's (M5)."""

import re
from collections import Counter

from opencc import OpenCC

from tools.scenario.baishan.people import Person
from tools.scenario.baishan.sightings import Sighting
from tools.scenario.persons import near

SIMPLIFIED = OpenCC("t2s")
Listed = list[tuple[Person, Sighting]]


def prove(declared: Listed, registered: Listed) -> Counter[str]:
    """Return how many persons match by each rule; raise ValueError where one does not, or a stranger does."""
    rules: Counter[str] = Counter()
    for person, mine in declared:
        hits = [(other, rule) for other, theirs in registered if (rule := match(mine, theirs))]
        if [other is person for other, _ in hits] != [True]:
            raise ValueError(f"{person.name}: matched by {[(other.name, rule) for other, rule in hits]}")
        rules[hits[0][1]] += 1
    return rules


def match(mine: Sighting, theirs: Sighting) -> str:
    """Name the rule by which two rows are about one person, or return an empty string."""
    if mine.id_number and mine.id_number == theirs.id_number:
        return "id"
    if SIMPLIFIED.convert(mine.name) != SIMPLIFIED.convert(theirs.name):
        return ""
    if mine.phone and mine.phone == theirs.phone:
        return "phone and name"
    if mine.id_number and theirs.id_number:
        return "near id and name" if near(mine.id_number, theirs.id_number, 1) else ""
    same_day = mine.arrived.date() == theirs.arrived.date()
    return "name, address and date" if same_day and _building(mine) == _building(theirs) else ""


def _building(sighting: Sighting) -> str:
    """Return the number before 号楼, 栋 or the first hyphen."""
    found = re.search(r"(\d+)(?:号楼|栋|-)", sighting.address)
    return found[1] if found else ""
