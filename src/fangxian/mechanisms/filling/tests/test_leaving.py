"""What leaves the house with a form: small numbers hidden on request, one line a form however often it changed (M8)."""

import io
from collections.abc import Callable
from datetime import date

import docx
import openpyxl
import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.mechanisms.filling import actions, queries
from fangxian.mechanisms.filling.models import KnownForm
from fangxian.mechanisms.filling.owners import owner_of
from fangxian.mechanisms.filling.tests.blanks import at, book, sent, sheet_of, values
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
DAY = date(2020, 2, 2)


@pytest.fixture
def told(world: World) -> World:
    """Two returnees in an office, one of them from a key region."""
    world.declare(1, origin="湖北武汉")
    world.declare(2)
    at(world, "02-02T09:00")
    return world


def counting(*rows: str) -> bytes:
    """A form that asks for those from key regions."""
    blank: list[list[str | None]] = [[row] for row in rows]
    return book([["返程人员统计表"], ["单位", "累计返程人员", "其中：湖北返回"], *blank], "A1:C1")


def test_small_numbers_stay_for_the_superior_unless_they_are_hidden(told: World) -> None:
    unit = told.actor("audit-office")
    shown = actions.fill(unit, sent(told, "audit-office", counting("审计局")), DAY)
    assert (values(shown)["B3"], values(shown)["C3"]) == (2, 1)
    hidden = actions.fill(unit, sent(told, "audit-office", counting("审计局")), DAY, hides_small=True)
    assert (values(hidden)["B3"], values(hidden)["C3"]) == (2, "<3")
    assert {cell["flag"] for cell in hidden.cells if cell["cell"] == "C3"} == {"hidden"}
    assert sheet_of(actions.take_out(unit, hidden))["C3"].value == "<3"
    again = actions.fill_again(unit, KnownForm.objects.get(), DAY)
    assert values(again)["C3"] == "<3"


def test_a_total_does_not_tell_the_one_number_that_is_hidden(told: World) -> None:
    committee, owner = told.actor("committee"), owner_of("place:220602")
    form = counting("审计局", "档案馆", "合计")
    shown = actions.fill(committee, sent(told, "committee", form, owner), DAY)
    assert [values(shown)[cell] for cell in ("C3", "C4", "C5")] == [1, 0, 1]
    hidden = actions.fill(committee, sent(told, "committee", form, owner), DAY, hides_small=True)
    assert [values(hidden)[cell] for cell in ("C3", "C4", "C5")] == ["<3", 0, None]
    assert values(hidden)["B5"] == 2


def test_the_page_offers_to_hide_them_where_there_are_any(told: World, client_for: SignIn) -> None:
    client = client_for(told.accounts["audit-office"])
    filling = sent(told, "audit-office", counting("审计局"))
    assert 'name="hides_small"' in client.get(f"/filling/{filling.id}/").content.decode()
    client.post(f"/filling/{filling.id}/fill/", {"to": "2020-02-02T18:00", "hides_small": "on"})
    filling.refresh_from_db()
    assert values(filling)["C3"] == "<3"
    plain = sent(
        told, "audit-office", book([["统计表"], ["单位", "累计返程人员"], ["审计局", None]], "A1:B1")
    )
    assert 'name="hides_small"' not in client.get(f"/filling/{plain.id}/").content.decode()


def test_versions_of_a_form_stand_once_among_those_filled_before(told: World) -> None:
    unit = told.actor("audit-office")
    first = counting("审计局")
    actions.fill(unit, sent(told, "audit-office", first), DAY)
    rows = [["返程人员统计表"], ["单位", "累计返程人员", "其中：湖北返回", "已双报人数"], ["审计局"]]
    changed = sent(told, "audit-office", book(rows, "A1:D1"))
    assert changed.changes["added"] == ["已双报人数"]
    actions.fill(unit, changed, DAY)
    assert [known.last for known in queries.known_forms(unit, told.response)] == [changed]
    back = actions.fill(unit, sent(told, "audit-office", first), DAY)
    assert [known.last for known in queries.known_forms(unit, told.response)] == [back]
    other = book([["复工统计表"], ["单位", "在岗人数"], ["审计局", None]], "A1:B1")
    actions.fill(unit, sent(told, "audit-office", other), DAY)
    assert queries.known_forms(unit, told.response).count() == 2


def test_another_form_with_the_same_labels_is_no_version_and_keeps_what_its_title_says(told: World) -> None:
    unit = told.actor("audit-office")
    rows: list[list[str | None]] = [["返程人员统计表"], ["单位", "当日新增", "累计"], ["审计局"]]
    actions.fill(unit, sent(told, "audit-office", book(rows, "A1:C1")), DAY)
    rows[0] = ["湖北返回人员统计表"]
    other = sent(told, "audit-office", book(rows, "A1:C1"))
    assert {choice["code"] for choice in other.choices.values()} == {"arrivals.declared_from_key_area"}
    actions.fill(unit, other, DAY)
    assert queries.known_forms(unit, told.response).count() == 2


def test_a_percentage_in_a_text_is_written_with_its_sign(told: World) -> None:
    document, out = docx.Document(), io.BytesIO()
    table = document.add_table(2, 2)
    for number, label in enumerate(("双报率", "双报完成率（%）")):
        table.rows[number].cells[0].text = label
    document.save(out)
    told.register(1)
    unit = told.actor("audit-office")
    content = actions.take_out(unit, actions.fill(unit, sent(told, "audit-office", out.getvalue()), DAY))
    rows = docx.Document(io.BytesIO(content)).tables[0].rows
    assert [row.cells[1].text for row in rows] == ["50%", "50"]


def test_what_is_hidden_in_a_form_is_neither_filled_nor_shown(told: World, client_for: SignIn) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(counting("审计局", "档案馆")))
    workbook.worksheets[0].column_dimensions["C"].hidden = True
    workbook.worksheets[0].row_dimensions[4].hidden = True
    out = io.BytesIO()
    workbook.save(out)
    filling = actions.fill(told.actor("audit-office"), sent(told, "audit-office", out.getvalue()), DAY)
    assert values(filling) == {"B3": 2}
    page = client_for(told.accounts["audit-office"]).get(f"/filling/{filling.id}/").content.decode()
    picture = page[page.index("sheet-picture") : page.index("</table>")]
    assert ("审计局" in picture, "档案馆" in picture, "湖北" in picture) == (True, False, False)
