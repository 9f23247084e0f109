"""The territory of the scenario: real division codes, invented numbers of households and residents."""

import random

from tools.scenario.registers import VALID_FROM, Place

STREETS: dict[str, tuple[str, str]] = {
    "220602001": ("新建街道", "001宜宾 002喜丰 003园林 004向江 005古兰"),
    "220602002": ("通沟街道", "001金昌 002永安 003宝山 004富民"),
    "220602003": ("东兴街道", "001东山 002林丰 003铁路 004光明"),
    "220602004": ("红旗街道", "001红星 002民中 003建设 005金河"),
    "220602005": ("城南街道", "001东苑 002西苑 003文良 005平台"),
    "220602006": ("江北街道", "001江北 002北安 003青山湖"),
    "220602007": ("河口街道", "001河口 002东庆"),
}
"""Seven of the eight streets of Hunjiang district and 26 of their communities; the choice is ours."""

GRIDS = {"220602001001": 4, "220602003001": 3}


def communities() -> list[Place]:
    """Return the 26 communities in the order of their codes."""
    rng = random.Random("places")
    found = []
    for street, (_, names) in STREETS.items():
        for word in names.split():
            households = rng.randrange(900, 3400)
            residents = round(households * rng.uniform(2.2, 2.7))
            name = f"{word[3:]}社区"
            found.append(
                Place(street + word[:3], name, "community", street, households, residents, VALID_FROM)
            )
    return found


def street_name(community_code: str) -> str:
    """Return the name of the street to which a community belongs."""
    return STREETS[community_code[:9]][0]


def places() -> list[Place]:
    """Return every place of the scenario, parents before children; sums follow from the communities."""
    base = communities()
    upper = [("22", "吉林省", "province", ""), ("2206", "白山市", "city", "22")]
    upper.append(("220602", "浑江区", "county", "2206"))
    rows = [Place(code, name, kind, parent, None, None, VALID_FROM) for code, name, kind, parent in upper]
    for code, (name, _) in STREETS.items():
        rows.append(Place(code, name, "street", "220602", None, None, VALID_FROM))
    for community in base:
        rows += [community, *_grids(community)]
    return rows


def _grids(community: Place) -> list[Place]:
    """Return the grids of a community, if it has any; its households are divided among them."""
    count = GRIDS.get(community.code, 0)
    households, residents = community.households or 0, community.residents or 0
    shares = [((households + n) // count, (residents + n) // count) for n in range(count)]
    rows = []
    for number, (homes, people) in enumerate(shares, start=1):
        name = f"{community.name}第{'一二三四'[number - 1]}网格"
        code = f"{community.code}{number:03d}"
        rows.append(Place(code, name, "grid", community.code, homes, people, VALID_FROM))
    return rows
