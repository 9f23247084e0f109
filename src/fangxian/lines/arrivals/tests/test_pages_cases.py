"""The case inbox: what registrations handed over, taken over and closed; and the entries behind its figures."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from fangxian.conftest import World
from fangxian.mechanisms.cases.models import Referral
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def test_a_case_is_taken_over_then_closed_with_what_was_done(world: World, client_for: ClientFor) -> None:
    own = world.register(1, has_symptoms=True, cohabitants=2)
    client = client_for(world.accounts["spring"])
    page = client.get("/cases/")
    assert [row.url for row in page.context["rows"]] == [f"/arrivals/{own.entry_id}/"] * 2
    assert [chip["count"] for chip in page.context["states"]] == [2, 0, 0]
    sick = Referral.objects.at().get(kind=Referral.Kind.SYMPTOMS)
    assert client.post(f"/cases/{sick.entry_id}/take-over/").status_code == 302
    assert len(client.get("/cases/?state=accepted").context["rows"]) == 1
    client.post(f"/cases/{sick.entry_id}/close/", {"answer": " "})
    assert Referral.objects.at().get(entry=sick.entry_id).state == Referral.State.ACCEPTED
    client.post(f"/cases/{sick.entry_id}/close/", {"answer": "已送发热门诊"})
    closed = client.get("/cases/?state=closed&kind=symptoms")
    assert "已送发热门诊" in closed.content.decode()
    assert client.post(f"/cases/{sick.entry_id}/take-over/").status_code == 409
    assert len(client.get("/cases/?kind=cohabitants").context["rows"]) == 1


def test_cases_stay_in_their_place(world: World, client_for: ClientFor) -> None:
    world.register(1, has_symptoms=True)
    case = Referral.objects.at().get()
    other = client_for(world.accounts["summer"])
    assert other.get("/cases/").context["rows"] == []
    assert other.post(f"/cases/{case.entry_id}/take-over/").status_code == 404
    assert (
        client_for(world.accounts["audit-office"]).post(f"/cases/{case.entry_id}/close/").status_code == 403
    )
    assert client_for(world.accounts["auditor"]).get("/cases/").status_code == 403


def test_an_overdue_case_is_red_and_behind_its_figure(world: World, client_for: ClientFor) -> None:
    world.register(1, has_symptoms=True)
    world.time.advance(timedelta(hours=25))
    client = client_for(world.accounts["spring"])
    (row,) = client.get("/cases/entries/?measure=cases.overdue").context["rows"]
    assert row.status == "late"
    elsewhere = client_for(world.accounts["summer"])
    assert elsewhere.get("/cases/entries/?measure=cases.overdue").context["rows"] == []
    assert client.get("/cases/entries/?measure=arrivals.declared").status_code == 404


def test_a_wrong_community_is_the_committees_case(world: World, client_for: ClientFor) -> None:
    declared = world.declare(2)
    client_for(world.accounts["spring"]).post(f"/arrivals/{declared.entry_id}/not-ours/")
    assert client_for(world.accounts["spring"]).get("/cases/").context["rows"] == []
    assert len(client_for(world.accounts["committee"]).get("/cases/").context["rows"]) == 1


def test_pages_hold_fifty_and_leave_nothing_out(world: World, client_for: ClientFor) -> None:
    from fangxian.lines.arrivals import actions

    rows = [world.registration(number, has_symptoms=True) for number in range(60)]
    actions.report(world.actor("spring"), world.response, rows)
    client = client_for(world.accounts["spring"])
    first = client.get("/cases/")
    second = client.get(f"/cases/{first.context['next_url']}")
    seen = {row.referral.entry_id for page in (first, second) for row in page.context["rows"]}
    assert (len(first.context["rows"]), len(seen)) == (50, 60)
