"""The 99 checkpoints of the 26 communities: gates of compounds, roads and stations, all invented (M10)."""

import random
from typing import NamedTuple

from tools.scenario.baishan.journeys import COMPOUNDS
from tools.scenario.baishan.places import communities

CHECKPOINTS = 99
GATES = ("南门", "北门", "东门", "西门")
ROADS = ("桥头", "环城路口", "农贸市场路口", "学府路口", "加油站路口")
KINDS = {"门": "小区卡口", "口": "路口", "头": "公路卡口"}


class Checkpoint(NamedTuple):
    """A post: its community, a name that only its community knows it by, what it is, its address."""

    community: str
    name: str
    kind: str
    address: str


def checkpoints() -> list[Checkpoint]:
    """Return the 99, three or four a community, in the order of the communities' codes."""
    rng, places = random.Random("checkpoints"), communities()
    counts = {place.code: CHECKPOINTS // len(places) for place in places}
    for code in rng.sample(list(counts), CHECKPOINTS % len(places)):
        counts[code] += 1
    found = []
    for place in places:
        for name in _names(counts[place.code], rng):
            kind = KINDS[name[-1]]
            address = f"{place.name}{name}外{rng.choice(['', '岗亭', '帐篷', '活动板房'])}"
            found.append(Checkpoint(place.code, name, kind, address))
    return found


def _names(count: int, rng: random.Random) -> list[str]:
    """Draw names: one road in three communities, else gates; other communities may have the same names."""
    roads = [rng.choice(ROADS)] if rng.random() < 0.6 else []
    gates = rng.sample([compound + gate for compound in COMPOUNDS for gate in GATES], count - len(roads))
    return [*gates, *roads]
