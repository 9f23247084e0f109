"""Stories of posts that are not filled: community, street and unit are told within minutes, by no rule of theirs."""

from datetime import timedelta
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.service import reminding
from fangxian.lines.service.post_ledgers import ATTENDANCES
from fangxian.lines.service.tests.people import DAY, figure, member, post_with, shift
from fangxian.mechanisms.messages.actions import reminders
from fangxian.mechanisms.messages.models import Delivery, ReminderRule
from fangxian.mechanisms.messages.planning import plan
from fangxian.mechanisms.messages.sources import Window
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role


def owing(world: World, code: str, hours: int = 20) -> list[Any]:
    found = {source.code: source for source in reminding.sources(world.response)}
    now = clock.now()
    return found[code].owing(world.response, Window(now - timedelta(hours=2), now + timedelta(hours=hours)))


def told(world: World) -> set[str]:
    """Return the accounts that have been told of posts since the last question."""
    plan()
    rows = Delivery.objects.filter(
        message__source__startswith="service.", read_at=None, account__isnull=False
    )
    found = {row.account.name for row in rows.select_related("account") if row.account}
    rows.update(read_at=clock.now())
    return found


@pytest.mark.django_db
def test_an_unfilled_shift_tells_community_street_and_unit_within_minutes(world: World) -> None:
    street = people.create_account(SYSTEM, name="east")
    people.grant_role(SYSTEM, street, Role.COMMUNITY_WORKER, place=world.places["east"])
    member(world)
    post_with(world)
    shift(world, "2020-02-01 09:00", "2020-02-01 16:00", "李和")
    shift(world, "2020-02-01 22:30", "2020-02-02 06:00")
    assert told(world) == set()
    assert ReminderRule.objects.filter(source__startswith="service.").count() == 3
    world.time.advance(timedelta(minutes=69))
    assert told(world) == set()
    world.time.advance(timedelta(minutes=2))  # eleven after nine
    assert told(world) == {"spring", "east", "archives"}
    assert told(world) == set()  # once
    stated(world, "committee", ATTENDANCES, person="李和", post="东门卡点", shift="09:00–16:00", **DAY)
    assert owing(world, reminding.PLACES, 1) == []
    world.time.advance(timedelta(hours=13, minutes=31))  # the night shift is open, on the same day
    assert told(world) == {"spring", "east", "archives"}


@pytest.mark.django_db
def test_one_of_two_is_not_enough_and_a_stand_in_is(world: World) -> None:
    for name in ("李和", "孙平", "周宁"):
        member(world, name)
    post_with(world, body="")
    for name in ("李和", "孙平"):
        shift(world, "2020-02-01 08:00", "2020-02-01 16:00", name)
    world.time.advance(timedelta(minutes=20))
    stated(world, "committee", ATTENDANCES, person="李和", post="东门卡点", shift="08:00–16:00", **DAY)
    (unit,) = owing(world, reminding.UNITS)
    assert (
        unit.body == world.bodies["audit-office"].id
    )  # nobody answers for the post: the home unit of who lacks
    stated(world, "committee", ATTENDANCES, person="孙平", post="东门卡点", shift="08:00–16:00", attended="replaced",
           replaced_by="周宁", **DAY)  # fmt: skip
    assert owing(world, reminding.UNITS) == owing(world, reminding.PLACES) == []


@pytest.mark.django_db
def test_a_rule_that_the_command_has_ended_stays_ended(world: World) -> None:
    member(world)
    post_with(world, "李和")
    plan()
    for rule in ReminderRule.objects.filter(source__startswith="service."):
        reminders.end_rule(SYSTEM, rule.id)
    world.time.advance(timedelta(hours=2))
    assert told(world) == set()
    assert ReminderRule.objects.filter(source=reminding.PLACES).count() == 2


@pytest.mark.django_db
def test_a_post_without_shifts_where_nobody_has_come_by_nine(world: World) -> None:
    member(world)
    post = post_with(world, "李和")
    now = clock.now()
    (place,), (unit,) = owing(world, reminding.PLACES), owing(world, reminding.UNITS)
    assert (place.path, unit.body) == (world.places["spring"].path, world.bodies["archives"].id)
    assert figure(world, "posts_unattended") == 1
    world.time.advance(timedelta(hours=2))
    row = stated(world, "committee", ATTENDANCES, person="李和", post="东门卡点", **DAY)
    assert row.body_id == world.bodies["audit-office"].id
    assert figure(world, "posts_unattended") == 0
    assert owing(world, reminding.PLACES) == []
    world.time.advance(timedelta(days=1))
    assert figure(world, "posts_unattended") == 1  # a new day
    assert figure(world, "posts_unattended", end=now + timedelta(hours=3)) == 0
    assert post.entry_id == row.post
