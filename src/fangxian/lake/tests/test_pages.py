"""The lake in the browser: asked for with a purpose, run by the worker, followed, compared, and on record."""

import datetime
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import FIRST_DAY, World
from fangxian.core.audit.models import Event
from fangxian.core.clock import SimulatedClock
from fangxian.lake import actions, checking, exporting
from fangxian.lake.files import read_list
from fangxian.lake.manifest import Manifest, alone
from fangxian.lake.models import LakeExport
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account, Role

SignIn = Callable[[Account], Client]
State = LakeExport.State


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Lay the lake of the pages into a folder of its own."""
    settings.FANGXIAN_LAKE_DIR = tmp_path / "lake"
    return settings.FANGXIAN_LAKE_DIR


@pytest.fixture
def browser(world: World, client_for: SignIn) -> Client:
    account = people.create_account(SYSTEM, name="data-officer")
    people.grant_role(SYSTEM, account, Role.COMMAND, place=world.places["city"])
    return client_for(account)


def text(answer: object) -> str:
    return answer.content.decode()


def asked(browser: Client, purpose: str = "周分析") -> LakeExport:
    answer = browser.post("/lake/", {"purpose": purpose})
    assert answer.status_code == 302
    made = LakeExport.objects.latest("asked_at")
    assert answer["Location"] == f"/lake/exports/{made.pk}"
    return made


def test_an_export_is_asked_for_run_and_found_to_say_what_the_pages_say(
    world: World, browser: Client, folder: Path
) -> None:
    world.file()
    world.declare(1)
    assert 'class="empty"' in text(browser.get("/lake/"))
    made = asked(browser)
    page = f"/lake/exports/{made.pk}"
    assert "hx-trigger" in text(browser.get(page)), "it is followed"
    assert browser.post("/lake/", {"purpose": "又一次"}).status_code == 409, "one at a time"
    actions.run(made.pk)
    made.refresh_from_db()
    assert (made.state, made.differing, made.problem) == (State.DONE, [], "")
    assert (made.cells or 0) > 100
    assert made.rows["reports"] == 1
    shown = text(browser.get(page))
    assert "hx-trigger" not in shown
    assert str(made.cells) in shown
    assert actions.run(made.pk) is None, "a second worker comes too late"
    overview = text(browser.get("/lake/"))
    assert f"/lake/days/{FIRST_DAY}" in overview
    assert "周分析" in overview
    assert world.places["county"].name in text(browser.get(f"/lake/days/{FIRST_DAY}"))
    for day in ("2019-01-01", "x"):
        assert browser.get(f"/lake/days/{day}").status_code == 404
    told = json.loads(text(browser.get("/lake/manifest.json")))
    (report,) = (file for name, file in told["files"].items() if name.startswith("reports/"))
    assert (folder / report["path"]).exists()
    actions_told = {event.action: event for event in Event.objects.filter(kind="export")}
    assert actions_told["lake.ask"].purpose == "周分析"
    assert {"lake.export", "lake.manifest"} <= set(actions_told)


def test_without_a_purpose_or_the_permission_nothing_is_exported(
    world: World, browser: Client, client_for: SignIn
) -> None:
    assert browser.post("/lake/", {"purpose": " "}).status_code == 422
    for name in ("committee", "audit-office", "spring"):
        client = client_for(world.accounts[name])
        for page in ("/lake/", "/lake/manifest.json"):
            assert client.get(page).status_code == 403
        assert client.post("/lake/", {"purpose": "周分析"}).status_code == 403
    assert not LakeExport.objects.exists()


def test_who_commands_only_a_part_sees_no_lake_of_the_whole(
    world: World, browser: Client, client_for: SignIn
) -> None:
    made = asked(browser)
    account = people.create_account(SYSTEM, name="west-only")
    people.grant_role(SYSTEM, account, Role.COMMAND, place=world.places["west"])
    client = client_for(account)
    whole = client.get("/lake/").content.decode()
    assert str(made.pk) not in whole
    assert "只能看整个响应" in whole
    for page in ("/lake/manifest.json", f"/lake/days/{FIRST_DAY}", f"/lake/exports/{made.pk}"):
        assert client.get(page).status_code == 404


def test_the_worker_begins_what_waits_and_says_what_was_broken_off(
    browser: Client, folder: Path, time: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: begun.append(command))
    made = asked(browser)
    assert actions.run_waiting() == 1
    assert begun[0][-2:] == ["--run", str(made.pk)]
    LakeExport.objects.update(state=State.RUNNING, began_at=made.asked_at)
    time.advance(datetime.timedelta(minutes=5))
    with alone(folder):
        actions.run_waiting()
    assert LakeExport.objects.get().state == State.RUNNING, "somebody writes"
    assert actions.run_waiting() == 0
    made.refresh_from_db()
    assert made.state == State.FAILED
    assert made.problem in text(browser.get(f"/lake/exports/{made.pk}"))
    assert browser.post("/lake/", {"purpose": "再来"}).status_code == 302


def test_a_lake_that_somebody_changed_is_seen_to_differ(world: World, folder: Path) -> None:
    world.declare(1)
    exporting.export(SYSTEM, folder, world.response)
    assert checking.compare(folder, world.response)[1] == []
    manifest = Manifest.load(folder)
    (path,) = manifest.days["standings"].values()
    assert read_list(folder, path)
    manifest.days["standings"] = {}
    manifest.save(folder)
    assert checking.compare(folder, world.response)[1], "a declared person is missing"


def test_what_fails_is_said_and_the_lake_stays(
    browser: Client, world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(browser)
    with alone(folder):
        actions.run(made.pk)
    made.refresh_from_db()
    assert (made.state, made.problem != "") == (State.FAILED, True)

    def fail(*_: object, **__: object) -> None:
        raise OSError

    again = asked(browser)
    monkeypatch.setattr(exporting, "export", fail)
    with pytest.raises(OSError):  # noqa: PT011
        actions.run(again.pk)
    again.refresh_from_db()
    assert again.state == State.FAILED


def test_without_its_packages_the_page_says_what_is_missing(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "PACKAGES", ("duckdb", "no_such_package"))
    assert "no_such_package" in text(browser.get("/lake/"))
    assert browser.post("/lake/", {"purpose": "周分析"}).status_code == 409


def test_more_exports_cost_no_more_queries(browser: Client, world: World) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/lake/").status_code == 200
        return len(queries)

    for number in (1, 20):
        for _ in range(number):
            made = LakeExport.objects.create(
                response=world.response, asked_at=world.time.now(), purpose="x", state=State.DONE, cells=1
            )
        if number == 1:
            few = count()
    assert count() == few
    assert made.state == State.DONE
