"""The national data set that measurements stand on: what it loads is what the ordinary actions would have made (M2)."""

from collections import Counter

import pytest

from benchmarks import nation
from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import Obligation
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.places.models import Place, PlaceCode

CITY = "2206"


def test_the_package_holds_the_whole_country() -> None:
    rows = list(nation.tree())
    assert Counter(row.kind for row in rows) == nation.COUNTS
    known = {row.code for row in rows}
    assert all(row.parent in known for row in rows if row.parent)
    assert sum(not row.parent for row in rows) == nation.COUNTS[nation.Kind.PROVINCE]


@pytest.mark.django_db(databases=["default", "audit"])
def test_a_city_stands_with_its_bodies_and_everybody_owes_what_the_rule_says() -> None:
    city = nation.load(CITY)
    communities = city.counts["community"]
    assert city.counts == {"province": 1, "city": 1, "county": 6, "street": 67, "community": communities}
    assert (
        Body.objects.count()
        == Place.objects.count()
        == PlaceCode.objects.count()
        == sum(city.counts.values())
    )
    assert Body.history.count() == Body.objects.count()
    for position in Position.objects.exclude(parent=None).select_related("body__place", "parent__place"):
        upper = position.parent.positions.get()
        assert position.path[:-4] == upper.path
        assert position.body.place.path.startswith(upper.body.place.path)
    assert Obligation.objects.count() == communities == len(list(city.reporters()))
    with clock.use(SimulatedClock(nation.START)):
        assert reports.apply_rules(city.response) == type(reports.apply_rules(city.response))()
