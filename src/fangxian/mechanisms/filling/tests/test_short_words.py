"""The short words of offices: 报 and 登 beside whose it is, 对不上, 两头, groups that only say what about (M8)."""

import pytest

from fangxian.mechanisms.filling.dictionary import Spoken, dictionary
from fangxian.mechanisms.filling.rules.choices import Around
from fangxian.mechanisms.filling.rules.measuring import measure_for
from fangxian.mechanisms.filling.tests.collection import said

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "of", "meant"),
    [
        ("单位一头/当天报", "place", "arrivals.declared day"),
        ("社区一头/累计登", "place", "arrivals.registered total"),
        ("社区一头/新增", "place", ""),
        ("当天报", "place", ""),
        ("累计登", "place", ""),
        ("社区报名人数", "place", ""),
        ("单位报警次数", "place", ""),
        ("社区登门人数", "place", ""),
        ("对不上的/单位报了社区没有", "place", "arrivals.unit_only now"),
        ("对不上的/社区有单位没报", "place", "arrivals.community_only now"),
        ("对不上的返程人员", "place", ""),
        ("两头都有但信息不一致", "place", "arrivals.conflicting now"),
        ("和单位报的信息有出入的", "place", "arrivals.conflicting now"),
        ("所在单位没有报上来的", "place", "arrivals.community_only now"),
        ("社区已登记、单位未报", "place", "arrivals.community_only now"),
        ("外来（返乡）人员登记情况/当日新增", "place", "arrivals.registered day"),
        ("防控情况/健康/发热", "body", "arrivals.with_symptoms now"),
        ("防控情况/健康/观察中", "body", "arrivals.under_observation now"),
        ("防控情况/健康/新增", "body", ""),
        ("返程人员/健康", "body", ""),
        ("单位申报返程人员/累计或期末", "body", "arrivals.declared total"),
        ("期末观察期内人员/累计或期末", "body", "arrivals.under_observation now"),
        ("申报返程人员的单位/本日发生", "body", "arrivals.bodies_with_arrivals day"),
    ],
)
def test_a_short_word_means_something_only_beside_whose_it_is(path: str, of: str, meant: str) -> None:
    around = Around(of=of)
    assert said(measure_for(path.split("/"), "", around, dictionary(Spoken()))) == meant
