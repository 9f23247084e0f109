"""The sheets by which a thousand cadres are sent down, 11 to 15 February: quotas, names, posts, placements (M10)."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from tools.scenario import handwriting
from tools.scenario.baishan.bodies import ROOT, Body, departments
from tools.scenario.baishan.cadres import DEPUTY, HEAD, Cadre, cadres, paired, quotas
from tools.scenario.baishan.checkpoints import checkpoints
from tools.scenario.baishan.people import Person
from tools.scenario.baishan.places import STREETS, communities
from tools.scenario.clock import ZONE, moment
from tools.scenario.manifest import File
from tools.scenario.sheets import Cell, Layout, Row, habits, write

LINE, AREA = "organs", "220602"
ASKED, NAMED, PLACED = date(2020, 2, 11), date(2020, 2, 11), date(2020, 2, 12)
LAYOUTS = habits(Path(__file__).with_name("sent_down.toml"))
ROLES = {HEAD: ("队长", "领队", "负责人"), DEPUTY: ("副队长", "带队副职", "副队长")}
MEMBERS = ("队员", "成员", "")
WRONG = {"id": "dept-31", "role": "dept-47", "unnamed": "dept-62"}
"""Departments whose list has a row that is refused, and what is wrong with it; sent again the next morning."""

TWICE = ("dept-10", "dept-29", "dept-66")
"""Departments that list somebody twice."""

HOURS = ((8, 0), (16, 0), (0, 0))
"""When the three shifts of a checkpoint begin."""


class SentDown:
    """Writes the sheets, each with its place in the order in which they came in."""

    def __init__(self, directory: Path, people: list[Person]) -> None:
        self._directory = directory
        self._rng = random.Random("sent down")
        self._names = {place.code: place.name for place in communities()}
        self.people = cadres(people)
        self.files: list[File] = []

    def write(self) -> list[File]:
        """Write everything; return the manifest's entries."""
        self._quotas()
        self._posts()
        self._nominations()
        self._placements()
        self._demands()
        self._substitutes()
        self._leaves()
        return self.files

    def _quotas(self) -> None:
        counts, pairs = quotas(), paired()
        rows: list[Row] = [
            [number, body.short_name, counts[body.code], STREETS[pairs[body.code][:9]][0], "2月11日", None]
            for number, body in enumerate(departments(), start=1)
        ]
        rows.append([None, "合计", sum(counts.values()), None, None, None])
        note = "抽调干部下沉社区的名额分配表"
        self._sheet("quotas", "quotas", LAYOUTS["quota"][0], rows, moment(ASKED, 8, 40), note, body=ROOT)

    def _posts(self) -> None:
        """Write the checkpoints; two name a place that nobody knows, and come again."""
        rng, units = self._rng, {code: unit for unit, code in paired().items()}
        shorts = {body.code: body.short_name for body in departments()}
        rows: list[list[Cell]] = [
            [number, STREETS[point.community[:9]][0], self._names[point.community], point.name, point.kind,
             point.address, rng.choice([2, 2, 3]), shorts[units[point.community]]]
            for number, point in enumerate(checkpoints(), start=1)
        ]  # fmt: skip
        layout, at = LAYOUTS["post"][0], moment(ASKED, 11, 32)
        wrong = [row[:] for row in rows]
        for index, place in ((17, "惠民社区"), (64, "新苑社区")):
            wrong[index][2] = place
        self._sheet("posts", "posts", layout, wrong, at, "99个卡点一览表")
        right = [rows[17], rows[64]]
        self._sheet("posts-2", "posts", layout, right, at + timedelta(hours=5), "卡点一览表（更正2处）")

    def _nominations(self) -> None:
        rng = self._rng
        bodies = departments()
        slots = sorted(rng.sample(range(570), len(bodies)))
        order = rng.sample(bodies, len(bodies))
        for body, slot in zip(order, slots, strict=True):
            layout = rng.choices(LAYOUTS["nomination"], (4, 3, 3, 3, 2))[0]
            if body.code == WRONG["id"]:
                layout = LAYOUTS["nomination"][1]
            staff = [cadre for cadre in self.people if cadre.body == body]
            rows = [self._row(cadre, layout, number) for number, cadre in enumerate(staff, start=1)]
            sent = [*rows, rows[3]] if body.code in TWICE else rows
            found = next((what for what, code in WRONG.items() if code == body.code), "")
            if found:
                sent = [*rows[:-1], _spoilt(rows[-1], layout, found)]
                at = moment(PLACED, 8, 10) + timedelta(minutes=7 * list(WRONG).index(found))
                self._nomination(body, "-2", layout, rows[-1:], at, "人选名单（更正）")
            at = moment(NAMED, 10, 50) + timedelta(minutes=slot)
            self._nomination(body, "", layout, sent, at, "人选名单")

    def _nomination(
        self, body: Body, suffix: str, layout: Layout, rows: list[list[Cell]], at: datetime, what: str
    ) -> None:
        name, note = f"nominations/{body.code}{suffix}", f"{body.short_name}下沉干部{what}"
        self._sheet(
            name, "dispatch.nominations", layout, rows, at, note, body=body.code, title=body.short_name
        )

    def _row(self, cadre: Cadre, layout: Layout, number: int) -> list[Cell]:
        rng = self._rng
        role = rng.choice(ROLES.get(cadre.role, MEMBERS))
        written: dict[str, Cell] = {
            "seq": number, "name": handwriting.name(cadre.name, rng), "sex": cadre.sex, "job": cadre.job,
            "id": handwriting.id_number(cadre.id_number, rng), "role": role,
            "phone": handwriting.phone(cadre.phone, layout.phones, rng), "skill": cadre.skill,
            "member": rng.choice(["中共党员", "党员"]) if cadre.member else "群众",
            "health": rng.choice(["健康", "良好", ""]), "employer": cadre.body.short_name, "remark": "",
        }  # fmt: skip
        return [written[column.fact] or None for column in layout.columns]

    def _placements(self) -> None:
        """Write a street's list each; three rows are refused, and come again together in the evening."""
        wrong: list[list[Cell]] = []
        for number, (street, (name, _words)) in enumerate(STREETS.items()):
            layout = LAYOUTS["placement"][number % 3]
            there = [cadre for cadre in self.people if cadre.community.startswith(street)]
            rows = [self._placed(cadre, layout, line) for line, cadre in enumerate(there, start=1)]
            if number in (0, 2, 3):
                wrong.append(self._placed(there[-1], LAYOUTS["placement"][0], len(wrong) + 1))
                rows[-1] = self._misplaced(there[-1], layout, len(rows), number)
            at = moment(PLACED, 13, 5) + timedelta(minutes=41 * number)
            note = f"{name}下沉干部分派表"
            self._sheet(f"placements/{street}", "dispatch.placements", layout, rows, at, note, title=name)
        layout, at = LAYOUTS["placement"][0], moment(PLACED, 19, 20)
        self._sheet(
            "placements/corrected",
            "dispatch.placements",
            layout,
            wrong,
            at,
            "分派表（更正3人）",
            title="各街道",
        )

    def _misplaced(self, cadre: Cadre, layout: Layout, number: int, street: int) -> list[Cell]:
        """Write a name wrongly, a community that does not exist, or another community's checkpoint."""
        facts = [column.fact for column in layout.columns]
        row = self._placed(cadre, layout, number)
        if street == 0:
            row[facts.index("name")] = f"{cadre.name[0]}{cadre.name[-1]}国"
        elif street == 2:
            row[facts.index("community")] = "兴隆社区"
        else:
            row[facts.index("post")] = next(
                point.name for point in checkpoints() if point.name not in self._posts_of(cadre.community)
            )
        return row

    def _posts_of(self, community: str) -> set[str]:
        return {point.name for point in checkpoints() if point.community == community}

    def _placed(self, cadre: Cadre, layout: Layout, number: int, day: date = PLACED) -> list[Cell]:
        rng = self._rng
        written: dict[str, Cell] = {
            "seq": number, "name": handwriting.name(cadre.name, rng), "employer": cadre.body.short_name,
            "community": self._names[cadre.community], "post": cadre.checkpoint.name if cadre.checkpoint else "",
            "phone": handwriting.phone(cadre.phone, "text", rng), "remark": "",
            "since": handwriting.moment(moment(day, 8), layout.dates, rng),
        }  # fmt: skip
        return [written[column.fact] or None for column in layout.columns]

    def _demands(self) -> None:
        rows: list[Row] = [
            [point.name, self._names[point.community], f"{hour:02d}:00", f"{(hour + 8) % 24:02d}:00", 2]
            for point in checkpoints()
            for hour, _minute in HOURS
        ]
        at, note = moment(PLACED, 20, 15), "99个卡点三班值守需求"
        self._sheet("demands", "demands", LAYOUTS["demand"][0], rows, at, note, title="城区")

    def _substitutes(self) -> None:
        """Somebody falls ill: his unit names another, whom the committee places on the same day."""
        ill = [cadre for cadre in self.people if cadre.substitute]
        for number, cadre in enumerate(ill):
            other = cadre.substitute
            day = PLACED + timedelta(days=1 + number % 3)
            at = moment(day, 11, 20) + timedelta(minutes=13 * number)
            layout, own = LAYOUTS["substitute"][0], cadre.body
            if other:
                row = [other.name, other.sex, other.job, other.phone, "成员", cadre.name, "原人员因病"]
                self._sheet(f"substitutes/{own.code}", "dispatch.nominations", layout, [row], at,
                            f"{own.short_name}下沉干部调整", body=own.code, title=own.short_name)  # fmt: skip
                placed = self._placed(other, LAYOUTS["placement"][0], 1, day)
                self._sheet(f"placements/{day}-{own.code}", "dispatch.placements", LAYOUTS["placement"][0], [placed],
                            at + timedelta(hours=2), f"{own.short_name}替换人员到岗", title="补充")  # fmt: skip

    def _leaves(self) -> None:
        """A community registers leave: three are back by the 15th, nine are away on it."""
        away = [cadre for cadre in self.people if "away" in cadre.quirks]
        back = [cadre for cadre in self.people if cadre.role == DEPUTY][7:80:30]
        for number, cadre in enumerate([*back, *away]):
            first = PLACED + timedelta(days=1 if cadre in back else 2 + number % 2)
            last = PLACED + timedelta(days=2 if cadre in back else 3 + number % 3)
            at = moment(first, 8, 2) + timedelta(minutes=4 * number)
            layout, place = LAYOUTS["leave"][0], cadre.community
            days = [handwriting.moment(moment(day, 8), layout.dates, self._rng) for day in (first, last)]
            reason = self._rng.choice(["生病", "事假", "轮休"])
            row: list[Cell] = [cadre.name, cadre.body.short_name, reason, *days, "社区书记"]
            self._sheet(f"leaves/{first}-{place}-{number}", "leaves", layout, [row], at,
                        f"{self._names[place]}请假登记", place=place, title=self._names[place])  # fmt: skip

    def _sheet(
        self, name: str, kind: str, layout: Layout, rows: Sequence[Row], at: datetime, note: str,
        *, body: str = "", place: str = "", title: str = "市直机关工委",
    ) -> None:  # fmt: skip
        """Write a sheet and keep its entry: sent by a body in its line, else by a place, else by the committee."""
        path = f"sent-down/{name}.xlsx"
        at = at.astimezone(ZONE) + timedelta(seconds=30)
        write(self._directory / path, layout, rows, title, at.date())
        sender = (
            "community-secretary" if place else "unit-liaison" if body not in ("", ROOT) else "work-committee"
        )
        where = {"body": body, "line": LINE} if body else {"place": place or AREA}
        self.files.append(File(path, at, kind, sender, note, **where))


def _spoilt(row: list[Cell], layout: Layout, what: str) -> list[Cell]:
    """Return a row with a wrong digit in the ID number, a role that nobody knows, or without its name."""
    facts, spoilt = [column.fact for column in layout.columns], list(row)
    if what == "id":
        number = str(spoilt[facts.index("id")])
        spoilt[facts.index("id")] = number[:12] + str((int(number[12]) + 1) % 10) + number[13:]
    elif what == "role":
        spoilt[facts.index("role")] = "临时召集人"
    else:
        spoilt[facts.index("name")] = None
    return spoilt
