"""The people of a drill: who arrives, who declares and who registers him, and by which way (M5).

Units send a workbook each evening; of three communities one does too, the others enter each person by himself.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from random import Random
from typing import Any

from fangxian.drill.parameters import Parameters
from fangxian.drill.people import Corruption, Entry, generate
from fangxian.drill.plan import DAY, Cast, Community, Step, Unit, What, dice, end_of, instant, some_id
from fangxian.lines.arrivals.rules.compare import Side
from fangxian.trees.responses.models import Response

EVENING = 20
MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
WAYS = (
    ("rail", "火车", "G1278"),
    ("air", "飞机", "CZ6432"),
    ("coach", "客车", "吉F20881"),
    ("car", "自驾", ""),
)
ORIGINS = ("湖北武汉", "北京", "广东深圳", "辽宁沈阳", "浙江温州")


@dataclass(frozen=True)
class Told:
    """One side's entry about a person, and when it is sent."""

    entry: Entry
    person: int
    unit: Unit
    community: Community
    arrived_at: datetime.datetime
    at: datetime.datetime
    due_at: datetime.datetime
    corrected: bool
    duplicated: bool
    way: tuple[str, str, str]
    origin: str


def steps(parameters: Parameters, cast: Cast, response: Response) -> Iterator[Step]:
    """Yield every step about people in the order of time; nothing is sent after the end."""
    told = [each for each in _all(parameters, cast, response) if each.at <= end_of(parameters)]
    in_sheets = [each for each in told if _by_sheet(each, cast)]
    singly = [each for each in told if not _by_sheet(each, cast)]
    found = [*_sheets(in_sheets, end_of(parameters))]
    for each in singly:
        found += _singly(each, cast, end_of(parameters))
    yield from sorted(found, key=attrgetter("at"))


def _all(parameters: Parameters, cast: Cast, response: Response) -> Iterator[Told]:
    """Yield both sides' entries; a missing share of the persons is known to one side only."""
    count = parameters.arrivals * parameters.days
    if not count or not cast.communities:
        return
    untidy = Corruption(
        no_id_number=0, wrong_digit=0, traditional=0.1, address_variant=0.05, duplicate=0, full_width=0.05,
        one_sided=parameters.missing,
    )  # fmt: skip
    by_code = {community.code: community for community in cast.communities}
    declared, registered, truth = generate(
        count,
        parameters.seed,
        untidy,
        communities=list(by_code),
        begin=parameters.first_day,
        days=parameters.days,
    )
    for entry in (*declared, *registered):
        person = truth[entry.id]
        own = cast.units[dice(parameters.seed, "unit", person).randrange(len(cast.units))]
        yield _told(parameters, response, entry, person, own, by_code[entry.community])


def _told(
    parameters: Parameters, response: Response, entry: Entry, person: int, unit: Unit, community: Community
) -> Told:
    shared = dice(parameters.seed, "person", person)
    arrived_at = instant(entry.arrived_on, shared.randrange(6, 20), shared.randrange(60))
    way, origin = shared.choice(WAYS), shared.choice(ORIGINS)
    random = dice(parameters.seed, entry.side.value, person)
    late = random.random() < parameters.late
    unit_side = entry.side is Side.UNIT
    allowed = response.declaration_hours if unit_side else response.registration_hours
    at = _when(arrived_at, allowed, late, unit_side or _writes_sheets(community), random)
    corrected, duplicated = (
        random.random() < share for share in (parameters.corrected, parameters.duplicated)
    )
    due = arrived_at + HOUR * allowed
    return Told(entry, person, unit, community, arrived_at, at, due, corrected, duplicated, way, origin)


def _when(
    arrived_at: datetime.datetime, allowed: int, late: bool, by_sheet: bool, random: Random
) -> datetime.datetime:
    """Return when an entry is sent: within the hours allowed, or after them; sheets go in the evening."""
    if not by_sheet:
        minutes = allowed * 60
        more = (
            random.randint(minutes + 30, minutes + 900) if late else random.randint(20, max(21, minutes - 30))
        )
        return arrived_at + MINUTE * more
    earliest = arrived_at + (HOUR * allowed if late else MINUTE)
    evening = instant(earliest.date(), EVENING, 30)
    return evening if evening > earliest else evening + DAY


def _writes_sheets(community: Community) -> bool:
    return int(community.code[-1], 36) % 3 == 0


def _by_sheet(told: Told, cast: Cast) -> bool:
    return told.entry.side is Side.UNIT or _writes_sheets(told.community)


def _singly(told: Told, cast: Cast, end: datetime.datetime) -> Iterator[Step]:
    """Yield the requests about one person: entered, perhaps again, perhaps corrected."""
    random = dice(told.entry.id)
    content = _content(told)
    sent = content | {"id": str(some_id(random, cast))}
    persons = (("community", told.person, told.due_at),)
    yield Step(told.at, What.ARRIVAL, told.community.code, sent, persons)
    if told.duplicated and told.at + 10 * MINUTE <= end:
        yield Step(told.at + 10 * MINUTE, What.ARRIVAL_AGAIN, told.community.code, sent)
    if told.corrected and told.at + 40 * MINUTE <= end:
        again = sent | {"cohabitants": 1, "reason": "上门核实后更正（演练）"}
        yield Step(told.at + 40 * MINUTE, What.ARRIVAL_CORRECTED, told.community.code, again)


def _content(told: Told) -> dict[str, Any]:
    entry = told.entry
    return {
        "side": "community",
        "person": {"name": entry.name, "id_number": entry.id_number, "phone": entry.phone, "address": entry.address},
        "arrived_at": told.arrived_at.isoformat(), "place": told.community.code,
        "body": told.unit.code, "line": told.unit.line, "employer": told.unit.name,
        "origin": told.origin, "transport": told.way[0], "trip": told.way[2],
    }  # fmt: skip


def _sheets(told: list[Told], end: datetime.datetime) -> Iterator[Step]:
    """Yield the evening's workbooks; who is sent twice or corrected stands in the next evening's again."""
    sent: dict[tuple[str, str, datetime.datetime], list[Told]] = defaultdict(list)
    again: dict[tuple[str, str, datetime.datetime], list[Told]] = defaultdict(list)
    for each in told:
        side = each.entry.side.value
        sender = each.unit.code if each.entry.side is Side.UNIT else each.community.code
        sent[side, sender, each.at].append(each)
        if (each.duplicated or each.corrected) and each.at + DAY <= end:
            again[side, sender, each.at + DAY].append(each)
    for side, sender, at in sorted({*sent, *again}, key=lambda key: (key[2], key[0], key[1])):
        new, repeated = sent[side, sender, at], again[side, sender, at]
        rows = [_row(each) for each in new] + [_row(each, corrected=each.corrected) for each in repeated]
        own = (new or repeated)[0]
        on = (
            {"body": own.unit.code, "line": own.unit.line}
            if side == "unit"
            else {"place": own.community.code}
        )
        told_again = {"corrected": sum(each.corrected for each in repeated)}
        told_again["duplicated"] = len(repeated) - told_again["corrected"]
        yield Step(
            at, What.SHEET, sender, {"kind": f"arrivals.{side}", **on, "rows": rows, **told_again},
            tuple((side, each.person, each.due_at) for each in new),
        )  # fmt: skip


def _row(told: Told, *, corrected: bool = False) -> dict[str, str]:
    """Return a row as an office writes it; a corrected one tells another car."""
    entry = told.entry
    row = {
        "姓名": entry.name, "身份证号": entry.id_number, "联系电话": entry.phone, "从何处来": told.origin,
        "到达时间": told.arrived_at.strftime("%Y-%m-%d %H:%M"), "交通方式": told.way[1],
        "车次": "更正后" + told.way[2] if corrected else told.way[2], "现居住地址": entry.address,
        "所属社区": told.community.name,
    }  # fmt: skip
    return row | ({"工作单位": told.unit.name} if entry.side is Side.COMMUNITY else {})
