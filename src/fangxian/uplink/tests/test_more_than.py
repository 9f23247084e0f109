"""A head-count that was stated as "more than" stays so on its way up: package, page, API, export, sum, history."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.dispatch.ledgers import HEAD_COUNTS
from fangxian.mechanisms.ledgers import actions
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import Statement, read
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.models import Response
from fangxian.uplink import comparing, opening, showing
from fangxian.uplink.models import Figure, Received
from fangxian.uplink.tests.handing import Link, link, today

MEASURE = "headcounts.front_line"
ENGLISH = {"accept-language": "en"}
SignIn = Callable[[Account], Client]


@pytest.fixture
def held(world: World) -> Link:
    """The world's response is the upper node's; a county below tells it."""
    began = world.response.started_at - timedelta(hours=1)
    lower = responses.start_response(
        SYSTEM, name="区（虚构）", level=1, jurisdiction=world.places["county"], started_at=began
    )
    return link(world, lower=lower, upper=world.response)


def state(response: Response, people: str, place: str = "220602") -> str:
    """Report how many are at the front line, as somebody wrote it."""
    told = {"kind": "front_line", "people": people, "place": place, "source": "工作报告（虚构）"}
    values = read(HEAD_COUNTS, told, Meaning(SYSTEM, response))
    return str(actions.enter(SYSTEM, response, HEAD_COUNTS, [Statement(HEAD_COUNTS, values)])[0].entry_id)


def county(held: Link) -> Figure:
    """Return what the county told of itself today, as known now."""
    return Figure.objects.known().get(measure=MEASURE, path=held.node.place.path, day=today())


def test_more_than_reaches_the_page_the_api_the_export_and_the_package(
    held: Link, world: World, client_for: SignIn
) -> None:
    state(held.upstream.response, "20000余")
    state(held.upstream.response, "300", "220602001")
    held.round(every_day=False)
    assert (county(held).value, county(held).more) == (20300, True)
    browser = client_for(world.accounts["command"])
    asked = {"measure": MEASURE, "day": today(), "place": "220602"}
    found = browser.get("/api/v1/uplink/figures", asked).json()
    told = {row["place"]: row["told"] for row in found["rows"]}
    assert (told["220602"]["value"], told["220602"]["qualifier"]) == (20300, "余")
    assert (told["220602001"]["value"], told["220602001"]["qualifier"]) == (300, "")
    assert (found["total"]["value"], found["total"]["qualifier"]) == (20300, "余")
    for address in ("/uplink/figures/", "/uplink/figures.csv"):
        assert "more than 20300" in browser.get(address, asked, headers=ENGLISH).content.decode(), address
    package = Received.objects.get(day=today())
    texts, page = "", f"/uplink/received/{package.pk}/"
    for number in range(package.figures // opening.PAGE + 1):
        texts += browser.get(page, {"page": number}, headers=ENGLISH).content.decode()
    assert "more than 20300" in texts


def test_a_sum_with_one_more_than_is_more_than_and_without_it_no_longer(held: Link, world: World) -> None:
    more = state(held.upstream.response, "20000余")
    state(held.upstream.response, "5000", "220602001")
    held.round(every_day=False)
    assert (county(held).value, county(held).more) == (25000, True)
    then = clock.now()
    world.time.advance(timedelta(minutes=5))
    actions.void(SYSTEM, HEAD_COUNTS, more, "重复上报")
    held.round(every_day=False)
    assert (county(held).value, county(held).more) == (5000, False)
    former = Figure.objects.known(then).get(measure=MEASURE, path=held.node.place.path, day=today())
    assert (former.value, former.more) == (25000, True), "what was known then keeps its qualifier"


def test_only_the_qualifier_corrected_is_a_new_version_of_the_day(held: Link, world: World) -> None:
    first = state(held.upstream.response, "20000余")
    held.round(every_day=False)
    world.time.advance(timedelta(minutes=5))
    actions.void(SYSTEM, HEAD_COUNTS, first, "写错了")
    state(held.upstream.response, "20000")
    assert today() in [package.day for package in held.round(every_day=False)]
    assert (county(held).value, county(held).more) == (20000, False)


def test_a_difference_that_more_than_leaves_open_is_not_invented(held: Link, world: World) -> None:
    state(held.upstream.response, "20000余")
    own = state(world.response, "20000")
    held.round(every_day=False)

    def difference() -> float | int | None:
        found = comparing.compare(SYSTEM, world.response, MEASURE, today(), "220602")
        return showing.difference(found.measure, found.rows[0])

    assert difference() is None
    actions.void(SYSTEM, HEAD_COUNTS, own, "写错了")
    state(world.response, "20000余")
    assert difference() == 0


def test_a_node_in_the_middle_passes_the_qualifier_on(world: World) -> None:
    street, middle = (
        responses.start_response(
            SYSTEM, name=f"{name}（虚构）", level=1, jurisdiction=world.places[place],
            started_at=world.response.started_at - timedelta(hours=hours),
        )
        for name, place, hours in (("街道", "east", 1), ("区", "county", 2))
    )  # fmt: skip
    state(street, "20000余", "220602001")
    below = link(world, lower=street, upper=middle, place="east")
    below.round(every_day=False)
    above = link(world, lower=middle, upper=world.response)
    above.round(every_day=False)
    told = Figure.objects.known().filter(response=world.response, measure=MEASURE, path=below.node.place.path)
    assert {(row.path, row.origin, row.value, row.more) for row in told} == {
        (below.node.place.path, below.node.place.path, 20000, True)
    }
