"""The person's page: masked until a purpose is stated, every reading on record, who asked already."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from fangxian.conftest import World, id_number
from fangxian.core.audit.models import Event
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def test_a_stated_purpose_shows_the_entry_in_full_and_is_kept(world: World, client_for: ClientFor) -> None:
    own = world.register(1, phone="13900005678")
    client = client_for(world.accounts["spring"])
    masked = client.get(f"/arrivals/{own.entry_id}/").content.decode()
    assert id_number(1) not in masked
    assert "13900005678" not in masked
    assert client.post(f"/arrivals/{own.entry_id}/disclose/", {"purpose": ""}).status_code == 422
    assert not Event.objects.filter(kind=Event.Kind.READ).exists()
    shown = client.post(f"/arrivals/{own.entry_id}/disclose/", {"purpose": "contact"})
    assert id_number(1) in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    event = Event.objects.get(kind=Event.Kind.READ)
    assert (event.subject, event.purpose) == (str(own.entry_id), "contact")


def test_who_asked_already_is_seen_by_the_other_side_without_what_was_noted(
    world: World, client_for: ClientFor
) -> None:
    unit, community = world.declare(2), world.register(2)
    sent = {"said": "phone:reached", "remark": "住在亲戚家"}
    worker = client_for(world.accounts["spring"])
    assert worker.post(f"/contacts/arrival/{community.entry_id}/", sent).status_code == 302
    liaison = client_for(world.accounts["audit-office"])
    page = liaison.get(f"/arrivals/{unit.entry_id}/")
    assert page.context["asked"].times == 1
    assert "住在亲戚家" not in page.content.decode()
    shown = worker.post(f"/arrivals/{community.entry_id}/disclose/", {"purpose": "verify"})
    assert "住在亲戚家" in shown.content.decode()
    assert (
        "住在亲戚家"
        not in liaison.post(f"/arrivals/{unit.entry_id}/disclose/", {"purpose": "verify"}).content.decode()
    )
    world.time.advance(timedelta(days=4))
    assert liaison.get(f"/arrivals/{unit.entry_id}/").context["asked"].times == 0


def test_a_contact_without_outcome_is_asked_back(world: World, client_for: ClientFor) -> None:
    own = world.register(2)
    client = client_for(world.accounts["spring"])
    assert client.post(f"/contacts/arrival/{own.entry_id}/", {"said": "pigeon:reached"}).status_code == 422
    supervisor = client_for(world.accounts["supervisor"])
    assert supervisor.post(f"/contacts/arrival/{own.entry_id}/", {}).status_code == 403
    assert (
        client_for(world.accounts["summer"])
        .post(f"/contacts/arrival/{own.entry_id}/", {"said": "phone:reached"})
        .status_code
        == 404
    )


def test_the_other_side_is_told_as_waiting_then_as_reported(world: World, client_for: ClientFor) -> None:
    unit = world.declare(3)
    client = client_for(world.accounts["audit-office"])
    (other,) = client.get(f"/arrivals/{unit.entry_id}/").context["others"]
    assert (other["side"], other["answered"]) == ("community", False)
    assert other["due_at"]
    world.register(3)
    (other,) = client.get(f"/arrivals/{unit.entry_id}/").context["others"]
    assert other["answered"]


def test_a_possible_match_is_not_told_as_reported(world: World, client_for: ClientFor) -> None:
    unit = world.declare(4, id_number="", phone="", address="")
    world.register(4, id_number="", phone="", address="")
    page = client_for(world.accounts["audit-office"]).get(f"/arrivals/{unit.entry_id}/")
    assert [other["answered"] for other in page.context["others"]] == [False]


def test_history_lists_versions_by_field_names_only(world: World, client_for: ClientFor) -> None:
    own = world.register(5, phone="13900005678")
    client = client_for(world.accounts["spring"])
    form = client.get(f"/arrivals/{own.entry_id}/edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    client.post(f"/arrivals/{own.entry_id}/edit/", sent | {"phone": "13700004321", "reason": "换号"})
    page = client.get(f"/arrivals/{own.entry_id}/")
    changes = page.context["history"]
    assert [change.version.number for change in changes] == [2, 1]
    assert len(changes[0].fields) == 3  # the form adds sex and birth date, which the number tells
    assert "13900005678" not in page.content.decode()
    assert "换号" in page.content.decode()
