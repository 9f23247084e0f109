"""The command starts a drill on a page, looks at it, holds it against its figures, and removes it."""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from fangxian.conftest import World
from fangxian.drill import actions, worker
from fangxian.drill.models import Drill
from fangxian.drill.parameters import Parameters
from fangxian.drill.playing import play
from fangxian.mechanisms.papers import printing
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.trees.people.models import Account

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SignIn = Callable[[Account], Client]
ASKED = {
    "place": "220602", "name": "春季", "start": "2020-01-20", "days": 1, "units": 3, "arrivals": 2, "late": 10,
    "missing": 10, "corrected": 5, "duplicated": 5, "out_of_order": 0, "seed": 3, "form": "daily-returnees",
}  # fmt: skip
SMALL = Parameters("220602", days=1, units=3, arrivals=2, start=datetime.date(2020, 1, 20))


def test_a_drill_is_asked_for_and_begun_by_the_worker(
    world: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_other: begun.append(command))
    browser = client_for(world.accounts["command"])
    assert "没有" in browser.get("/drills/").content.decode()
    answer = browser.post("/drills/new", ASKED)
    drill = Drill.objects.get()
    assert answer["Location"] == f"/drills/{drill.id}"
    assert (drill.name, drill.asked.late, drill.asked_by) == ("【演练】春季", 0.1, world.accounts["command"])
    assert worker.play_waiting() == 1
    assert begun[0][-2:] == ["--play", str(drill.id)]
    assert drill.name in browser.get("/drills/").content.decode()


@pytest.mark.parametrize(("name", "value"), [("days", 0), ("late", 101), ("place", "99"), ("units", "x")])
def test_what_is_wrong_is_said_at_its_field(
    world: World, client_for: SignIn, name: str, value: object
) -> None:
    answer = client_for(world.accounts["command"]).post("/drills/new", ASKED | {name: value})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Drill.objects.exists()


def test_its_truth_stands_beside_the_figures_and_whoever_works_in_it_is_told_so(
    world: World, client_for: SignIn
) -> None:
    drill = play(actions.ask(world.actor("command"), SMALL))
    browser = client_for(world.accounts["command"])
    page = browser.get(f"/drills/{drill.id}")
    assert page.context["differing"] == 0
    assert len(page.context["figures"]) == len(drill.truth) > 10
    banner = 'class="drill"'
    assert banner not in browser.get("/").content.decode()
    browser.post(f"/drills/{drill.id}/look")
    for address in ("/", "/figures/", reverse("reports:all")):
        assert banner in browser.get(address).content.decode()
    table = browser.get("/figures/table.csv?by=place").content.decode("utf-8-sig")
    assert table.startswith("【演练】")


def test_a_paper_of_a_drill_says_so(world: World) -> None:
    drill = play(actions.ask(world.actor("command"), replace(SMALL, arrivals=0)))
    paper = Bulletin(response=drill.response, issuer=world.bodies["committee"], source="标题：日报\n\n无。")
    assert printing.letterhead(paper).banner_text.startswith("【演练】")


def test_it_is_removed_by_whoever_says_that_he_means_it(world: World, client_for: SignIn) -> None:
    drill = play(actions.ask(world.actor("command"), replace(SMALL, arrivals=0)))
    browser = client_for(world.accounts["command"])
    assert browser.post(f"/drills/{drill.id}/remove").status_code == 422
    assert browser.post(f"/drills/{drill.id}/remove", {"sure": "on"}).status_code == 302
    drill.refresh_from_db()
    assert (drill.state, drill.response) == (Drill.State.REMOVED, None)
    assert browser.get(f"/drills/{drill.id}").status_code == 200
    assert browser.post(f"/drills/{drill.id}/look").status_code == 409


def test_others_see_nothing(world: World, client_for: SignIn) -> None:
    drill = actions.ask(world.actor("command"), SMALL)
    assert client_for(world.accounts["supervisor"]).get("/drills/").status_code == 403
    drill.path = "23"
    drill.save()
    assert client_for(world.accounts["command"]).get(f"/drills/{drill.id}").status_code == 404


def test_the_list_costs_the_same_however_many_there_are(
    world: World,
    client_for: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for seed in range(4):
        actions.ask(world.actor("command"), replace(SMALL, seed=seed))
    browser = client_for(world.accounts["command"])
    with django_assert_max_num_queries(14):
        assert browser.get("/drills/").content.decode().count("data-item") == 4
