"""Who may see what: subtrees of both trees, dates, and the difference between forbidden and missing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.core import clock
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Forbidden, Missing
from fangxian.core.scope import EVERYTHING, NOWHERE
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import SYSTEM, VISITOR, Actor
from fangxian.trees.people.models import Account, Grant, Role
from fangxian.trees.people.roles import PERMISSIONS, ROLES
from fangxian.trees.people.tests.factories import World, make_account, make_actor

FIRST_OF_MARCH = datetime(2020, 3, 1, tzinfo=UTC)


def test_every_role_is_described_and_names_known_permissions() -> None:
    assert set(ROLES) == set(Role)
    assert frozenset().union(*ROLES.values()) == set(PERMISSIONS)


def test_no_role_enters_both_sides_of_a_dual_report() -> None:
    assert not [role for role, held in ROLES.items() if {"arrivals.declare", "arrivals.register"} <= held]


def test_administrators_and_auditors_do_not_read_arrivals() -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        assert not [code for code in ROLES[role] if code.startswith("arrivals.")]


def test_a_place_gives_its_subtree(world: World) -> None:
    actor = make_actor("east", Role.COMMUNITY_WORKER, place=world.east)
    scope = actor.scope("arrivals.register")
    assert scope.holds_place(world.east.path + "001")
    assert not scope.holds_place(world.west.path)
    assert not scope.holds_body("organs", "AAAAAAAA"), "a body's own place path is what counts"


def test_a_body_gives_its_subtree_in_its_line_only(world: World) -> None:
    actor = make_actor("committee", Role.WORK_COMMITTEE, body=world.committee, line=world.line)
    scope = actor.scope("reports.review")
    assert scope.holds_body("organs", "AAAAAAAA")
    assert not scope.holds_body("industry", "AAAAAAAA")
    assert not scope.holds_place(world.east.path)


def test_a_body_that_moved_is_followed_to_where_it_stands_today(world: World) -> None:
    Position.objects.filter(body=world.bureau).update(valid_to=date(2020, 6, 1))
    moved = Position(body=world.bureau, line=world.line, path="AAAAAAAC", valid_from=date(2020, 6, 1))
    moved.save()
    actor = make_actor("bureau", Role.UNIT_LIAISON, body=world.bureau, line=world.line)
    assert actor.scope("reports.file").bodies == {("organs", "AAAAAAAC")}


def test_a_grant_holds_from_its_first_day_to_before_its_last(world: World) -> None:
    begin, end = date(2020, 2, 3), date(2020, 2, 10)
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east, valid_from=begin, valid_to=end)

    def held(*instant: int) -> bool:
        with clock.use(SimulatedClock(datetime(*instant, tzinfo=UTC))):  # type: ignore[misc, arg-type]
            return Actor(account).may("arrivals.register")

    assert not held(2020, 2, 2, 15, 59)
    assert held(2020, 2, 2, 16, 1), "days begin at midnight in Shanghai"
    assert held(2020, 2, 9, 15, 59)
    assert not held(2020, 2, 9, 16, 1)


DAYS = st.integers(1, 28).map(lambda day: date(2020, 2, day))
GRANTS = st.lists(st.tuples(st.sampled_from(Role), st.sampled_from(["district", "east", "west"]), DAYS, DAYS))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grants=GRANTS, permission=st.sampled_from(sorted(PERMISSIONS)), day=DAYS)
def test_one_holds_a_permission_where_and_while_some_role_gives_it(
    world: World, grants: list[tuple[Role, str, date, date]], permission: str, day: date
) -> None:
    account = Account.objects.get_or_create(name="anybody", created_at=FIRST_OF_MARCH)[0]
    account.grants.all().delete()
    dated = [(role, getattr(world, place), *sorted(days)) for role, place, *days in grants]
    Grant.objects.bulk_create(
        Grant(account=account, role=role, place=place, valid_from=begin, valid_to=end)
        for role, place, begin, end in dated
    )
    with clock.use(SimulatedClock(datetime(2020, 2, day.day, 4, tzinfo=UTC))):
        scope = Actor(account).scope(permission)
    for path in (world.district.path, world.east.path, world.west.path + "001"):
        expected = any(
            permission in ROLES[role] and path.startswith(place.path) and begin <= day < end
            for role, place, begin, end in dated
        )
        assert scope.holds_place(path) == expected


def test_forbidden_is_nowhere_and_missing_is_elsewhere(world: World) -> None:
    actor = make_actor("east", Role.COMMUNITY_WORKER, place=world.east)
    actor.must("arrivals.register", place=world.east.path)
    with pytest.raises(Missing):
        actor.must("arrivals.register", place=world.west.path)
    with pytest.raises(Forbidden):
        actor.must("arrivals.decide", place=world.east.path)


def test_all_grants_are_read_by_one_query(world: World, django_assert_num_queries: object) -> None:
    account = make_account("both", Role.COMMUNITY_WORKER, place=world.east)
    with django_assert_num_queries(1):  # type: ignore[operator]
        actor = Actor(account)
        assert actor.may("arrivals.register")
        assert not actor.may("reports.file", "audit.view")


def test_visitors_may_nothing_and_the_system_everything() -> None:
    assert VISITOR.scope("figures.view") == NOWHERE
    assert SYSTEM.scope("figures.view") == EVERYTHING
    assert SYSTEM.on("excel").scope("figures.view") == EVERYTHING
    assert (VISITOR.label, SYSTEM.label, SYSTEM.channel) == ("visitor", "system", "command")
