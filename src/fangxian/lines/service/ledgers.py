"""The ledgers of check-ins, tasks, service and remarks; those of posts stand beside (M10, M11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.crypto import DataClass
from fangxian.core.errors import Text as Words
from fangxian.lines.service import rules, settling
from fangxian.lines.service.models import Checkin, Duty, RecordRemark, Service, Task
from fangxian.lines.service.post_ledgers import ATTENDANCES, HANDOVERS
from fangxian.lines.service.settling import LOG, RECEIVE, REPORT, VIEW
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import (
    Choice,
    Head,
    IdNumber,
    Long,
    Number,
    OnBehalf,
    Personal,
    Phone,
    Reference,
    Since,
    Text,
    Unreadable,
    Until,
    Where,
)
from fangxian.mechanisms.personnel.ledgers import DISCLOSE, GROUND
from fangxian.trees.places.models import WIDTHS, Kind

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning

HOME = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND)
COMMUNITY, COMPOUND = WIDTHS[Kind.COMMUNITY], WIDTHS[Kind.COMPOUND]


@dataclass(frozen=True, kw_only=True)
class Hour(Text):
    """An hour of the day as HH:MM."""

    length: int = 8

    def read(self, told: Any, meaning: "Meaning") -> str:
        try:
            return rules.hour(super().read(told, meaning))
        except ValueError as error:
            raise Unreadable(_now("Not an hour: write it as 08:30.")) from error


def _check_in(values: Values) -> Mapping[str, Words]:
    """An organisation has a number of people and no person, a member is a person and no number."""
    organisation = values["kind"] == Checkin.Kind.ORGANISATION
    if organisation and not values["body"]:
        return {"body": _("Name the organisation.")}
    if organisation and values["person"]:
        return {"person": _("An organisation reports a number of people; members report in one by one.")}
    if not organisation and not values["person"]:
        return {"person": _("Name the member.")}
    return {"people": _("One member is one person.")} if not organisation and values["people"] else {}


def _parts(values: Values) -> Mapping[str, Any]:
    path = values["place"] or ""
    return {
        "community": path[:COMMUNITY] if len(path) >= COMMUNITY else "",
        "compound": path[:COMPOUND] if len(path) >= COMPOUND else "",
    }


def _served(values: Values) -> Mapping[str, Words]:
    if not values["task"] and not values["work"]:
        return {"work": _("Choose a task, or say what was done.")}
    return {} if values["task"] or values["minutes"] else {"minutes": _("Say how many minutes it took.")}


def _hours(values: Values) -> Mapping[str, Any]:
    return {"hundredths": rules.hundredths(values["minutes"])}


CHECKINS = Ledger(
    code="checkins",
    title=_("Check-ins at communities"),
    one=pgettext_lazy("ledger", "check-in"),
    question=_("Who reported in to which community?"),
    lead=_("Organisations report in where they are stationed, serving members where they live; the place answers."),
    empty=_("Report your unit in, or your members one by one or by a sheet."),
    model=Checkin,
    view=VIEW,
    enter=REPORT,
    label=("kind", "body", "person"),
    key=("kind", "body", "person", "place"),
    check=_check_in,
    derive=_parts,
    settle=settling.check_in,
    written=settling.checked_in,
    doing=settling.checkin_deeds,
    fields=(
        Choice(code="kind", title=_("who reports in"), synonyms=("类型", "报到类型"), options=Checkin.Kind,
               default=Checkin.Kind.ORGANISATION, listed=True, narrows=True,
               wordings={Checkin.Kind.ORGANISATION: ("单位", "党组织", "单位报到"),
                         Checkin.Kind.MEMBER: ("党员", "在职党员", "个人", "党员报到")}),
        OnBehalf(title=_("unit"), synonyms=("单位", "报到单位", "工作单位"), listed=True, narrows=True),
        Reference(code="person", title=_("member"), synonyms=("姓名", "党员姓名"), to="persons", listed=True),
        Head(code="people", title=_("people"), synonyms=("人数", "报到人数", "党员人数"), listed=True),
        Where(title=_("reports in to"), synonyms=("报到小区", "小区", "报到社区", "社区"), kinds=HOME, required=True,
              listed=True, narrows=True),
        Choice(code="step", title=_("state"), options=Checkin.State, settled=True, listed=True, narrows=True),
        Text(code="answer", title=_("answer"), settled=True, length=200),
        Since(code="since", title=_("reported on"), synonyms=("报到日期", "报到时间", "日期"), listed=True),
        Until(code="until", title=_("until"), synonyms=("结束日期",), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

TASKS = Ledger(
    code="service-tasks",
    title=_("Tasks for members"),
    one=pgettext_lazy("ledger", "task"),
    question=_("What can members do here?"),
    lead=_("The eight duties, with day, hours and how many people are needed; as many may claim it."),
    empty=_("Say what you need help with: what, where, on which day, how many people."),
    model=Task,
    view=VIEW,
    enter=RECEIVE,
    side=Side.PLACE,
    label=("name", "day"),
    key=("name", "place", "day", "begins", "post"),
    settle=settling.ask,
    fields=(
        Text(code="name", title=pgettext_lazy("task", "name"), synonyms=("任务", "任务名称", "名称"), required=True,
             listed=True),
        Choice(code="duty", title=_("duty"), synonyms=("职责", "类别"), options=Duty, required=True, listed=True,
               narrows=True,
               wordings={Duty.SCREENING: ("摸底排查",), Duty.PUBLICITY: ("宣传教育",), Duty.MOBILISING: ("动员群众",),
                         Duty.PERSUASION: ("思想劝导",), Duty.CHECKPOINT: ("卡口值勤",), Duty.REPORTING: ("情况报送",),
                         Duty.LOGISTICS: ("后勤保障",), Duty.DISINFECTION: ("卫生消杀",)}),
        Where(title=_("place"), synonyms=("社区", "地点"), kinds=GROUND, required=True, listed=True, narrows=True),
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点", "卡口"), to="posts", listed=True,
                  narrows=True, help=_("Where it is at a post: whoever claims it serves there.")),
        Since(code="day", title=_("day"), synonyms=("日期",), required=True, listed=True),
        Hour(code="begins", title=_("from"), synonyms=("开始时间",), listed=True),
        Hour(code="ends", title=_("to"), synonyms=("结束时间",), listed=True),
        Number(code="people_needed", title=_("people needed"), synonyms=("需要人数", "人数"), required=True, least=1,
               most=10_000, listed=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

SERVICE = Ledger(
    code="service-log",
    title=_("Service of members"),
    one=pgettext_lazy("ledger", "service"),
    question=_("Who served where, and for how long?"),
    lead=_("Tasks that were claimed and work that was done; its hours count once the community has confirmed them."),
    empty=_("Members claim tasks on their own page; you may also enter what was done, or send a sheet."),
    model=Service,
    view=VIEW,
    enter=LOG,
    label=("person", "day"),
    check=_served,
    derive=_hours,
    settle=settling.serve,
    written=settling.served,
    doing=settling.service_deeds,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "党员姓名"), to="persons", required=True,
                  listed=True),
        Reference(code="task", title=pgettext_lazy("ledger", "task"), synonyms=("任务",), to="service-tasks",
                  listed=True, narrows=True),
        Text(code="work", title=_("what was done"), synonyms=("服务内容", "内容"), length=120, listed=True),
        Where(title=_("place"), synonyms=("社区", "服务社区"), kinds=GROUND, required=True, listed=True, narrows=True),
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点", "卡口"), to="posts", listed=True,
                  narrows=True, help=_("Left empty: that of the task.")),
        OnBehalf(title=_("home unit"), synonyms=("单位", "工作单位"), narrows=True),
        Since(code="day", title=_("day"), synonyms=("日期", "服务日期"), required=True, listed=True),
        Number(code="minutes", title=_("minutes"), synonyms=("分钟", "服务时长", "时长"), least=1, most=rules.LONGEST,
               listed=True),
        Choice(code="step", title=_("state"), options=Service.State, settled=True, listed=True, narrows=True),
        Text(code="answer", title=_("answer"), settled=True, length=200),
    ),
)  # fmt: skip

REMARKS = Ledger(
    code="record-remarks",
    title=_("Remarks on one's own record"),
    one=pgettext_lazy("ledger", "remark"),
    question=_("Who says that something recorded about him is wrong?"),
    lead=_("People read their own record and propose what it should say; confirm it, or answer why not."),
    empty=_("Nobody has said that something is wrong."),
    model=RecordRemark,
    view=VIEW,
    enter=LOG,
    disclose=DISCLOSE,
    label=("person", "since"),
    settle=settling.remark,
    doing=settling.remark_deeds,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名",), to="persons", required=True, listed=True),
        Where(title=_("place"), kinds=GROUND, narrows=True),
        OnBehalf(title=_("unit"), synonyms=("单位",), narrows=True),
        Long(code="text", title=_("what is wrong, and what is right"), synonyms=("内容",), required=True, listed=True,
             length=500),
        Personal(code="name", title=_("name as proposed"), settled=True, open=True, length=60),
        Phone(code="phone", title=_("phone as proposed"), settled=True),
        IdNumber(code="id_number", title=_("ID number as proposed"), settled=True),
        Personal(code="health_note", title=_("health as proposed"), settled=True, data_class=DataClass.HEALTH, head=0,
                 length=200),
        Since(code="since", title=_("day"), listed=True),
        Choice(code="step", title=_("state"), options=RecordRemark.State, settled=True, listed=True, narrows=True),
        Text(code="answer", title=_("answer"), settled=True, listed=True, length=200),
    ),
)  # fmt: skip
LEDGERS = (CHECKINS, TASKS, SERVICE, ATTENDANCES, HANDOVERS, REMARKS)
