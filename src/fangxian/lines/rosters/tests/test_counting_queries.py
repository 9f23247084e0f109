"""Pages of rosters ask the database as often for many people as for few (M10)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.lines.rosters import actions, links
from fangxian.lines.rosters.models import Link, Roster, Shift
from fangxian.lines.rosters.tests.opened import demand, posted, solved

NAMES = [f"{family}{given}" for family in "赵钱孙李周吴郑" for given in "安宁"]


def published(world: World, post: str, names: list[str]) -> Roster:
    """Publish a week at a post at which some people stand by turns."""
    posted(world, names, post=post)
    for begins, ends in (("08:00", "16:00"), ("16:00", "24:00")):
        demand(world, begins, ends, staff=max(len(names) // 4, 1), post=post)
    roster = solved(world)
    actions.publish(world.actor("spring"), roster)
    return roster


def pages(world: World, roster: Roster) -> list[str]:
    """Return the addresses of a roster's pages, and of one person's own."""
    shift = Shift.objects.at().filter(roster=roster.pk, person__isnull=False).latest("happened_at")
    token = links.token(Link.objects.get(response=world.response, person=shift.person))
    person, slot = min(roster.duties)
    grid = f"/rosters/{roster.pk}/grid/"
    return [
        "/rosters/", f"/rosters/{roster.pk}/", grid, f"{grid}?by=person", f"{grid}?print=1", f"{grid}?q=安",
        f"{grid}verdicts/?held={person} {slot}", f"{grid}verdicts/?by=person&held={person} {slot}",
        f"/rosters/links/?roster={roster.pk}", "/rosters/swaps/", f"/rosters/own/{token}/",
        f"/rosters/own/{token}/shifts.ics", f"/rosters/own/{token}/swap/?mine={shift.entry_id}",
    ]  # fmt: skip


def counted(client: Any, address: str) -> int:
    """Return how often a page asks the database, seen before."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.mark.django_db
def test_no_page_asks_more_often_for_more_people(world: World, client_for: Any) -> None:
    client = client_for(world.accounts["spring"])
    few = published(world, "东门卡点", NAMES[:4])
    before = [(page.replace(str(few.pk), "…"), counted(client, page)) for page in pages(world, few)]
    many = published(world, "西门卡点", NAMES[4:])
    assert len(many.duties) > 2 * len(few.duties)
    after = [counted(client, page) for page in pages(world, many)]
    grown = [(page, one, other) for (page, one), other in zip(before, after, strict=True) if other > one]
    assert grown == []
