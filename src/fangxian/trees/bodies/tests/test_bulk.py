"""Bodies in sets stand as those that were placed one by one."""

import pytest
from django.db import IntegrityError

from fangxian.core.audit.models import Event
from fangxian.core.errors import Missing
from fangxian.trees.bodies import actions
from fangxian.trees.bodies.bulk import follow_territory, stand_below
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.places.actions import create_place
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.places.tests.support import ALL, LONG_AGO, of_place, territory

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def line() -> Line:
    return actions.create_line(ALL, code="land", name="属地", nature=Line.Nature.ADMINISTRATIVE)


def test_every_place_down_to_the_community_gets_a_body_below_that_of_the_place_above() -> None:
    territory()
    own = line()
    made = follow_territory(ALL, own, valid_from=LONG_AGO)
    assert made == Body.objects.count() == Body.history.count() == Position.objects.count()
    assert not Body.objects.filter(place__kind=Kind.GRID).exists()
    for position in Position.objects.exclude(parent=None).select_related("body__place", "parent__place"):
        upper = position.parent.positions.get()  # type: ignore[union-attr]
        assert position.path[:-4] == upper.path
        assert position.body.place.path.startswith(upper.body.place.path)
    assert Event.objects.get(action="body.follow_territory").count == made


def test_a_second_time_only_new_places_get_one_on_a_path_that_was_never_used() -> None:
    places = territory()
    own = line()
    follow_territory(ALL, own, valid_from=LONG_AGO)
    street = Place.objects.filter(kind=Kind.STREET).first()
    assert street is not None
    used = set(Position.objects.values_list("path", flat=True))
    create_place(ALL, name="新社区", kind=Kind.COMMUNITY, code=f"{street.code}099", valid_from=LONG_AGO)
    assert follow_territory(ALL, own, place=street) == 1
    new = Position.objects.get(body__name="新社区")
    assert new.path not in used
    assert new.path[:-4] == Position.objects.get(body__place=street).path
    assert actions.place_in_line(ALL, actions.create_body(
        ALL, code="more", name="又一", kind=Body.Kind.COMMUNITY, place=places["2206"]
    ), own, new.parent).path[:-4] == new.path[:-4]  # fmt: skip


def test_many_units_stand_below_one_and_only_in_ones_part() -> None:
    places = territory()
    own = line()
    head = actions.create_body(ALL, code="head", name="总部", kind=Body.Kind.COMMITTEE, place=places["2206"])
    actions.place_in_line(ALL, head, own, valid_from=LONG_AGO)
    named = [(f"u{number}", f"单位{number}", places["2206"]) for number in range(40)]
    assert stand_below(ALL, own, head, named, valid_from=LONG_AGO) == 40
    assert Position.objects.filter(parent=head, path__startswith="0001").count() == 40
    with pytest.raises(Missing):
        stand_below(of_place("23"), own, head, [("x", "他处", places["2206"])])
    with pytest.raises(IntegrityError):
        stand_below(ALL, own, head, named[:1])
