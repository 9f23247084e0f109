"""A form that nobody reviews: filed is done; what another version says changes nothing of it (M8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core.errors import Missing
from fangxian.lines.reports import actions, awaiting
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE, FORM, approved, filed, filing, next_day
from fangxian.mechanisms.duties.board import duties
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
State = DailyReport.State
UNREVIEWED = replace(FORM, reviews=0)
LATER = FIRST_DAY + timedelta(days=2)


@pytest.fixture
def unreviewed(world: World) -> World:
    approved(world, UNREVIEWED)
    actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, FIRST_DAY, kinds=["department"])
    return world


def waiting(world: World) -> list[DailyReport]:
    return list(awaiting.to_review(world.actor("committee"), world.response))


def test_it_waits_for_nobody_and_looks_done(unreviewed: World, client_for: SignIn) -> None:
    report = filed(unreviewed)
    committee, liaison = (client_for(unreviewed.accounts[name]) for name in ("committee", "audit-office"))
    assert waiting(unreviewed) == []
    assert committee.get("/reports/review/").context["total"] == 0
    assert not [d for d in duties(unreviewed.actor("committee"), unreviewed.response) if "review" in d.url]
    page = committee.get(f"/reports/{report.entry_id}/")
    assert page.context["chip"] == "ok"
    assert not any(page.context[name] for name in ("may_accept", "may_return", "may_take_back"))
    assert "不用审核" in page.content.decode()
    own = liaison.get(f"/reports/mine/?form={CODE}")
    assert own.context["filed"]
    assert 'class="chain"' not in own.content.decode()
    assert (
        "不用审核" not in committee.get(f"/reports/{unreviewed.file('archives').entry_id}/").content.decode()
    )


def test_nobody_accepts_or_returns_it_and_its_unit_replaces_it(unreviewed: World, client_for: SignIn) -> None:
    report = filed(unreviewed)
    for accept in (True, False):
        with pytest.raises(Missing):
            actions.review(unreviewed.actor("committee"), [report.entry_id], accept=accept, comment="请改")
    committee = client_for(unreviewed.accounts["committee"])
    assert committee.post(f"/reports/{report.entry_id}/", {"do": "accept"}).status_code == 404
    told = filing(unreviewed, numbers={"total": 1300})
    actions.refile(unreviewed.actor("audit-office"), report.entry_id, told, "补记")
    current = DailyReport.objects.at().get(form=CODE)
    assert (current.state, current.n02) == (State.SUBMITTED, 1300)


def test_each_report_is_reviewed_as_its_own_version_says(unreviewed: World) -> None:
    old = filed(unreviewed)
    approved(unreviewed, replace(FORM, reviews=1, valid_from=LATER))
    next_day(unreviewed)
    next_day(unreviewed)
    new = filed(unreviewed, day=LATER)
    assert [row.entry_id for row in waiting(unreviewed)] == [new.entry_id]
    with pytest.raises(Missing):
        actions.review(unreviewed.actor("committee"), [old.entry_id], accept=True)
    actions.review(unreviewed.actor("committee"), [new.entry_id], accept=True)
    assert waiting(unreviewed) == []


def test_what_waited_when_the_review_was_dropped_still_waits(world: World) -> None:
    approved(world, FORM)
    actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, FIRST_DAY, kinds=["department"])
    old = filed(world)
    approved(world, replace(UNREVIEWED, valid_from=LATER))
    next_day(world)
    next_day(world)
    filed(world, day=LATER)
    assert [row.entry_id for row in waiting(world)] == [old.entry_id]
    actions.review(world.actor("committee"), [old.entry_id], accept=True)
    assert DailyReport.objects.at().get(entry=old.entry_id).state == State.ACCEPTED


def test_the_form_s_page_says_who_reviews(unreviewed: World, client_for: SignIn) -> None:
    page = client_for(unreviewed.accounts["committee"]).get(f"/forms/{CODE}/").content.decode()
    assert "审核：不审核" in page
