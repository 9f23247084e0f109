"""What is asked of each unit on a day, by whom, and what of it is known already (M8)."""

import datetime
import io
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from fangxian.conftest import FIRST_DAY, INDUSTRY, ORGANS, World
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.burden import Meter, meter
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.burden import Why
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form, Frequency
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
TOMORROW = FIRST_DAY + datetime.timedelta(days=1)
FIELDS = (
    Field("masks", "口罩库存", unit="只"),
    Field("returned", "返程人数", FieldKind.FLOW, "arrivals.declared"),
    Field("fever", "有发热等症状"),
    Field("remark", "备注", type=FieldType.TEXT, required=False),
)


def issue(world: World, line: str = ORGANS, **settings: object) -> FormVersion:
    """Let the committee propose a form of four fields, the command approve it, and a line owe it from tomorrow."""
    issuer = world.bodies["committee"].pk
    form = Form("supplies", "物资日报", FIELDS, valid_from=TOMORROW, issued_by=issuer, **settings)  # type: ignore[arg-type]
    version = forms.propose(world.actor("committee"), form)
    forms.approve(world.actor("command"), version)
    reports.set_rule(world.actor("committee"), world.response, "supplies", line, TOMORROW)
    return version


def burden_of(world: World, name: str, day: datetime.date) -> Meter:
    return meter(world.actor(name), world.response, day)


@pytest.fixture
def tomorrow(world: World) -> World:
    issue(world)
    world.time.advance(datetime.timedelta(days=1))
    return world


def test_every_unit_s_fields_and_minutes_are_added_up(tomorrow: World) -> None:
    found = burden_of(tomorrow, "committee", TOMORROW)
    units = {(unit.body.code, unit.line): unit.cost for unit in found.units}
    both, one = units["audit-office", ORGANS], units["north-bank", INDUSTRY]
    assert (one.fields, one.filled_in, one.seconds) == (8, 8, 60 + 8 * 4)
    assert (both.fields, both.filled_in) == (12, 9)
    assert both.seconds == one.seconds + 60 + 20 + 4 + 20 + 60
    assert found.units[0].cost.seconds >= found.units[-1].cost.seconds


def test_what_is_known_already_is_named(tomorrow: World) -> None:
    found = burden_of(tomorrow, "committee", TOMORROW)
    named = {
        (asked.form.code, each.field.code): each.why for asked in found.forms for each in asked.duplicates
    }
    assert named["supplies", "returned"] is Why.SAME_MEASURE
    assert named["daily-returnees", "new_arrivals"] is Why.SAME_MEASURE
    assert ("supplies", "fever") in named
    assert ("supplies", "masks") not in named


def test_the_burden_is_told_by_issuer(tomorrow: World) -> None:
    found = burden_of(tomorrow, "committee", TOMORROW)
    by = {issuer.issuer.code if issuer.issuer else "": issuer for issuer in found.issuers}
    assert set(by) == {"", "committee"}
    assert by["committee"].reports == by["committee"].cost.fields // 4
    assert sum(issuer.cost.seconds for issuer in found.issuers) == found.cost.seconds


def test_a_weekly_form_weighs_only_on_its_day(world: World) -> None:
    issue(world, frequency=Frequency.WEEKLY, due_on=str(TOMORROW.weekday()))
    world.time.advance(datetime.timedelta(days=2))
    later = TOMORROW + datetime.timedelta(days=1)
    assert {asked.form.code for asked in burden_of(world, "committee", TOMORROW).forms} >= {"supplies"}
    assert {asked.form.code for asked in burden_of(world, "committee", later).forms} == {"daily-returnees"}


def test_a_liaison_sees_only_his_unit_and_an_excused_unit_is_asked_nothing(tomorrow: World) -> None:
    assert {unit.body.code for unit in burden_of(tomorrow, "archives", TOMORROW).units} == {"archives"}
    reports.excuse(
        tomorrow.actor("committee"), tomorrow.response, tomorrow.bodies["archives"], TOMORROW, None, "停业"
    )
    (unit,) = burden_of(tomorrow, "archives", TOMORROW).units
    assert [asked.form.code for asked in unit.forms] == ["supplies"]


def test_the_page_and_its_workbook(tomorrow: World, client_for: SignIn) -> None:
    client = client_for(tomorrow.accounts["committee"])
    page = client.get("/reports/burden/").content.decode()
    assert "审计局" in page
    assert "物资日报" in page
    assert "直属机关工委" in client.get("/reports/burden/?by=issuer").content.decode()
    answer = client.get(f"/reports/burden.xlsx?day={TOMORROW.isoformat()}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(1).to_python()
    assert len(rows) == 1 + sum(len(unit.forms) for unit in burden_of(tomorrow, "committee", TOMORROW).units)
    assert {row[2] for row in rows[1:]} == {"物资日报", "返程人员日报告"}
    assert client.get("/reports/burden/?day=yesterday").status_code == 422


def test_who_sees_no_reports_sees_no_burden(tomorrow: World, client_for: SignIn) -> None:
    assert client_for(tomorrow.accounts["spring"]).get("/reports/burden/").status_code == 403
    assert client_for(tomorrow.accounts["spring"]).get("/reports/burden.xlsx").status_code == 403
