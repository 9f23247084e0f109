"""A thousand cadres sent down, replayed from the sheets of the committee, 86 departments and 7 streets (M1, M10).

The replay runs once for the module, in a transaction that is taken back; so do the sheets of one
department, and the same with rows taken out.
"""

import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db.models import Count
from pytest_django import DjangoDbBlocker
from python_calamine import load_workbook

from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.rules import SENT, State
from fangxian.mechanisms.figures.answers import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.personnel.models import Posting
from fangxian.scenario.bulletins import Issuing, next_morning
from fangxian.scenario.manifest import Manifest, end_of_day
from fangxian.scenario.replay import Replay
from tests.test_scenario_replay import SCENARIO, replaying, take_out
from tools.scenario.baishan.cadres import paired
from tools.scenario.baishan.reading import MANIFEST, ROOT, checksum_holds, digits

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
UNIT = "dept-21"
LEAVE = "sent-down/leaves/2020-02-15-220602001002-5.xlsx"
OF_THE_SOURCE = {"people": 1000, "streets": 7, "communities": 26, "checkpoints": 99}
Figures = dict[str, int | float | None]


@dataclass
class Story:
    """What a replay of the sheets of people sent down left: figures by day, heads by unit, the bulletin."""

    figures: dict[date, Figures]
    roles: dict[str, dict[str, int]]
    posted: int
    by_street: int
    bulletin: str
    refused: dict[str, str]

    @property
    def last(self) -> Figures:
        """The figures of the last evening."""
        return self.figures[date(2020, 2, 15)]


@pytest.fixture(scope="module")
def story(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Replay what was sent about people, 11 to 15 February; the other sheets have a test of their own."""
    with replaying(django_db_blocker):
        return replay(copied(tmp_path_factory.mktemp("whole")))


@pytest.fixture(scope="module")
def alone(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Replay one department's sheets alone."""
    with replaying(django_db_blocker):
        return replay(copied(tmp_path_factory.mktemp("alone"), own_files()))


@pytest.fixture(scope="module")
def without_some(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Story:
    """Replay the same after one row was taken out of each of six sheets."""
    folder = copied(tmp_path_factory.mktemp("less"), own_files())
    for path, text in {
        f"sent-down/nominations/{UNIT}.xlsx": names(UNIT)[-1], "sent-down/quotas.xlsx": "市委办",
        LEAVE: "侯铁岭", f"sent-down/substitutes/{UNIT}.xlsx": "邓玉红", "structure/groups.xlsx": "物资筹备组",
        "structure/charges-2.xlsx": "民中社区",
    }.items():  # fmt: skip
        take_out(folder / path, text)
    with replaying(django_db_blocker):
        return replay(folder)


def own_files() -> tuple[str, ...]:
    """Return the ends of the paths of what one department and those about its people sent, and of the structure's."""
    street = paired()[UNIT][:9]
    by_unit = (
        f"/nominations/{UNIT}.xlsx",
        f"/substitutes/{UNIT}.xlsx",
        f"/placements/2020-02-13-{UNIT}.xlsx",
    )
    return (*by_unit, f"/placements/{street}.xlsx", LEAVE, "/quotas.xlsx", "/posts.xlsx", "/posts-2.xlsx",
            "structure/groups.xlsx", "structure/charges.xlsx", "structure/charges-2.xlsx")  # fmt: skip


def copied(folder: Path, only: tuple[str, ...] = (".xlsx",)) -> Path:
    """Copy the scenario with some files of people sent down; those of returning people have tests of their own."""
    target = folder / "baishan"
    shutil.copytree(SCENARIO, target)
    text = (target / "manifest.toml").read_text(encoding="utf-8")
    head, *files = text.split("[[files]]\n")
    own = [file for file in files if 'path = "sent-down/' in file or 'path = "structure/' in file]
    kept = [file for file in own if any(f'{path}"' in file for path in only)]
    head = re.sub(r"obligations = .*\n|\[\[excuses\]\]\n(?:.+\n)*", "", head)
    (target / "manifest.toml").write_text("[[files]]\n".join([head, *kept]), encoding="utf-8")
    return target


def names(body: str) -> list[str]:
    """Return the names on a department's list, as they are written."""
    rows = load_workbook(SCENARIO / f"sent-down/nominations/{body}.xlsx").get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(rows) if "序号" in row or any("姓" in str(cell) for cell in row))
    column = next(c for n in (head, head + 1) for c, cell in enumerate(rows[n]) if re.sub(r"\s", "", str(cell)) in
                  ("姓名", "人员姓名"))  # fmt: skip
    return [str(row[column]) for row in rows[head + 1 :] if re.fullmatch(r"[\u4e00-\u9fff\s]{2,5}", str(row[column]))
            and "姓" not in str(row[column])]  # fmt: skip


def replay(folder: Path) -> Story:
    """Replay to the end with a look at every evening on the way."""
    run = Replay(folder)
    issuing = Issuing(run)
    for _file in issuing.run():
        pass
    with next_morning(run):
        days = [date(2020, 2, number) for number in range(11, 16)]
        told = {day: figures(run, day) for day in days}
        sent = Assignment.objects.at().filter(step__in=SENT)
        roles: dict[str, dict[str, int]] = {}
        for body, role, count in sent.order_by().values_list("body__code", "role").annotate(Count("pk")):
            roles.setdefault(body, {})[role] = count
        streets = sent.order_by().values("street").annotate(n=Count("pk"))
        return Story(
            told, roles, Posting.objects.at().filter(ended_at=None, source="sent").count(),
            sum(row["n"] for row in streets), re.sub(r"\s", "", issuing.texts[-1]), dict(run.refused),
        )  # fmt: skip


def figures(run: Replay, day: date) -> Figures:
    """Return the measures of people and of who leads at the end of a day."""
    question = ask(run.response, end=end_of_day(day))
    wanted = [one for one in all_measures() if one.code.startswith(("dispatch.", "structure.", "charges."))]
    return {answer.measure.code: answer.total.value for answer in answers(question, wanted)}


def test_the_figures_are_those_of_the_source(story: Story) -> None:
    for code, count in OF_THE_SOURCE.items():
        assert story.last[f"dispatch.{code}"] == count
    assert story.last["dispatch.units"] == 86
    assert story.last["dispatch.asked"] == 1000


def test_head_counts_balance_on_every_evening(story: Story) -> None:
    for day, told in story.figures.items():
        steps = {step: told[f"dispatch.{step.value}"] or 0 for step in State}
        assert told["dispatch.people"] == sum(steps[step] for step in SENT), day
        assert told["dispatch.ever"] == (told["dispatch.people"] or 0) + steps[State.RELEASED], day
    assert [story.figures[day]["dispatch.people"] for day in story.figures] == [0, 1000, 1000, 1000, 1000]
    assert (story.last["dispatch.in_place"], story.last["dispatch.on_leave"]) == (991, 9)
    assert story.last["dispatch.replaced"] == story.last["dispatch.released"] == 6
    assert story.posted == story.by_street == 1000


def test_each_unit_has_one_head_and_one_deputy(story: Story) -> None:
    assert len(story.roles) == 86
    assert {(roles["head"], roles["deputy"]) for roles in story.roles.values()} == {(1, 1)}


def test_the_committee_has_two_task_forces_and_the_chain_has_no_gap(story: Story) -> None:
    assert story.last["structure.task_forces"] == 2
    assert story.last["structure.members"] == 13
    assert (story.last["charges.places"], story.last["charges.gaps"]) == (34, 0)


def test_the_bulletin_prints_the_figures(story: Story) -> None:
    for words in ("86个部门共下沉干部1000人", "7个街道、26个社区、99个卡点", "在岗991人，请假9人", "替换6人",
                  "应抽调1000人", "专项工作组2个", "均已明确"):  # fmt: skip
        assert words in story.bulletin


def test_refused_rows_are_named_and_came_again(story: Story) -> None:
    assert set(story.refused) == {
        "posts.xlsx", "dept-31.xlsx", "dept-47.xlsx", "dept-62.xlsx",
        "220602001.xlsx", "220602003.xlsx", "220602004.xlsx",
    }  # fmt: skip
    assert all(len(why.split("; ")) == 1 for name, why in story.refused.items() if name != "posts.xlsx")


def test_a_row_less_in_any_sheet_changes_the_figure_and_the_bulletin(
    story: Story, alone: Story, without_some: Story
) -> None:
    people = sum(story.roles[UNIT].values())
    assert len(names(UNIT)) == people
    told = {
        "people": (people, people - 1), "asked": (1000, 992), "on_leave": (1, 0), "replaced": (1, 0),
        "ever": (people + 1, people - 1),
    }  # fmt: skip
    assert {
        code: (alone.last[f"dispatch.{code}"], without_some.last[f"dispatch.{code}"]) for code in told
    } == told
    for whole, less in (
        (f"1个部门共下沉干部{people}人", f"1个部门共下沉干部{people - 1}人"), ("应抽调1000人", "应抽调992人"),
        (f"在岗{people - 1}人，请假1人", f"在岗{people - 1}人，请假0人"), ("替换1人", ""),
        ("专项工作组2个", "专项工作组1个"), ("均已明确", "仍缺责任人1处"),
    ):  # fmt: skip
        assert whole in alone.bulletin
        assert whole not in without_some.bulletin
        assert less in without_some.bulletin, whole
    assert any(names(UNIT)[-1].replace(" ", "") in why for why in without_some.refused.values())


def test_no_real_person_can_be_meant() -> None:
    phones, numbers = set(), set()
    for path in sorted((ROOT / "sent-down/nominations").glob("*.xlsx")):
        for row in load_workbook(path).get_sheet_by_index(0).to_python():
            told = [digits(cell) for cell in row]
            phones |= {text for text in told if len(text) == 11}
            numbers |= {text for text in told if len(text) == 18}
    assert len(phones) == 1000
    assert {phone[:3] for phone in phones} == {"142", "154"}
    assert {number[14] for number in numbers} == {"9"}
    assert sum(not checksum_holds(number) for number in numbers) == 1
    assert MANIFEST["persons"]["fictitious"] is True


def test_the_bulletins_stand_in_the_order_of_their_days() -> None:
    told = Manifest.read(SCENARIO).bulletins
    assert [(one.on, one.source and one.source.name) for one in told] == [
        (date(2020, 2, 10), None), (date(2020, 2, 15), "sent-down.txt"),
    ]  # fmt: skip
