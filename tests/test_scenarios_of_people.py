"""Counties, cities and provinces that move people, replayed from their sheets: the sources' figures (M1–M4, M9–M11).

Each scenario is replayed once for the module, in a transaction that is taken back. What a missing row changes is told
by a second replay, without one row of each of several files.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker
from python_calamine import load_workbook as read_workbook

from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.scenario.bulletins import Issuing, next_morning
from fangxian.scenario.manifest import Manifest
from fangxian.scenario.replay import Replay
from fangxian.trees.bodies.models import Body
from tests.test_scenario_replay import replaying
from tools.scenario.make import make

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SCENARIOS = Path(__file__).parent.parent / "scenarios"
NAMES = ("cangzhou-2020", "zhenan-2020", "henan-2020", "jilin-2020")
Figures = dict[str, tuple[Any, str]]


@dataclass
class Story:
    """What a replay left: figures with their qualifiers, the bulletin without line breaks, files refused in part."""

    figures: Figures
    own: dict[str, Figures]
    bulletin: str
    refused: list[tuple[str, str]]

    def shown(self, *codes: str) -> dict[str, str]:
        """Return figures as official text writes them."""
        return {
            code: "—" if self.figures[code][0] is None else "{}{}".format(*self.figures[code])
            for code in codes
        }


def replayed(folder: Path, bodies: tuple[str, ...] = ()) -> Story:
    """Replay a folder to its end and issue its bulletin; ``bodies`` are those whose own figures are wanted."""
    run = Replay(folder)
    issuing = Issuing(run)
    for _file in issuing.run():
        pass
    (text,) = issuing.texts
    with next_morning(run):
        own = {code: _figures(run, Body.objects.get(code=code)) for code in bodies}
        return Story(_figures(run), own, re.sub(r"\s", "", text), run.refused)


def _figures(run: Replay, body: Body | None = None) -> Figures:
    question = ask(run.response, end=run.end, body=body)
    return {
        one.measure.code: (one.total.value, one.total.qualifier) for one in answers(question, all_measures())
    }


def lacking(name: str, to: Path, rows: dict[str, tuple[str, ...]], kept: tuple[str, ...] = ()) -> Path:
    """Copy a scenario without some rows: by file, the texts that the one row holds; ``kept``: only these files come."""
    folder = to / name
    shutil.copytree(SCENARIOS / name, folder)
    if kept:
        told = (folder / "manifest.toml").read_text(encoding="utf-8")
        head, *files = told.split("[[files]]")
        left = [file for file in files if any(f'"{one}"' in file for one in (*kept, *rows))]
        (folder / "manifest.toml").write_text("[[files]]".join([head, *left]), encoding="utf-8")
    for path, texts in rows.items():
        _take_out(folder / path, set(texts))
    return folder


def _take_out(path: Path, texts: set[str]) -> None:
    book = load_workbook(path)
    ((sheet, number),) = [
        (sheet, row[0].row) for sheet in book for row in sheet.iter_rows() if texts <= {c.value for c in row}
    ]
    sheet.delete_rows(number)
    book.save(path)


@pytest.fixture(scope="module")
def zhenan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Story:
    """Replay the county."""
    with replaying(django_db_blocker):
        return replayed(SCENARIOS / "zhenan-2020")


def test_a_county_sets_up_by_one_workbook(zhenan: Story) -> None:
    assert zhenan.refused == []
    told = {
        "structure.working_groups": "13", "teams.places": "154", "zones.places": "154", "zones.count": "1357",
        "teams.five": "770", "teams.count": "770", "teams.screening.count": "154", "teams.members": "—",
        "buildingheads.count": "197", "personnel.checkpoints": "345", "branches.temporary": "68",
        "posts.vanguard": "1681", "checkin.units": "140", "checkin.people": "1793", "checkin.communities": "6",
        "checkin.compounds": "51", "headcounts.on_duty": "4500", "headcounts.members": "5000余",
        "headcounts.letters": "500余", "headcounts.applications": "153", "headcounts.volunteers": "1000余",
        "headcounts.residents": "20000余",
    }  # fmt: skip
    assert zhenan.shown(*told) == told
    for words in (
        "13个专项工作组", "154个村（社区）", "责任区1357个", "五类队伍770支", "楼长197名", "站点345个", "党支部68个",
        "先锋岗1681个", "4500名", "5000余名", "500余名", "153份", "志愿者1000余名", "群众20000余名",
        "140个单位、1793名党员干部到6个城市社区报到，参与51个小区",
    ):  # fmt: skip
        assert words in zhenan.bulletin


def test_a_row_less_in_any_sheet_of_the_county_is_told(
    zhenan: Story, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    rows: dict[str, tuple[str, ...]] = {
        "county/checkpoints.xlsx": ("安山村1号村口监测点",), "county/working-groups.xlsx": ("督查督办组",),
        "county/one-zone-five-teams.xlsx": ("安山村管控监测队",), "county/head-counts.xlsx": ("志愿者",),
        "checkins/611025001002.xlsx": ("县委党校",),
    }  # fmt: skip
    with replaying(django_db_blocker):
        told = replayed(lacking("zhenan-2020", tmp_path, rows))
    for whole, less in (
        ("站点345个", "站点344个"), ("下设13个", "下设12个"), ("队伍770支", "队伍769支"),
        ("管控监测154支", "管控监测153支"), ("志愿者1000余名", "志愿者—名"),
        ("140个单位、1793名", "139个单位、1784名"),
    ):  # fmt: skip
        assert whole in zhenan.bulletin
        assert less in told.bulletin


@pytest.fixture(scope="module")
def cangzhou(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Story:
    """Replay the city."""
    with replaying(django_db_blocker):
        return replayed(SCENARIOS / "cangzhou-2020", ("unit-08",))


def test_a_city_pairs_its_units_and_counts_its_organisations(cangzhou: Story) -> None:
    ((path, why),) = cangzhou.refused
    assert path == "130902005.xlsx", "a street misspelt a unit, and sent its list again"
    assert "市自然资源和规局划" in why
    told = {
        "pairing.units": "57", "pairing.communities": "78", "pairing.pairs": "78", "pairing.five_ones_complete": "78",
        "pairing.five_ones_gaps": "0", "branches.temporary": "1187", "teams.commando.members": "79700",
        "firstsecretaries.count": "674", "headcounts.front_line": "20000余", "headcounts.medical": "8000余",
        "checkin.units": "57", "checkin.communities": "78", "checkin.people": "—", "links.members": "156",
        "teams.commando.count": "—", "personnel.persons": "156",
    }  # fmt: skip
    assert cangzhou.shown(*told) == told
    for words in (
        "57个单位包联市区78个社区", "到位的78对，无缺项", "党组织1187个", "返岗674名", "20000余名",
        "8000余名", "报到党员干部—名", "突击队—支、队员79700名",
    ):  # fmt: skip
        assert words in cangzhou.bulletin
    assert cangzhou.own["unit-08"]["pairing.units"][0] == 1


def test_a_row_less_in_any_sheet_of_the_city_is_told(
    cangzhou: Story, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    rows: dict[str, tuple[str, ...]] = {
        "city/pairs.xlsx": ("院东社区",), "city/organisations.xlsx": ("新华区", "医疗救治岗位临时党组织"),
        "city/commandos.xlsx": ("新华区党员突击队",), "city/first-secretaries.xlsx": ("旧州镇东关村",),
        "city/head-counts.xlsx": ("医护党员职工",), "checkins/130902001018.xlsx": ("市林业局",),
    }  # fmt: skip
    with replaying(django_db_blocker):
        told = replayed(lacking("cangzhou-2020", tmp_path, rows, ("city/people.xlsx",)))
    assert told.shown("checkin.units") == {"checkin.units": "0"}
    for whole, less in (
        ("市区78个社区", "市区77个社区"), ("组织1187个", "组织1173个"), ("队员79700名", "队员74665名"),
        ("返岗674名", "返岗673名"), ("职工8000余名", "职工—名"),
        ("无缺项", "尚缺"),  # the sheets of the three units that stated theirs later did not come in here
    ):  # fmt: skip
        assert whole in cangzhou.bulletin
        assert less in told.bulletin


@pytest.fixture(scope="module")
def henan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Story:
    """Replay the province that sends medical teams."""
    with replaying(django_db_blocker):
        return replayed(SCENARIOS / "henan-2020", ("hospital-3", "health-commission", "customs"))


def test_a_hospitals_people_are_shown_and_never_added(henan: Story) -> None:
    assert henan.refused == []
    told = {
        "medical.batches": "3", "medical.people": "303", "medical.batches_within": "2", "medical.people_within": "23",
        "outside.commando": "3", "outside.teams": "6", "headcounts.leave_cancelled": "860000",
        "structure.working_groups": "1", "structure.groups": "3", "posts.demonstration": "—", "teams.members": "—",
    }  # fmt: skip
    assert henan.shown(*told) == told
    assert henan.own["hospital-3"]["medical.people"] == (0, "")
    assert henan.own["hospital-3"]["medical.people_within"] == (23, "")
    assert henan.own["health-commission"]["medical.people"] == (303, "")
    for words in ("医护人员860000人", "医疗队3批303人", "分2批派出23人", "不重复相加", "突击队3批"):
        assert words in henan.bulletin


def test_a_row_less_in_any_sheet_of_the_province_is_told(
    django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    rows: dict[str, tuple[str, ...]] = {
        "teams/3.xlsx": ("河南省援鄂医疗队第三批",), "teams/hospital.xlsx": ("省直第三人民医院医疗队第二批",),
        "teams/customs.xlsx": ("旅检口岸疫情防控突击队第3批",), "province/head-count.xlsx": ("取消休假医护人员",),
    }  # fmt: skip
    with replaying(django_db_blocker):
        told = replayed(lacking("henan-2020", tmp_path, rows))
    assert told.shown("medical.people", "medical.people_within") == {
        "medical.people": "202", "medical.people_within": "12",
    }  # fmt: skip
    for words in ("医护人员—人", "医疗队2批202人", "分1批派出12人", "突击队2批"):
        assert words in told.bulletin


def test_a_province_without_numbers_gets_none(django_db_blocker: DjangoDbBlocker) -> None:
    with replaying(django_db_blocker):
        told = replayed(SCENARIOS / "jilin-2020")
    assert told.refused == []
    assert told.shown("teams.commando.members", "teams.members") == {
        "teams.commando.members": "—", "teams.members": "—",
    }  # fmt: skip
    unknown = (
        "dispatch.people",
        "firstsecretaries.count",
        "medical.people",
        "checkin.units",
        "branches.temporary",
    )
    assert {told.figures[code][0] for code in unknown} == {0}
    body = told.bulletin.partition("一、")[2].rpartition("中共吉林省委")[0]
    assert "队员—名" in body
    assert "书记均已明确" in body
    assert not re.search(r"[0-9]", body)


def test_a_row_less_in_either_sheet_of_the_structure_is_told(
    django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    rows: dict[str, tuple[str, ...]] = {
        "province/chain.xlsx": ("通化市",), "province/groups.xlsx": ("省直机关党员志愿者突击队",),
    }  # fmt: skip
    with replaying(django_db_blocker):
        told = replayed(lacking("jilin-2020", tmp_path, rows))
    assert told.figures["charges.without_secretary"] == (1, "")
    assert "仍有区划未登记书记" in told.bulletin
    assert "突击队尚未登记" in told.bulletin
    assert "领导小组统一领导" in told.bulletin


@pytest.mark.parametrize("name", NAMES)
def test_the_generator_still_writes_the_committed_files(name: str, tmp_path: Path) -> None:
    make(name, tmp_path)
    own = SCENARIOS / name
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert written == sorted(path.relative_to(own) for path in own.rglob("*.*"))
    assert [path for path in written if _content(tmp_path / path) != _content(own / path)] == []


def _content(path: Path) -> object:
    """Return what a file says: sheets by their rows, so that another packer of workbooks changes nothing."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    book = read_workbook(path)
    return [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_lists_every_file_says_what_is_assumed_and_invents_every_person(name: str) -> None:
    told = Manifest.read(SCENARIOS / name)
    sent = [path for path in told.folder.rglob("*.*") if path.parent != told.folder]
    assert sorted(told.folder / file["path"] for file in told.data["files"]) == sorted(sent)
    assert told.data["persons"]["fictitious"] is True
    assert len(told.data["assumptions"]) > 3
    assert sum(path.stat().st_size for path in told.folder.rglob("*.*")) < 1_000_000
