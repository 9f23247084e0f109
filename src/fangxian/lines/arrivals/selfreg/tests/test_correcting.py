"""By his receipt alone somebody corrects what he entered of himself and his household; nothing is deleted."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World, id_number, invent
from fangxian.core import crypto
from fangxian.core.audit.models import Event
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Conflict
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.sealing import open_person
from fangxian.lines.arrivals.selfreg import actions, confirming, limits, links
from fangxian.lines.arrivals.selfreg.models import SelfRegistration
from fangxian.lines.arrivals.selfreg.tests.conftest import Returnee

State = SelfRegistration.State


def opened(returnee: Returnee, receipt: str) -> dict[str, Any]:
    """Open the correction; return what its form would send as it stands."""
    form = returnee.client.get(correction(receipt)).context["form"]
    return {name: form[name].value() or "" for name in form.fields if not name.startswith("member_out")}


def correction(receipt: str) -> str:
    return receipt.replace("/receipt/", "/receipt/correct/")


def correct(returnee: Returnee, receipt: str, **changes: Any) -> Any:
    told = opened(returnee, receipt) | changes
    returnee.world.time.advance(timedelta(seconds=30))
    return returnee.client.post(correction(receipt), told)


def relatives(state: str = State.PENDING) -> list[str]:
    """Return the names of the relatives that stand so now."""
    rows = SelfRegistration.objects.at().filter(by_proxy=True, state=state).order_by("submitted_at", "entry")
    return [open_person(row, row.response).identity.name for row in rows]


def test_a_relative_entered_by_mistake_is_taken_out_and_the_community_sees_it(
    returnee: Returnee, world: World, client_for: Any
) -> None:
    receipt = returnee.registered(1, member_1="甲", member_2="乙", member_id_2=id_number(2))
    form = returnee.client.get(correction(receipt)).context["form"]
    assert [bool(member.out) for member in form.members] == [True, True, False, False, False]
    assert correct(returnee, receipt, member_out_2="on").status_code == 302
    assert (relatives(), relatives(State.WITHDRAWN)) == (["甲"], ["乙"])
    gone = SelfRegistration.objects.at().get(state=State.WITHDRAWN)
    assert SelfRegistration.objects.filter(entry=gone.entry_id).count() == 2
    event = Event.objects.get(action="selfreg.correct")
    assert (event.count, event.detail["taken_out"]) == (2, 1)
    assert gone.reason in returnee.client.get(receipt).content.decode()
    own = SelfRegistration.objects.at().get(by_proxy=False)
    desk = client_for(world.accounts["spring"])
    page = desk.get(f"/arrivals/self/{own.entry_id}/")
    assert gone.reason in page.content.decode()
    assert len(page.context["relatives"]) == 1
    history = desk.get(f"/arrivals/self/{gone.entry_id}/").context["history"]
    assert [change.version.state for change in history] == [State.WITHDRAWN, State.PENDING]
    together = [str(own.entry_id), str(page.context["relatives"][0].registration.entry_id)]
    desk.post("/arrivals/self/confirm/", {"entry": together})
    assert ArrivalReport.objects.at().count() == 2


def test_whoever_is_entered_after_one_was_taken_out_is_another_entry(returnee: Returnee) -> None:
    receipt = returnee.registered(1, member_1="甲")
    correct(returnee, receipt, member_out_1="on")
    form = returnee.client.get(correction(receipt)).context["form"]
    assert form.numbers == [2, 3, 4, 5, 6]
    correct(returnee, receipt, member_2="丙")
    assert (relatives(), relatives(State.WITHDRAWN)) == (["丙"], ["甲"])
    assert SelfRegistration.objects.at().filter(by_proxy=True).count() == 2


def test_a_name_typed_over_a_relative_s_corrects_it(returnee: Returnee) -> None:
    receipt = returnee.registered(1, member_1="甲", member_id_1=id_number(2))
    correct(returnee, receipt, member_1="甲一")
    row = SelfRegistration.objects.at().get(by_proxy=True)
    person = open_person(row, row.response)
    assert (person.identity.name, person.identity.id_number, row.number) == ("甲一", "", 2)


def test_symptoms_once_named_stay_named_until_there_are_none(returnee: Returnee) -> None:
    receipt = returnee.registered(1, symptoms="yes", symptoms_named="低热")

    def named() -> str:
        row = SelfRegistration.objects.at().get()
        return open_person(row, row.response).health.symptoms

    correct(returnee, receipt, origin="北京")
    assert named() == "低热"
    correct(returnee, receipt, symptoms="no")
    assert named() == ""


def test_a_relative_whom_the_community_confirmed_is_not_asked_for_any_more(
    returnee: Returnee, world: World
) -> None:
    receipt = returnee.registered(1, member_1="甲", member_2="乙")
    told = opened(returnee, receipt)
    rows = SelfRegistration.objects.at().filter(by_proxy=True)
    first = next(row for row in rows if open_person(row, row.response).identity.name == "甲")
    confirming.confirm(world.actor("spring"), [first.entry_id])
    assert returnee.client.get(correction(receipt)).context["form"].numbers[0] == 2
    returnee.client.post(correction(receipt), told | {"member_out_1": "on", "origin": "北京"})
    assert relatives(State.CONFIRMED) == ["甲"]
    own = SelfRegistration.objects.at().get(by_proxy=False)
    again = world.registration(5, id=first.entry_id, by_proxy=True)
    with pytest.raises(Conflict):
        actions.correct(own, [world.registration(1, id=own.entry_id), again])


def test_a_receipt_corrects_its_own_and_nobody_else_s(returnee: Returnee) -> None:
    receipt = returnee.registered(1)
    answer = correct(returnee, receipt, id=str(new_id()))
    assert answer.status_code == 409
    assert SelfRegistration.objects.count() == 1


def find(client: Client, number: str, name: str) -> Any:
    return client.post("/self/receipt/find/", {"number": number, "name": name})


def test_who_wrote_the_number_down_finds_his_receipt_by_it_and_his_name(returnee: Returnee) -> None:
    receipt = returnee.registered(1, member_1="甲")
    own, name = SelfRegistration.objects.at().get(by_proxy=False), invent(1).identity.name
    visitor = Client()
    assert visitor.get("/self/receipt/find/").status_code == 200
    for number in (own.receipt, own.receipt.lower().replace("-", " "), own.receipt.replace("O", "0")):
        assert find(visitor, number, f" {name} ")["Location"] == receipt
    for number, who in (
        (own.receipt, invent(2).identity.name),
        (own.receipt, "甲"),
        ("2222-2222", name),
        ("?", name),
    ):
        wrong = find(visitor, number, who)
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["number"])
    assert find(visitor, "", "").status_code == 422


def test_too_many_wrong_numbers_are_told_to_wait_and_until_when(returnee: Returnee, world: World) -> None:
    returnee.registered(1)
    own, name = SelfRegistration.objects.at().get(), invent(1).identity.name
    for _turn in range(limits.WRONG_NUMBERS):
        assert find(returnee.client, "2222-2222", name).status_code == 422
    refused = find(returnee.client, own.receipt, name)
    assert refused.status_code == 429
    assert 'href="/"' not in refused.content.decode()
    assert find(Client(REMOTE_ADDR="198.51.100.9"), own.receipt, name).status_code == 302
    world.time.advance(timedelta(hours=1))
    assert find(returnee.client, own.receipt, name).status_code == 302


def test_a_page_for_visitors_never_leads_to_the_sign_in(returnee: Returnee) -> None:
    for url in ("/self/x/", "/self/receipt/?key=x", "/self/receipt/correct/?key=x"):
        page = returnee.client.get(url)
        assert page.status_code == 404
        assert "/self/receipt/find/" in page.content.decode()
        assert 'href="/"' not in page.content.decode()


def test_when_the_response_is_over_nobody_is_sent_for_another_link(returnee: Returnee, world: World) -> None:
    receipt = returnee.registered(1)
    type(world.response).objects.update(ended_at=world.time.now())
    closed = returnee.client.get(returnee.url)
    assert (closed.status_code, closed.context["over"]) == (410, True)
    page = returnee.client.get(receipt)
    assert page.context["over"]
    assert "receipt/correct" not in page.content.decode()
    assert correct_blindly(returnee, receipt).status_code == 409


def test_when_the_data_were_destroyed_a_receipt_says_so(returnee: Returnee, world: World) -> None:
    receipt, link = returnee.registered(1), returnee.url
    own, name = SelfRegistration.objects.at().get(), invent(1).identity.name
    for data_class in DataClass:
        crypto.destroy_key(world.response.key_owner, data_class)
    client = returnee.client
    for page in (client.get(receipt), client.get(link), find(client, own.receipt, name)):
        assert page.status_code == 410
        assert "已经结束" in page.content.decode()


def correct_blindly(returnee: Returnee, receipt: str) -> Any:
    """Send a correction from a page that was opened before."""
    return returnee.client.post(receipt.replace("/receipt/", "/receipt/withdraw/"))


def test_a_station_s_poster_takes_a_whole_train_behind_one_address(world: World) -> None:
    owner = f"place:{world.places['county'].code}"
    station = Returnee(world, links.make(world.actor("committee"), world.response, owner, "出站口", 7))
    for number in range(limits.BY_ADDRESS + 5):
        station.registered(number)
    assert SelfRegistration.objects.count() == limits.BY_ADDRESS + 5
