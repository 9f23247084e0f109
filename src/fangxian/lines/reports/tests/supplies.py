"""A form that the command makes: a daily report on protective goods with every type of field."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fangxian.conftest import FIRST_DAY, ORGANS, World
from fangxian.core import clock
from fangxian.lines.reports import actions
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.models import DailyReport, OwingRule
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form

CODE = "supplies"
KINDS = (Choice("n95", "N95"), Choice("plain", "普通"))
WAYS = (Choice("donated", "捐赠"), Choice("bought", "采购"))
FIELDS = (
    Field("received", "今日收到口罩", FieldKind.FLOW, unit="只", synonyms=("新到口罩",)),
    Field("total", "累计收到口罩", FieldKind.CUMULATIVE, unit="只", constraint=". >= ${received}"),
    Field("spent", "今日支出", FieldKind.FLOW, type=FieldType.AMOUNT, decimals=2, unit="元", required=False),
    Field("wearing", "佩戴率", type=FieldType.PERCENTAGE, decimals=1, required=False),
    Field("short", "是否短缺", type=FieldType.YES_NO, required=False),
    Field("price", "每只单价", type=FieldType.COMPUTED, decimals=2, unit="元", calculation="${spent} div ${received}"),
    Field("until", "可用至", type=FieldType.DATE, required=False),
    Field("source", "来源", type=FieldType.CHOICE, choices=WAYS, required=False),
    Field("kinds", "品种", type=FieldType.MULTIPLE, choices=KINDS, required=False),
    Field("note", "说明", type=FieldType.TEXT, required=False),
)  # fmt: skip
FORM = Form(CODE, "防护物资日报", FIELDS, valid_from=FIRST_DAY)
SENT = {
    "received": "200",
    "total": "1,200",
    "spent": "350.5",
    "wearing": "98.5%",
    "short": "1",
    "until": "2020-02-20",
}


def approved(world: World, form: Form = FORM) -> FormVersion:
    """Have the committee propose a form and the command approve it."""
    version = forms.propose(world.actor("committee"), form)
    if version.state == FormVersion.State.PROPOSED:
        version = forms.approve(world.actor("command"), version)
    return version


def owed(world: World, **part: Any) -> OwingRule:
    """Approve the form and say that the units of the organs' line owe it, the committee itself left out."""
    approved(world)
    part = {"kinds": ["department"]} | part
    return actions.set_rule(world.actor("committee"), world.response, CODE, ORGANS, FIRST_DAY, **part)


def changed(form: Form, day: date, **fields: Any) -> Form:
    """Return a later version of a form: some fields replaced by code, new ones added."""
    kept = [fields.pop(field.code, field) for field in form.fields]
    return replace(form, fields=(*kept, *fields.values()), valid_from=day)


def filing(world: World, body: str = "audit-office", day: date = FIRST_DAY, **other: Any) -> Filing:
    """Return a body's report on goods."""
    numbers = {"received": 200, "total": 1200} | other.pop("numbers", {})
    return Filing(world.bodies[body], ORGANS, day, numbers, **other)


def filed(world: World, body: str = "audit-office", day: date = FIRST_DAY, **other: Any) -> DailyReport:
    """File a body's report on goods as its liaison."""
    told = filing(world, body, day, **other)
    return actions.file(world.actor(body), world.response, [told], form_of(CODE))[0]


def next_day(world: World) -> date:
    """Let a day pass."""
    world.time.advance(timedelta(days=1))
    return clock.now().astimezone().date()
