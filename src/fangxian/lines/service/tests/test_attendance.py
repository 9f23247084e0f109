"""Stories of those who stand at posts: by the code, by the team lead for all, late, replaced, handed over (M10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.service import attending, crews, links
from fangxian.lines.service.attending import Said
from fangxian.lines.service.crews import Watch
from fangxian.lines.service.models import Attendance, Handover
from fangxian.lines.service.post_ledgers import ATTENDANCES
from fangxian.lines.service.tests.people import DAY, PHONE, figure, member, own_account, post_with, shift
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.personnel.ledgers import POSTINGS, POSTS
from fangxian.mechanisms.personnel.own import person_of
from fangxian.mechanisms.personnel.rest import days_since_rest
from fangxian.mechanisms.personnel.tests.opened import stated


def at(world: World, post: Any) -> Any:
    return crews.at_hand(world.actor("spring"), post.entry_id)


@pytest.mark.django_db
def test_whoever_stands_there_scans_the_code_and_is_checked_in(world: World, client_for: Any) -> None:
    member(world, phone=PHONE)
    member(world, "孙平")
    post = post_with(world, "李和")
    own_account(world)
    url = f"/service/here/{links.token(post)}/"
    lihe = client_for(world.accounts["lihe"])
    assert "李和" in lihe.get(url).content.decode()
    assert lihe.post(url)["Location"] == "/service/mine/"
    row = Attendance.objects.at().get()
    assert (row.attended, row.recorded_by_id) == ("present", world.accounts["lihe"].id)
    assert lihe.post(url).status_code == 409
    assert lihe.get(url[:-3] + "xx/").status_code == 404
    assert client_for(world.accounts["spring"]).post(url).status_code == 404  # nobody of the register
    other = stated(world, "autumn", POSTS, name="西门卡点", kind="gate", place="秋实社区")
    assert lihe.post(f"/service/here/{links.token(other)}/").status_code == 422


@pytest.mark.django_db
def test_attendance_is_said_for_a_whole_shift_at_once(world: World, client_for: Any) -> None:
    people = [member(world, name).entry_id for name in ("李和", "孙平", "周宁")]
    other = member(world, "吴清").entry_id
    post = post_with(world, "李和", "孙平", "周宁")
    stated(world, "committee", POSTINGS, person="吴清", place="春晖社区")
    spring, url = client_for(world.accounts["spring"]), f"/service/posts/{post.entry_id}/"
    shown = spring.get(url).context["crew"]
    assert [one["ticked"] for one in shown] == ["present"] * 3
    assert "吴清" in str(spring.get(url).context["stand_ins"])
    sent = {"do": "attend", **{f"attended-{one}": "present" for one in people}}
    absent = sent | {f"attended-{people[1]}": "replaced"}
    assert spring.post(url, absent).status_code == 422  # by whom?
    assert spring.post(url, absent | {f"by-{people[1]}": str(people[1])}).status_code == 422
    assert not Attendance.objects.exists()
    assert spring.post(url, absent | {f"by-{people[1]}": str(other)}).status_code == 302
    rows = {row.person: row for row in Attendance.objects.at()}
    assert [rows[one].attended for one in people] == ["present", "replaced", "present"]
    assert rows[people[1]].replaced_by == other
    assert spring.post(url, sent | {f"attended-{people[2]}": "late"}).status_code == 302
    assert {row.person: row.number for row in Attendance.objects.at()} == {
        people[0]: 1, people[1]: 2, people[2]: 2,
    }  # what is as it was is not written again  # fmt: skip
    assert spring.post(url, sent | {f"attended-{people[0]}": "asleep"}).status_code == 422
    assert client_for(world.accounts["autumn"]).get(url).status_code == 404
    assert client_for(world.accounts["audit-office"]).get(url).status_code == 403
    assert "svg" in spring.get(f"{url}poster/").content.decode()


@pytest.mark.django_db
def test_who_leads_a_post_or_a_team_takes_its_attendance_without_a_role(
    world: World, client_for: Any
) -> None:
    member(world, phone=PHONE)
    sun = member(world, "孙平").entry_id
    post = post_with(world, "李和", "孙平", head="李和")
    lead = own_account(world)
    client, url = client_for(world.accounts["lihe"]), f"/service/mine/posts/{post.entry_id}/"
    assert url in client.get("/service/mine/").content.decode()
    sent = {"do": "attend", f"attended-{sun}": "late"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent | {f"attended-{sun}": "absent"}).status_code == 302
    row = Attendance.objects.at().get()
    assert (row.attended, row.number, row.recorded_by_id) == ("absent", 2, lead.id)
    assert client.post(url, {"do": "hand_over", "items": "测温枪没电"}).status_code == 302
    (left,) = Handover.objects.at()
    assert client.post(url, {"do": "done", "entry": str(left.entry_id)}).status_code == 302
    assert Handover.objects.at().get().step == "done"
    west = stated(world, "autumn", POSTS, name="西门卡点", kind="gate", place="秋实社区")
    assert client.get(f"/service/mine/posts/{west.entry_id}/").status_code == 404
    stated(world, "committee", POSTINGS, person="孙平", place="秋实社区", post="西门卡点")
    team = stated(world, "spring", ledger_of("groups"), name="先锋队", kind="commando", place="春晖社区")
    for name, role in (("李和", "head"), ("孙平", "member")):
        stated(
            world,
            "spring",
            ledger_of("members"),
            group=str(team.entry_id),
            person=name,
            role=role,
            place="春晖社区",
        )
    assert (
        client.get(f"/service/mine/posts/{west.entry_id}/").status_code == 200
    )  # one of his team stands there
    assert client_for(world.accounts["audit-office"]).get(url).status_code == 404


@pytest.mark.django_db
def test_against_published_shifts_who_comes_late_is_late(world: World) -> None:
    person = member(world, phone=PHONE)
    post = post_with(world)
    shift(world, "2020-02-01 08:00", "2020-02-01 16:00", "李和")
    shift(world, "2020-02-01 16:00", "2020-02-01 23:00")
    found = crews.watches(at(world, post), clock.now())
    assert [one.shift for one in found] == ["08:00–16:00", "16:00–23:00"]
    (one,) = crews.crew(at(world, post), crews.watch_of(found, "", clock.now()))
    assert one.person == person.entry_id
    world.time.advance(timedelta(minutes=11))
    assert figure(world, "posts_unattended") == 1
    lihe = own_account(world)
    row = attending.arrive(lihe, person_of(lihe, world.response), at(world, post))  # type: ignore[arg-type]
    assert (row.attended, row.shift) == ("late", "08:00–16:00")
    assert figure(world, "posts_unattended") == 0


@pytest.mark.django_db
def test_a_night_shift_belongs_to_the_day_on_which_it_begins(world: World) -> None:
    person = member(world, phone=PHONE)
    post = post_with(world)
    shift(world, "2020-02-01 20:00", "2020-02-02 08:00", "李和")
    world.time.advance(timedelta(hours=17))  # one in the morning
    found = crews.watches(at(world, post), clock.now())
    watch = crews.watch_of(found, "", clock.now())
    assert (str(watch.day), watch.shift) == ("2020-02-01", "20:00–08:00")
    attending.attend(world.actor("spring"), at(world, post), watch, [Said(person.entry_id, "present")])
    (one,) = crews.crew(at(world, post), watch)
    assert one.said is not None
    assert figure(world, "posts_unattended") == 0
    (row,) = Attendance.objects.at()
    assert row.happened_at.isoformat() == "2020-02-01T12:00:00+00:00"


@pytest.mark.django_db
def test_what_is_open_passes_from_shift_to_shift_until_it_is_done(world: World, client_for: Any) -> None:
    member(world)
    post = post_with(world, "李和")
    spring, url = client_for(world.accounts["spring"]), f"/service/posts/{post.entry_id}/"
    assert spring.post(url, {"do": "hand_over", "items": " "}).status_code == 422
    assert spring.post(url, {"do": "hand_over", "items": "测温枪没电\n2号楼一户未核"}).status_code == 302
    gun, house = Handover.objects.at().order_by("items").values_list("entry", flat=True)[::-1]
    for key in (gun, house):
        assert spring.post(url, {"do": "take", "entry": str(key)}).status_code == 302
    assert "测温枪没电" in spring.get(url).content.decode()  # taken over is not done
    assert spring.post(url, {"do": "done", "entry": str(gun)}).status_code == 302
    assert spring.post(url, {"do": "hand_over", "items": ""}).status_code == 302
    told = {row.entry_id: (row.step, row.passed) for row in Handover.objects.at()}
    assert told == {gun: ("done", 1), house: ("open", 2)}
    page = spring.get(url).content.decode()
    assert "测温枪没电" not in page
    assert "2号楼一户未核" in page
    assert spring.post(url, {"do": "done", "entry": str(gun)}).status_code == 409
    assert (
        client_for(world.accounts["autumn"]).post(url, {"do": "done", "entry": str(house)}).status_code == 404
    )


@pytest.mark.django_db
def test_who_was_replaced_rested_and_who_stood_in_did_not(world: World) -> None:
    people = [member(world, name).entry_id for name in ("李和", "孙平")]
    post_with(world, "李和", "孙平")
    told = {"post": "东门卡点", **DAY}
    with pytest.raises(Invalid):
        stated(world, "spring", ATTENDANCES, person="李和", attended="replaced", **told)
    with pytest.raises(Invalid):
        stated(world, "spring", ATTENDANCES, person="李和", replaced_by="孙平", **told)
    stated(world, "spring", ATTENDANCES, person="李和", attended="replaced", replaced_by="孙平", **told)
    first = clock.now().date()
    assert days_since_rest(world.response, people, first) == {people[0]: None, people[1]: 1}


@pytest.mark.django_db
def test_a_shift_costs_the_same_for_few_and_for_many(world: World) -> None:
    names, counts = ["赵安", "钱宁", "孙平", "李和", "周清", "吴明"], []
    post = post_with(world)
    people = [member(world, name).entry_id for name in names]
    for name in names:
        stated(world, "committee", POSTINGS, person=name, place="春晖社区", post="东门卡点")
    row, watch = at(world, post), Watch(clock.now().date())
    for some in (people[:2], people[2:]):
        with CaptureQueriesContext(connection) as found:
            attending.attend(world.actor("spring"), row, watch, [Said(one, "present") for one in some])
        counts.append(len(found))
    assert counts[1] <= counts[0] + 2 * (4 - 2), counts  # post and person of each are looked up
    with CaptureQueriesContext(connection) as found:
        assert len(crews.crew(row, watch)) == len(names)
    assert len(found) <= 8
    with pytest.raises(Missing):
        crews.at_hand(world.actor("autumn"), post.entry_id)
