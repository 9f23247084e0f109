"""The morning after the demonstration's last day: what waits on its pages, so that each shows something real.

Everything is done by accounts of the cast through the actions of the pages; it is all later than the bulletin.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from fangxian.core import clock
from fangxian.core.dated import today
from fangxian.core.fields import under
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Side, Transport
from fangxian.lines.arrivals.sealing import ContactDetails, Identity, Person
from fangxian.lines.arrivals.selfreg import actions as selfreg
from fangxian.lines.arrivals.selfreg import links
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.reminding import source_of
from fangxian.lines.rosters import actions as rosters
from fangxian.lines.rosters.models import Demand
from fangxian.lines.rosters.worker import solve_one
from fangxian.mechanisms.filling import actions as filling
from fangxian.mechanisms.filling.owners import of_body
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form
from fangxian.mechanisms.messages.actions import reminders
from fangxian.mechanisms.messages.actions.reminders import NewRule
from fangxian.mechanisms.messages.models import ReminderRule
from fangxian.scenario.replay import Replay
from fangxian.trees.people.actor import WEB, Actor
from fangxian.trees.people.saving import actions as views
from fangxian.trees.places.models import Place

COMMUNITY = "220602001001"
UNIT = "dept-10"
LINK_DAYS = 14
STREET = "220602007"
ROSTER_DAYS, ROSTER_SECONDS = 7, 5
DAY = datetime.timedelta(days=1)
PROTECTION = Form(
    "protective-goods",
    "防护物资日报",
    (
        Field("masks_received", "今日收到口罩", FieldKind.FLOW, unit="只"),
        Field("masks_total", "累计收到口罩", FieldKind.CUMULATIVE, unit="只", constraint=". >= ${masks_received}",
              constraint_message="累计不能少于今日收到"),
        Field("masks_left", "现有口罩", FieldKind.CURRENT, unit="只", constraint=". <= ${masks_total}",
              constraint_message="现有不能多于累计收到"),
        Field("staff_on_duty", "在岗人数", FieldKind.CURRENT),
        Field("under_observation", "14天观察期内人数", FieldKind.CURRENT, "arrivals.under_observation"),
        Field("disinfected", "办公场所已消毒", unit="", type=FieldType.YES_NO),
        Field("source", "来源", type=FieldType.CHOICE, required=False,
              choices=(Choice("allotted", "调拨"), Choice("bought", "自购"), Choice("donated", "捐赠"))),
        Field("remark", "备注", type=FieldType.TEXT, required=False),
    ),
)  # fmt: skip
"""A form as a command makes it in such a week; one of its fields stands in the ledgers already."""


@dataclass(frozen=True)
class Newcomer:
    """An invented person who registers by a link; the phone's series was in service with nobody."""

    name: str
    phone: str
    address: str
    origin: str
    trip: str
    has_symptoms: bool = False


NEWCOMERS = (
    Newcomer("冯岱岳", "14270311586", "滨江花园7号楼2单元301", "辽宁省沈阳市", "K7385"),
    Newcomer("苏映雪", "15430629417", "松涛苑3号楼1单元502", "湖北省宜昌市", "K7391", has_symptoms=True),
)


def prepare(replay: Replay) -> None:
    """Leave registrations to confirm, a form to approve, a filled sheet, locked days, reminders, a roster."""
    clerk = Actor(replay.cast.clerk, WEB)
    _register_themselves(replay)
    forms.propose(clerk, _form(replay), remark="各单位每日另报防护物资，统一到一张表")
    _fill(replay)
    reports.lock(
        clerk, replay.response, datetime.date(2020, 2, 1), datetime.date(2020, 2, 2), "数字已报上级",
        place=replay.response.jurisdiction,
    )  # fmt: skip
    for rule in _rules(replay):
        reminders.add_rule(clerk, replay.response, rule)
    reports.remind(clerk, replay.response, replay.until)
    views.save_view(clerk, "arrivals:list", "两方不一致", {"state": "conflicting"})
    _roster(replay)


def _roster(replay: Replay) -> None:
    """Solve and publish the week's roster of one street's checkpoints; the other streets' are left to be asked for."""
    clerk, street = Actor(replay.cast.clerk, WEB), Place.objects.filter(code=STREET).first()
    if street is None or not Demand.objects.at().filter(under("path", street.path)).exists():
        return
    wanted = rosters.Wanted(street, replay.until + DAY, days=ROSTER_DAYS, limit=ROSTER_SECONDS)
    solved = solve_one(rosters.ask(clerk, replay.response, wanted).pk)
    if solved:
        rosters.publish(clerk, solved)


def _rules(replay: Replay) -> list[NewRule]:
    """Remind half an hour before the cut-off, and tell the superior half an hour after it."""
    source, area = source_of(RETURNEES).code, replay.response.jurisdiction
    return [
        NewRule(source, area, ReminderRule.To.OWER, minutes=-30),
        NewRule(source, area, ReminderRule.To.SUPERIOR, minutes=30),
    ]


def _form(replay: Replay) -> Form:
    issuer = replay.response.committee
    return Form(
        PROTECTION.code, PROTECTION.title, PROTECTION.fields, valid_from=today() + DAY,
        issued_by=issuer.id if issuer else None,
    )  # fmt: skip


def _register_themselves(replay: Replay) -> None:
    secretary = Actor(replay.cast.senders[COMMUNITY], WEB)
    place = Place.objects.get(code=COMMUNITY)
    owner = next(one for one in links.owners(secretary, replay.response) if one.place == place)
    link = links.make(secretary, replay.response, owner.key, "南门值守点", LINK_DAYS)
    for number, newcomer in enumerate(NEWCOMERS, start=1):
        selfreg.submit(link, [_arrival(newcomer, place)], f"192.0.2.{number}")


def _arrival(newcomer: Newcomer, place: Place) -> Arrival:
    contact = ContactDetails(newcomer.phone, newcomer.address)
    return Arrival(
        Side.COMMUNITY, Person(Identity(newcomer.name), contact), clock.now() - DAY, place, time_stated=False,
        origin=newcomer.origin, transport=Transport.RAIL, trip=newcomer.trip,
        has_symptoms=newcomer.has_symptoms,
    )  # fmt: skip


def _fill(replay: Replay) -> None:
    """A unit fills the sheet that came down last evening, for its own row."""
    sheets = sorted((Path(replay.manifest.folder) / "superior").glob("*.xlsx"))
    sheet = next((each for each in sheets if each.stem == str(replay.until)), None)
    if sheet is None:
        return
    liaison, owner = replay.cast.sender(UNIT), of_body(UNIT, "organs")
    sent = filling.upload(liaison, replay.response, owner, f"统计表-{sheet.name}", sheet.read_bytes())
    filling.fill(liaison, sent, replay.until)
