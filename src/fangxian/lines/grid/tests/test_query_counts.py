"""What the pages of the structure and the grid cost does not grow with what they show."""

from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.lines.grid.ledgers import BUILDING_HEADS, LINKS, ZONES
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.tests.opened import stated

PAGES = (
    "/structure/", "/structure/on-call/", "/structure/lacks/", "/structure/proposed/", "/structure/chain/",
    "/grid/", "/grid/links/", "/ledgers/groups/", "/ledgers/members/", "/api/v1/structure", "/api/v1/five-teams",
)  # fmt: skip


def fill(world: World, number: int) -> None:
    """Enter a working group with a member on call, a proposed team, a zone, a head, a link and a charge."""
    groups, members, turns, charges = (ledger_of(one) for one in ("groups", "members", "turns", "charges"))
    name, person = f"第{number}组", f"周{number}"
    place = ("spring", "summer", "autumn")[number % 3]
    code = world.places[place].code
    stated(world, "committee", groups, name=name, kind="working", place="浑江区")
    stated(world, "committee", PERSONS, name=person, body="committee", kind="cadre")
    stated(world, "committee", members, group=name, person=person)
    stated(world, "committee", turns, group=name, person=person, since="2020-02-01", begins="7", ends="20")
    stated(world, place, groups, name=f"{name}队", kind="commando", place=code)
    stated(world, place, ZONES, name=name, place=code)
    stated(world, place, BUILDING_HEADS, head=person, name=name, place=code)
    stated(world, place, LINKS, head=person, name=name, place=code, households=10)
    stated(world, place, charges, place=code, function="first", head=person)


@pytest.mark.django_db
def test_pages_cost_the_same_over_few_rows_and_over_many(world: World, client_for: Any) -> None:
    client = client_for(world.accounts["committee"])

    def cost(page: str) -> int:
        with CaptureQueriesContext(connections["default"]) as found:
            assert client.get(page).status_code == 200, page
        return len(found)

    fill(world, 0)
    for page in PAGES:
        cost(page)
    few = {page: cost(page) for page in PAGES}
    for number in range(1, 7):
        fill(world, number)
    many = {page: cost(page) for page in PAGES}
    assert many == few
    assert max(many.values()) < 35, many
