"""A statement is compiled once, and asked each time."""

from typing import Any

import pytest
from django.db.models import QuerySet

from fangxian.conftest import World
from fangxian.core import compiled
from fangxian.core.ids import new_id
from fangxian.core.scope import NOWHERE, Scope
from fangxian.trees.places.models import Place


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
