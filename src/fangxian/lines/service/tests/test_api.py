"""Stories of systems and phones that call the operations of service (M10, M11)."""

from typing import Any

import pytest
from django.test import Client

from fangxian.conftest import World
from fangxian.lines.service import actions, arriving, links
from fangxian.lines.service.ledgers import TASKS
from fangxian.lines.service.models import Attendance, Checkin, Handover, RecordRemark, Service
from fangxian.lines.service.post_ledgers import ATTENDANCES
from fangxian.lines.service.tests.people import (
    DAY,
    PHONE,
    figure,
    member,
    organisation,
    own_account,
    post_with,
    shift,
)
from fangxian.lines.service.tests.test_attendance import at
from fangxian.mechanisms.personnel.tests.opened import stated


def send(client: Any, path: str, **told: Any) -> Any:
    return client.post(f"/api/v1/service/{path}", told, content_type="application/json")


@pytest.mark.django_db
def test_a_system_answers(world: World, client_for: Any) -> None:
    row = str(organisation(world).entry_id)

    def answer(name: str, **told: Any) -> Any:
        return send(client_for(world.accounts[name]), "answers", entries=[row], **told)

    assert answer("auditor", deed="accept").status_code == 403
    assert answer("autumn", deed="accept").status_code == 404
    assert set(answer("spring", deed="decline").json()["errors"]) == {"words"}
    assert answer("spring", deed="accept").status_code == 204
    assert answer("spring", deed="accept").status_code == 409


@pytest.mark.django_db
def test_a_member_claims_logs_and_reports_in_by_his_phone(world: World, client_for: Any) -> None:
    member(world, phone=PHONE, place="春晖社区")
    own_account(world)
    task = stated(world, "spring", TASKS, name="入户排查", duty="screening", people_needed=1, **DAY)
    lihe, spring = client_for(world.accounts["lihe"]), client_for(world.accounts["spring"])
    claimed = send(lihe, f"tasks/{task.entry_id}/claim").json()
    assert claimed["step"] == "claimed"
    assert send(lihe, f"tasks/{task.entry_id}/claim").status_code == 404  # it needs nobody any more
    assert send(spring, f"tasks/{task.entry_id}/claim").status_code == 404  # stands in no register
    assert send(lihe, f"mine/log/{claimed['id']}", minutes=0).status_code == 422
    assert send(lihe, f"mine/log/{claimed['id']}", minutes=90).json()["step"] == "logged"
    done = {"work": "代买药品", "place": "220602001001", "day": "2020-02-01", "minutes": 30}
    assert send(lihe, "mine/log", **done).json()["step"] == "logged"
    keys = [str(row.entry_id) for row in Service.objects.at()]
    assert send(spring, "answers", deed="confirm", entries=keys).status_code == 204
    assert figure(world, "hours") == 2
    assert send(lihe, "mine/check-in", place="春晖社区").json()["step"] == "reported"
    assert Checkin.objects.at().get().kind == "member"


@pytest.mark.django_db
def test_attendance_by_the_code_for_all_and_by_whoever_leads(world: World, client_for: Any) -> None:
    people = [member(world, "李和", phone=PHONE).entry_id, member(world, "孙平").entry_id]
    post = post_with(world, "李和", "孙平", head="李和")
    own_account(world)
    lihe, spring = client_for(world.accounts["lihe"]), client_for(world.accounts["spring"])
    told = send(lihe, f"here/{links.token(post)}").json()
    assert (told["attended"], told["shift"]) == ("present", "")
    assert send(lihe, "here/nothing").status_code == 404
    said = [{"person": str(one), "attended": "present"} for one in people]
    url = f"posts/{post.entry_id}/attendance"
    assert send(spring, url, people=said).json() == {"changed": 1}  # one said it himself
    said[1] |= {"attended": "replaced", "replaced_by": str(people[0])}
    assert send(lihe, url, people=said).status_code == 403
    assert send(lihe, f"mine/{url}", people=said).json() == {"changed": 1}
    assert send(spring, f"mine/{url}", people=said).status_code == 404
    assert send(spring, url, people=[said[1] | {"replaced_by": None}]).status_code == 422
    assert send(spring, url, people=[said[0] | {"person": str(post.entry_id)}]).status_code == 404
    assert send(client_for(world.accounts["autumn"]), url, people=said).status_code == 404
    assert send(spring, f"posts/{post.entry_id}/handover", items=["测温枪没电"]).status_code == 204
    assert Handover.objects.at().get().items == "测温枪没电"


@pytest.mark.django_db
def test_a_correction_is_proposed_and_made(world: World, client_for: Any) -> None:
    member(world, phone=PHONE)
    post_with(world, "李和")
    own_account(world)
    row = stated(world, "spring", ATTENDANCES, person="李和", post="东门卡点", attended="absent", **DAY)
    lihe = client_for(world.accounts["lihe"])
    told = {"ledger": "attendances", "entry": str(row.entry_id), "why": "有照片"}
    assert send(lihe, "mine/corrections", proposed={"attended": "absent"}, **told).status_code == 422
    assert send(lihe, "mine/corrections", proposed={"attended": "late"}, **told).json()["step"] == "open"
    actions.answer(world.actor("spring"), "correct", [RecordRemark.objects.at().get().entry_id])
    assert Attendance.objects.at().get().attended == "late"


@pytest.mark.django_db
def test_somebody_without_an_account_checks_in_by_the_number_on_the_poster(
    world: World, client: Client
) -> None:
    person, post = member(world), post_with(world)
    shift(world, "2020-02-01 08:00", "2020-02-01 16:00", "李和")
    number, key = links.number(at(world, post)), arriving.token(world.response, person.entry_id)
    wrong = f"{(int(number) + 1) % 10**6:06d}"
    assert send(client, "arrive", key=key, number=wrong).status_code == 422
    assert send(client, "arrive", key=f"{key[:-3]}xx", number=number).status_code == 404
    told = send(client, "arrive", key=key, number=number).json()
    assert (told["attended"], told["shift"]) == ("present", "08:00–16:00")
    row = Attendance.objects.at().get()
    assert (row.person, row.channel, row.recorded_by_id) == (person.entry_id, "api", None)
    assert send(client, "arrive", key=key, number=number).status_code == 409
