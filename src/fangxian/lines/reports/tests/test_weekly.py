"""A form that is owed every Friday: it opens before, looks back a week, is late, silent, locked, reminded of (M8)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core import clock
from fangxian.core.errors import Invalid
from fangxian.lines.reports import actions
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import CODE, FORM, approved, filed
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Frequency
from fangxian.mechanisms.messages import actions as messages
from fangxian.mechanisms.messages.actions import NewRule
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.messages.sources import sources
from fangxian.mechanisms.messages.worker import tick
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
FRIDAY, NEXT = date(2020, 2, 7), date(2020, 2, 14)
"""The first of February 2020 was a Saturday."""
WEEKLY = replace(
    FORM, title="防护物资周报", frequency=Frequency.WEEKLY, due_on=str(FRIDAY.weekday()), cut_off=time(17)
)
MINE, MISSING = f"/reports/mine/?form={CODE}", f"/reports/missing/?form={CODE}"


@pytest.fixture
def weekly(world: World) -> World:
    approved(world, WEEKLY)
    part: dict[str, Any] = {"kinds": ["department"]}
    actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, FIRST_DAY, **part)
    return world


@pytest.fixture
def liaison(weekly: World, client_for: SignIn) -> Client:
    return client_for(weekly.accounts["audit-office"])


@pytest.fixture
def committee(weekly: World, client_for: SignIn) -> Client:
    return client_for(weekly.accounts["committee"])


def at(world: World, day: date, hour: int, minute: int = 0) -> None:
    """Let it become an hour of a day."""
    now = clock.now()
    world.time.advance(datetime.combine(day, time(hour, minute), now.astimezone().tzinfo) - now)


def sent(client: Client, url: str = MINE, **numbers: object) -> dict[str, object]:
    page = client.get(url).content.decode()
    return dict(re.findall(r'name="(id|version)"[^>]*?value="([^"]*)"', page)) | {"do": "file"} | numbers


def own_duties(world: World, name: str = "audit-office") -> list[str]:
    return [str(duty.title) for duty in duties(world.actor(name), world.response) if CODE in duty.url]


def test_it_opens_three_days_before_its_friday_and_no_other_day_is_taken(weekly: World) -> None:
    for day in (FRIDAY, FIRST_DAY, date(2020, 2, 5)):
        with pytest.raises(Invalid) as refused:
            filed(weekly, day=day)
        assert set(refused.value.errors) == {"day"}
    at(weekly, date(2020, 2, 4), 17)
    assert filed(weekly, day=FRIDAY).day == FRIDAY
    with pytest.raises(Invalid):
        filed(weekly, day=NEXT)


def test_the_liaison_s_page_begins_with_the_friday_that_is_collected(weekly: World, liaison: Client) -> None:
    assert liaison.get(MINE).context["choices"] == []
    at(weekly, date(2020, 2, 5), 9)
    page = liaison.get(MINE)
    assert (page.context["day"], page.context["before"], page.context["after"]) == (FRIDAY, None, None)
    assert liaison.post(MINE, sent(liaison, received="200", total="1200")).status_code == 302
    report = DailyReport.objects.at().get(form=CODE)
    assert (report.day, report.due_at.astimezone().hour) == (FRIDAY, 17)
    at(weekly, date(2020, 2, 10), 9)  # on Monday the last Friday's is still the one to look at
    assert liaison.get(MINE).context["day"] == FRIDAY
    at(weekly, date(2020, 2, 12), 9)
    page = liaison.get(MINE)
    assert (page.context["day"], page.context["before"]) == (NEXT, FRIDAY)
    assert f"day={FRIDAY}" in page.content.decode()
    assert liaison.get(f"{MINE}&day={FRIDAY}").context["after"] == NEXT
    assert liaison.get(f"{MINE}&day=2020-02-21").status_code == 422
    every = liaison.get(f"/reports/mine/?day={NEXT}")  # without a form: what is owed on that day
    assert every.status_code == 200
    assert every.context["mine"].form.code == CODE


def test_the_total_begins_as_it_was_last_friday_and_does_not_fall(weekly: World, liaison: Client) -> None:
    at(weekly, FRIDAY, 9)
    filed(weekly, day=FRIDAY)
    at(weekly, NEXT, 9)
    total = next(row for row, _url in liaison.get(MINE).context["rows"] if row.cell.field.code == "total")
    assert (total.cell.former, total.cell.begins) == (1200, 1200)
    fell = sent(liaison, received="0", total="1000")
    assert set(liaison.post(MINE, fell).context["form"].errors) == {"total"}
    assert liaison.post(MINE, sent(liaison, do="zero")).status_code == 302
    assert DailyReport.objects.at().get(form=CODE, day=NEXT).n02 == 1200


def test_after_another_weekday_the_report_before_is_still_the_last_one(
    weekly: World, liaison: Client
) -> None:
    at(weekly, FRIDAY, 9)
    filed(weekly, day=FRIDAY)
    wednesday = date(2020, 2, 12)
    approved(weekly, replace(WEEKLY, due_on=str(wednesday.weekday()), valid_from=date(2020, 2, 10)))
    at(weekly, wednesday, 9)
    page = liaison.get(MINE)
    assert (page.context["day"], page.context["before"]) == (wednesday, FRIDAY)
    total = next(row for row, _url in page.context["rows"] if row.cell.field.code == "total")
    assert total.cell.former == 1200


def test_who_is_silent_and_what_he_filed_the_friday_before(weekly: World, committee: Client) -> None:
    at(weekly, FRIDAY, 9)
    filed(weekly, day=FRIDAY)
    at(weekly, date(2020, 2, 12), 9)
    page = committee.get(MISSING)
    assert page.context["day"] == FRIDAY
    assert {str(row.body) for row, *_rest in page.context["rows"]} == {"档案馆", "统计局", "气象局"}
    at(weekly, NEXT, 18)
    page = committee.get(MISSING)
    before = {str(row.body): standing.value.code for row, standing, *_rest in page.context["rows"]}
    assert before == {"审计局": "filed", "档案馆": "missing", "统计局": "missing", "气象局": "missing"}
    assert page.context["before"] == FRIDAY
    assert committee.get(f"{MISSING}&day=2020-02-12").context["nobody_owes"]


def test_the_calendar_has_a_square_a_friday(weekly: World, committee: Client) -> None:
    at(weekly, FRIDAY, 9)
    filed(weekly, day=FRIDAY)
    at(weekly, date(2020, 2, 15), 9)
    filed(weekly, day=NEXT)
    page = committee.get(f"/reports/?form={CODE}")
    assert page.context["days"] == [FRIDAY, NEXT]
    squares = {str(row.body): [s.standing.value.code for s in row.squares] for row in page.context["rows"]}
    assert squares["审计局"] == ["filed", "late"]
    assert squares["档案馆"] == ["missing", "missing"]
    question = ask(weekly.response, end=clock.now())
    due, late = (registry.measure(f"reports.{CODE}.{name}") for name in ("due", "late"))
    assert [answer.total.value for answer in answers.answers(question, [due, late])] == [8, 1]


def test_a_locked_friday_is_neither_filed_nor_owed_and_is_not_locked_too_early(
    weekly: World, liaison: Client
) -> None:
    committee = weekly.actor("committee")
    at(weekly, FRIDAY, 12)
    for form in ("", CODE):  # the daily reports' grace is over, this form's is not
        with pytest.raises(Invalid) as early:
            actions.lock(
                committee,
                weekly.response,
                FIRST_DAY,
                FRIDAY,
                "月报",
                form=form,
                place=weekly.places["county"],
            )
        assert set(early.value.errors) == {"last_day"}
    at(weekly, FRIDAY, 18)
    actions.lock(
        committee, weekly.response, FIRST_DAY, FRIDAY, "月报", form=CODE, place=weekly.places["county"]
    )
    with pytest.raises(Invalid):
        filed(weekly, day=FRIDAY)
    assert liaison.get(f"{MINE}&day={FRIDAY}").context["locked"]
    assert own_duties(weekly) == []


def test_home_shows_it_while_it_may_be_filed_and_until_the_next_week(weekly: World) -> None:
    assert own_duties(weekly) == []
    at(weekly, date(2020, 2, 5), 9)
    (title,) = own_duties(weekly)
    assert "防护物资周报" in title
    at(weekly, date(2020, 2, 11), 9)
    assert len(own_duties(weekly)) == 1  # four days later the silent Friday is still there
    assert len(own_duties(weekly, "committee")) == 1
    filed(weekly, day=FRIDAY)
    assert own_duties(weekly) == []
    at(weekly, date(2020, 2, 13), 9)
    filed(weekly, day=NEXT)
    assert own_duties(weekly) == []


def test_a_reminder_a_day_before_leads_to_the_page_that_files_it(weekly: World, liaison: Client) -> None:
    rule = NewRule(f"reports.{CODE}", weekly.places["county"], "ower", minutes=-20 * 60)
    messages.add_rule(weekly.actor("committee"), weekly.response, rule)
    at(weekly, date(2020, 2, 6), 20, 50)
    tick()
    assert not Message.objects.filter(kind="reminder").exists()
    at(weekly, date(2020, 2, 6), 21, 5)
    filed(weekly, "archives", day=FRIDAY)
    tick()
    said = Message.objects.filter(kind="reminder")
    assert {message.body_id for message in said} >= {weekly.bodies["audit-office"].pk}
    assert {message.day for message in said} == {FRIDAY}
    assert said.count() == 3
    source = sources(weekly.response)[f"reports.{CODE}"]
    assert liaison.get(source.file_url(FRIDAY)).context["day"] == FRIDAY


def test_the_group_is_told_of_the_last_friday(weekly: World, committee: Client, liaison: Client) -> None:
    at(weekly, date(2020, 2, 12), 9)
    page = committee.get(f"/reports/chat/?form={CODE}")
    assert page.context["day"] == FRIDAY
    text = page.context["cards"][0][2]
    link = re.search(r"http://testserver(\S+)", text)
    assert link
    assert liaison.get(link[1]).context["day"] == FRIDAY


def test_who_states_another_day_is_told_on_which_it_is_due(weekly: World) -> None:
    at(weekly, date(2020, 2, 5), 9)
    with pytest.raises(Invalid) as refused:
        filed(weekly, day=date(2020, 2, 4))
    assert "Friday" in str(refused.value.errors["day"]) or "星期五" in str(refused.value.errors["day"])
    assert form_of(CODE).due_on == "4"
