"""A form that is asked once: it may be filed as soon as it is asked, and stays owed until it was filed (M8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core.errors import Invalid
from fangxian.lines.reports import actions
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE, FORM, approved, filed
from fangxian.lines.reports.tests.test_weekly import MINE, MISSING, at, own_duties, sent
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.vocabulary import Frequency
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
ASKED, DUE = date(2020, 2, 3), date(2020, 2, 10)
ONCE = replace(
    FORM, title="防护物资摸底表", valid_from=ASKED, frequency=Frequency.ONCE, due_on=DUE.isoformat()
)


@pytest.fixture
def once(world: World) -> World:
    approved(world, ONCE)
    actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, ASKED, kinds=["department"])
    return world


@pytest.fixture
def liaison(once: World, client_for: SignIn) -> Client:
    return client_for(once.accounts["audit-office"])


@pytest.fixture
def committee(once: World, client_for: SignIn) -> Client:
    return client_for(once.accounts["committee"])


def test_it_is_owed_and_filed_from_the_day_on_which_it_is_asked(once: World, liaison: Client) -> None:
    assert liaison.get(MINE).context["choices"] == []
    assert own_duties(once) == []
    with pytest.raises(Invalid):
        filed(once, day=DUE)
    at(once, ASKED, 9)
    (title,) = own_duties(once)
    assert "防护物资摸底表" in title
    assert own_duties(once, "committee") == []  # nobody is silent before it is due
    (duty,) = [duty for duty in duties(once.actor("audit-office"), once.response) if CODE in duty.url]
    assert liaison.get(duty.url).context["day"] == liaison.get(MINE).context["day"] == DUE
    with pytest.raises(Invalid):
        filed(once, day=ASKED)
    assert liaison.post(MINE, sent(liaison, received="3", total="5")).status_code == 302
    assert DailyReport.objects.at().get(form=CODE).day == DUE
    assert own_duties(once) == []
    assert liaison.get(MINE).context["filed"]


def test_who_is_silent_is_seen_before_and_after_its_day(
    once: World, committee: Client, liaison: Client
) -> None:
    at(once, ASKED, 9)
    filed(once, day=DUE)
    page = committee.get(MISSING)
    assert (page.context["day"], page.context["total"]) == (DUE, 3)
    assert page.context["before"] is page.context["after"] is None
    at(once, DUE + timedelta(days=5), 9)
    page = committee.get(MISSING)
    assert (page.context["day"], page.context["total"]) == (DUE, 3)
    assert len(own_duties(once, "archives")) == len(own_duties(once, "committee")) == 1
    assert committee.get(f"/reports/?form={CODE}").context["days"] == [DUE]
    late = filed(once, "archives", day=DUE)
    assert late.filed_at
    assert late.filed_at > late.late_at
    assert own_duties(once, "archives") == []
    assert committee.get(MISSING).context["total"] == 2
    assert liaison.get(MINE).context["day"] == DUE


def test_a_reminder_of_a_past_day_goes_to_nobody_who_has_filed_since(once: World) -> None:
    at(once, DUE + timedelta(days=1), 9)
    filed(once, "archives", day=DUE)
    assert actions.remind(once.actor("committee"), once.response, DUE, form=CODE) == 3


def test_it_is_not_due_before_it_is_asked_nor_owed_after_its_day(world: World) -> None:
    early = replace(ONCE, due_on=FIRST_DAY.isoformat())
    with pytest.raises(Invalid) as refused:
        forms.propose(world.actor("committee"), early)
    assert set(refused.value.errors) == {"due_on"}
    approved(world, ONCE)
    with pytest.raises(Invalid) as refused:
        actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, DUE + timedelta(days=1))
    assert set(refused.value.errors) == {"valid_from"}


def test_asked_again_with_another_day_each_keeps_its_own(once: World, liaison: Client) -> None:
    at(once, ASKED, 9)
    filed(once, day=DUE)
    again = date(2020, 3, 2)
    at(once, DUE + timedelta(days=1), 9)
    approved(once, replace(ONCE, valid_from=DUE + timedelta(days=3), due_on=again.isoformat()))
    assert liaison.get(MINE).context["day"] == DUE
    at(once, DUE + timedelta(days=3), 9)
    page = liaison.get(MINE)
    assert (page.context["day"], page.context["before"]) == (again, DUE)
