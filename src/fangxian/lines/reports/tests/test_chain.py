"""Reports go up level by level; nobody accepts his own body's; acceptance can be taken back (M8)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, INDUSTRY, LONG_AGO, ORGANS, World
from fangxian.core.errors import Forbidden, Missing
from fangxian.lines.reports import actions, awaiting
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.forms.catalogue import register_built_in
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]
State = DailyReport.State
REVIEW = "/reports/review/"


@pytest.fixture
def two_levels(world: World) -> Iterator[World]:
    """The regulator's clerk reviews its banks, then the committee does."""
    register_built_in(replace(RETURNEES, reviews=2))
    grant_reviewer(world, "regulator")
    yield world
    register_built_in(RETURNEES)


def grant_reviewer(world: World, name: str, line: str = INDUSTRY) -> None:
    people.grant_role(SYSTEM, world.accounts[name], Role.REVIEWER, body=world.bodies[name], line=Line(line))


def now(report: DailyReport) -> tuple[str, int]:
    current = DailyReport.objects.at().get(entry=report.entry_id)
    return current.state, current.accepted_levels


def waiting(world: World, name: str) -> set[str]:
    return {str(row.body) for row in awaiting.to_review(world.actor(name), world.response)}


def test_what_one_level_accepts_waits_for_the_next(two_levels: World) -> None:
    world = two_levels
    report = world.file("north-bank")
    assert (waiting(world, "regulator"), waiting(world, "committee")) == ({"北方银行"}, set())
    assert actions.review(world.actor("regulator"), [report.entry_id], accept=True) == 1
    assert now(report) == (State.SUBMITTED, 1)
    assert (waiting(world, "regulator"), waiting(world, "committee")) == (set(), {"北方银行"})
    assert actions.review(world.actor("regulator"), [report.entry_id], accept=True) == 0
    actions.review(world.actor("committee"), [report.entry_id], accept=True)
    assert now(report) == (State.ACCEPTED, 2)


def test_who_stands_higher_may_go_before_the_level_below(two_levels: World) -> None:
    world = two_levels
    report = world.file("north-bank")
    below = awaiting.below(world.actor("committee"), world.response)
    assert [row.entry_id for row in below] == [report.entry_id]
    actions.review(world.actor("committee"), [report.entry_id], accept=True)
    assert now(report) == (State.ACCEPTED, 2)


def test_no_more_levels_are_asked_than_stand_above(two_levels: World) -> None:
    report = two_levels.file("audit-office")
    assert waiting(two_levels, "committee") == {"审计局"}
    actions.review(two_levels.actor("committee"), [report.entry_id], accept=True)
    assert now(report) == (State.ACCEPTED, 1)


def test_a_report_returned_higher_up_begins_again(two_levels: World) -> None:
    world = two_levels
    report = world.file("north-bank")
    actions.review(world.actor("regulator"), [report.entry_id], accept=True)
    actions.review(world.actor("committee"), [report.entry_id], accept=False, comment="请核实")
    assert now(report) == (State.RETURNED, 0)
    filing = world.filing("north-bank", numbers=dict(world.filing("north-bank").numbers))
    actions.refile(world.actor("north-bank"), report.entry_id, filing, "已核实")
    assert waiting(world, "regulator") == {"北方银行"}


def test_nobody_reviews_himself_nor_what_lies_beside(two_levels: World) -> None:
    world = two_levels
    actions.oblige(SYSTEM, world.response, [(world.bodies["regulator"], INDUSTRY, FIRST_DAY, None)])
    own = _file_own(world)
    beside = world.file("audit-office")
    for report in (own, beside):
        for accept in (True, False):
            with pytest.raises(Missing):
                actions.review(world.actor("regulator"), [report.entry_id], accept=accept, comment="x")
    assert waiting(world, "regulator") == set()
    assert waiting(world, "committee") == {"金融办", "审计局"}


def _file_own(world: World) -> DailyReport:
    world.line_of["regulator"] = INDUSTRY
    return world.file("regulator")


def test_the_liaison_of_a_unit_reviews_nothing(two_levels: World) -> None:
    report = two_levels.file("north-bank")
    with pytest.raises(Forbidden):
        actions.review(two_levels.actor("north-bank"), [report.entry_id], accept=True)


def test_a_level_s_acceptance_is_taken_back_until_the_next_has_accepted(two_levels: World) -> None:
    world = two_levels
    report = world.file("north-bank")
    actions.review(world.actor("regulator"), [report.entry_id], accept=True)
    assert actions.take_back(world.actor("regulator"), [report.entry_id]) == 1
    assert now(report) == (State.SUBMITTED, 0)
    actions.review(world.actor("regulator"), [report.entry_id], accept=True)
    actions.review(world.actor("committee"), [report.entry_id], accept=True)
    assert actions.take_back(world.actor("regulator"), [report.entry_id]) == 0
    assert actions.take_back(world.actor("committee"), [report.entry_id]) == 1
    assert now(report) == (State.SUBMITTED, 1)


def test_a_street_reviews_its_communities(world: World) -> None:
    """Street and community stand as bodies in a line of their own; the street's clerk holds the role there."""
    street = bodies.create_body(
        SYSTEM, code="east-office", name="东街道办事处", kind=Body.Kind.STREET, place=world.places["east"]
    )
    community = bodies.create_body(
        SYSTEM,
        code="spring-office",
        name="春晖社区居委会",
        kind=Body.Kind.COMMUNITY,
        place=world.places["spring"],
    )
    for body, parent in ((street, world.bodies["committee"]), (community, street)):
        bodies.place_in_line(SYSTEM, body, Line(ORGANS), parent, LONG_AGO)
    world.bodies |= {"spring-office": community, "east-office": street}
    world.line_of |= {"spring-office": ORGANS, "east-office": ORGANS}
    owing = [(body, ORGANS, FIRST_DAY, None) for body in (street, community)]
    actions.oblige(SYSTEM, world.response, owing)
    clerk, worker = (people.create_account(SYSTEM, name=name) for name in ("clerk", "worker"))
    for role in (Role.UNIT_LIAISON, Role.REVIEWER):
        people.grant_role(SYSTEM, clerk, role, body=street, line=Line(ORGANS))
    people.grant_role(SYSTEM, worker, Role.UNIT_LIAISON, body=community, line=Line(ORGANS))
    theirs = actions.file(Actor(worker), world.response, [world.filing("spring-office")])[0]
    own = actions.file(Actor(clerk), world.response, [world.filing("east-office")])[0]
    assert [row.entry_id for row in awaiting.to_review(Actor(clerk), world.response)] == [theirs.entry_id]
    actions.review(Actor(clerk), [theirs.entry_id], accept=True)
    assert now(theirs) == (State.ACCEPTED, 1)
    with pytest.raises(Missing):
        actions.review(Actor(clerk), [own.entry_id], accept=True)


def test_a_street_that_reviews_by_place_leaves_out_its_own(world: World) -> None:
    clerk = people.create_account(SYSTEM, name="clerk")
    people.grant_role(SYSTEM, clerk, Role.REVIEWER, place=world.places["east"])
    people.grant_role(SYSTEM, clerk, Role.UNIT_LIAISON, body=world.bodies["archives"], line=Line(ORGANS))
    for name in ("archives", "audit-office", "statistics"):
        world.file(name)
    assert {str(row.body) for row in awaiting.to_review(Actor(clerk), world.response)} == {"审计局"}


def test_the_page_accepts_and_takes_back(two_levels: World, client_for: SignIn) -> None:
    world = two_levels
    reports = [world.file(name) for name in ("north-bank", "south-bank")]
    regulator = client_for(world.accounts["regulator"])
    regulator.post(REVIEW, {"equal": "1"})
    assert [now(report) for report in reports] == [(State.SUBMITTED, 1)] * 2
    assert regulator.get(REVIEW).context["undo"] == 2
    regulator.post(REVIEW, {"undo": "1"})
    assert [now(report) for report in reports] == [(State.SUBMITTED, 0)] * 2
    assert regulator.get(REVIEW).context["undo"] == 0


def test_the_unit_sees_how_far_its_report_has_come(two_levels: World, client_for: SignIn) -> None:
    world = two_levels
    report = world.file("north-bank")
    actions.review(world.actor("regulator"), [report.entry_id], accept=True)
    page = client_for(world.accounts["north-bank"]).get(f"/reports/{report.entry_id}/").content.decode()
    assert page.index("金融办") < page.index("直属机关工委")


def test_the_past_shows_what_waited_then(two_levels: World) -> None:
    world = two_levels
    report = world.file("north-bank")
    world.time.advance(timedelta(hours=1))
    before = world.time.now()
    world.time.advance(timedelta(hours=1))
    actions.review(world.actor("regulator"), [report.entry_id], accept=True)
    assert awaiting.to_review(world.actor("regulator"), world.response, before).count() == 1
