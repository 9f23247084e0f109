"""Who was asked already is known in every line and to every body, and what was said to nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import LONG_AGO, ORGANS, World
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.mechanisms.contacts import actions, queries
from fangxian.mechanisms.contacts.models import Contact, ContactKey
from fangxian.mechanisms.contacts.queries import Asked
from fangxian.mechanisms.contacts.subjects import Subject, subject, topic_of
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role
from fangxian.trees.places import actions as places
from fangxian.trees.places.models import Kind
from fangxian.trees.responses import actions as responses

ClientFor = Callable[[Account], Client]


def known(world: World, who: str, topic: str, entry: object) -> Asked:
    about = topic_of(topic).find(world.actor(who), entry)  # type: ignore[arg-type]
    return queries.asked_about(world.response, entry, about.subject)  # type: ignore[arg-type]


def figure(world: World, code: str) -> int | None:
    question = question_for(world.actor("committee"), world.response, {})
    (answer,) = answers.answers(question, [registry.measure(code)])
    return answer.total.value  # type: ignore[return-value]


def test_one_body_asks_and_all_others_know(world: World) -> None:
    unit, community = world.declare(1), world.register(1)
    actions.log(world.actor("spring"), "arrival", community.entry_id, "phone", "not_reached", "占线")
    world.time.advance(timedelta(hours=2))
    actions.log(world.actor("audit-office"), "arrival", unit.entry_id, "visit", "reached")
    for who, entry in (("spring", community.entry_id), ("audit-office", unit.entry_id)):
        asked = known(world, who, "arrival", entry)
        assert asked.times == 2
        assert asked.last
        assert (asked.last.means, asked.last.outcome) == ("visit", "reached")
        assert asked.last.asked_by == str(world.accounts["audit-office"])
    world.time.advance(timedelta(days=3))
    asked = known(world, "spring", "arrival", community.entry_id)
    assert (asked.times, len(asked.contacts)) == (0, 2)


def test_the_response_says_within_how_many_days_nobody_asks_again(world: World) -> None:
    own = world.register(1)
    actions.log(world.actor("spring"), "arrival", own.entry_id, "phone", "reached")
    world.time.advance(timedelta(days=5))
    assert known(world, "spring", "arrival", own.entry_id).times == 0
    responses.change_rules(SYSTEM, world.response, contact_days=7)
    own.response.refresh_from_db()
    about = topic_of("arrival").find(world.actor("spring"), own.entry_id)
    assert queries.asked_about(about.response, own.entry_id, about.subject).times == 1
    with pytest.raises(Invalid):
        responses.change_rules(SYSTEM, world.response, contact_days=0)


def test_whom_a_unit_declared_the_community_may_call_before_it_registers(world: World) -> None:
    unit = world.declare(1)
    actions.log(world.actor("spring"), "arrival", unit.entry_id, "phone", "reached")
    with pytest.raises(Missing):
        actions.log(world.actor("summer"), "arrival", unit.entry_id, "phone", "reached")
    own = world.register(1)
    assert known(world, "spring", "arrival", own.entry_id).times == 1


def test_what_is_wrong_is_refused(world: World) -> None:
    own = world.register(1)
    for means, outcome in (("pigeon", "reached"), ("phone", "asleep")):
        with pytest.raises(Invalid):
            actions.log(world.actor("spring"), "arrival", own.entry_id, means, outcome)
    with pytest.raises(Forbidden):
        actions.log(world.actor("supervisor"), "arrival", own.entry_id, "phone", "reached")
    for topic, entry in (("weather", own.entry_id), ("arrival", new_id())):
        with pytest.raises(Missing):
            actions.log(world.actor("spring"), topic, entry, "phone", "reached")
    assert not Contact.objects.exists()


def test_sent_again_it_is_one_contact_and_its_maker_takes_it_back(world: World) -> None:
    own, key = world.register(1), new_id()
    for _turn in range(2):
        actions.log(world.actor("spring"), "arrival", own.entry_id, "phone", "reached", id=key)
    with pytest.raises(Conflict):
        actions.log(world.actor("spring"), "arrival", own.entry_id, "visit", "reached", id=key)
    assert figure(world, "contacts.made") == 1
    with pytest.raises(Missing):
        actions.take_back(world.actor("committee"), key)
    actions.take_back(world.actor("spring"), key)
    assert figure(world, "contacts.made") == 0
    assert not ContactKey.objects.exists()
    assert known(world, "spring", "arrival", own.entry_id).contacts == ()


def test_persons_asked_by_several_offices_within_the_days_are_counted_once(world: World) -> None:
    unit, community = world.declare(1), world.register(1)
    alone = world.register(2)
    for _turn in range(2):
        actions.log(world.actor("spring"), "arrival", alone.entry_id, "phone", "reached")
    actions.log(world.actor("spring"), "arrival", community.entry_id, "phone", "reached")
    assert figure(world, "contacts.repeated") == 0
    for _turn in range(2):
        actions.log(world.actor("audit-office"), "arrival", unit.entry_id, "phone", "reached")
    assert (figure(world, "contacts.made"), figure(world, "contacts.repeated")) == (5, 1)
    world.time.advance(timedelta(days=4))
    actions.log(world.actor("committee"), "arrival", alone.entry_id, "phone", "reached")
    assert figure(world, "contacts.repeated") == 1


def test_a_family_s_phone_alone_makes_nobody_the_same(world: World) -> None:
    first, second = world.register(1, id_number=""), world.register(2, id_number="", phone=world_phone(world))
    actions.log(world.actor("spring"), "arrival", first.entry_id, "phone", "reached")
    assert known(world, "spring", "arrival", second.entry_id).times == 0


def world_phone(world: World) -> str:
    return world.registration(1).person.contact.phone


def test_a_subject_is_known_by_tokens_and_entries_only(world: World) -> None:
    one, other = new_id(), new_id()
    first = subject(world.response, one, name=b"n" * 16, id_number=b"i" * 16, phone=b"p" * 16)
    again = subject(world.response, other, name=b"n" * 16, phone=b"p" * 16)
    stranger = subject(world.response, new_id(), name=b"m" * 16, phone=b"p" * 16)
    assert first.keys & again.keys
    assert not first.keys & stranger.keys
    assert (first | again).entries == {one, other}
    assert {len(key) for key in first.keys} == {16}
    assert Subject(frozenset()).keys == frozenset()


def test_two_taps_log_a_contact_and_one_takes_it_back(world: World, client_for: ClientFor) -> None:
    own = world.register(1)
    client = client_for(world.accounts["spring"])
    url, told = f"/contacts/arrival/{own.entry_id}/", {"said": "phone:not_reached", "id": str(new_id())}
    fragment = client.post(url, told, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert fragment.context["asked"].times == 1
    whole = client.post(url, told | {"next": f"/arrivals/{own.entry_id}/"})
    assert whole["Location"] == f"/arrivals/{own.entry_id}/"
    assert Contact.objects.at().count() == 1
    back = fragment.context["toast"]["undo_url"]
    assert client_for(world.accounts["summer"]).post(back).status_code == 404
    assert client.post(back).status_code == 302
    assert client.post(url, {"said": "phone"}).status_code == 422


def test_every_page_from_which_one_may_call_says_whether_he_was_asked(
    world: World, client_for: ClientFor
) -> None:
    unit = world.declare(1)
    sick = world.register(2, has_symptoms=True)
    for entry in (unit.entry_id, sick.entry_id):
        actions.log(world.actor("spring"), "arrival", entry, "phone", "not_reached")
    client = client_for(world.accounts["spring"])
    for url in ("/arrivals/gaps/?view=to_register", "/cases/", f"/arrivals/{sick.entry_id}/"):
        page = client.get(url).content.decode()
        assert "3 天内已联系 1 次" in page, url
        assert "/contacts/arrival/" in page, url
    supervisor = client_for(world.accounts["supervisor"]).get(f"/arrivals/{sick.entry_id}/").content.decode()
    assert "3 天内已联系 1 次" in supervisor
    assert "/contacts/arrival/" not in supervisor


def test_the_facts_behind_the_figures_lie_in_one_s_part(world: World, client_for: ClientFor) -> None:
    for number, place in ((1, "spring"), (2, "autumn")):
        own = world.register(number, place)
        actions.log(world.actor(place), "arrival", own.entry_id, "phone", "reached")
    url = "/contacts/entries/?measure=contacts.made"
    assert len(client_for(world.accounts["committee"]).get(url).context["rows"]) == 2
    assert len(client_for(world.accounts["spring"]).get(url).context["rows"]) == 1
    wrong = "/contacts/entries/?measure=arrivals.declared"
    assert client_for(world.accounts["committee"]).get(wrong).status_code == 404


def test_over_the_api(world: World, client_for: ClientFor) -> None:
    own, client = world.register(1), client_for(world.accounts["spring"])
    told = {"id": str(new_id()), "topic": "arrival", "about": str(own.entry_id), "means": "phone",
            "outcome": "reached"}  # fmt: skip
    for status in (201, 200):
        assert client.post("/api/v1/contacts", told, content_type="application/json").status_code == status
    changed = client.post("/api/v1/contacts", told | {"means": "visit"}, content_type="application/json")
    assert changed.status_code == 409
    answer = client.get(f"/api/v1/contacts/arrival/{own.entry_id}").json()
    assert (answer["times"], answer["days"], len(answer["contacts"])) == (1, 3, 1)
    other = client_for(world.accounts["summer"])
    assert other.get(f"/api/v1/contacts/arrival/{own.entry_id}").status_code == 404
    supervisor = client_for(world.accounts["supervisor"])
    assert supervisor.get(f"/api/v1/contacts/arrival/{own.entry_id}").status_code == 403


def test_a_unit_that_is_silent_is_called_and_the_next_caller_sees_it(
    world: World, client_for: ClientFor
) -> None:
    world.time.advance(timedelta(hours=6))
    body = world.bodies["audit-office"]
    url = "/reports/missing/"
    client = client_for(world.accounts["committee"])
    assert f"/contacts/body/{body.pk}/" in client.get(url).content.decode()
    told = {"said": "phone:not_reached", "id": str(new_id()), "next": url}
    assert client.post(f"/contacts/body/{body.pk}/", told)["Location"] == url
    (contact,) = Contact.objects.at()
    assert (contact.body, contact.line_id, contact.topic) == (body, ORGANS, "body")
    assert client.get(url).context["called"][body.pk].times == 1
    colleague = people.create_account(SYSTEM, name="colleague")
    people.grant_role(SYSTEM, colleague, Role.WORK_COMMITTEE, place=world.places["county"])
    assert "3 天内已联系 1 次" in client_for(colleague).get(url).content.decode()
    assert figure(world, "contacts.made") == 0


@pytest.mark.parametrize(("view", "topic"), [("place", "place"), ("body", "body")])
def test_who_is_behind_is_called_from_the_gaps(
    world: World, client_for: ClientFor, view: str, topic: str
) -> None:
    world.declare(1)
    world.register(2, employer="archives")
    client = client_for(world.accounts["committee"])
    url = f"/arrivals/gaps/?view={view}"
    (gap,) = client.get(url).context["gaps"]
    fragment = client.post(
        f"/contacts/{topic}/{gap.node}/", {"said": "phone:reached"}, headers={"HX-Request": "true"}
    )
    assert fragment.context["asked"].times == 1
    assert client.get(url).context["called"][gap.node].last.outcome == "reached"
    county = places.create_place(SYSTEM, name="外县", kind=Kind.COUNTY, code="220700", valid_from=LONG_AGO)
    away = people.create_account(SYSTEM, name="away")
    people.grant_role(SYSTEM, away, Role.WORK_COMMITTEE, place=county)
    assert (
        client_for(away).post(f"/contacts/{topic}/{gap.node}/", {"said": "phone:reached"}).status_code == 404
    )
