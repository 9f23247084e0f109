"""The pages: a secretary calls and answers, the committee assigns, the station looks at its list (M5)."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World, invent
from fangxian.core.audit.models import Event
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.arrivals.passengers.models import RowStanding
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send
from fangxian.mechanisms.contacts.models import Contact
from fangxian.mechanisms.duties.board import duties
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]


def outcome(row: object) -> str:
    """Return a row's present outcome."""
    return RowStanding.objects.known().get(entry=row).outcome


def test_a_secretary_calls_registers_in_one_form_and_goes_on(world: World, client_for: ClientFor) -> None:
    row = send(world, passenger(1), passenger(2)).rows[0].entry_id
    client = client_for(world.accounts["spring"])
    page = client.get("/passengers/waiting/")
    assert len(page.context["rows"]) == 2
    person = invent(1)
    assert person.identity.name not in page.content.decode()
    shown = client.post(f"/passengers/rows/{row}/disclose/", {"purpose": "打电话核实"})
    assert f"tel:{person.contact.phone}" in shown.content.decode()
    assert Event.objects.filter(action="passengers.disclose", subject=str(row)).count() == 1
    client.post(f"/contacts/passenger_row/{row}/", {"said": "phone:reached"})
    assert Contact.objects.at().get().about == row
    form = client.get(f"/passengers/rows/{row}/register/").context["form"]
    assert form["name"].value() == person.identity.name
    assert form["trip"].value() == "K7385"
    told = {name: form[name].value() or "" for name in form.fields}
    told |= {"arrived_on": "2020-02-01", "cohabitants": "", "has_symptoms": "", "by_proxy": ""}
    answer = client.post(f"/passengers/rows/{row}/register/", {k: v for k, v in told.items() if v != ""})
    assert answer.status_code == 302, answer.context["form"].errors
    assert outcome(row) == "newly_registered"
    assert ArrivalReport.objects.at().get().trip == "K7385"
    assert len(client.get("/passengers/waiting/").context["rows"]) == 1


def test_one_tap_answers_and_one_tap_takes_it_back(world: World, client_for: ClientFor) -> None:
    row = send(world, passenger(1)).rows[0].entry_id
    client = client_for(world.accounts["spring"])
    client.post(f"/passengers/rows/{row}/answer/", {"outcome": "left_again"})
    assert outcome(row) == "left_again"
    page = client.get(f"/passengers/rows/{row}/")
    assert page.context["answer"]
    client.post(f"/passengers/rows/{row}/take-back/")
    assert outcome(row) == "open"
    assert client.post(f"/passengers/rows/{row}/answer/", {"outcome": "newly_registered"}).status_code == 422
    assert client_for(world.accounts["autumn"]).get(f"/passengers/rows/{row}/").status_code == 404
    assert client_for(world.accounts["audit-office"]).get(f"/passengers/rows/{row}/").status_code == 403


def test_the_committee_gives_a_passenger_out(world: World, client_for: ClientFor) -> None:
    row = send(world, passenger(1, "某地")).rows[0].entry_id
    client = client_for(world.accounts["committee"])
    page = client.get("/passengers/waiting/?view=unplaced")
    assert [one.standing.entry_id for one in page.context["rows"]] == [row]
    wrong = client.post(f"/passengers/rows/{row}/assign/", {"place": "无此社区"})
    assert wrong.status_code == 422
    assert "place" in wrong.context["form"].errors
    client.post(f"/passengers/rows/{row}/assign/", {"place": "春晖社区"})
    assert client_for(world.accounts["spring"]).get(f"/passengers/rows/{row}/").status_code == 200
    assert client.get("/passengers/waiting/?view=unplaced").context["rows"] == []


def test_a_list_shows_its_rows_by_outcome_and_whom_it_lacks(
    world: World, station: Account, client_for: ClientFor
) -> None:
    world.register(1)
    world.register(3, trip="K7385")
    received = send(world, passenger(1), passenger(2), passenger(2, seat="2"))
    url = f"/passengers/{received.list.entry_id}/"
    page = client_for(world.accounts["committee"]).get(url)
    assert {one["label"]: one["count"] for one in page.context["filters"]}["全部"] == 3
    assert page.context["counts"].missed == 1
    assert len(page.context["missed"]) == 1
    assert "3 人" in page.context["quality"] or "3" in page.context["quality"]
    narrowed = client_for(station).get(f"{url}?outcome=duplicate")
    assert [one.standing.position for one in narrowed.context["rows"]] == [3]
    assert narrowed.context["missed"] == []
    assert client_for(world.accounts["summer"]).get(url).status_code == 404
    for measure in ("listed", "missed", "duplicate", "wrong_rate"):
        facts = client_for(world.accounts["committee"]).get(
            f"/passengers/entries/?measure=passengers.{measure}"
        )
        assert facts.status_code == 200
        assert facts.context["rows"]
    assert client_for(station).get("/passengers/entries/?measure=arrivals.declared").status_code == 404
    assert client_for(station).post(f"{url}withdraw/", {"reason": ""}).status_code == 422
    assert client_for(station).post(f"{url}withdraw/", {"reason": "发错了"}).status_code == 302
    assert client_for(station).get(url).status_code == 404


def test_what_is_owed_by_whom(world: World) -> None:
    send(world, passenger(1), passenger(2, "某地"), passenger(3, "秋实社区"))

    def owed(name: str) -> dict[str, int]:
        found = duties(world.actor(name), world.response)
        return {duty.url: duty.count for duty in found if "/passengers/" in duty.url}

    assert owed("spring") == {"/passengers/waiting/": 1}
    assert owed("committee") == {"/passengers/waiting/?view=unplaced": 1}
    world.time.advance(timedelta(hours=25))
    assert owed("committee") == {"/passengers/waiting/?view=unplaced": 1, "/passengers/": 2}
    assert owed("audit-office") == {}


def test_a_list_s_pages_ask_no_more_as_rows_grow(world: World, client_for: ClientFor) -> None:
    clients = {name: client_for(world.accounts[name]) for name in ("committee", "spring")}

    def asked(name: str, url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clients[name].get(url).status_code == 200
        return len(queries)

    few = send(world, *[passenger(number) for number in range(3)])
    urls = [f"/passengers/{few.list.entry_id}/", f"/passengers/rows/{few.rows[0].entry_id}/"]
    for name, client in clients.items():
        client.get(urls[0])
        before = {url: asked(name, url) for url in urls}
        send(world, *[passenger(number) for number in range(100, 140)], id=few.list.entry_id)
        assert all(asked(name, url) <= count <= 30 for url, count in before.items())


def test_as_of_an_hour_a_list_shows_what_was_known(world: World, client_for: ClientFor) -> None:
    received = send(world, passenger(1), passenger(2))
    world.time.advance(timedelta(hours=1))
    row = received.rows[0].entry_id
    client = client_for(world.accounts["spring"])
    client.post(f"/passengers/rows/{row}/answer/", {"outcome": "not_found"})
    url = f"/passengers/{received.list.entry_id}/"
    now, then = client.get(url), client.get(f"{url}?as_of=2020-02-01T08:30")
    assert (now.context["counts"].open, then.context["counts"].open) == (1, 2)
    past = client.get(f"/passengers/rows/{row}/?as_of=2020-02-01T08:30")
    assert past.context["is_open"]
    assert not past.context["offered"]
    assert len(client.get("/passengers/waiting/?as_of=2020-02-01T08:30").context["rows"]) == 2
