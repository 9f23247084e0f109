"""A form that the command made is filed like the built-in one: page, zero, rules, figures, who owes it (M8)."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core.errors import Forbidden, Invalid, Missing
from fangxian.core.scope import EVERYTHING
from fangxian.lines.reports import actions
from fangxian.lines.reports.actions.following import Applied
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.tests.supplies import (
    CODE,
    FORM,
    SENT,
    approved,
    changed,
    filed,
    filing,
    next_day,
    owed,
)
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.catalogue import form_of, forms_on, steady, version_of
from fangxian.mechanisms.forms.models import FormDefinition, FormVersion
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType
from fangxian.mechanisms.papers.document import Paragraph
from fangxian.mechanisms.papers.freezing import live_lookup, question_of
from fangxian.mechanisms.papers.resolving import resolve
from fangxian.mechanisms.papers.source import parse
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
PAGE = f"/reports/mine/?form={CODE}"
DAY = timedelta(days=1)


def sent(page: str, **changes: object) -> dict[str, object]:
    shown = dict(re.findall(r'name="(id|version)"[^>]*?value="([^"]*)"', page))
    return shown | {"do": "file"} | changes


def value(world: World, code: str) -> object:
    question = ask(world.response, end=world.time.now())
    return answers.answer(question, registry.measure(code)).total.value


def owing(world: World) -> set[str]:
    rows = Obligation.objects.at().filter(form=CODE, valid_to=None).select_related("body")
    return {row.body.code for row in rows if row.body}


@pytest.fixture
def liaison(world: World, client_for: SignIn) -> Client:
    return client_for(world.accounts["audit-office"])


def test_a_liaison_files_every_type_of_field_on_a_phone(world: World, liaison: Client) -> None:
    owed(world)
    page = liaison.get(PAGE).content.decode()
    assert "防护物资日报" in page
    assert 'value="zero"' not in page  # nobody knows the total yet
    answer = liaison.post(PAGE, sent(page, **SENT, source="donated", kinds=["n95", "plain"], note="已入库"))
    assert answer.status_code == 302
    report = DailyReport.objects.at().get(form=CODE)
    form = form_of(CODE)
    stated = {field.code: getattr(report, field.column) for field in form.numbers}
    assert stated == {
        "received": 200,
        "total": 1200,
        "spent": 35050,
        "wearing": 985,
        "short": 1,
        "price": 175,
    }
    assert report.answers == {
        "until": "2020-02-20",
        "source": "donated",
        "kinds": ["n95", "plain"],
        "note": "已入库",
    }
    again = liaison.get(PAGE).content.decode()
    assert "350.50" in again
    assert "1.75" in again
    shown = liaison.get(f"/reports/{report.entry_id}/").content.decode()
    assert "捐赠" in shown
    assert "98.5%" in shown


def test_a_broken_rule_is_said_at_its_field_and_computed_fields_answer_at_once(
    world: World, liaison: Client
) -> None:
    owed(world)
    page = liaison.get(PAGE).content.decode()
    refused = liaison.post(PAGE, sent(page, received="200", total="100", spent="0.125"))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"spent"}
    refused = liaison.post(PAGE, sent(page, received="200", total="100"))
    assert set(refused.context["form"].errors) == {"total"}
    assert not DailyReport.objects.exists()
    computed = liaison.post(PAGE, sent(page, do="compute", received="4", spent="9")).content.decode()
    assert "2.25" in computed
    assert not DailyReport.objects.exists()


def test_a_total_does_not_fall_without_a_reason_and_zero_is_one_tap(world: World, liaison: Client) -> None:
    owed(world)
    filed(world)
    next_day(world)
    page = liaison.get(PAGE).content.decode()
    assert 'value="zero"' in page
    fell = sent(page, received="0", total="1000")
    refused = liaison.post(PAGE, fell)
    assert set(refused.context["form"].errors) == {"total"}
    assert liaison.post(PAGE, fell | {"total-reason": "前一日重复登记200只"}).status_code == 302
    next_day(world)
    assert liaison.post(PAGE, sent(liaison.get(PAGE).content.decode(), do="zero")).status_code == 302
    last = DailyReport.objects.at().filter(form=CODE).order_by("-day")[0]
    assert (last.is_zero, last.n01, last.n02) == (True, 0, 1000)


def test_numbers_are_figures_at_once_with_their_decimals(world: World, client_for: SignIn) -> None:
    owed(world)
    filed(world, numbers={"spent": 35050, "wearing": 985})
    filed(world, "archives", numbers={"spent": 10, "wearing": 1000, "total": 300})
    world.time.advance(timedelta(hours=3))
    assert value(world, "reports.supplies.total") == 1500
    assert value(world, "reports.supplies.spent") == 350.6
    assert value(world, "reports.supplies.wearing") == 99.2  # a mean: percentages add up nowhere
    assert value(world, "reports.supplies.filed") == 2
    assert value(world, "reports.supplies.due") == len(owing(world))
    assert value(world, "reports.due") == 6 + len(owing(world))
    client = client_for(world.accounts["committee"])
    query = "measure=reports.supplies.spent&measure=reports.supplies.completeness&by=line"
    assert "350.60" in client.get(f"/figures/?{query}").content.decode()
    rows = client.get("/reports/entries/", {"measure": "reports.supplies.spent"}).context["rows"]
    assert sorted(row["shown"] for row in rows) == ["0.10", "350.50"]
    assert "每只单价" in client.get("/measures/").content.decode()


def test_a_bulletin_writes_money_with_its_decimals(world: World) -> None:
    owed(world)
    filed(world, numbers={"spent": 35060})
    world.time.advance(timedelta(hours=3))
    source = parse(
        "标题：简报\n\n支出{reports.supplies.spent}元。\n", {one.code for one in registry.all_measures()}
    )
    lookup = live_lookup(lambda reference: question_of(reference, world.response, EVERYTHING, None))
    (paragraph,) = resolve(source, lookup).blocks
    assert isinstance(paragraph, Paragraph)
    assert "".join(run.text for run in paragraph.runs) == "支出350.60元。"


def test_the_catalogue_is_right_after_a_commit_elsewhere_and_costs_one_query(
    world: World, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    approved(world)
    assert form_of(CODE).title == "防护物资日报"
    version = FormVersion.objects.select_related("form").get(form=CODE)  # as another process would
    FormVersion.objects.filter(pk=version.pk).update(content=version.content | {"title": "物资表"})
    FormDefinition.objects.filter(pk=CODE).update(stamp=uuid.uuid4())
    assert form_of(CODE).title == "物资表"
    with steady(), django_assert_num_queries(1):
        assert {form_of(CODE).title for _row in range(50)} == {"物资表"}


def test_who_owes_follows_bodies_and_positions(world: World) -> None:
    owed(world, body=world.bodies["committee"])
    assert owing(world) == {"audit-office", "archives", "statistics", "meteorology"}
    day = next_day(world)
    lines = world.bodies["committee"].positions.get(line=ORGANS, valid_to=None).line
    fresh = bodies.create_body(
        SYSTEM, code="forestry", name="林业局", kind=world.bodies["archives"].kind, place=world.places["east"]
    )
    bodies.place_in_line(SYSTEM, fresh, lines, world.bodies["committee"], FIRST_DAY)
    bodies.close_body(SYSTEM, world.bodies["archives"], day)
    applied = actions.apply_rules(world.response)
    assert (applied.made, applied.ended) == (1, 2)  # the closed unit owes no daily report either
    assert owing(world) == {"audit-office", "forestry", "statistics", "meteorology"}
    assert Obligation.objects.at().get(form=CODE, body=fresh).valid_from == day
    assert actions.apply_rules(world.response) == Applied()
    before = Obligation.objects.at(world.response.started_at + timedelta(hours=1)).filter(form=CODE)
    assert {row.body.code for row in before if row.body} == {
        "audit-office",
        "archives",
        "statistics",
        "meteorology",
    }


def test_a_rule_may_mean_a_place_and_ends_with_a_reason(world: World) -> None:
    rule = owed(world, place=world.places["east"])
    assert owing(world) == {"audit-office", "archives"}
    next_day(world)
    with pytest.raises(Invalid):
        actions.end_rule(world.actor("committee"), rule.entry_id, FIRST_DAY, "不再需要")
    actions.end_rule(world.actor("committee"), rule.entry_id, FIRST_DAY + DAY, "不再需要")
    assert owing(world) == set()
    assert actions.apply_rules(world.response).made == 0


def test_who_may_set_rules_and_about_what(world: World) -> None:
    approved(world)
    with pytest.raises(Forbidden):
        actions.set_rule(world.actor("audit-office"), world.response, CODE, ORGANS, FIRST_DAY)
    with pytest.raises(Missing):
        actions.set_rule(
            world.actor("committee"), world.response, CODE, ORGANS, FIRST_DAY, place=world.places["city"]
        )
    with pytest.raises(Missing):
        actions.set_rule(world.actor("committee"), world.response, "nothing", ORGANS, FIRST_DAY)
    for wrong in ({"kinds": ["choir"]}, {"valid_to": FIRST_DAY}, {"body": world.bodies["north-bank"]}):
        with pytest.raises(Invalid):
            actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, FIRST_DAY, **wrong)


def test_versions_keep_their_columns_and_old_reports_stay_readable(world: World, client_for: SignIn) -> None:
    owed(world)
    old = filed(world)
    day = next_day(world) + DAY
    new = Field("gowns", "防护服", FieldKind.FLOW, unit="套")
    kept = changed(FORM, day, received=replace(FORM.field("received"), title="新收口罩"), gowns=new)
    kept = replace(kept, fields=tuple(field for field in kept.fields if field.code not in ("spent", "price")))
    version = forms.propose(world.actor("committee"), kept)
    assert version.state == "proposed"  # a new field is owed only once it is approved
    assert "gowns" not in form_of(CODE, day).by_code
    forms.approve(world.actor("command"), version)
    first, second = form_of(CODE, FIRST_DAY), form_of(CODE, day)
    shared = [field.code for field in second.numbers if field.code in first.by_code]
    assert [first.field(code).column for code in shared] == [second.field(code).column for code in shared]
    assert second.field("gowns").column not in {field.column for field in first.numbers}
    next_day(world)
    filed(world, day=day, numbers={"gowns": 3, "total": 1400})
    world.time.advance(timedelta(hours=3))
    assert version_of(CODE, old.form_version).field("spent").title == "今日支出"
    assert value(world, "reports.supplies.received") == 400
    assert value(world, "reports.supplies.spent") == 0
    page = client_for(world.accounts["committee"]).get(f"/reports/{old.entry_id}/").content.decode()
    assert "今日支出" in page
    with pytest.raises(Invalid):
        filed(world, "archives", day=day, numbers={"gowns": 1, "spent": 5})


def test_titles_and_help_need_no_approval_but_the_maker_does_not_approve_himself(world: World) -> None:
    with pytest.raises(Forbidden):
        forms.propose(world.actor("audit-office"), FORM)
    version = forms.propose(world.actor("committee"), FORM)
    with pytest.raises(Forbidden):
        forms.approve(world.actor("committee"), version)
    with pytest.raises(Forbidden):
        forms.approve(world.actor("audit-office"), version)
    forms.approve(world.actor("command"), version)
    titled = changed(FORM, FIRST_DAY + DAY, note=replace(FORM.field("note"), title="备注", help="可不填"))
    assert forms.propose(world.actor("committee"), titled).state == "approved"
    wanted = changed(FORM, FIRST_DAY + DAY * 2, note=replace(FORM.field("note"), required=True))
    assert forms.propose(world.actor("committee"), wanted).state == "proposed"
    with pytest.raises(Invalid) as past:
        forms.propose(world.actor("committee"), replace(wanted, valid_from=FIRST_DAY))
    assert set(past.value.errors) == {"valid_from"}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"code": "Daily"}, "code"),
        ({"code": "daily-returnees"}, "code"),
        ({"title": ""}, "title"),
        ({"fields": ()}, "fields"),
        ({"fields": (Field("filed", "已报"),)}, "filed"),
        ({"fields": (Field("a", "甲"), Field("a", "乙"))}, "a"),
        ({"fields": (Field("a", "甲", measure="no.such"),)}, "a"),
        ({"fields": (Field("a", "甲", type=FieldType.CHOICE),)}, "a"),
        ({"fields": (Field("a", "甲", constraint=". > ${b}"),)}, "a"),
        ({"fields": tuple(Field(f"n{number}", "数") for number in range(41))}, "fields"),
        ({"grace": -1}, "grace"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_filled_in_is_refused(
    world: World, wrong: dict[str, object], where: str
) -> None:
    with pytest.raises(Invalid) as refused:
        forms.propose(world.actor("committee"), replace(FORM, **wrong))  # type: ignore[arg-type]
    assert where in refused.value.errors


def test_a_retired_form_is_owed_no_more_and_its_figures_stay(world: World) -> None:
    owed(world)
    filed(world)
    day = next_day(world)
    forms.retire(world.actor("command"), CODE, day, "并入日报")
    assert [form.code for form in forms_on(day)] == ["daily-returnees"]
    world.time.advance(timedelta(hours=3))
    assert value(world, "reports.supplies.due") == len(owing(world))
    assert value(world, "reports.supplies.received") == 200
    with pytest.raises(Missing):
        filed(world, day=day)


def test_somebody_elses_report_and_unknown_fields_are_refused(world: World) -> None:
    owed(world)
    with pytest.raises(Missing):
        actions.file(world.actor("archives"), world.response, [filing(world)], form_of(CODE))
    for wrong in ({"numbers": {"price": 1}}, {"answers": {"source": "stolen"}}, {"numbers": {"total": -1}}):
        with pytest.raises(Invalid):
            filed(world, **wrong)
