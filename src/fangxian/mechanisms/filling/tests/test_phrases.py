"""Words that turn a label's meaning round: who does it, that it is not done, whom it leaves out (M8)."""

import pytest

from fangxian.mechanisms.filling.dictionary import Spoken, dictionary
from fangxian.mechanisms.filling.rules.choices import Around
from fangxian.mechanisms.filling.rules.measuring import measure_for
from fangxian.mechanisms.filling.tests.collection import said

pytestmark = pytest.mark.django_db
SPOKEN = Spoken((), ("白山", "白"), ("湖北", "武汉"))
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
    assert said(measure_for(path.split("/"), "", around, dictionary(SPOKEN))) == meant


def test_under_a_title_about_those_from_key_regions_nothing_else_is_counted() -> None:
    title, known = Around(title="湖北返回人员排查表"), dictionary(SPOKEN)
    assert said(measure_for(["累计"], "", title, known)) == "arrivals.declared_from_key_area total"
    assert said(measure_for(["隔离观察"], "", title, known)) == ""


def test_who_observes_at_home_is_a_hint_and_fills_nothing() -> None:
    found = measure_for(["居家隔离人数"], "", Around(), dictionary(SPOKEN))
    assert (found.code, found.fills) == ("arrivals.under_observation", False)


@pytest.mark.parametrize(
    ("path", "of", "meant"),
    [
        ("上报单位数", "body", "reports.filed day"),
        ("应报单位数", "body", "reports.due day"),
        ("日报报送单位数/应报", "body", "reports.due day"),
        ("比率（%）/上报率", "body", "reports.completeness day"),
        ("比率/双报率", "body", "arrivals.dual_report_rate total"),
        ("返（来）白人员（人）/当日新增", "place", "arrivals.persons day"),
        ("返（来）白人员（人）/当日新增", "body", "arrivals.declared day"),
        ("累计中已到居住地社区登记的", "body", "arrivals.dual_reported total"),
        ("累计中已到居住地社区登记的", "place", "arrivals.registered total"),
        ("居住地社区登记情况/已登记", "body", "arrivals.dual_reported total"),
        ("居住地社区登记情况/登记率%", "body", "arrivals.dual_report_rate total"),
        ("登记核实/登记人数（人）/单位申报", "place", "arrivals.declared total"),
        ("单位报了、社区还没有登记的", "body", "arrivals.unit_only now"),
        ("新登记返回人员/累计（现有）", "place", "arrivals.registered total"),
        ("观察期内人员/累计（现有）", "place", "arrivals.under_observation now"),
        ("14天医学观察（人）/当日期满", "place", "arrivals.observation_ended day"),
        ("其中：湖北返回", "body", "arrivals.declared_from_key_area total"),
        ("其中：武汉返回", "body", ""),
        ("其中：湖北武汉返回", "body", "arrivals.declared_from_key_area total"),
        ("其中：温州返回", "body", ""),
        ("返程人员核实人数", "body", ""),
        ("有人员返回的单位", "body", "arrivals.bodies_with_arrivals total"),
        ("已报社区", "body", "arrivals.dual_reported total"),
        ("社区未报", "body", ""),
        ("双方均已登记", "place", "arrivals.dual_reported total"),
        ("登记情况/单位", "place", "arrivals.declared total"),
        ("登记情况/社区", "place", "arrivals.registered total"),
        ("申报人数", "place", "arrivals.declared total"),
        ("新增", "body", ""),
        ("累计", "place", ""),
    ],
)
def test_what_is_meant_depends_on_whose_figures_are_asked_and_on_the_place(
    path: str, of: str, meant: str
) -> None:
    assert said(measure_for(path.split("/"), "", Around(of=of), dictionary(SPOKEN))) == meant


@pytest.mark.parametrize(
    ("title", "label", "meant"),
    [
        ("外地返回人员统计表", "当日新增", "arrivals.declared day"),
        ("返程人员排查统计表", "累计排查人数", "arrivals.declared total"),
        ("返程人员统计表", "累计排查人数", ""),
        ("返程人员隔离观察统计表", "当日新增", ""),
        ("口罩发放统计表", "累计", ""),
        ("返程人员统计表", "职工总数", ""),
    ],
)
def test_a_label_without_a_subject_takes_only_a_plain_one_from_the_title(
    title: str, label: str, meant: str
) -> None:
    assert said(measure_for([label], "", Around(title=title, of="body"), dictionary(SPOKEN))) == meant
