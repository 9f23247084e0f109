"""Workbooks of passenger lists as stations send them: fields, and how rows become lists (M5).

A workbook may hold several trips: each trip and day is a list of its own. One whose trip or day stands in the
title only (2月8日K7385次旅客名单) is read from there. Sent again, a row is recognised by ID number, by name and
phone, or by name and seat, and corrected where it says something else.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Text
from fangxian.lines.arrivals.passengers import actions
from fangxian.lines.arrivals.passengers.access import PUSH
from fangxian.lines.arrivals.passengers.inputs import Passenger, Sending
from fangxian.lines.arrivals.passengers.models import PassengerList, PassengerRow
from fangxian.lines.arrivals.passengers.rules import trip_in, trip_key
from fangxian.lines.arrivals.passengers.sealing import passenger_of
from fangxian.mechanisms.imports.codes import Code, Problem, ValueProblem
from fangxian.mechanisms.imports.dates import Moment, Reading
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.imports.values import parse_datetime
from fangxian.trees.people.actor import EXCEL, Actor

FIELDS = [
    Field("name", gettext_lazy("name"), ("姓名", "旅客姓名", "乘客姓名"), required=True, personal=True),
    Field(
        "id_number",
        gettext_lazy("ID number"),
        ("身份证号", "身份证号码", "证件号", "证件号码", "身份证", "有效证件号"),
        Kind.ID_NUMBER,
        personal=True,
    ),
    Field(
        "phone",
        gettext_lazy("phone"),
        ("联系电话", "手机号", "手机号码", "电话", "联系方式", "购票电话", "预留电话"),
        Kind.PHONE,
        personal=True,
    ),
    Field(
        "destination",
        gettext_lazy("where the passenger goes"),
        ("目的地", "目的地址", "目的地详细地址", "去往地址", "前往地点", "到达地址", "下车后去向", "现住址", "住址",
         "家庭住址", "居住地址", "详细地址"),
        personal=True,
    ),
    Field("place", gettext_lazy("community"), ("所属社区", "社区", "居住社区", "所在社区", "街道社区")),
    Field("trip", gettext_lazy("trip or plate"), ("车次", "航班", "班次", "车次/航班", "航班号", "列车车次", "船次")),
    Field(
        "day",
        gettext_lazy("day of the trip"),
        ("乘车日期", "到达日期", "到站日期", "日期", "到站时间", "到达时间", "乘机日期", "抵达日期"),
        Kind.DATETIME,
    ),
    Field("seat", gettext_lazy("seat"), ("座位", "座位号", "席位", "席位号", "车厢座位", "车厢号", "座号")),
    Field("origin", gettext_lazy("boarded at"), ("发站", "上车站", "乘车站", "始发站", "出发站", "始发地", "上车地点")),
]  # fmt: skip
_DATES = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
Marks = tuple[tuple[str, ...], ...]
Trip = tuple[str, datetime.date]


@dataclass(frozen=True)
class Change:
    """Rows of a list that was sent before, which now say something else."""

    list: PassengerList
    passenger: Passenger


@dataclass
class Group:
    """The rows of one trip and day."""

    trip: str
    day: datetime.date
    passengers: list[Passenger] = field(default_factory=list)
    known: PassengerList | None = None


@dataclass(frozen=True)
class PassengerImport:
    """The import of passenger lists, from a place or by a body that holds the permission."""

    code: str = "arrivals.passengers"
    title: Text = gettext_lazy("passenger lists of a station")
    permission: str = PUSH
    of_body: bool = False
    of_station: bool = True

    def fields(self) -> Sequence[Field]:
        """Return the fields of a passenger list."""
        return FIELDS

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Sort rows by trip and day, and against the lists that the same sender has sent of them."""
        found = Prepared()
        groups: dict[Trip, Group] = {}
        for row in rows:
            trip, day, problems = _trip(run, row)
            found.problems += problems
            if trip and day:
                group = groups.setdefault((trip_key(trip), day), Group(trip, day))
                group.passengers.append(_passenger(row))
        known = _lists(run)
        for key, group in groups.items():
            group.known = known.get(key)
            _sort(run, group, found)
        return found

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Receive each trip's new rows, then correct the changed ones."""
        sheet = actor.on(EXCEL)
        by_trip: dict[Trip, Group] = {}
        for group, passenger in prepared.new:
            whole = by_trip.setdefault((trip_key(group.trip), group.day), replace(group, passengers=[]))
            whole.passengers.append(passenger)
        for group in by_trip.values():
            actions.receive(sheet, run.response, _sending(run, group))
        changed: dict[PassengerList, list[Passenger]] = defaultdict(list)
        for change in prepared.changed:
            changed[change.list].append(change.passenger)
        for of, passengers in changed.items():
            actions.correct_rows(sheet, of.entry_id, passengers, _("sent again by workbook"))
        return len(prepared.new) + len(prepared.changed)


def _sending(run: ImportRun, group: Group) -> Sending:
    sending = Sending(
        group.trip, group.day, group.passengers, place=None if run.body else run.place, body=run.body,
        line=run.line_id or "",
    )  # fmt: skip
    return replace(sending, id=group.known.entry_id) if group.known else sending


def _trip(run: ImportRun, row: ReadRow) -> tuple[str, datetime.date | None, list[Problem]]:
    """Return a row's trip and day, or those of the title above the table, or what is missing."""
    moment = row.values.get("day")
    day = timezone.localdate(moment.at) if isinstance(moment, Moment) else _day_in(run)
    trip = str(row.values.get("trip") or "") or trip_in(run.heading)
    problems = []
    if not trip:
        problems.append(Problem(Code.MISSING_VALUE, row.number, None, "trip", "", _("trip or plate")))
    if day is None:
        problems.append(Problem(Code.MISSING_VALUE, row.number, None, "day", "", _("day of the trip")))
    elif day > timezone.localdate(clock.now()) + datetime.timedelta(days=1):
        problems.append(Problem(Code.IN_FUTURE, row.number, None, "day", str(day), _("day of the trip")))
        day = None
    return trip[:40], day, problems


def _day_in(run: ImportRun) -> datetime.date | None:
    sent = timezone.localdate(run.created_at)
    for word in _DATES.findall(run.heading):
        try:
            moment = parse_datetime(word, Reading(default_year=sent.year, not_after=sent))
        except ValueProblem:
            continue
        if moment:
            return timezone.localdate(moment.at)
    return None


def _passenger(row: ReadRow) -> Passenger:
    values = row.values
    place, destination = str(values.get("place") or ""), str(values.get("destination") or "")
    return Passenger(
        name=str(values.get("name") or "")[:60],
        id_number=getattr(values.get("id_number"), "number", "") or "",
        phone=str(values.get("phone") or "")[:40],
        destination=(destination if place in destination else place + destination)[:120],
        seat=str(values.get("seat") or "")[:20],
        origin=str(values.get("origin") or "")[:80],
    )


def _lists(run: ImportRun) -> dict[Trip, PassengerList]:
    rows = PassengerList.objects.at().filter(response=run.response, body=run.body)
    rows = rows if run.body else rows.filter(path=run.path)
    return {(row.trip_key, row.travelled_on): row for row in rows}


def _sort(run: ImportRun, group: Group, into: Prepared) -> None:
    """Divide a trip's rows into new, changed and unchanged; the same person twice stays twice in the list."""
    waiting: dict[tuple[str, ...], list[PassengerRow]] = defaultdict(list)
    used: set[int] = set()
    former = {}
    if group.known:
        rows = PassengerRow.objects.at().filter(list=group.known.entry_id).order_by("position")
        for row in rows:
            former[row.pk] = passenger_of(row, run.response)
            for mark in _marks(former[row.pk]):
                waiting[mark].append(row)
    for passenger in group.passengers:
        found = next((row for mark in _marks(passenger) for row in waiting[mark] if row.pk not in used), None)
        if found is None or group.known is None:
            into.new.append((group, passenger))
            continue
        used.add(found.pk)
        again = replace(passenger, id=found.entry_id)
        if again == former[found.pk]:
            into.unchanged += 1
        else:
            into.changed.append(Change(group.known, again))


def _marks(passenger: Passenger) -> Marks:
    """Return by what a row is recognised when it comes again, the surest first."""
    name = passenger.name
    marks = (("id", passenger.id_number), ("phone", name, passenger.phone), ("seat", name, passenger.seat))
    return tuple(mark for mark in (*marks, ("name", name)) if all(mark))


PASSENGER_LISTS = PassengerImport()
