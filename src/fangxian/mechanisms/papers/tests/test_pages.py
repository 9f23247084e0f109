"""The bulletins' pages: from a draft with its preview to an issued paper whose figures hold, and the answer
to the superior's instruction (M24)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fangxian.conftest import World
from fangxian.mechanisms.duties.board import duties
from fangxian.mechanisms.papers import actions, queries
from fangxian.mechanisms.papers.models import Bulletin, Instruction
from fangxian.trees.people.models import Account

SOURCE = (
    "标题：返程人员登记情况\n主送：指挥部\n\n各部门申报{arrivals.declared line=organs}人。\n"
    "{list arrivals.declared line=organs by=body}"
)
SignIn = Callable[[Account], Client]


@pytest.fixture
def office(world: World, client_for: SignIn) -> Client:
    """Return the committee's browser."""
    return client_for(world.accounts["committee"])


def drafted(world: World, source: str = SOURCE) -> Bulletin:
    """Return a draft of the committee."""
    actor = world.actor("committee")
    return actions.draft(
        actor, world.response, world.bodies["committee"], "organs", source, document_mark="虚发"
    )


def issued(world: World) -> Bulletin:
    """Return an issued bulletin about two declared persons."""
    world.declare(1)
    world.declare(2, "archives")
    return actions.issue(world.actor("committee"), drafted(world))


def instruction(**changes: str) -> dict[str, str]:
    """Return what is posted to instruct a body."""
    return {
        "given_by": "总指挥（虚构）", "text": "请逐人核实", "owner": "archives|organs", "due_at": "2020-02-03T18:00",
    } | changes  # fmt: skip


def test_a_bulletin_is_drafted_changed_and_issued(world: World, office: Client) -> None:
    world.declare(1)
    page = office.get(reverse("papers:new"))
    assert page.status_code == 200
    assert b"arrivals.declared" in page.content
    form = {"issuer_in_line": "committee|organs", "document_mark": "虚发", "until": "", "source": SOURCE}
    made = office.post(reverse("papers:new"), form)
    bulletin = Bulletin.objects.get()
    assert made["Location"] == reverse("papers:bulletin", args=[bulletin.pk])
    changed = form | {"source": SOURCE + "\n特此报告。"}
    assert office.post(reverse("papers:edit", args=[bulletin.pk]), changed).status_code == 302
    assert "特此报告" in office.get(made["Location"]).content.decode()
    assert office.post(reverse("papers:issue", args=[bulletin.pk])).status_code == 302
    bulletin.refresh_from_db()
    assert bulletin.document_number == "虚发〔2020〕1号"
    assert office.get(reverse("papers:edit", args=[bulletin.pk])).status_code == 422
    assert "虚发〔2020〕1号" in office.get(reverse("papers:bulletins")).content.decode()


def test_the_preview_shows_live_figures_or_the_line_of_a_mistake(world: World, office: Client) -> None:
    world.declare(1)
    url = reverse("papers:preview")
    assert "申报" in office.post(url, {"source": SOURCE}).content.decode()
    wrong = office.post(url, {"source": SOURCE + "\n{arrivals.invented}"}).content.decode()
    assert re.search(r"第\s*6\s*行|Line 6", wrong)
    assert office.get(url).status_code == 405


def test_a_refused_draft_comes_back_with_its_text(world: World, office: Client) -> None:
    form = {
        "issuer_in_line": "committee|organs",
        "source": "没有标题的正文",
        "document_mark": "",
        "until": "",
    }
    answer = office.post(reverse("papers:new"), form)
    assert answer.status_code == 422
    assert "没有标题的正文" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_every_figure_on_the_page_leads_to_its_question(world: World, office: Client) -> None:
    bulletin = issued(world)
    page = office.get(reverse("papers:bulletin", args=[bulletin.pk])).content.decode()
    links = set(re.findall(r'href="([^"]*/figure/[^"]*)"', page))
    assert len(links) == 2
    for link in links:
        figure = office.get(link.replace("&amp;", "&")).content.decode()
        found = re.search(r'href="([^"]*/entries/[^"]*as_of=2020-02-01T08[^"]*)"', figure)
        assert found, "a link to the entries as known then"
        assert office.get(found[1].replace("&amp;", "&")).status_code == 200
    assert office.get(reverse("papers:figure", args=[bulletin.pk]), {"reference": "x"}).status_code == 404


def test_a_later_correction_changes_neither_the_paper_nor_its_proof(world: World, office: Client) -> None:
    bulletin = issued(world)
    world.time.advance(timedelta(hours=1))
    world.declare(3)
    rows = actions.verify(bulletin)
    assert len(rows) == 3
    assert all(row["same"] for row in rows)
    page = office.get(reverse("papers:verify", args=[bulletin.pk]))
    assert page.status_code == 200
    assert "chip late" not in page.content.decode()


def tamper_value(bulletin: Bulletin) -> None:
    bulletin.figures["values"][0]["value"] = 99


def tamper_text(bulletin: Bulletin) -> None:
    bulletin.source += "\n以上数字属实。"


def tamper_number(bulletin: Bulletin) -> None:
    bulletin.number = 7


def tamper_scope(bulletin: Bulletin) -> None:
    bulletin.figures["scope"] = {"places": [], "bodies": []}


def tamper_new_figure(bulletin: Bulletin) -> None:
    bulletin.source = SOURCE + "\n另有{arrivals.registered}人。"


@pytest.mark.parametrize(
    "tamper", [tamper_value, tamper_text, tamper_number, tamper_scope, tamper_new_figure]
)
def test_a_direct_change_of_what_is_stored_is_noticed(
    world: World, office: Client, tamper: Callable[[Bulletin], None]
) -> None:
    bulletin = issued(world)
    tamper(bulletin)
    Bulletin.objects.filter(pk=bulletin.pk).update(
        figures=bulletin.figures, source=bulletin.source, number=bulletin.number
    )
    assert not all(row["same"] for row in actions.verify(Bulletin.objects.get(pk=bulletin.pk)))
    page = office.get(reverse("papers:verify", args=[bulletin.pk]))
    assert "chip late" in page.content.decode()
    assert office.get(reverse("papers:bulletin", args=[bulletin.pk])).status_code == 200


def test_a_draft_proves_nothing(world: World, office: Client) -> None:
    assert office.get(reverse("papers:verify", args=[drafted(world).pk])).status_code == 422


def test_an_instruction_becomes_a_duty_and_is_answered(
    world: World, client_for: SignIn, office: Client
) -> None:
    bulletin = issued(world)
    command, unit = client_for(world.accounts["command"]), client_for(world.accounts["archives"])
    assert office.post(reverse("papers:instruct", args=[bulletin.pk]), instruction()).status_code == 403
    assert command.post(reverse("papers:instruct", args=[bulletin.pk]), instruction()).status_code == 302
    given = Instruction.objects.get()
    (duty,) = [
        duty for duty in duties(world.actor("archives"), world.response) if "#instructions" in duty.url
    ]
    assert duty.title == "请逐人核实"
    page = unit.get(duty.url.partition("#")[0])
    assert "请逐人核实" in page.content.decode(), "who must answer may read what it is about"
    url = reverse("papers:answer", args=[bulletin.pk, given.entry_id])
    assert client_for(world.accounts["statistics"]).post(url, {}).status_code == 404
    empty = unit.post(url, {f"{given.entry_id}-feedback": " "})
    assert empty.status_code == 422
    assert unit.post(url, {f"{given.entry_id}-feedback": "已逐人核实"}).status_code == 302
    assert not [
        duty for duty in duties(world.actor("archives"), world.response) if "#instructions" in duty.url
    ]
    assert "已逐人核实" in command.get(reverse("papers:bulletin", args=[bulletin.pk])).content.decode()


def test_an_instruction_says_what_to_whom_and_by_when(world: World, client_for: SignIn) -> None:
    bulletin, command = issued(world), client_for(world.accounts["command"])
    for name in ("given_by", "text", "owner", "due_at"):
        answer = command.post(reverse("papers:instruct", args=[bulletin.pk]), instruction(**{name: ""}))
        assert answer.status_code == 422
    assert not Instruction.objects.exists()


@pytest.mark.parametrize("who", ["archives", "statistics", "spring"])
def test_others_find_no_bulletin(world: World, client_for: SignIn, who: str) -> None:
    bulletin, browser = issued(world), client_for(world.accounts[who])
    for name in ("bulletin", "verify"):
        assert browser.get(reverse(f"papers:{name}", args=[bulletin.pk])).status_code == 404
    assert browser.get(reverse("papers:new")).status_code == 403
    assert browser.post(reverse("papers:issue", args=[bulletin.pk])).status_code == 403


def test_nothing_can_be_done_while_looking_at_the_past(world: World, office: Client) -> None:
    draft = drafted(world)
    page = office.get(reverse("papers:bulletin", args=[draft.pk]), {"as_of": "2020-02-01T08:00"})
    assert reverse("papers:issue", args=[draft.pk]) not in page.content.decode()
    bulletin = issued(world)
    before = office.get(reverse("papers:bulletins"), {"as_of": "2020-01-31T18:00"}).content.decode()
    assert str(bulletin.pk) not in before


@pytest.mark.parametrize(("ending", "begins"), [("docx", b"PK"), ("txt", "直属机关工委".encode())])
def test_files_come_under_their_document_number(
    world: World, office: Client, ending: str, begins: bytes
) -> None:
    answer = office.get(reverse("papers:document", args=[issued(world).pk, ending]))
    assert answer.content.startswith(begins)
    assert "''%E8%99%9A%E5%8F%91" in answer["Content-Disposition"]
    assert office.get(reverse("papers:document", args=[drafted(world).pk, "exe"])).status_code == 404


def test_the_list_turns_its_pages_with_few_queries(
    world: World, office: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        drafted(world)
    monkeypatch.setattr(queries, "PAGE", 2)
    seen: list[str] = []
    url = reverse("papers:bulletins")
    with django_assert_max_num_queries(3 * 25):
        while url:
            page = office.get(url).content.decode()
            seen += re.findall(r"/bulletins/([0-9a-f-]{36})/", page)
            following = re.search(r'href="([^"]*)" rel="next"', page)
            url = reverse("papers:bulletins") + following[1].replace("&amp;", "&") if following else ""
    assert (len(seen), len(set(seen))) == (5, 5)
