"""Who leads: the committee's leading group with its two task forces, and who answers for each place (M1)."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

from tools.scenario import handwriting
from tools.scenario.baishan.bodies import ROOT
from tools.scenario.baishan.cadres import Cadre
from tools.scenario.baishan.people import Person
from tools.scenario.baishan.places import STREETS, communities
from tools.scenario.baishan.sent_down_files import AREA, LAYOUTS, LINE
from tools.scenario.clock import moment
from tools.scenario.manifest import File
from tools.scenario.persons import Registry
from tools.scenario.sheets import Row, write

DAY = date(2020, 2, 11)
COMMITTEE = "市直机关工委"
LEADING = "市直机关疫情防控工作领导小组"
GROUPS = {
    LEADING: ("领导小组", "", "统筹市直机关返程排查、干部下沉和物资保障", "2020/1/26"),
    "综合协调组": ("专班", LEADING, "调度日报告、零报告，协调下沉干部，处理突发事项", "2020/1/27"),
    "物资筹备组": ("专班", LEADING, "筹集、登记、分发防护和保暖物资", "2020/1/27"),
}
"""Each group's kind, the group above it, its duty, and since when it stands."""

PEOPLE = 13
FUNCTIONS = {"责任书记": "书记", "第一责任人": "主任"}
UNNAMED = 14
"""The community, in the order of codes, whose first responsible is named only in the afternoon."""

Staff = list[tuple[str, str]]


def structure_files(directory: Path, people: list[Person], sent: list[Cadre]) -> list[File]:
    """Write the sheets of groups, their members and the chain of responsibility; return the manifest's entries."""
    rng = random.Random("structure")
    others = [cadre.substitute for cadre in sent if cadre.substitute]
    known: list[Person | Cadre] = [*people, *sent, *others]
    registry = Registry(rng, [one.name for one in known])
    for one in known:
        registry.keep(one.id_number, one.phone)
    staff = [(registry.name(rng.choice("男男女")), registry.phone()) for _number in range(PEOPLE)]
    rows = _charges(registry, rng)
    missing = [row for row in rows if row[0] == 2 * (8 + UNNAMED) + 2]
    at, charges = moment(DAY, 8, 50), moment(DAY, 10, 58)
    told = [
        ("persons", "person", _persons(staff), at, "工委机关人员名册", ROOT),
        ("groups", "group", _groups(staff), at + timedelta(minutes=4), "领导小组和两个专项工作组", ROOT),
        ("members", "member", _members(staff), at + timedelta(minutes=7), "领导小组和专项工作组成员", ROOT),
        ("charges", "charge", [row for row in rows if row not in missing], charges, "三级责任人一览表", ""),
        ("charges-2", "charge", missing, charges + timedelta(hours=5), "三级责任人一览表（补1人）", ""),
    ]
    return [_sheet(directory, *one) for one in told]


def _persons(staff: Staff) -> list[Row]:
    jobs = ["书记", "副书记", "副书记", "纪工委书记", *["部室负责人"] * 4, *["科员"] * 5]
    return [[number, name, jobs[number - 1], phone] for number, (name, phone) in enumerate(staff, start=1)]


def _groups(staff: Staff) -> list[Row]:
    heads = [staff[0][0], staff[1][0], staff[2][0]]
    return [
        [name, kind, head, above or None, duty, since]
        for head, (name, (kind, above, duty, since)) in zip(heads, GROUPS.items(), strict=True)
    ]


def _members(staff: Staff) -> list[Row]:
    """Put the leaders into the leading group, and everybody else into one of the task forces by turns."""
    rows: list[Row] = []
    for number, (name, phone) in enumerate(staff):
        if number < 4:
            role = "组长" if number == 0 else "副组长"
            rows.append([LEADING, name, role, None, phone])
        if number:
            group = list(GROUPS)[1 + (number + 1) % 2]
            role = "组长" if number < 3 else "联络员" if number in (5, 6) else "成员"
            rows.append([group, name, role, "值班" if number > 8 else None, phone])
    return rows


def _charges(registry: Registry, rng: random.Random) -> list[Row]:
    """Name both functions for the district, each street and each community: 34 places, 68 persons."""
    named = [("浑江区", "区")]
    named += [(name, "街道") for name, _words in STREETS.values()]
    named += [(place.name, "社区") for place in communities()]
    rows: list[Row] = []
    for place, level in named:
        for function, job in FUNCTIONS.items():
            name = handwriting.name(registry.name(rng.choice("男女")), rng)
            phone = handwriting.phone(registry.phone(), "spaced", rng)
            rows.append([len(rows) + 1, place, function, name, f"{level}{job}", phone])
    return rows


def _sheet(
    directory: Path, name: str, kind: str, rows: list[Row], at: datetime, note: str, body: str
) -> File:
    path, at = f"structure/{name}.xlsx", at + timedelta(seconds=20)
    write(directory / path, LAYOUTS[kind][0], rows, COMMITTEE, at.date())
    where = {"body": body, "line": LINE} if body else {"place": AREA}
    return File(path, at, f"{kind}s", "work-committee", note, **where)
