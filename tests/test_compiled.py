"""A statement is compiled once, and asked each time."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q, QuerySet

from fangxian.conftest import World
from fangxian.core import clock, compiled
from fangxian.core.audit.models import Event
from fangxian.core.audit.router import AUDIT
from fangxian.core.compiled import Given, Statement
from fangxian.core.dated import valid_on
from fangxian.core.ids import new_id
from fangxian.core.scope import NOWHERE, Scope
from fangxian.lines.reports.own import own_obligations, two_owed
from fangxian.trees.bodies.models import Position
from fangxian.trees.bodies.queries import place_paths
from fangxian.trees.people.models import Account
from fangxian.trees.people.roles import ROLES
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response
from fangxian.trees.responses.queries import concerning, latest


def inside(scope: Scope) -> QuerySet[Place]:
    return Place.objects.filter(scope.place_q()).order_by("name")


@pytest.fixture
def county(world: World) -> Scope:
    return Scope(places=frozenset({world.places["county"].path}))


def test_it_counts_as_the_queryset_does_and_sees_what_changes(world: World, county: Scope) -> None:
    key = new_id()
    assert compiled.count(lambda: inside(county), key) == inside(county).count() == 7
    Place.objects.filter(pk=world.places["grid"].pk).update(path="99")
    assert compiled.count(lambda: inside(county), key) == inside(county).count() == 6


def test_it_counts_no_further_than_asked(county: Scope) -> None:
    assert compiled.count(lambda: inside(county)[:3], new_id()) == 3


def test_nothing_in_a_scope_is_counted_without_asking(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert compiled.count(lambda: inside(NOWHERE), new_id()) == 0


def test_a_known_key_makes_no_queryset(county: Scope) -> None:
    key = new_id()
    compiled.count(lambda: inside(county), key)
    assert compiled.count(lambda: pytest.fail("it was compiled again"), key) == 7


STANDING = Statement(
    lambda: (
        Position.objects.select_related("body__place", "parent", "line")
        .filter(Q(body=Given("one")) | Q(body=Given("other")), valid_on(Given("day")))
        .order_by("path")
    )
)


def test_it_makes_the_objects_that_the_queryset_makes(world: World, django_assert_num_queries: Any) -> None:
    one, other = (world.bodies[code].id for code in ("audit-office", "committee"))
    day = clock.now().date()
    plain = Position.objects.filter(valid_on(day), body__in=[one, other]).order_by("path")
    expected = [
        (row.pk, row.valid_from, row.body, row.body.place, row.parent, row.line)
        for row in plain.select_related("body__place", "parent", "line")
    ]
    STANDING.all(day=day, one=one, other=other)
    with django_assert_num_queries(1):
        found = STANDING.all(day=day, one=one, other=other)
        told = [(row.pk, row.valid_from, row.body, row.body.place, row.parent, row.line) for row in found]
    assert sorted(told, key=str) == sorted(expected, key=str)  # neither asks for an order
    assert any(row.parent is None for row in found)
    assert all(row._state.db == "default" for row in found)
    assert not STANDING.all(day=datetime.date(1990, 1, 1), one=one, other=other)


def test_values_come_as_the_queryset_gives_them(world: World) -> None:
    made = Account.objects.order_by("name")
    several: Statement[tuple[Any, ...]] = Statement(
        lambda: (
            Account.objects.filter(created_at__lte=Given("now"))
            .order_by("name")
            .values_list("id", "created_at")
        )
    )
    flat = Statement(lambda: Account.objects.order_by("name").values_list("id", flat=True)[:2])
    assert several.all(now=clock.now()) == list(made.values_list("id", "created_at"))
    assert flat.all() == list(made.values_list("id", flat=True)[:2])


def test_what_changes_is_seen_at_once_and_what_is_nothing_is_not_asked(
    world: World, django_assert_num_queries: Any
) -> None:
    account = world.accounts["command"]
    active = Statement(lambda: Account.objects.filter(pk=Given("id"), is_active=True))
    assert active.first(id=account.pk) == account
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert active.first(id=account.pk) is None
    with django_assert_num_queries(0):
        assert Statement(lambda: Account.objects.none()).all() == []


def test_what_the_database_computes_is_no_plain_object() -> None:
    counted = Statement(lambda: Account.objects.annotate(latest=Max("grants__valid_from")))
    with pytest.raises(TypeError):
        counted.all()


def test_a_scope_of_one_shape_serves_every_scope_like_it(world: World) -> None:
    inside_given = Statement(lambda shape: inside(Scope.given(*shape)))
    for codes in (("county",), ("spring",), ("spring", "autumn"), ("county", "grid")):
        scope = Scope(places=frozenset(world.places[code].path for code in codes))
        assert inside_given.all(scope.shape, **scope.values()) == list(inside(scope))


@pytest.mark.parametrize("name", ["committee", "regulator", "audit-office", "spring", "command"])
def test_who_works_where_is_found_as_by_querysets(world: World, name: str) -> None:
    actor = world.actor(name)
    drill = Response.objects.create(
        name="演练", level=1, jurisdiction=world.places["county"], started_at=clock.now(), is_drill=True
    )
    for permission in sorted({each for held in ROLES.values() for each in held}):
        scope = actor.scope(permission)
        assert actor.places(permission) == place_paths(scope), permission
        found = concerning(scope)
        assert latest(place_paths(scope)) == found.order_by("is_drill", "-started_at").first()
        assert latest(place_paths(scope), str(drill.pk)) == (
            found.filter(pk=drill.pk).first() or latest(place_paths(scope))
        )
    day = clock.now().date()
    own = own_obligations(actor, world.response, day)
    two = two_owed(actor, world.response, day)
    assert {row.pk for row in two} <= {row.pk for row in own}
    assert len(two) == min(2, len(own))
    for row in own:
        assert two_owed(actor, world.response, day, "", row.body_id, row.line_id or "") == [row]
    assert two_owed(actor, world.response, day, "", uuid.uuid4()) == []


def test_an_object_goes_in_as_save_puts_it(world: World) -> None:
    told: dict[str, Any] = {
        "at": clock.now(), "kind": Event.Kind.WRITE, "action": "tested", "actor": new_id(), "subject": "\u9632\u7ebf",
        "response": None, "detail": {"a": [1, None, "\u4e8c"]},
    }  # fmt: skip
    saved = Event(**told)
    saved.save()
    put = Event(**told)
    compiled.insert(put, AUDIT)
    columns = [field.attname for field in Event._meta.concrete_fields if not field.primary_key]
    one, other = Event.objects.filter(pk__in=[saved.pk, put.pk]).order_by("pk").values(*columns)
    assert one == other
    assert put.pk > saved.pk
    assert not put._state.adding
    assert put._state.db == AUDIT
    with pytest.raises(TypeError):
        put.save()


def test_what_the_database_refuses_is_refused(world: World) -> None:
    position = Position.objects.filter(valid_to=None).first()
    assert position is not None
    again = Position(
        body_id=position.body_id, line_id=position.line_id, path=position.path, valid_from=position.valid_from
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        compiled.insert(again)
    assert again._state.adding
    assert connection.is_usable()
