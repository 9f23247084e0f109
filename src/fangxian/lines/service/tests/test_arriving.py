"""Somebody without an account checks in at his post by the number on its poster, from his own page (M10)."""

from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.core.audit.models import Event
from fangxian.lines.service import arriving, links
from fangxian.lines.service.models import Attendance
from fangxian.lines.service.tests.people import member, post_with, shift
from fangxian.lines.service.tests.test_attendance import at
from fangxian.mechanisms.personnel.own import asked_of
from fangxian.mechanisms.visitors.limits import BY_ADDRESS


@pytest.mark.django_db
def test_ones_own_page_asks_for_the_number_of_the_post_and_it_checks_in_once(
    world: World, client: Client
) -> None:
    person, post = member(world), post_with(world)
    shift(world, "2020-02-01 08:00", "2020-02-01 16:00", "李和")
    (asked,) = asked_of(world.response, person.entry_id)
    assert "08:00–16:00" in str(asked.title)
    page = client.get(asked.url).content.decode()
    assert "李＊" in page
    assert "李和" not in page
    number = links.number(at(world, post))
    assert client.post(asked.url, {"number": f"{(int(number) + 1) % 10**6:06d}"}).status_code == 422
    assert not Attendance.objects.exists()
    done = client.post(asked.url, {"number": f"{number[:3]} {number[3:]}"})
    assert done.status_code == 200
    row = Attendance.objects.at().get()
    assert (row.person, row.post, row.attended, row.shift) == (
        person.entry_id, post.entry_id, "present", "08:00–16:00",
    )  # fmt: skip
    told = Event.objects.filter(action="service.arrive").get()
    assert (told.subject, told.detail["way"]) == (str(person.entry_id), "number")
    assert client.post(asked.url, {"number": number}).status_code == 409
    assert asked_of(world.response, person.entry_id) == []


@pytest.mark.django_db
def test_nobody_tries_numbers_nor_keeps_an_address_for_days(world: World, client: Client) -> None:
    person, post = member(world), post_with(world)
    shift(world, "2020-02-01 08:00", "2020-02-01 16:00", "李和")
    url = asked_of(world.response, person.entry_id)[0].url
    number = links.number(at(world, post))
    wrong = {"number": f"{(int(number) + 1) % 10**6:06d}"}
    told = [client.post(url, wrong).status_code for _ in range(BY_ADDRESS)]
    assert set(told) == {422}
    refused = client.post(url, {"number": number})
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert Client(REMOTE_ADDR="198.51.100.9").post(url, {"number": number}).status_code == 200
    assert client.get(f"{url[:-3]}xx/").status_code == 404
    world.time.advance(timedelta(days=2))
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_a_scanned_code_tells_a_stranger_the_number_and_checks_nobody_in(
    world: World, client: Client
) -> None:
    other, post = member(world, name="周平"), post_with(world)
    url = f"/service/here/{links.token(at(world, post))}/"
    page = client.get(url).content.decode()
    assert links.number(at(world, post)) in page
    assert client.post(url).status_code == 200
    assert not Attendance.objects.exists()
    address = f"/service/arrive/{arriving.token(world.response, other.entry_id)}/"
    assert client.post(address, {"number": links.number(at(world, post))}).status_code == 422
