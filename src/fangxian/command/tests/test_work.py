"""The worker does every job of a round, and one that fails keeps no other from its turn."""

import threading
from typing import Any

import pytest

from fangxian.command import work
from fangxian.conftest import World
from fangxian.mechanisms.messages.models import Worker


def test_a_round_says_that_the_worker_is_awake(world: World) -> None:
    assert work.work() == 0
    assert Worker.objects.get().seen_at >= world.response.started_at


def test_a_job_that_fails_is_logged_and_the_next_one_done(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fails() -> None:
        raise ValueError("secret words")

    monkeypatch.setattr(work, "JOBS", (fails, lambda: done.append("next")))
    assert work.work() == 1
    assert done == ["next"]
    assert [record.getMessage() for record in caplog.records] == ["a job of the worker failed: fails"]


def test_it_works_round_after_round_until_it_is_told_to_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, rounds = threading.Event(), []

    def job(*_told: Any) -> None:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()

    monkeypatch.setattr(work, "JOBS", (job,))
    work.run(0.001, stop)
    assert len(rounds) == 3
