"""The territory of the scenario: a province, its nine prefectures, and one way down to a community."""

from tools.scenario.registers import Place

PROVINCE = "22"
_CITIES = """
2201长春市 2202吉林市 2203四平市 2204辽源市 2205通化市 2206白山市 2207松原市 2208白城市 2224延边朝鲜族自治州
"""
WAY = (
    Place("220602", "浑江区", "county", "2206"),
    Place("220602001", "新建街道", "street", "220602"),
    Place("220602001001", "宜宾社区", "community", "220602001"),
)
"""One district, street and community, that the chain has all of its five levels."""


def cities() -> list[Place]:
    """Return the nine prefectures."""
    return [Place(word[:4], word[4:], "city", PROVINCE) for word in _CITIES.split()]


def places() -> list[Place]:
    """Return every place of the scenario, those above before those below."""
    return [Place(PROVINCE, "吉林省", "province", ""), *cities(), *WAY]
