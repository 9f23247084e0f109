"""Gaps: who is missing, how late, who answers for it; counted for the overseer, listed for whoever owes."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from fangxian.conftest import World
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def test_the_committee_sees_each_sides_debt_with_who_answers(world: World, client_for: ClientFor) -> None:
    for number in (1, 2):
        world.declare(number, place="spring")
    world.declare(3, place="autumn")
    world.register(4, employer="archives")
    world.register(5)
    world.time.advance(timedelta(hours=30))
    client = client_for(world.accounts["committee"])
    by_place = client.get("/arrivals/gaps/?view=place").context["gaps"]
    assert [(gap.label, gap.waiting, gap.overdue) for gap in by_place] == [
        ("春晖社区", 2, 2),
        ("秋实社区", 1, 1),
    ]
    assert by_place[0].responsible == (f"{world.accounts['spring']} 社区书记",)
    by_body = client.get("/arrivals/gaps/?view=body").context["gaps"]
    assert [(gap.label, gap.waiting) for gap in by_body] == [("档案馆", 1)]
    listed = client.get(f"/arrivals/?state=unit_only&place={by_place[0].code}").context["rows"]
    assert len(listed) == 2


def test_what_one_owes_oneself_comes_first_and_ends_when_done(world: World, client_for: ClientFor) -> None:
    world.declare(1)
    world.register(2, employer="audit-office")
    spring, unit = client_for(world.accounts["spring"]), client_for(world.accounts["audit-office"])
    assert spring.get("/arrivals/gaps/").context["view"] == "to_register"
    assert unit.get("/arrivals/gaps/").context["view"] == "to_declare"
    assert len(unit.get("/arrivals/gaps/").context["waiting"]) == 1
    world.register(1)
    world.declare(2)
    assert spring.get("/arrivals/gaps/").context["waiting"] == []
    assert unit.get("/arrivals/gaps/").context["waiting"] == []


def test_waiting_lists_are_paged_with_the_longest_overdue_first(world: World, client_for: ClientFor) -> None:
    from fangxian.lines.arrivals import actions

    many = [
        world.declaration(number, arrived_at=world.response.started_at - timedelta(minutes=number))
        for number in range(60)
    ]
    actions.report(world.actor("audit-office"), world.response, many)
    client = client_for(world.accounts["spring"])
    first = client.get("/arrivals/gaps/?view=to_register")
    second = client.get(f"/arrivals/gaps/{first.context['next_url']}")
    due = [one.due_at for page in (first, second) for one in page.context["waiting"]]
    assert len(due) == 60
    assert due == sorted(due)


def test_a_view_that_does_not_concern_the_reader_is_not_shown(world: World, client_for: ClientFor) -> None:
    world.declare(1)
    client = client_for(world.accounts["archives"])
    assert client.get("/arrivals/gaps/?view=to_register").context["view"] == "to_declare"
    assert client.get("/arrivals/gaps/?view=place").context["gaps"] == []
    assert client_for(world.accounts["auditor"]).get("/arrivals/gaps/").status_code == 403
