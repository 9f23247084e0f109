"""Bulletins over the API: drafted once, issued, read, printed, verified (M24)."""

import io
import zipfile

import pytest

from fangxian.command.api.tests.caller import Caller, committee, liaison
from fangxian.conftest import World
from fangxian.core.ids import new_id
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.trees.bodies.models import Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM
from fangxian.trees.people.models import Role
from fangxian.trees.people.roles import ROLES

SOURCE = (
    "标题：返程人员登记情况\n\n各部门申报{arrivals.declared line=organs}人，"
    "“双报”完成率{arrivals.dual_report_rate line=organs}。"
)


@pytest.fixture
def office(world: World) -> Caller:
    """Return the committee's own system, which drafts and issues."""
    account = people.create_account(SYSTEM, name="office", is_service=True)
    people.grant_role(
        SYSTEM, account, Role.WORK_COMMITTEE, body=world.bodies["committee"], line=Line("organs")
    )
    return Caller(people.issue_token(SYSTEM, account, "test", sorted(ROLES[Role.WORK_COMMITTEE])))


def drafted(office: Caller, **changes: object) -> str:
    """Draft a bulletin and return its id."""
    content = {
        "id": str(new_id()),
        "issuer": "committee",
        "line": "organs",
        "source": SOURCE,
        "document_mark": "虚发",
    }
    answer = office.post("/bulletins", content | changes)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def test_a_draft_sent_twice_is_one_draft(world: World, office: Caller) -> None:
    bulletin = str(new_id())
    assert drafted(office, id=bulletin) == drafted(office, id=bulletin) == bulletin
    content = {"id": bulletin, "issuer": "committee", "line": "organs", "source": SOURCE + "另"}
    assert office.post("/bulletins", content).status_code == 409
    assert Bulletin.objects.count() == 1


@pytest.mark.parametrize(
    ("source", "told"), [("正文", "1"), ("标题：甲\n\n{arrivals.invented}人", "3"), ("标题：甲\n{if", "2")]
)
def test_a_mistake_in_the_text_is_told_with_its_line(
    world: World, office: Caller, source: str, told: str
) -> None:
    content = {"id": str(new_id()), "issuer": "committee", "line": "organs", "source": source}
    answer = office.post("/bulletins", content)
    assert answer.status_code == 422
    assert told in answer.json()["errors"]["source"]


def test_issued_figures_stay_while_the_ledgers_move_on(world: World, office: Caller) -> None:
    world.declare(1)
    bulletin = drafted(office)
    assert "申报1人" in office.get(f"/bulletins/{bulletin}").json()["text"]
    issued = office.post(f"/bulletins/{bulletin}/issue")
    assert (issued.status_code, issued.json()["document_number"]) == (200, "虚发〔2020〕1号")
    world.declare(2)
    assert "申报1人" in office.get(f"/bulletins/{bulletin}").json()["text"]
    proof = office.get(f"/bulletins/{bulletin}/verify").json()
    assert proof["same"] is True
    assert len(proof["figures"]) == 3
    assert office.post(f"/bulletins/{bulletin}/issue").status_code == 422
    second = drafted(office)
    assert office.post(f"/bulletins/{second}/issue").json()["number"] == 2
    assert [row["number"] for row in office.get("/bulletins", state="issued").json()["items"]] == [2, 1]


def test_word_and_pdf_come_with_their_number_as_name(world: World, office: Caller) -> None:
    pytest.importorskip("typst")
    bulletin = drafted(office)
    office.post(f"/bulletins/{bulletin}/issue")
    word, pdf = office.get(f"/bulletins/{bulletin}.docx"), office.get(f"/bulletins/{bulletin}.pdf")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word.content)).namelist()
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf["Content-Disposition"]


def test_a_draft_is_nobody_else_s_and_a_liaison_drafts_nothing(world: World, office: Caller) -> None:
    bulletin = drafted(office)
    outsider = committee(world, "bulletins.view")
    assert outsider.get(f"/bulletins/{bulletin}").status_code == 404
    assert outsider.post(f"/bulletins/{bulletin}/issue").status_code == 403
    assert liaison(world).get("/bulletins").status_code == 403
    office.post(f"/bulletins/{bulletin}/issue")
    assert outsider.get(f"/bulletins/{bulletin}").status_code == 200
