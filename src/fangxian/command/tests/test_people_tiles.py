"""The home page tells those who oversee of people, and each number leads to its entries by two links (M9, M10)."""

import re
from typing import Any

import pytest

from fangxian.conftest import World
from fangxian.lines.pairing.ledgers import PAIRINGS
from fangxian.mechanisms.personnel.tests.opened import stated


@pytest.mark.django_db
def test_a_pairing_is_two_links_from_home(world: World, client_for: Any) -> None:
    client = client_for(world.accounts["committee"])
    assert client.get("/").context["people"] == []
    stated(world, "committee", PAIRINGS, body="audit-office", place="春晖社区", since="2020-01-31")
    (tile,) = client.get("/").context["people"]
    assert (tile["value"], tile["detail"]) == (1, "1 个社区 · “五个一”齐全 0 对 · 缺 5 项")
    figures = client.get(tile["url"]).content.decode()
    link = re.search(r'href="(/ledgers/entries/\?measure=pairing.units[^"]*)"', figures)
    assert link
    assert "春晖社区" in client.get(link[1].replace("&amp;", "&")).content.decode()


@pytest.mark.django_db
def test_a_unit_s_home_has_its_duties_instead(world: World, client_for: Any) -> None:
    stated(world, "committee", PAIRINGS, body="audit-office", place="春晖社区", since="2020-01-31")
    assert client_for(world.accounts["audit-office"]).get("/").context["people"] == []
