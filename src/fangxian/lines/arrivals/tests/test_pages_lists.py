"""The list: filters in the address, a search that leaves no trace in it, pages without gaps, few queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World, id_number, invent
from fangxian.lines.arrivals import actions
from fangxian.trees.people.models import Account

ClientFor = Callable[[Account], Client]
MOST_QUERIES = 30


def names(answer: Any) -> list[str]:
    return [row.person["name"] for row in answer.context["rows"]]


def declare_many(world: World, count: int, start: int = 100) -> None:
    """Declare many invented persons at once."""
    arrivals = [world.declaration(number) for number in range(start, start + count)]
    actions.report(world.actor("audit-office"), world.response, arrivals)


@pytest.mark.parametrize("typed", ["陳清河", "陈 清河", "１３８００００１２３４", id_number(4)])
def test_somebody_is_found_by_name_phone_or_number_in_any_script(
    world: World, client_for: ClientFor, typed: str
) -> None:
    world.declare(4, name="陈清河", phone="13800001234")
    world.declare(5)
    client = client_for(world.accounts["audit-office"])
    answer = client.post("/arrivals/?state=unit_only", {"q": typed})
    assert typed not in answer.url
    assert "state=unit_only" in answer.url
    assert names(client.get(answer.url)) == ["陈＊＊"]


def test_filters_narrow_and_unknown_words_leave_nothing(world: World, client_for: ClientFor) -> None:
    world.declare(1)
    world.register(1)
    world.declare(2, place="autumn")
    world.register(3, employer="archives")
    client = client_for(world.accounts["committee"])

    def count(query: str) -> int:
        return len(client.get(f"/arrivals/?{query}").context["rows"])

    assert count("") == 4
    assert count("state=matched") == 2
    assert count("side=community") == 2
    assert count("place=220602002") == 1
    assert count("place=秋实社区") == 1
    assert count("body=audit-office") == 2
    assert count("body=档案馆") == 1
    assert count("line=industry") == 0
    assert count("place=nowhere") == count("body=nobody") == count("timing=never") == count("found=zz") == 0
    world.time.advance(timedelta(days=2))
    assert count("timing=missing") == 2
    world.declare(9, arrived_at=world.response.started_at)
    assert count("timing=late") == 1


def test_pages_hold_fifty_and_leave_nobody_out(world: World, client_for: ClientFor) -> None:
    declare_many(world, 120)
    client, seen, sizes = client_for(world.accounts["audit-office"]), [], []
    address = "/arrivals/"
    while address:
        answer = client.get(address)
        rows = answer.context["rows"]
        sizes.append(len(rows))
        seen += [row.standing.entry_id for row in rows]
        following = answer.context["next_url"]
        address = f"/arrivals/{following}" if following else ""
    assert sizes == [50, 50, 20]
    assert len(set(seen)) == 120
    assert client.get("/arrivals/?after=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("committee", "/arrivals/"),
        ("committee", "/arrivals/inbox/"),
        ("committee", "/arrivals/gaps/?view=place"),
        ("committee", "/arrivals/gaps/?view=body"),
        ("committee", "/arrivals/entries/?measure=arrivals.declared"),
        ("spring", "/arrivals/entries/?measure=arrivals.declared"),
        ("spring", "/arrivals/gaps/?view=to_register"),
        ("spring", "/cases/"),
        ("audit-office", "/arrivals/"),
        ("audit-office", "/arrivals/gaps/?view=to_declare"),
        ("audit-office", "/arrivals/entries/?measure=arrivals.registered"),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    world: World, client_for: ClientFor, name: str, address: str
) -> None:
    def grow(start: int, count: int) -> None:
        declare_many(world, count, start)
        rows = [
            world.registration(n, employer="audit-office", cohabitants=n % 2)
            for n in range(start + 500, start + 500 + count)
        ]
        actions.report(world.actor("spring"), world.response, rows)
        twins = [world.registration(n, id_number="", phone="") for n in range(start, start + 3)]
        actions.report(world.actor("spring"), world.response, twins)

    client = client_for(world.accounts[name])
    grow(100, 4)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(address).status_code == 200
    grow(200, 40)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few) <= MOST_QUERIES


def test_the_past_is_read_only(world: World, client_for: ClientFor) -> None:
    one = world.register(1)
    before = world.time.now() + timedelta(seconds=1)
    world.time.advance(timedelta(hours=3))
    world.register(2)
    client = client_for(world.accounts["spring"])
    address = f"?as_of={before.isoformat().replace('+', '%2B')}"
    answer = client.get(f"/arrivals/{address}")
    assert names(answer) == [invent(1).identity.name[0] + "＊＊"]
    assert "/arrivals/register/" not in answer.content.decode().split("<main")[1]
    page = client.get(f"/arrivals/{one.entry_id}/{address}").content.decode()
    assert "/edit/" not in page
    assert "/void/" not in page


def test_everybody_looks_only_at_his_own(world: World, client_for: ClientFor) -> None:
    world.declare(1)
    world.register(2, place="autumn")
    assert client_for(world.accounts["archives"]).get("/arrivals/").context["rows"] == []
    assert client_for(world.accounts["spring"]).get("/arrivals/").context["rows"] == []
    assert len(client_for(world.accounts["autumn"]).get("/arrivals/").context["rows"]) == 1
    assert client_for(world.accounts["auditor"]).get("/arrivals/").status_code == 403
    assert client_for(world.accounts["spring"]).get("/arrivals/entries/?measure=no.such").status_code == 404
    assert (
        client_for(world.accounts["spring"]).get("/arrivals/entries/?measure=reports.due").status_code == 404
    )
