"""Creating accounts, granting and ending roles, inviting and closing: by whom, and never upwards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fangxian.core import clock
from fangxian.core.audit.models import Event
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Forbidden, Invalid, Missing
from fangxian.trees.people import actions, phones
from fangxian.trees.people.actions.credentials import own_account
from fangxian.trees.people.actor import SYSTEM, Actor, today
from fangxian.trees.people.models import Account, Invitation, Role
from fangxian.trees.people.queries import account_for, accounts_in, live_grants, responsible_for
from fangxian.trees.people.tests.factories import (
    PASSWORD,
    PHONE,
    World,
    make_account,
    make_actor,
    make_service,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world: World) -> Actor:
    """Return the administrator of the east street."""
    return make_actor("admin", Role.ADMINISTRATOR, place=world.east)


def test_a_new_account_can_do_nothing_until_invited(world: World, admin: Actor) -> None:
    account = actions.create_account(admin, name="newcomer")
    assert not account.has_usable_password()
    assert not live_grants(account).exists()
    assert account_for(admin, account.id) == account, "whoever made it sees it, and nobody else"
    other = make_actor("other", Role.ADMINISTRATOR, place=world.district)
    assert not accounts_in(other).filter(pk=account.pk).exists()


def test_names_and_phones_belong_to_one_account(admin: Actor) -> None:
    make_account("liaison", phone=PHONE)
    for name, phone in [("LIAISON", ""), ("19900000009", ""), ("other", "+86" + PHONE), ("other", "12")]:
        with pytest.raises(Invalid):
            actions.create_account(admin, name=name, phone=phone)
    assert not Account.objects.filter(name="other").exists()


def test_a_phone_number_can_be_changed_and_removed(world: World, admin: Actor) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east, phone=PHONE)
    assert phones.masked(account) == "199****0001"
    actions.set_phone(admin, account, PHONE)
    actions.set_phone(admin, account, "19900000002")
    assert phones.find("19900000002") == account
    actions.set_phone(admin, account, "")
    assert phones.masked(account) == ""
    assert phones.find("19900000002") is None


def test_roles_are_granted_within_ones_area(world: World, admin: Actor) -> None:
    account = actions.create_account(admin, name="helper")
    actions.grant_role(admin, account, Role.COMMUNITY_WORKER, place=world.east)
    actions.grant_role(admin, account, Role.UNIT_LIAISON, body=world.bureau, line=world.line)
    for elsewhere in (
        {"place": world.district},
        {"place": world.west},
        {"body": world.school, "line": world.line},
    ):
        with pytest.raises(Missing):
            actions.grant_role(admin, account, Role.COMMUNITY_WORKER, **elsewhere)
    assert live_grants(account).count() == 2
    assert Actor(account).scope("reports.file").bodies == {("organs", "AAAAAAAA")}


def test_nobody_grants_to_himself_or_what_he_lacks(world: World, admin: Actor) -> None:
    with pytest.raises(Forbidden):
        actions.grant_role(admin, own_account(admin), Role.COMMAND, place=world.east)
    committee = make_actor("committee", Role.WORK_COMMITTEE, place=world.east)
    helper = actions.create_account(committee, name="helper")
    actions.grant_role(committee, helper, Role.SUPERVISOR, place=world.east)
    for more in (Role.COMMAND, Role.ADMINISTRATOR, Role.COMMUNITY_WORKER):
        with pytest.raises(Forbidden):
            actions.grant_role(committee, helper, more, place=world.east)
    liaison = make_actor("liaison", Role.UNIT_LIAISON, body=world.bureau, line=world.line)
    with pytest.raises(Forbidden):
        actions.grant_role(liaison, helper, Role.CHECKPOINT_OFFICER, place=world.east)


def test_a_strangers_account_cannot_be_drawn_into_ones_area(world: World, admin: Actor) -> None:
    stranger = make_account("stranger", Role.COMMAND, place=world.west)
    with pytest.raises(Missing):
        actions.grant_role(admin, stranger, Role.CHECKPOINT_OFFICER, place=world.east)


def test_nobody_takes_over_an_account_with_roles_above_or_outside_his(world: World, admin: Actor) -> None:
    above = make_account("above", Role.COMMAND, place=world.district)
    actions.grant_role(SYSTEM, above, Role.SUPERVISOR, place=world.east)
    auditor = make_account("auditor", Role.AUDITOR, place=world.east)
    committee = make_actor("committee", Role.WORK_COMMITTEE, place=world.east)
    for actor, account in ((admin, above), (committee, auditor)):
        assert account_for(actor, account.id) == account
        for takeover in (
            lambda actor=actor, account=account: actions.invite(actor, account),
            lambda actor=actor, account=account: actions.set_phone(actor, account, PHONE),
            lambda actor=actor, account=account: actions.disable_totp(actor, account),
            lambda actor=actor, account=account: actions.deactivate(actor, account),
        ):
            with pytest.raises(Forbidden):
                takeover()


def test_a_role_ends_on_its_day(world: World, admin: Actor) -> None:
    account = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    grant = account.grants.get()
    with pytest.raises(Invalid):
        actions.end_grant(admin, grant, date(2020, 1, 2))
    actions.end_grant(admin, grant, today() + timedelta(days=3))
    assert Actor(account).may("arrivals.register")
    actions.end_grant(admin, grant)
    assert not Actor(account).may("arrivals.register")
    assert account_for(admin, account.id) == account, "he stays in the list of his former area"


def test_a_grant_names_one_object_and_its_line(world: World, admin: Actor) -> None:
    account = actions.create_account(admin, name="helper")
    wrong: tuple[dict[str, object], ...] = (
        {},
        {"place": world.east, "body": world.bureau, "line": world.line},
        {"body": world.bureau},
        {"place": world.east, "valid_from": date(2020, 2, 2), "valid_to": date(2020, 2, 2)},
    )
    for arguments in wrong:
        with pytest.raises(Invalid):
            actions.grant_role(admin, account, Role.UNIT_LIAISON, **arguments)  # type: ignore[arg-type]


def test_an_invitation_ends_after_a_week_once_used_or_when_replaced(world: World, admin: Actor) -> None:
    account = actions.create_account(admin, name="helper")
    with clock.use(SimulatedClock(datetime(2020, 2, 1, tzinfo=UTC))) as simulated:
        replaced, secret = actions.invite(admin, account), actions.invite(admin, account)
        with pytest.raises(Missing):
            actions.accept_invitation(replaced, PASSWORD)
        simulated.advance(timedelta(days=6, hours=23))  # type: ignore[attr-defined]
        assert actions.invitation_of(secret).account == account
        simulated.advance(timedelta(hours=2))  # type: ignore[attr-defined]
        with pytest.raises(Missing):
            actions.accept_invitation(secret, PASSWORD)
        fresh = actions.invite(admin, account)
        assert actions.accept_invitation(fresh, PASSWORD) == account
        with pytest.raises(Missing):
            actions.accept_invitation(fresh, PASSWORD)
    assert not [one for one in Invitation.objects.all() if fresh.encode() in bytes(one.digest)]


def test_a_refused_password_leaves_the_invitation_open(admin: Actor) -> None:
    account = actions.create_account(admin, name="helper")
    secret = actions.invite(admin, account)
    with pytest.raises(Invalid):
        actions.accept_invitation(secret, "short")
    assert actions.accept_invitation(secret, PASSWORD) == account


def test_closing_an_account_ends_what_it_carries(world: World, admin: Actor) -> None:
    service = make_service("exchange", Role.CHECKPOINT_OFFICER, place=world.east)
    secret = actions.issue_token(admin, service, "test", ["figures.view"])
    actions.deactivate(admin, service)
    assert Actor.from_token(secret) is None
    actions.reactivate(admin, service)
    assert Actor.from_token(secret) is None, "a closed account's tokens stay revoked"
    with pytest.raises(Forbidden):
        actions.deactivate(admin, own_account(admin))


def test_a_password_is_changed_with_the_present_one(world: World) -> None:
    actor = make_actor("helper")
    with pytest.raises(Invalid):
        actions.change_password(actor, "wrong", "five quiet cranes")
    assert actions.change_password(actor, PASSWORD, "five quiet cranes").check_password("five quiet cranes")


def test_those_who_answer_for_a_place_or_body_are_named_with_dates(world: World, admin: Actor) -> None:
    helper = make_account("helper", Role.COMMUNITY_WORKER, place=world.east)
    actions.name_responsible(admin, helper, "first responsible", place=world.east)
    actions.name_responsible(
        admin, helper, "liaison", body=world.bureau, valid_to=today() + timedelta(days=1)
    )
    with pytest.raises(Missing):
        actions.name_responsible(admin, helper, "liaison", body=world.school)
    asked = {"places": [world.east, world.west], "bodies": [world.bureau]}
    assert {named.duty for named in responsible_for(**asked)} == {"first responsible", "liaison"}  # type: ignore[arg-type]
    tomorrow = today() + timedelta(days=1)
    assert [named.duty for named in responsible_for(**asked, day=tomorrow)] == ["first responsible"]  # type: ignore[arg-type]


def test_the_list_holds_ones_area_and_can_be_searched(world: World, admin: Actor) -> None:
    make_account("east-worker", Role.COMMUNITY_WORKER, place=world.east)
    make_account("bureau-liaison", Role.UNIT_LIAISON, body=world.bureau, line=world.line)
    make_account("west-worker", Role.COMMUNITY_WORKER, place=world.west)
    assert {account.name for account in accounts_in(admin)} == {"admin", "east-worker", "bureau-liaison"}
    assert [account.name for account in accounts_in(admin, search=" BUREAU ")] == ["bureau-liaison"]
    committee = make_actor("organs", Role.WORK_COMMITTEE, body=world.committee, line=world.line)
    assert {account.name for account in accounts_in(committee)} == {"organs", "bureau-liaison"}


def test_every_write_is_in_the_trail_without_personal_data(world: World, admin: Actor) -> None:
    account = actions.create_account(admin, name="helper", phone=PHONE)
    actions.grant_role(admin, account, Role.CHECKPOINT_OFFICER, place=world.east)
    actions.invite(admin, account)
    events = Event.objects.filter(actor=admin.id, subject=str(account.id)).order_by("at")
    names = [event.action for event in events]
    assert names == ["people.create_account", "people.grant_role", "people.invite"]
    assert events[1].detail == {"role": "checkpoint_officer", "on": "220602001"}
    assert PHONE not in str([event.detail for event in events])
