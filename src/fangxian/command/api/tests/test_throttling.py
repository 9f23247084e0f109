"""An account that asks too much in a minute waits for the next one; others do not notice."""

from datetime import timedelta
from typing import Any

import pytest

from fangxian.command.api.tests.caller import arrival, committee, liaison
from fangxian.conftest import World
from fangxian.core.clock import SimulatedClock

ALLOWED = 3


@pytest.fixture(autouse=True)
def _few(settings: Any) -> None:
    settings.FANGXIAN_API_RATE = ALLOWED


def test_what_exceeds_the_allowance_is_refused_until_the_minute_is_over(
    world: World, time: SimulatedClock
) -> None:
    caller, other = liaison(world), committee(world)
    assert [caller.get("/me").status_code for _ in range(ALLOWED)] == [200] * ALLOWED

    refused = caller.get("/me")
    assert refused.status_code == refused.json()["status"] == 429
    assert refused.json()["type"] == "urn:problem-type:fangxian:too-many"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200

    time.advance(timedelta(seconds=int(refused["Retry-After"])))
    assert caller.get("/me").status_code == 200


def test_what_is_more_than_can_be_sent_at_once_is_refused_in_words(world: World, settings: Any) -> None:
    settings.FANGXIAN_API_RATE, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100, 1000
    refused = liaison(world).post("/arrivals", arrival(origin="x" * 2000))
    assert refused.status_code == refused.json()["status"] == 413
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:problem-type:fangxian:too-large"
