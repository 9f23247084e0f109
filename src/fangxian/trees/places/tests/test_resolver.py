"""A sheet's text finds its community however it is written, and nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.core.ids import new_id
from fangxian.trees.places.resolver import PlaceName, Resolver, State
from fangxian.trees.places.tests.support import territory

NAMES = {
    "22": "吉林省",
    "2206": "白山市",
    "220602": "浑江区",
    "220602001": "新建街道",
    "220602002": "通沟街道",
    "220602001001": "宜宾社区",
    "220602001002": "铁路社区",
    "220602002001": "铁路社区",
    "220602002002": "河口社区",
    "220602002200": "河口村民委员会",
}
KNOWN = [PlaceName(new_id(), name, code, code) for code, name in NAMES.items()]
RESOLVER = Resolver(KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "新建街道宜宾社区",
        "宜宾社区",
        "宜宾",
        "浑江区新建街道宜宾社区居委会",
        "渾江區新建街道宜賓社區",
        "吉林省白山市浑江区新建街道宜宾社区",
        "白山 浑江 新建 宜宾社区",
        "新建街道办事处宜宾社区居民委员会",
        "新建街道宜宾社区3号楼2单元301",
        "（新建街道）宜宾社区",
        "２２０６０２００１００１",
    ],
)
def test_one_community_is_written_in_many_ways(text: str) -> None:
    resolution = RESOLVER.resolve(text)
    assert resolution.state is State.FOUND
    assert resolution.place is not None
    assert resolution.place.code == "220602001001"


def test_the_street_decides_between_communities_of_one_name() -> None:
    assert RESOLVER.resolve("铁路社区").state is State.AMBIGUOUS
    assert len(RESOLVER.resolve("铁路").candidates) == 2
    place = RESOLVER.resolve("通沟街道", "铁路社区").place
    assert place is not None
    assert place.code == "220602002001"


def test_a_village_is_not_the_community_of_its_name() -> None:
    codes = [RESOLVER.resolve(text).place for text in ("河口村", "河口社区", "河口村委会")]
    assert [place.code for place in codes if place] == ["220602002200", "220602002002", "220602002200"]
    assert RESOLVER.resolve("河口").state is State.AMBIGUOUS
    assert RESOLVER.resolve("宜宾村").state is State.UNKNOWN


@pytest.mark.parametrize("text", ["", "社区", "新建街道", "海淀区宜宾社区", "通沟街道宜宾社区", "光明社区"])
def test_what_names_no_community_here_stays_unknown(text: str) -> None:
    assert RESOLVER.resolve(text).state is State.UNKNOWN


@given(
    st.sampled_from([place for place in KNOWN if len(place.path) == 12]), st.sets(st.sampled_from([2, 4, 6]))
)
def test_street_and_community_suffice_whatever_stands_above(place: PlaceName, levels: set[int]) -> None:
    text = "".join(NAMES[place.code[:width]] for width in sorted(levels | {9, 12}))
    assert RESOLVER.resolve(text).place == place


@given(st.text(max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    assert RESOLVER.resolve(text).state in State


@pytest.mark.django_db(databases=["default", "audit"])
def test_it_loads_a_scope_and_the_names_above_it() -> None:
    territory()
    resolver = Resolver.load("220602")
    assert resolver.resolve("吉林省白山市浑江区新建街道宜宾社区").state is State.FOUND
    assert resolver.resolve("城西社区").state is State.UNKNOWN


def test_a_town_may_be_called_as_its_county_is() -> None:
    names = {"130923": "东光县", "130923100": "东光镇", "130923101": "连镇镇", "130923100201": "三里庄村",
             "130923101201": "三里庄村"}  # fmt: skip
    resolver = Resolver([PlaceName(new_id(), name, code, code) for code, name in names.items()])
    for text in ("东光镇三里庄村", "东光县东光镇三里庄村", "东光东光三里庄"):
        found = resolver.resolve(text)
        assert found.place is not None, text
        assert found.place.code == "130923100201"
    assert resolver.resolve("东光县连镇镇三里庄村").state is State.FOUND
    assert resolver.resolve("三里庄村").state is State.AMBIGUOUS
