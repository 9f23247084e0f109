"""Stories of sheets with a column of towns beside that of villages: a row without a village is the town's own (M2)."""

import pytest

from fangxian.conftest import World
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.personnel.models import Post

ROWS = "\n".join([
    "街道,社区,岗位名称,岗位类型", "东街道,,东街道指挥岗,公路卡口",
    "东街道,春晖社区,南门卡点,小区卡口", "没有的街道,,西门卡点,小区卡口",
])  # fmt: skip


def sent(world: World, ledger: str, text: str) -> imports.Check:
    run = imports.upload(world.actor("committee"), world.response, ledger, "a.csv", text.encode(),
                         place=world.places["county"])  # fmt: skip
    return imports.commit(world.actor("committee"), run, partial=True)


@pytest.mark.django_db
def test_a_row_without_a_village_is_the_town_s_own(world: World) -> None:
    found = sent(world, "posts", ROWS)
    assert [(one.row, one.field) for _sheet, one in found.problems] == [(4, "place")]
    stood = dict(Post.objects.at().values_list("name", "path"))
    assert stood == {"东街道指挥岗": world.places["east"].path, "南门卡点": world.places["spring"].path}


@pytest.mark.django_db
def test_where_towns_are_not_meant_the_row_and_field_are_named(world: World) -> None:
    assert ledger_of("checkins").where is not None
    found = sent(world, "checkins", "社区,单位名称,党员人数\n春晖社区,审计局,12\n东街道,档案馆,3")
    ((_sheet, problem),) = found.problems
    assert (problem.row, problem.field) == (3, "place")
    assert "东街道" in str(problem.sentence)
    assert "村（社区）" in str(problem.sentence)
