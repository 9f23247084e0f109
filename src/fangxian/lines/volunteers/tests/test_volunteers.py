"""Stories of people who want to help, and of those who answer them (M4)."""

import datetime
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.core.errors import Conflict, Invalid, Missing, TooMany
from fangxian.lines.volunteers import actions, certificate, links, signing_up
from fangxian.lines.volunteers.ledgers import VOLUNTEERS
from fangxian.lines.volunteers.models import State, Volunteer
from fangxian.lines.volunteers.reminding import sources
from fangxian.lines.volunteers.tests.opened import SENT, link_of, signed_up
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.statements import read
from fangxian.mechanisms.messages.sources import Window
from fangxian.mechanisms.personnel import service as personnel_service
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS
from fangxian.mechanisms.personnel.models import Person, Posting
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.mechanisms.visitors import limits


def told(world: World, code: str) -> Any:
    return answers.answer(ask(world.response, end=clock.now()), measure(code)).total.value


@pytest.mark.django_db
def test_from_the_link_to_the_certificate(world: World) -> None:
    row = signed_up(world)
    assert (row.answer, told(world, "volunteers.waiting")) == (State.PENDING, 1)
    assert any(
        duty.url == "/ledgers/volunteers/?answer=pending"
        for duty in duties(world.actor("spring"), world.response)
    )
    accepted = actions.accept(world.actor("spring"), row.entry_id)
    person = Person.objects.at().get(entry=accepted.person)
    assert (person.kind, person.path, person.skills) == (
        "volunteer",
        world.places["spring"].path,
        "|driving|",
    )
    actions.assign(
        world.actor("spring"), row.entry_id, world.places["spring"].path, since=datetime.date(2020, 2, 1)
    )
    world.time.advance(datetime.timedelta(days=3))
    own = signing_up.receipt_of(signing_up.receipt_key(row))
    assert certificate.service(own).days == 4
    thanked = actions.thank(world.actor("spring"), row.entry_id, "谢谢您")
    texts = [
        block.runs[0].text for block in certificate.document(thanked, certificate.service(thanked)).blocks
    ]
    assert "赵愿" in texts[0]
    assert texts[-1] == "谢谢您"
    assert certificate.certificate(thanked)[:4] == b"%PDF"
    assert (told(world, "volunteers.accepted"), told(world, "personnel.posted")) == (1, 1)


@pytest.mark.django_db
def test_a_certificate_tells_the_confirmed_hours_also_without_a_posting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = actions.accept(world.actor("spring"), signed_up(world).entry_id)
    monkeypatch.setattr(
        personnel_service, "_providers", [lambda _response, people: dict.fromkeys(people, 650)]
    )
    told = certificate.service(row)
    assert (told.postings, told.hundredths) == ([], 650)
    assert "6.5" in certificate.document(row, told).blocks[0].runs[0].text
    monkeypatch.setattr(personnel_service, "_providers", [])
    with pytest.raises(Conflict):
        certificate.certificate(row)


@pytest.mark.django_db
def test_whoever_waits_a_day_for_an_answer_is_told_of(world: World) -> None:
    row = signed_up(world)
    end = clock.now() + datetime.timedelta(hours=25)
    (source,) = sources(world.response)
    (owing,) = source.owing(world.response, Window(world.response.started_at, end))
    assert (owing.path, owing.count) == (world.places["spring"].path, 1)
    assert not source.owing(world.response, Window(world.response.started_at, clock.now()))
    actions.accept(world.actor("spring"), row.entry_id)
    assert not source.owing(world.response, Window(world.response.started_at, end))


@pytest.mark.django_db
def test_refused_he_reads_why_and_answered_he_is_not_answered_again(world: World) -> None:
    row = signed_up(world)
    with pytest.raises(Invalid):
        actions.refuse(world.actor("spring"), row.entry_id, " ")
    actions.refuse(world.actor("spring"), row.entry_id, "本社区人手已够")
    assert signing_up.receipt_of(signing_up.receipt_key(row)).reason == "本社区人手已够"
    with pytest.raises(Conflict):
        actions.accept(world.actor("spring"), row.entry_id)
    with pytest.raises(Conflict):
        certificate.certificate(row)


@pytest.mark.django_db
def test_outside_his_community_nobody_answers_and_no_other_receipt_opens(world: World) -> None:
    row = signed_up(world)
    with pytest.raises(Missing):
        actions.accept(world.actor("autumn"), row.entry_id)
    key = signing_up.receipt_key(row)
    for wrong in ("", "x", key[:-4] + ("AAAA" if not key.endswith("AAAA") else "BBBB")):
        with pytest.raises(Missing):
            signing_up.receipt_of(wrong)


@pytest.mark.django_db
def test_withdrawn_he_serves_no_longer(world: World) -> None:
    row = signed_up(world)
    accepted = actions.accept(world.actor("spring"), row.entry_id)
    actions.assign(world.actor("spring"), row.entry_id, accepted.path)
    world.time.advance(datetime.timedelta(days=1))
    signing_up.withdraw(signing_up.receipt_of(signing_up.receipt_key(row)))
    assert Posting.objects.at().get(person=accepted.person).ended_at is not None
    world.time.advance(datetime.timedelta(hours=1))
    assert (told(world, "personnel.posted"), told(world, "volunteers.accepted")) == (0, 0)
    with pytest.raises(Conflict):
        signing_up.withdraw(signing_up.receipt_of(signing_up.receipt_key(row)))


@pytest.mark.django_db
def test_somebody_of_the_register_is_not_entered_twice(world: World) -> None:
    known = stated(
        world, "spring", PERSONS, name="赵愿", phone="19900000011", kind="resident", place="春晖社区"
    )
    row = signed_up(world)
    assert actions.accept(world.actor("spring"), row.entry_id).person == known.entry_id
    with pytest.raises(Conflict):
        signed_up(world)


@pytest.mark.django_db
def test_a_cadre_who_helps_as_a_volunteer_and_withdraws_serves_on(world: World) -> None:
    cadre = stated(world, "audit-office", PERSONS, name="赵愿", phone="19900000011", body="audit-office")
    stated(world, "committee", POSTINGS, person="赵愿", place="秋实社区", body="audit-office")
    row = actions.accept(world.actor("spring"), signed_up(world).entry_id)
    actions.assign(world.actor("spring"), row.entry_id, row.path)
    world.time.advance(datetime.timedelta(hours=1))
    signing_up.withdraw(signing_up.receipt_of(signing_up.receipt_key(row)))
    ended = {one.source: one.ended_at is not None for one in Posting.objects.at()}
    assert ended == {"volunteer": True, "sent": False}
    assert Person.objects.at().get(entry=cadre.entry_id).ended_at is None


@pytest.mark.django_db
def test_a_correction_by_the_desk_leaves_who_he_is_in_the_register(world: World) -> None:
    row = actions.accept(world.actor("spring"), signed_up(world).entry_id)
    values = read(VOLUNTEERS, SENT | {"wishes": "搬运"}, Meaning(world.actor("spring"), world.response))
    made = ledgers.correct(world.actor("spring"), VOLUNTEERS, row.entry_id, values, "补充")
    assert (made.wishes, made.answer, made.person, made.link_id) == (
        "搬运",
        "accepted",
        row.person,
        row.link_id,
    )


@pytest.mark.django_db
def test_all_that_is_missing_is_said_at_once(world: World) -> None:
    visitor = Client()
    join = f"/volunteers/join/{links.token(link_of(world))}/"
    sent = {
        name: value for name, value in _sent(visitor, join).items() if name not in ("name", "phone", "adult")
    }
    world.time.advance(datetime.timedelta(minutes=1))
    assert set(visitor.post(join, sent).context["form"].errors) == {"name", "phone", "adult"}


@pytest.mark.django_db
def test_who_does_not_state_a_number_or_is_no_adult_is_told(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        signed_up(world, phone="", adult=False)
    assert set(refused.value.errors) == {"adult", "phone"}


@pytest.mark.django_db
def test_a_link_ends_and_takes_only_so_many_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    link = link_of(world)
    monkeypatch.setattr(limits, "BY_ADDRESS", 2)
    for number in range(2):
        signed_up(world, link, name=f"赵{number}")
    with pytest.raises(TooMany):
        signed_up(world, link, name="赵三")
    world.time.advance(datetime.timedelta(hours=1, minutes=1))
    signed_up(world, link, name="赵三")
    links.revoke(world.actor("spring"), link.pk)
    link.refresh_from_db()
    with pytest.raises(Missing):
        signed_up(world, link, name="赵四")
    with pytest.raises(Missing):
        links.make(world.actor("spring"), world.response, world.places["autumn"], "", 3)


def _sent(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser sends of the form at an address, filled in."""
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("id", "opened")}
    return hidden | SENT | {"healthy": "on", "adult": "on"}


@pytest.mark.django_db
def test_the_public_pages(world: World, client_for: Any) -> None:
    visitor = Client()
    join = f"/volunteers/join/{links.token(link_of(world))}/"
    sent = _sent(visitor, join)
    assert visitor.post(join, sent).status_code == 422  # sooner than a person can
    world.time.advance(datetime.timedelta(minutes=1))
    assert visitor.post(join, sent | {"website": "x"}).status_code == 422
    wrong = visitor.post(join, sent | {"phone": ""})
    assert (wrong.status_code, "phone" in wrong.context["form"].errors) == (422, True)
    answer = visitor.post(join, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    receipt = answer["Location"]
    page = visitor.get(receipt).content.decode()
    assert "赵愿" not in page
    key = receipt.partition("?key=")[2].partition("&")[0]
    correct = f"/volunteers/receipt/correct/?key={key}"
    form = visitor.get(correct).context["form"]
    world.time.advance(datetime.timedelta(minutes=1))
    again = sent | {"opened": form["opened"].value(), "wishes": "搬运"}
    assert visitor.post(correct, again).status_code == 302
    row = Volunteer.objects.at().get()
    assert (row.wishes, row.link_id is not None) == ("搬运", True)
    actions.accept(world.actor("spring"), row.entry_id)
    actions.assign(world.actor("spring"), row.entry_id, row.path)
    assert visitor.get(f"/volunteers/receipt/certificate/?key={key}").content[:4] == b"%PDF"
    assert Event.objects.filter(action="volunteers.certificate").exists()
    assert visitor.post(f"/volunteers/receipt/withdraw/?key={key}").status_code == 302
    assert visitor.get("/volunteers/receipt/?key=none").status_code == 404
    assert visitor.post(join, {"name": "x" * 20_000}).status_code == 413


@pytest.mark.django_db
def test_the_pages_of_the_desk(world: World, client_for: Any) -> None:
    client: Client = client_for(world.accounts["spring"])
    made = client.post(
        "/volunteers/links/", {"place": world.places["spring"].code, "label": "南门", "days": 7}
    )
    assert made.status_code == 302
    assert client.get(made["Location"]).status_code == 200
    assert client.get(f"{made['Location']}code.svg").status_code == 200
    row = signed_up(world)
    vet = f"/volunteers/{row.entry_id}/vet/"
    assert "赵愿" not in client.get(vet).content.decode()
    assert client.post(vet, {"answer": "refuse", "reason": ""}).status_code == 422
    accepted = client.post(vet, {"fitness": "fit"})
    assert accepted["Location"] == f"/volunteers/{row.entry_id}/assign/"
    assert client.get(accepted["Location"]).status_code == 200
    assert client.post(accepted["Location"], {"place": "无此处"}).status_code == 422
    assert client.post(accepted["Location"], {"place": "春晖社区"}).status_code == 302
    assert client.post(f"/volunteers/{row.entry_id}/thank/", {"words": "谢谢"}).status_code == 302
    assert client.get(f"/volunteers/{row.entry_id}/certificate/").content[:4] == b"%PDF"
    assert Event.objects.filter(action="volunteers.disclose").exists()
    assert client.get("/volunteers/links/").status_code == 200
    assert client_for(world.accounts["supervisor"]).get("/volunteers/links/").status_code == 200
    assert client_for(world.accounts["supervisor"]).get(vet).status_code == 403
