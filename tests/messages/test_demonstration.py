"""Beside the demonstration's process goes a worker, which ends with it; a site in service has its own."""

import threading
from typing import Any

import pytest
from gunicorn.app.base import BaseApplication

from fangxian.cli import service
from fangxian.command import work


def test_the_demonstration_s_process_goes_the_worker_s_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    worked, seen = threading.Event(), list[threading.Thread]()

    def rounds(every: float, stop: threading.Event) -> None:
        assert (every, stop.is_set()) == (service.ROUND, False)
        seen.append(threading.current_thread())
        worked.set()

    monkeypatch.setattr(work, "run", rounds)
    service._work_beside(None)
    assert worked.wait(timeout=20)
    assert seen[0].daemon, "it ends with the process"
    assert seen[0] is not threading.current_thread()


@pytest.mark.parametrize("works", [True, False])
def test_only_the_demonstration_is_served_with_a_worker(monkeypatch: pytest.MonkeyPatch, works: bool) -> None:
    hooks: list[Any] = []
    monkeypatch.setattr(BaseApplication, "run", lambda site: hooks.append(site.cfg.post_worker_init))
    service._serve("127.0.0.1", 0, 1, works=works)
    assert (hooks == [service._work_beside]) is works
