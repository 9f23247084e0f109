"""Words that turn a label's meaning round: who does it, that it is not done, whom it leaves out (M8)."""

import pytest

from fangxian.mechanisms.filling.dictionary import dictionary
from fangxian.mechanisms.filling.rules.proposing import Around, measure_for
from fangxian.mechanisms.filling.tests.collection import said

pytestmark = pytest.mark.django_db
REPORTS = frozenset({"due", "filed"})


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("社区报备/未报备", "arrivals.unit_only now"),
        ("单位与社区都已登记", "arrivals.dual_reported total"),
        ("已向单位申报未到社区报备", "arrivals.unit_only now"),
        ("社区登记了但单位没有申报的人数", "arrivals.community_only now"),
        ("双报制/未落实", "arrivals.unit_only now"),
        ("未解除隔离人数", "arrivals.under_observation now"),
        ("健康管理/隔离中", "arrivals.under_observation now"),
        ("现有隔离人数/当日", "arrivals.under_observation now"),
        ("单位上报情况/零报告单位", "reports.zero day"),
        ("迟报单位数", "reports.late day"),
        ("尚未返程人员", ""),
        ("应双报人数", ""),
        ("未报人数", ""),
        ("已满14天未解除", ""),
        ("截至昨日累计返程人数", ""),
        ("返程人员（武汉除外）", ""),
        ("湖北以外返回人员", ""),
        ("返程人员家属", ""),
        ("党员情况/隔离中", ""),
        ("累计隔离人数", ""),
    ],
)
def test_a_label_is_read_with_what_its_words_mean_together(path: str, meant: str) -> None:
    around = Around(concepts=REPORTS if meant.startswith("reports") else frozenset())
    assert said(measure_for(path.split("/"), "", around, dictionary({}))) == meant


def test_under_a_title_about_those_from_key_regions_nothing_else_is_counted() -> None:
    title, known = Around(title="湖北返回人员排查表"), dictionary({})
    assert said(measure_for(["累计"], "", title, known)) == "arrivals.declared_from_key_area total"
    assert said(measure_for(["隔离观察"], "", title, known)) == ""


def test_who_observes_at_home_is_all_of_them_unless_the_sheet_counts_others_elsewhere() -> None:
    both = Around(concepts=frozenset({"central"}))
    assert said(measure_for(["居家隔离"], "", Around(), dictionary({}))) == "arrivals.under_observation now"
    assert said(measure_for(["居家隔离"], "", both, dictionary({}))) == ""
