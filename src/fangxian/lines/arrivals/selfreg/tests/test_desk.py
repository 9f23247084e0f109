"""The community answers: confirms alone or many, corrects first, refuses; and sees what may be known already."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World, id_number, invent
from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.lines.arrivals.models import ArrivalReport, Standing
from fangxian.lines.arrivals.sealing import open_person
from fangxian.lines.arrivals.selfreg import confirming, queries
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.lines.arrivals.selfreg.tests.conftest import Returnee
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.mechanisms.contacts.queries import asked_about
from fangxian.mechanisms.contacts.subjects import topic_of
from fangxian.mechanisms.duties.board import duties
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]
Submit = Callable[..., SelfRegistration]
State = SelfRegistration.State


def test_confirmed_it_is_a_registration_of_the_community(world: World, submit: Submit) -> None:
    unit = world.declare(1)
    own = submit(1, employer="audit-office")
    world.time.advance(timedelta(hours=1))
    (made,) = confirming.confirm(world.actor("spring"), [own.entry_id])
    assert (made.side, made.self_declared, made.by_proxy) == ("community", True, False)
    assert made.recorded_by == world.accounts["spring"]
    assert {row.state for row in Standing.objects.known()} == {Standing.State.MATCHED}
    current = SelfRegistration.objects.at().get()
    assert (current.state, current.arrival, current.number) == (State.CONFIRMED, made.entry_id, 2)
    assert unit.entry_id != made.entry_id
    with pytest.raises(Conflict):
        confirming.confirm(world.actor("spring"), [own.entry_id])
    assert ArrivalReport.objects.filter(side="community").count() == 1


def test_many_are_confirmed_at_once_and_those_answered_meanwhile_passed_over(
    world: World, submit: Submit
) -> None:
    rows = [submit(number) for number in range(1, 6)]
    confirming.refuse(world.actor("spring"), rows[0].entry_id, "不住本社区")
    made = confirming.confirm(world.actor("spring"), [row.entry_id for row in rows])
    assert len(made) == 4
    assert Event.objects.get(action="selfreg.confirm").count == 4


def test_another_community_and_other_roles_may_not_answer(world: World, submit: Submit) -> None:
    own = submit(1)
    with pytest.raises(Missing):
        confirming.confirm(world.actor("summer"), [own.entry_id])
    with pytest.raises(Missing):
        confirming.refuse(world.actor("summer"), own.entry_id, "不是")
    for name in ("audit-office", "committee", "supervisor"):
        with pytest.raises(Forbidden):
            confirming.confirm(world.actor(name), [own.entry_id])
    there = submit(2, "summer")
    with pytest.raises(Missing):
        confirming.confirm(world.actor("spring"), [own.entry_id, there.entry_id])
    assert not ArrivalReport.objects.exists()


def test_refused_with_a_reason_that_the_person_reads(returnee: Returnee, world: World) -> None:
    receipt = returnee.registered(1)
    own = SelfRegistration.objects.at().get()
    with pytest.raises(Invalid):
        confirming.refuse(world.actor("spring"), own.entry_id, " ")
    confirming.refuse(world.actor("spring"), own.entry_id, "查无此门牌")
    assert "查无此门牌" in returnee.client.get(receipt).content.decode()
    for page in ("correct", "withdraw"):
        url = receipt.replace("/receipt/", f"/receipt/{page}/")
        assert returnee.client.post(url, {}).status_code in (302, 409)
    assert SelfRegistration.objects.at().get().state == State.REFUSED
    with pytest.raises(Conflict):
        confirming.refuse(world.actor("spring"), own.entry_id, "再退")


def test_the_worker_corrects_first(world: World, returnee: Returnee, client_for: ClientFor) -> None:
    returnee.registered(1)
    own = SelfRegistration.objects.at().get()
    client = client_for(world.accounts["spring"])
    url = f"/arrivals/self/{own.entry_id}/correct/"
    form = client.get(url).context["form"]
    told = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    assert client.post(url, told | {"trip": "G999", "reason": ""}).status_code == 422
    assert client.post(url, told | {"trip": "G999", "reason": "电话核实"}).status_code == 302
    made = ArrivalReport.objects.at().get()
    assert (made.trip, made.self_declared) == ("G999", True)
    assert open_person(made, made.response).identity.id_number == id_number(1)
    assert SelfRegistration.objects.at().get().trip == "G100"
    assert client.get(url).status_code == 302
    assert Event.objects.filter(action="selfreg.disclose", purpose="correct").count() == 1


def test_a_later_correction_keeps_that_it_was_self_declared(
    world: World, submit: Submit, client_for: ClientFor
) -> None:
    (made,) = confirming.confirm(world.actor("spring"), [submit(1).entry_id])
    client, url = client_for(world.accounts["spring"]), f"/arrivals/{made.entry_id}/edit/"
    form = client.get(url).context["form"]
    told = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    client.post(url, told | {"origin": "北京", "reason": "更正"})
    current = ArrivalReport.objects.at().get()
    assert (current.origin, current.self_declared) == ("北京", True)


def test_what_is_known_already_is_shown(world: World, submit: Submit) -> None:
    known = world.register(1)
    twice = [submit(1), submit(1, id_number="")]
    shared = submit(2, phone=invent(1).contact.phone)
    rows = {
        row.registration.entry_id: row for row in queries.rows_of(world.actor("spring"), [*twice, shared])
    }
    first = {(one.entry, one.registered) for one in rows[twice[0].entry_id].duplicates}
    assert first == {(known.entry_id, True), (twice[1].entry_id, False)}
    assert rows[shared.entry_id].duplicates == []
    world.register(3, "summer")
    assert queries.rows_of(world.actor("spring"), [submit(3)])[0].duplicates == []


def test_the_list_is_masked_and_read_in_full_for_a_purpose(
    world: World, submit: Submit, client_for: ClientFor
) -> None:
    own, there = submit(1, cohabitants=1), submit(2, "summer")
    client = client_for(world.accounts["spring"])
    text = client.get("/arrivals/self/").content.decode()
    assert str(own.entry_id) in text
    assert str(there.entry_id) not in text
    for page in (text, client.get(f"/arrivals/self/{own.entry_id}/").content.decode()):
        assert invent(1).contact.phone not in page
        assert invent(1).identity.name not in page
    url = f"/arrivals/self/{own.entry_id}/disclose/"
    assert client.post(url, {"purpose": ""}).status_code == 422
    assert invent(1).contact.phone in client.post(url, {"purpose": "contact"}).content.decode()
    event = Event.objects.get(action="selfreg.disclose")
    assert (event.subject, event.purpose) == (str(own.entry_id), "contact")
    assert client.get(f"/arrivals/self/{there.entry_id}/").status_code == 404
    assert (
        client.post(f"/arrivals/self/{there.entry_id}/disclose/", {"purpose": "contact"}).status_code == 404
    )


def test_the_pages_answer(world: World, returnee: Returnee, client_for: ClientFor) -> None:
    returnee.registered(1, member_1="某")
    returnee.registered(2)
    client = client_for(world.accounts["spring"])
    first = SelfRegistration.objects.at().filter(by_proxy=False).order_by("submitted_at")[0]
    (relative,) = client.get(f"/arrivals/self/{first.entry_id}/").context["relatives"]
    together = [str(first.entry_id), str(relative.registration.entry_id)]
    assert client.post("/arrivals/self/confirm/", {"entry": together}).status_code == 302
    assert ArrivalReport.objects.at().count() == 2
    assert client.post("/arrivals/self/confirm/", {}).status_code == 422
    confirmed = client.get("/arrivals/self/", {"state": "confirmed"})
    assert len(confirmed.context["rows"]) == 2
    other = SelfRegistration.objects.at().get(state=State.PENDING)
    assert client.post(f"/arrivals/self/{other.entry_id}/refuse/", {"reason": ""}).status_code == 422
    assert client.post(f"/arrivals/self/{other.entry_id}/refuse/", {"reason": "搬走了"}).status_code == 302
    assert client_for(world.accounts["audit-office"]).get("/arrivals/self/").status_code == 403


def test_making_a_link_leads_to_its_poster(
    world: World, client_for: ClientFor, link: RegistrationLink
) -> None:
    client = client_for(world.accounts["spring"])
    told: dict[str, Any] = {"owner": f"place:{world.places['spring'].code}", "label": "业主群", "days": 7}
    made = client.post("/arrivals/self/links/", told)
    assert made.status_code == 302
    page = client.get(made["Location"])
    assert Client().get(page.context["address"].removeprefix("http://testserver")).status_code == 200
    for ending, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        assert client.get(f"{made['Location']}code.{ending}").content.startswith(start)
    assert client.get(f"{made['Location']}code.exe").status_code == 404
    assert client.post("/arrivals/self/links/", told | {"days": 0}).status_code == 422
    assert client.post(f"/arrivals/self/links/{link.pk}/revoke/").status_code == 302
    assert client_for(world.accounts["summer"]).get(f"/arrivals/self/links/{link.pk}/").status_code == 404
    assert client_for(world.accounts["supervisor"]).get("/arrivals/self/links/").status_code == 403


def test_the_community_owes_an_answer_within_its_hours(world: World, submit: Submit) -> None:
    assert not [duty for duty in duties(world.actor("spring"), world.response) if "/self/" in duty.url]
    submit(1)
    submit(2)
    (duty,) = [duty for duty in duties(world.actor("spring"), world.response) if "/self/" in duty.url]
    assert (duty.count, duty.overdue) == (2, None)
    world.time.advance(timedelta(hours=world.response.registration_hours + 1))
    (duty,) = [duty for duty in duties(world.actor("spring"), world.response) if "/self/" in duty.url]
    assert duty.overdue
    assert not [duty for duty in duties(world.actor("summer"), world.response) if "/self/" in duty.url]


def test_contacts_about_it_follow_the_registration(world: World, submit: Submit) -> None:
    own = submit(1, id_number="", phone="")
    contacts.log(world.actor("spring"), "self_registration", own.entry_id, "phone", "reached")
    with pytest.raises(Missing):
        contacts.log(world.actor("summer"), "self_registration", own.entry_id, "phone", "reached")
    (made,) = confirming.confirm(world.actor("spring"), [own.entry_id])
    about = topic_of("arrival").find(world.actor("spring"), made.entry_id)
    assert asked_about(world.response, made.entry_id, about.subject).times == 1
