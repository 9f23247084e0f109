"""The inbox: a pair at a glance, one key, the next comes up, everything can be undone; "not ours" and back."""

from collections.abc import Callable

import pytest
from django.test import Client

from fangxian.conftest import World, id_number
from fangxian.lines.arrivals import queries
from fangxian.lines.arrivals.models import ArrivalReport, Decision, Standing
from fangxian.mechanisms.cases.models import Referral
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]
FRAGMENT = {"HX-Request": "true"}


def slip(number: int) -> str:
    """Return a person's ID number with its ninth digit wrong."""
    right = id_number(number)
    return right[:8] + str((int(right[8]) + 6) % 10) + right[9:]


def pair(world: World, number: int) -> tuple[ArrivalReport, ArrivalReport]:
    """Report a namesake on the same day in the same community, with nothing else in common."""
    first = world.declare(number, id_number="", phone="", address="")
    return first, world.register(number, id_number="", phone="", address="")


def state(report: ArrivalReport) -> str:
    return Standing.objects.known().get(entry=report.entry_id).state


def test_a_possible_pair_is_decided_and_the_next_comes_up(world: World, client_for: ClientFor) -> None:
    (one, other), (next_one, _next_other) = pair(world, 1), pair(world, 2)
    client = client_for(world.accounts["committee"])
    answer = client.get("/arrivals/inbox/")
    assert answer.context["item"].entry_id == one.entry_id
    assert (answer.context["position"], answer.context["total"]) == (1, 2)
    skipped = client.get(f"/arrivals/inbox/?state=possible&skip={one.entry_id}", headers=FRAGMENT)
    assert skipped.context["item"].entry_id == next_one.entry_id
    sent = {"first": one.entry_id, "second": other.entry_id, "same": "1", "state": "possible"}
    decided = client.post("/arrivals/decide/", sent, headers=FRAGMENT)
    assert decided.context["item"].entry_id == next_one.entry_id
    assert "hx-swap-oob" in decided.content.decode()
    assert state(one) == Standing.State.MATCHED
    undone = client.post(decided.context["toast"]["undo_url"], headers=FRAGMENT)
    assert undone.status_code == 200
    assert state(one) == Standing.State.POSSIBLE


def test_two_persons_stay_two(world: World, client_for: ClientFor) -> None:
    one, other = pair(world, 1)
    client = client_for(world.accounts["committee"])
    sent = {"first": one.entry_id, "second": other.entry_id, "same": "0"}
    page = client.post("/arrivals/decide/", sent, follow=True)
    assert page.context["item"] is None
    assert state(one) == Standing.State.UNIT_ONLY
    person = client.get(f"/arrivals/{one.entry_id}/")
    (decision,) = person.context["case"].decisions
    assert (
        client.post(f"/arrivals/decisions/{decision.entry_id}/undo/", {"entry": one.entry_id}).status_code
        == 302
    )
    assert state(one) == Standing.State.POSSIBLE


def test_a_confirmed_conflict_leaves_the_inbox_and_stays_a_conflict(
    world: World, client_for: ClientFor
) -> None:
    one = world.declare(3, address="1号楼1单元101室")
    other = world.register(3, place="summer", address="2号楼2单元202室")
    client = client_for(world.accounts["committee"])
    item = client.get("/arrivals/inbox/?state=conflicting").context["item"]
    assert item.entry_id == one.entry_id
    client.post("/arrivals/decide/", {"first": one.entry_id, "second": other.entry_id, "same": "1"})
    assert client.get("/arrivals/inbox/?state=conflicting").context["item"] is None
    assert state(one) == Standing.State.CONFLICTING


def test_the_sentence_says_which_digit_differs_and_whose_is_right(
    world: World, client_for: ClientFor
) -> None:
    world.declare(4, name="陳清明", id_number=slip(4), phone="")
    world.register(4, name="陈清明", phone="")
    client = client_for(world.accounts["committee"])
    (row,) = client.get("/arrivals/?side=unit").context["rows"]
    html = client.get(f"/arrivals/{row.standing.entry_id}/").content.decode()
    assert f"<mark>{id_number(4)[8]}</mark>" in html
    assert f"<mark>{slip(4)[8]}</mark>" in html
    assert id_number(4) not in html
    assert slip(4) not in html


def test_not_ours_goes_to_the_committee_and_comes_back_or_is_corrected(
    world: World, client_for: ClientFor
) -> None:
    declared = world.declare(5)
    spring, committee = client_for(world.accounts["spring"]), client_for(world.accounts["committee"])
    page = spring.post(f"/arrivals/{declared.entry_id}/not-ours/", {"reason": "查无此人"}, follow=True)
    assert page.context["waiting"] == []
    assert spring.post(f"/arrivals/{declared.entry_id}/not-ours/").status_code == 409
    inbox = committee.get("/arrivals/inbox/?state=disclaimed")
    assert inbox.context["item"].entry_id == declared.entry_id
    assert "查无此人" in inbox.content.decode()
    answer = Decision.objects.at().get()
    committee.post(f"/arrivals/decisions/{answer.entry_id}/undo/", {"reason": "确实住在这里"})
    assert len(spring.get("/arrivals/gaps/?view=to_register").context["waiting"]) == 1
    assert Referral.objects.at().get().state == Referral.State.CLOSED


def test_correcting_the_community_settles_not_ours_by_itself(world: World, client_for: ClientFor) -> None:
    declared = world.declare(5)
    client_for(world.accounts["spring"]).post(f"/arrivals/{declared.entry_id}/not-ours/")
    unit = client_for(world.accounts["audit-office"])
    form = unit.get(f"/arrivals/{declared.entry_id}/edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    moved = sent | {"place": "夏荫社区", "reason": "写错了社区"}
    assert unit.post(f"/arrivals/{declared.entry_id}/edit/", moved).status_code == 302
    assert not Decision.objects.at().exists()
    assert not queries.inbox(world.actor("committee"), world.response).exists()
    summer = client_for(world.accounts["summer"]).get("/arrivals/gaps/?view=to_register")
    assert len(summer.context["waiting"]) == 1


@pytest.mark.parametrize("who", ["spring", "audit-office", "command", "supervisor", "auditor"])
def test_only_the_committee_decides(world: World, client_for: ClientFor, who: str) -> None:
    one, other = pair(world, 1)
    client = client_for(world.accounts[who])
    assert client.get("/arrivals/inbox/").status_code == 403
    sent = {"first": one.entry_id, "second": other.entry_id, "same": "1"}
    assert client.post("/arrivals/decide/", sent).status_code == 403


def test_others_answers_and_nonsense_are_refused(world: World, client_for: ClientFor) -> None:
    one, other = pair(world, 1)
    summer, committee = client_for(world.accounts["summer"]), client_for(world.accounts["committee"])
    assert summer.post(f"/arrivals/{one.entry_id}/not-ours/").status_code == 404
    assert committee.post("/arrivals/decide/", {"first": "x", "second": "y", "same": "1"}).status_code == 422
    assert committee.get("/arrivals/decide/").status_code == 405
    client_for(world.accounts["spring"]).post(f"/arrivals/{one.entry_id}/not-ours/")
    decision = Decision.objects.at().get()
    assert summer.post(f"/arrivals/decisions/{decision.entry_id}/undo/").status_code == 404
    assert state(other) == Standing.State.POSSIBLE
