"""Nodes as they run: processes with their own databases and keys, HTTPS between them, one killed in the middle."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fangxian.uplink.tests.sites import TOWN, Site, certificates

COUNTY, CITY, PROVINCE = "220602", "2206", "22"
New = Callable[..., list[Site]]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    Site(folder, "").town("tables")
    return folder


@pytest.fixture
def new(tables: Path, tmp_path: Path) -> Iterator[New]:
    """Make nodes at once, each by its place's code and what is entered at it."""
    sites: list[Site] = []

    def make(*asked: tuple[str, ...]) -> list[Site]:
        for code, *_entered in asked:
            shutil.copytree(tables, tmp_path / code)
            sites.append(Site(tmp_path / code, code))
        making = [site.start(TOWN, "make", *words) for site, words in zip(sites, asked, strict=True)]
        for site, process in zip(sites, making, strict=True):
            site.finish(process, 0)
        return sites

    yield make
    for site in sites:
        site.kill()


def join(lower: Site, upper: Site) -> None:
    """Pair two nodes as people do: the code is shown above and entered below."""
    shown = upper.run("register", lower.code, "--minutes", "1")
    lower.run("pair", upper.url, "--code", shown["code"])


def cells(told: dict[str, Any], origin: str) -> dict[str, Any]:
    """Return what one origin told, by measure, place and day."""
    return {key.rpartition(" ")[0]: value for key, value in told.items() if key.endswith(f" {origin}")}


def test_a_county_tells_its_city_over_https_and_nothing_is_lost_when_the_city_is_killed(
    new: New, tmp_path: Path
) -> None:
    authority, certificate = certificates(tmp_path)
    city, county = new((CITY,), (COUNTY, "40"))
    city.authority, city.certificate = authority, certificate
    city.serve()
    code = city.run("register", COUNTY, "--minutes", "1")["code"]
    assert "FANGXIAN_UPLINK_CA" in county.run("pair", city.url, "--code", code, status=1), "not trusted"
    county.authority = authority
    county.run("pair", city.url, "--code", code)

    sending = county.start("fangxian.cli", "uplink", "send", "--json")
    while len(city.numbers()) < 3:
        assert sending.poll() is None
        time.sleep(0.01)
    city.kill()
    broken_off = county.finish(sending, 1)[0]["outcome"]
    assert broken_off in ("ConnectionError", "ChunkedEncodingError"), (
        "before an answer, or in the middle of it"
    )
    before = city.numbers()

    city.serve()
    assert county.run("send")[0]["waiting"] == 0
    below, above = county.town("look"), city.town("look")
    sent = below["packages"]["sent"]
    assert 3 <= len(before) < len(sent)
    assert city.numbers() == sent == list(range(1, len(sent) + 1)), "nothing lost or twice"
    assert above["packages"]["refused"] == []
    assert cells(above["told"], COUNTY) == below["own"]


def test_a_city_passes_on_what_its_county_told_beside_its_own_and_nobody_is_counted_twice(new: New) -> None:
    province, city, county = new((PROVINCE,), (CITY, "5", "220602001001"), (COUNTY, "40"))
    for site in (province, city):
        site.serve()
    join(county, city)
    join(city, province)
    county.town("state", COUNTY, "20000余")
    city.town("state", "220605", "5000")
    for site in (county, city):
        site.run("send")
    own = county.town("own")
    middle = city.town("look", "", "arrivals.registered", CITY)
    above = province.town("look", "", "arrivals.registered", PROVINCE)
    assert cells(above["told"], COUNTY) == own
    passed = cells(above["told"], CITY)
    assert {key: value for key, value in middle["own"].items() if key in passed} == passed
    elsewhere = {key.split()[0] for key in passed if " 220605 " in key}
    assert elsewhere == {"headcounts.front_line"}, "silence is not zero"

    value = own[f"arrivals.registered {COUNTY} {timezone.localdate()}"]
    assert middle["compared"]["rows"][COUNTY] == [value, 5]
    assert middle["compared"]["total"] == value, "what was entered here stands beside it and is never added"
    assert above["compared"]["total"] == value
    assert own[f"headcounts.front_line {COUNTY} {timezone.localdate()}"] == "20000 余"
    heads = province.town("look", "", "headcounts.front_line", PROVINCE)["compared"]
    assert heads["total"] == "余25000", "a sum with one addend of more than 20 000"

    then = datetime.now(UTC).isoformat()
    county.town("enter", "40", "46")
    for site in (county, city):
        site.run("send", "--every-day")
    corrected = county.town("own")
    assert corrected != own
    assert cells(province.town("told"), COUNTY) == corrected
    assert cells(province.town("told", then), COUNTY) == own, "what was known then stays known"
