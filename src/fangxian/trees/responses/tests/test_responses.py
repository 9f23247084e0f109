"""A response starts with its keys, changes level and rules, ends; a new cut-off moves no past deadline."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.core.crypto import token
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.core.scope import Scope
from fangxian.trees.bodies.actions import create_body, create_line, place_in_line
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.places.models import Place
from fangxian.trees.places.tests.support import ALL, LONG_AGO, NOBODY, of_place, territory
from fangxian.trees.responses import queries
from fangxian.trees.responses.actions import change_level, change_rules, end_response, start_response
from fangxian.trees.responses.models import Response

database = pytest.mark.django_db(databases=["default", "audit"])
SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime.datetime(2020, 1, 25, 8, tzinfo=SHANGHAI)
SINCE = datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)


def started(places: dict[str, Place]) -> Response:
    return start_response(ALL, name="演练响应", level=1, jurisdiction=places["2206"], started_at=START)


@database
def test_a_response_starts_with_its_keys_and_its_history_keeps_the_levels() -> None:
    response = started(territory())
    assert len(token(response.key_owner, "anything")) == 16
    change_level(ALL, response, 2)
    change_rules(ALL, response, registration_hours=12, key_places=[" 湖北 ", "武汉", "湖北", ""])
    assert [row.level for row in response.history.order_by("history_date")] == [1, 2, 2]
    assert Response.objects.get(pk=response.pk).key_places == ["武汉", "湖北"]
    assert Event.objects.filter(response=response.id).count() == 3


@database
def test_an_ended_response_is_changed_no_more() -> None:
    response = started(territory())
    with pytest.raises(Invalid):
        end_response(ALL, response, START)
    end_response(ALL, response, START + datetime.timedelta(days=30))
    with pytest.raises(Conflict):
        change_level(ALL, response, 3)
    assert response.ended(START + datetime.timedelta(days=30))
    assert not response.ended(START + datetime.timedelta(days=29))


@database
@pytest.mark.parametrize(
    "rule",
    [
        {"registration_hours": 0},
        {"declaration_hours": 10_000},
        {"report_grace_minutes": 100_000},
    ],
)
def test_rules_out_of_bounds_are_named(rule: dict[str, object]) -> None:
    response = started(territory())
    with pytest.raises(Invalid) as refusal:
        change_rules(ALL, response, **rule)  # type: ignore[arg-type]
    assert list(refusal.value.errors) == list(rule)
    with pytest.raises(Invalid):
        change_level(ALL, response, 5)


@database
def test_only_who_manages_the_jurisdiction_may_change_it() -> None:
    places = territory()
    response = started(places)
    with pytest.raises(Missing):
        change_level(of_place("220602"), response, 2)
    with pytest.raises(Forbidden):
        change_level(NOBODY, response, 2)


@database
@pytest.mark.parametrize(
    ("path", "concerned"),
    [("", True), ("22", True), ("2206", True), ("220602001001", True), ("23", False), ("2207", False)],
)
def test_a_response_concerns_who_stands_above_or_below_its_jurisdiction(path: str, concerned: bool) -> None:
    started(territory())
    assert queries.current(Scope(places=frozenset({path}))).exists() == concerned


@database
def test_a_response_concerns_a_unit_by_the_place_of_the_body() -> None:
    places = territory()
    response = started(places)
    line = create_line(ALL, code="organs", name="机关线", nature=Line.Nature.PARTY)
    unit = create_body(ALL, code="unit", name="某单位", kind=Body.Kind.DEPARTMENT, place=places["220602"])
    path = place_in_line(ALL, unit, line, valid_from=LONG_AGO).path
    scope = Scope(bodies=frozenset({("organs", path)}))
    assert queries.one(scope, response.pk) == response
    with pytest.raises(Missing):
        queries.one(Scope(bodies=frozenset({("industry", path)})), response.pk)


@database
def test_what_is_current_depends_on_the_clock() -> None:
    response = started(territory())
    end_response(ALL, response, START + datetime.timedelta(days=30))
    with clock.use(clock.SimulatedClock(START + datetime.timedelta(days=1))):
        assert queries.current(ALL.own).exists()
    assert not queries.current(ALL.own).exists()
    assert not queries.current(ALL.own, START - datetime.timedelta(days=1)).exists()


@database
def test_a_new_cut_off_begins_the_next_day_and_moves_no_past_deadline() -> None:
    response = started(territory())
    with clock.use(clock.SimulatedClock(START + datetime.timedelta(days=4))):
        change_rules(ALL, response, report_cut_off=datetime.time(9), report_grace_minutes=0)
    changed = timezone.localdate(START) + datetime.timedelta(days=4)
    assert response.report_hours_on(changed) == (datetime.time(10), 30)
    assert response.report_hours_on(changed + datetime.timedelta(days=1)) == (datetime.time(9), 0)
    assert response.report_hours_on(changed - datetime.timedelta(days=30)) == (datetime.time(10), 30)
