"""Texts for the group: exact counts, units by the body above them, no persons, links that lead where they say (M8)."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, World
from fangxian.lines.reports import chat
from fangxian.lines.reports.form import RETURNEES
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
CHAT = "/reports/chat/"


@pytest.fixture
def committee(world: World, client_for: SignIn) -> Client:
    """At eleven both banks have filed, one unit of the organs too, the others are an hour late."""
    world.file("north-bank", numbers={**world.filing("north-bank").numbers, "new_arrivals": 3},
               reasons={"new_arrivals": "三人刚到"})  # fmt: skip
    world.file("south-bank")
    world.time.advance(timedelta(hours=3))
    world.file("archives")
    return client_for(world.accounts["committee"])


def texts(client: Client, query: str = "") -> dict[str, str]:
    return {code: text for code, _title, text, _none in client.get(CHAT + query).context["cards"]}


def test_the_silent_are_listed_below_the_body_above_them_with_how_late_it_is(committee: Client) -> None:
    lines = texts(committee)["silent"].splitlines()
    assert "11:00" in lines[0]
    assert "3" in lines[0]
    assert lines[1].startswith("▪")
    assert "直属机关工委" in lines[1]
    assert "3/4" in lines[1]
    assert [line.partition(". ")[2] for line in lines[2:5]] == ["审计局", "统计局", "气象局"]


def test_the_summary_s_counts_are_the_figures(world: World, committee: Client) -> None:
    day = chat.day_of(world.actor("committee"), world.response, RETURNEES, world.filing().day)
    assert (day.due, day.filed, day.zero, day.late, day.silent) == (6, 3, 2, 1, 3)
    text = texts(committee)["summary"]
    for number in ("6", "3", "2", "1"):
        assert number in text.splitlines()[1]
    assert any(line.startswith("▪") and " 3 " in line for line in text.splitlines())


def test_thanks_go_to_complete_groups_only(world: World, committee: Client) -> None:
    assert "金融办（2/2）" in texts(committee)["thanks"]
    assert "直属机关工委（" not in texts(committee)["thanks"]
    for name in ("audit-office", "statistics", "meteorology"):
        world.file(name)
    after = texts(committee)
    assert (after["silent"], "6" in after["thanks"]) == ("", True)


def test_what_was_known_then_is_said_of_then(committee: Client) -> None:
    assert "4/4" in texts(committee, "?as_of=2020-02-01T10:45")["silent"]


def test_whoever_filed_after_midnight_is_not_silent_on_the_day_before(
    world: World, committee: Client
) -> None:
    world.time.advance(timedelta(hours=14))
    world.file("statistics", day=FIRST_DAY)
    day = chat.day_of(world.actor("committee"), world.response, RETURNEES, FIRST_DAY)
    assert (day.filed, day.late, day.silent) == (4, 2, 2)
    said = texts(committee, f"?day={FIRST_DAY}")["silent"]
    assert "审计局" in said
    assert "统计局" not in said
    then = texts(committee, f"?day={FIRST_DAY}&as_of={FIRST_DAY}T23:00")["silent"]
    assert "统计局" in then


def test_a_part_is_told_of_alone_and_nobody_beyond_his_own(
    world: World, committee: Client, client_for: SignIn
) -> None:
    assert texts(committee, "?line=industry")["silent"] == ""
    assert "统计局" in texts(committee, "?place=220602002")["silent"]
    assert "审计局" not in texts(committee, "?place=220602002")["silent"]
    own = texts(client_for(world.accounts["statistics"]))["silent"]
    assert "统计局" in own
    assert "审计局" not in own


def test_no_person_is_named(world: World, committee: Client) -> None:
    for name in ("statistics", "audit-office"):
        people.name_responsible(SYSTEM, world.accounts[name], "联络员", body=world.bodies[name])
    said = "".join(texts(committee).values())
    assert not [name for name in world.accounts if f"{name}（虚构）" in said]


def test_a_link_leads_through_the_sign_in_to_its_page(
    world: World, committee: Client, client_for: SignIn
) -> None:
    link = next(word for word in texts(committee)["silent"].replace("：", " ").split() if "http" in word)
    address = urlsplit(link[link.index("http") :])
    assert (address.path, address.query) == ("/reports/mine/", "")
    shown_door = Client().get(address.path)
    assert shown_door["Location"] == "/sign-in/?next=%2Freports%2Fmine%2F"
    assert (
        client_for(world.accounts["statistics"]).get(address.path).context["mine"].body.code == "statistics"
    )
    world.time.advance(timedelta(days=1))
    assert "day=2020-02-01" in texts(committee, "?day=2020-02-01")["silent"]


def test_roles_without_reports_meet_no_texts(world: World, client_for: SignIn) -> None:
    assert client_for(world.accounts["spring"]).get(CHAT).status_code == 403
    assert client_for(world.accounts["committee"]).get(f"{CHAT}?place=11").status_code == 404
