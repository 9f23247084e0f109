"""Without an account: register oneself by a link, keep the receipt, correct, withdraw; and what is turned away."""

from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import World, id_number, invent
from fangxian.core.audit.models import Event
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.sealing import open_person
from fangxian.lines.arrivals.selfreg import limits, links, secrets
from fangxian.lines.arrivals.selfreg.models import Attempt, RegistrationLink, SelfRegistration
from fangxian.lines.arrivals.selfreg.tests.conftest import Returnee
from fangxian.lines.arrivals.selfreg.views.bounds import LARGEST
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role

State = SelfRegistration.State


def test_somebody_registers_himself_and_keeps_a_receipt(returnee: Returnee, world: World) -> None:
    page = returnee.client.get(returnee.url)
    assert page.status_code == 200
    assert page.context["form"].initial["place"] == "春晖社区"
    receipt = returnee.client.get(returnee.registered(1, employer="审计局"))
    (row,) = SelfRegistration.objects.at()
    assert (row.state, row.by_proxy, row.body) == (State.PENDING, False, world.bodies["audit-office"])
    assert open_person(row, row.response).identity.id_number == id_number(1)
    text = receipt.content.decode()
    assert row.receipt in text
    assert "<svg" in text
    assert invent(1).identity.name not in text
    assert invent(1).contact.phone not in text
    assert not ArrivalReport.objects.exists()
    assert Event.objects.filter(action="selfreg.submit", actor=None, actor_label="visitor").count() == 1


def test_relatives_are_entered_with_him_by_proxy(returnee: Returnee) -> None:
    told = returnee.entered(1, member_1=invent(2).identity.name, member_2="某", member_id_2=id_number(3))
    receipt = returnee.send(told)["Location"]
    rows = SelfRegistration.objects.at().order_by("by_proxy", "entry")
    assert [row.by_proxy for row in rows] == [False, True, True]
    assert len({row.household for row in rows} | {row.receipt for row in rows}) == 2
    assert len(returnee.client.get(receipt).context["people"]) == 3


def test_a_community_named_other_than_the_link_s_gets_it(returnee: Returnee, world: World) -> None:
    returnee.registered(1, place="秋实社区")
    assert SelfRegistration.objects.at().get().path == world.places["autumn"].path


def test_a_unit_s_link_presets_the_employer_and_asks_for_the_community(world: World) -> None:
    link = links.make(world.actor("audit-office"), world.response, "organs:audit-office", "单位群", 7)
    unit = Returnee(world, link)
    initial = unit.client.get(unit.url).context["form"].initial
    assert (initial["employer"], initial["place"]) == ("审计局", "")
    assert unit.send(unit.entered(1, place="")).status_code == 422


def test_a_station_s_link_asks_for_the_community(world: World) -> None:
    officer = people.create_account(SYSTEM, name="station")
    people.grant_role(SYSTEM, officer, Role.CHECKPOINT_OFFICER, place=world.places["east"])
    world.accounts["station"] = officer
    owner = f"place:{world.places['east'].code}"
    station = Returnee(world, links.make(world.actor("station"), world.response, owner, "火车站", 7))
    assert station.client.get(station.url).context["form"].initial["place"] == ""
    station.registered(1, place="夏荫社区")
    assert SelfRegistration.objects.at().get().path == world.places["summer"].path


def test_sent_again_nothing_is_added_and_the_receipt_is_the_same(returnee: Returnee) -> None:
    told = returnee.entered(1)
    first, second = returnee.send(told), returnee.send(told)
    assert first["Location"] == second["Location"]
    assert SelfRegistration.objects.count() == 1
    other = returnee.send(told | {"name": invent(2).identity.name})
    assert other.status_code == 422
    assert other.context["form"]["id"].value() != told["id"]
    assert SelfRegistration.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "), ("name", "名" * 61), ("place", "没有的社区"), ("arrived_on", "昨天"),
        ("arrived_on", "2030-01-01"), ("arrived_on", "2019-01-01"), ("symptoms", ""), ("transport", "rocket"),
        ("id", "7"), ("website", "https://example.org"), ("opened", ""), ("opened", "20200201000000000000.00"),
    ],
)  # fmt: skip
def test_bad_input_is_asked_back(returnee: Returnee, field: str, value: str) -> None:
    assert returnee.send(returnee.entered(1, **{field: value})).status_code == 422
    assert not SelfRegistration.objects.exists()


def test_a_form_filled_in_an_instant_is_no_person_s(returnee: Returnee) -> None:
    told = returnee.entered(1)
    assert returnee.send(told, after=0.5).status_code == 422
    assert returnee.send(told, after=5).status_code == 302
    late = returnee.entered(2)
    assert returnee.send(late, after=25 * 3600).status_code == 422


def test_neither_id_number_nor_phone_is_needed(returnee: Returnee) -> None:
    returnee.registered(1, id_number="", phone="")
    returnee.registered(2, id_number="42010119900101")
    assert SelfRegistration.objects.count() == 2


def test_a_revoked_or_expired_link_is_closed(returnee: Returnee, world: World) -> None:
    told = returnee.entered(1)
    links.revoke(world.actor("spring"), returnee.link.id)
    assert returnee.client.get(returnee.url).status_code == 410
    assert returnee.send(told).status_code == 410
    fresh = links.make(world.actor("spring"), world.response, f"place:{world.places['spring'].code}", "", 1)
    again = Returnee(world, fresh)
    receipt = again.registered(2)
    world.time.advance(timedelta(days=1, hours=1))
    assert again.client.get(again.url).status_code == 410
    assert again.client.get(receipt).status_code == 200
    assert SelfRegistration.objects.count() == 1


def test_an_unknown_or_altered_token_does_not_exist(returnee: Returnee) -> None:
    token = secrets.link_token(returnee.link)
    for wrong in ("x", token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), token + "A", "汉字"):
        assert returnee.client.get(f"/self/{wrong}/").status_code == 404
    for wrong in ("", token, "x" * 43):
        assert returnee.client.get("/self/receipt/", {"key": wrong}).status_code == 404


def test_many_from_one_address_are_asked_to_wait(returnee: Returnee, world: World) -> None:
    for number in range(limits.BY_ADDRESS):
        returnee.registered(number)
    told = returnee.entered(99)
    refused = returnee.send(told)
    assert refused.status_code == 429
    again = (world.time.now() + limits.WINDOW).astimezone().strftime("%H")
    assert f"{again}:" in refused.context["form"].non_field_errors()[0]
    assert refused.context["form"]["name"].value() == told["name"]
    assert Client(REMOTE_ADDR="198.51.100.9").post(returnee.url, returnee.entered(98)).status_code == 422
    elsewhere = Returnee(world, returnee.link)
    elsewhere.client = Client(REMOTE_ADDR="198.51.100.9")
    elsewhere.registered(97)
    world.time.advance(timedelta(hours=1))
    assert returnee.send(told | {"opened": secrets.opened(returnee.link)}).status_code == 302


def test_a_link_has_its_limit_too_and_old_attempts_are_forgotten(
    returnee: Returnee, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BY_LINK", 2)
    returnee.registered(1)
    returnee.client = Client(REMOTE_ADDR="198.51.100.9")
    returnee.registered(2)
    returnee.client = Client(REMOTE_ADDR="198.51.100.10")
    assert returnee.send(returnee.entered(3)).status_code == 429
    world.time.advance(timedelta(hours=3))
    returnee.registered(4)
    assert Attempt.objects.count() == 1
    assert b"198.51" not in b"".join(bytes(row.address) for row in Attempt.objects.all())


def test_a_large_body_is_not_read(returnee: Returnee) -> None:
    answer = returnee.client.post(returnee.url, returnee.entered(1, address="长" * LARGEST))
    assert answer.status_code == 413
    assert not SelfRegistration.objects.exists()


def test_a_form_from_elsewhere_is_refused(returnee: Returnee) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(returnee.url, returnee.entered(1)).status_code == 403


def test_nobody_learns_whether_somebody_is_registered(returnee: Returnee, world: World) -> None:
    """A stranger who knows all about a person gets the same answers whether or not that person is registered."""
    told = returnee.entered(1)
    fresh = returnee.send(told | {"id": str(new_id())})
    world.register(2)
    known = returnee.send(returnee.entered(2))
    assert fresh.status_code == known.status_code == 302
    assert SelfRegistration.objects.count() == 2
    pages = [returnee.client.get(answer["Location"]) for answer in (fresh, known)]
    assert [page.context["own"].state for page in pages] == [State.PENDING] * 2
    for name in ("name", "phone", "id_number", "q"):
        assert returnee.client.get("/self/receipt/", {name: told.get(name, "x")}).status_code == 404


def test_the_holder_of_a_receipt_corrects_what_he_entered(returnee: Returnee, world: World) -> None:
    receipt = returnee.registered(1, member_1=invent(2).identity.name, member_id_1=id_number(2))
    url = receipt.replace("/receipt/", "/receipt/correct/")
    page = returnee.client.get(url)
    text = page.content.decode()
    for secret in (invent(1).identity.name, invent(1).contact.phone, id_number(1), invent(2).identity.name):
        assert secret not in text
    form = page.context["form"]
    told = {name: form[name].value() or "" for name in form.fields} | {
        "origin": "北京",
        "phone": "13900005678",
    }
    world.time.advance(timedelta(seconds=30))
    assert returnee.client.post(url, told).status_code == 302
    own = SelfRegistration.objects.at().get(by_proxy=False)
    relative = SelfRegistration.objects.at().get(by_proxy=True)
    person = open_person(own, own.response)
    assert (own.number, own.origin, person.contact.phone) == (2, "北京", "13900005678")
    assert (person.identity.name, person.identity.id_number) == (invent(1).identity.name, id_number(1))
    assert open_person(relative, own.response).identity.id_number == id_number(2)


def test_the_holder_of_a_receipt_withdraws(returnee: Returnee) -> None:
    receipt = returnee.registered(1, member_1="某")
    url = receipt.replace("/receipt/", "/receipt/withdraw/")
    assert returnee.client.get(url).status_code == 405
    assert returnee.client.post(url).status_code == 302
    assert {row.state for row in SelfRegistration.objects.at()} == {State.WITHDRAWN}
    assert returnee.client.post(url).status_code == 409
    assert returnee.client.get(receipt).context["pending"] is False


def test_links_belong_to_whose_place_or_unit_they_are(world: World, link: RegistrationLink) -> None:
    from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing

    spring = f"place:{world.places['spring'].code}"
    for name, owner in (("summer", spring), ("audit-office", spring), ("spring", "organs:audit-office")):
        with pytest.raises(Invalid):
            links.make(world.actor(name), world.response, owner, "", 3)
    with pytest.raises(Forbidden):
        links.make(world.actor("supervisor"), world.response, spring, "", 3)
    with pytest.raises(Invalid):
        links.make(world.actor("spring"), world.response, spring, "", 61)
    with pytest.raises(Missing):
        links.revoke(world.actor("summer"), link.id)
    links.revoke(world.actor("spring"), link.id)
    with pytest.raises(Conflict):
        links.revoke(world.actor("spring"), link.id)
