"""Every address and API operation × every role × inside and outside one's part (decision 7).

A view or operation that declares no permission fails here, and so does a new address with an id until it is told
below which object it opens.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from fangxian.conftest import FIRST_DAY, LONG_AGO, ORGANS, World
from fangxian.core.audit.models import Event
from fangxian.lines.arrivals import actions as arrivals
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send
from fangxian.lines.arrivals.selfreg import actions as selfreg
from fangxian.lines.arrivals.selfreg import links
from fangxian.lines.arrivals.selfreg.models import RegistrationLink, SelfRegistration
from fangxian.lines.arrivals.selfreg.secrets import link_token
from fangxian.lines.reports import actions as reports
from fangxian.lines.reports.models import Obligation
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.contacts import actions as contacts
from fangxian.mechanisms.filling import actions as filling
from fangxian.mechanisms.filling.models import KnownForm
from fangxian.mechanisms.filling.owners import of_body
from fangxian.mechanisms.filling.tests.collection import FOLDER as BLANK_FORMS
from fangxian.mechanisms.forms import actions as forms
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.mechanisms.imports import actions as imports
from fangxian.mechanisms.imports.models import RememberedMapping
from fangxian.mechanisms.messages import actions as messages
from fangxian.mechanisms.messages.models import Delivery
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.webhooks import actions as webhooks
from fangxian.mechanisms.webhooks.models import Call
from fangxian.trees.bodies import actions as bodies
from fangxian.trees.bodies.models import Body, Line
from fangxian.trees.people import actions as people
from fangxian.trees.people.access import OPEN, SIGNED_IN, declared
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, ApiToken, Grant, Role
from fangxian.trees.people.roles import PERMISSIONS, ROLES
from fangxian.trees.places import actions as places
from fangxian.trees.places.models import Kind
from tests.test_malformed_files import row, workbook

API = "api/v1/"
SignIn = Callable[[Account], Client]


@dataclass(frozen=True)
class Door:
    """An address with its method and the permissions of which one opens it."""

    route: str
    method: str
    permissions: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.route.startswith(API)

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def url(self, values: dict[str, Any]) -> str:
        path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)
        asked = {name: values[name] for name in ("measure", "reference") if name in values}
        return f"{path}?{urlencode(asked)}" if asked else path

    def knock(self, client: Client, values: dict[str, Any]) -> Any:
        """Ask for the address; a page that is only posted to is posted to."""
        client.raise_request_exception = False
        method = self.method.lower()
        told = {} if method == "get" else {"content_type": "application/json"}
        answer: Any = getattr(client, method)(self.url(values), **told)
        if answer.status_code == 405 and not self.is_api:
            answer = client.post(self.url(values))
        return answer


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def operations() -> Iterator[Door]:
    """Yield each API operation with what it requires."""
    api = import_string("fangxian.command.api.api")
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            route = API + f"{prefix}{path}".lstrip("/").replace("{", "<").replace("}", ">")
            for operation in view.operations:
                permissions = {
                    code
                    for callback in operation.auth_callbacks
                    for code in getattr(callback, "permission", ())
                }
                yield from (Door(route, method, tuple(permissions)) for method in operation.methods)


def doors() -> list[Door]:
    pages = [
        Door(route, "GET", declared(pattern.callback))
        for route, pattern in patterns(get_resolver())
        if not route.startswith(API)
    ]
    return [*pages, *operations()]


def guarded() -> list[Door]:
    return [door for door in doors() if not {OPEN, SIGNED_IN} & set(door.permissions)]


@dataclass
class Town:
    """The small world with one of everything, and an account of every role there and in the next county."""

    world: World
    near: Account
    far: Account
    objects: dict[str, dict[str, Any]]

    def values(self, door: Door) -> dict[str, Any]:
        """Return the object that an address opens; fails for an address that is not told of here."""
        found = next((own for start, own in self.objects.items() if re.match(start, door.route)), {})
        assert set(door.parameters) <= set(found), f"say in Town.objects what {door.route} opens"
        return found


@pytest.fixture
def town(world: World) -> Town:
    county = places.create_place(SYSTEM, name="邻县", kind=Kind.COUNTY, code="220681", valid_from=LONG_AGO)
    other = bodies.create_body(
        SYSTEM, code="elsewhere", name="邻县机关", kind=Body.Kind.COMMITTEE, place=county
    )
    bodies.place_in_line(SYSTEM, other, Line(ORGANS), None, LONG_AGO)
    near, far = (people.create_account(SYSTEM, name=name) for name in ("near", "far"))
    world.accounts["near"] = near
    for role in Role:
        people.grant_role(SYSTEM, near, role, place=world.places["city"])
        people.grant_role(SYSTEM, near, role, body=world.bodies["committee"], line=Line(ORGANS))
        people.grant_role(SYSTEM, far, role, place=county)
        people.grant_role(SYSTEM, far, role, body=other, line=Line(ORGANS))
    return Town(world, near, far, _objects(world))


def _objects(world: World) -> dict[str, dict[str, Any]]:
    declared_, registered = world.declare(1), world.register(2, has_symptoms=True)
    other = world.declare(3, "archives")
    committee = world.actor("committee")
    link, entered = _self_registered(world)
    contact = contacts.log(world.actor("near"), "arrival", declared_.entry_id, "phone", "reached")
    decision = arrivals.decide(committee, declared_.entry_id, other.entry_id, same=False)
    world.time.advance(timedelta(hours=1))
    filed = world.file("audit-office")
    excuse = reports.excuse(SYSTEM, world.response, world.bodies["archives"], FIRST_DAY, None, "停业")
    lock = reports.lock(
        SYSTEM, world.response, LONG_AGO, LONG_AGO, "已上报", body=world.bodies["committee"], line=ORGANS
    )
    run = imports.upload(
        world.actor("spring"), world.response, "arrivals.community", "x.xlsx", workbook(row(9)),
        place=world.places["spring"],
    )  # fmt: skip
    imports.choose(world.actor("spring"), run, 0, 5, "employer")
    unit, blank = world.actor("audit-office"), (BLANK_FORMS / "04-items.xlsx").read_bytes()
    sheet = filling.upload(unit, world.response, of_body("audit-office", ORGANS), "x.xlsx", blank)
    filling.fill(unit, sheet)
    text = "标题：简报\n\n申报{arrivals.declared}人。\n"
    bulletin = papers.issue(
        committee, papers.draft(committee, world.response, world.bodies["committee"], ORGANS, text)
    )
    listed = send(world, passenger(20), place=world.places["county"])
    account = world.accounts["spring"]
    named = people.name_responsible(SYSTEM, account, "社区书记", place=world.places["spring"])
    return {
        r"arrivals/entries|api/v1/figures/entries": {"measure": "arrivals.declared"},
        r"reports/entries": {"measure": "reports.due"},
        r"cases/entries": {"measure": "cases.open"},
        r"self/": {"token": link_token(link)},
        r"arrivals/self/links": {"link_id": link.pk, "ending": "svg"},
        r"arrivals/self/|api/v1/self-registrations": {"entry_id": entered.entry_id},
        r"contacts/entries": {"measure": "contacts.made"},
        r"contacts/|api/v1/contacts": {
            "topic": "arrival",
            "entry_id": declared_.entry_id,
            "contact_id": contact.entry_id,
        },
        r"arrivals/decisions|api/v1/decisions": {"decision_id": decision.entry_id},
        r"views/": {"view_id": uuid.uuid4()},
        r"passengers/entries": {"measure": "passengers.listed"},
        r"passengers/rows|api/v1/passengers": {"row_id": listed.rows[0].entry_id},
        r"passengers/|api/v1/passenger-lists": {"list_id": listed.list.entry_id},
        r"arrivals/|api/v1/arrivals": {"entry_id": declared_.entry_id},
        r"reports/excuses": {"entry": excuse.entry_id},
        r"reports/locks|api/v1/reports/locks": {"lock": lock.entry_id, "entry_id": lock.entry_id},
        r"reports/obligations": {"entry": Obligation.objects.at().order_by("line", "body_path")[0].entry_id},
        r"reports/|api/v1/reports": {"entry": filed.entry_id, "entry_id": filed.entry_id},
        r"forms/|api/v1/forms": _form(world),
        r"cases/": {"entry_id": Referral.objects.at().get(origin=registered.entry_id).entry_id},
        r"filling/known": {"known_id": KnownForm.objects.get().pk},
        r"filling/|api/v1/filling": {"filling_id": sheet.pk},
        r"imports/template": {"kind_code": "arrivals.community"},
        r"imports/mappings": {"mapping_id": RememberedMapping.objects.get().pk},
        r"imports/|api/v1/imports": {"run_id": run.pk},
        r"bulletins/<uuid:bulletin_id>/figure": {
            "bulletin_id": bulletin.pk,
            "reference": "arrivals.declared",
        },
        r"bulletins/|api/v1/bulletins": {
            "bulletin_id": bulletin.pk,
            "ending": "docx",
            "entry_id": uuid.uuid4(),
        },
        r"figures/table": {"ending": "xlsx"},
        r"messages/|api/v1/messages|api/v1/deliveries": _messages(world),
        r"accounts/": {"account_id": account.pk},
        r"responsibilities/": {"responsibility_id": named.pk},
        r"grants/": {"grant_id": Grant.objects.filter(account=account)[0].pk},
        r"tokens/": {"token_id": ApiToken.objects.get().pk},
        r"webhooks/": _webhook(world),
        r"territory/places": {"key": world.places["spring"].pk, "change": "rename"},
        r"territory/bodies": {"key": world.bodies["archives"].pk, "change": "close"},
        r"territory/responses": {"key": world.response.pk, "change": "rules"},
        r"api/v1/places": {"code": world.places["east"].code},
    }


def _form(world: World) -> dict[str, Any]:
    """Let the committee issue a form that its line owes."""
    fields = (Field("masks", "口罩库存", unit="只"),)
    form = Form("supplies", "物资日报", fields, valid_from=FIRST_DAY, issued_by=world.bodies["committee"].pk)
    forms.approve(SYSTEM, forms.propose(SYSTEM, form))
    rule = reports.set_rule(SYSTEM, world.response, form.code, ORGANS, FIRST_DAY)
    return {"code": form.code, "entry": rule.entry_id}


def _webhook(world: World) -> dict[str, Any]:
    events = ["arrivals.unit"]
    webhook, _secret = webhooks.add(SYSTEM, world.accounts["service"], "卫健", "https://127.0.0.1/", events)
    now = world.time.now()
    call = Call.objects.create(webhook=webhook, event=1, action=events[0], happened_at=now, next_at=now)
    return {"webhook_id": webhook.pk, "call_id": call.pk}


def _messages(world: World) -> dict[str, Any]:
    """A reminder by hand, a channel of one's own, a rule."""
    reports.remind(world.actor("committee"), world.response, FIRST_DAY)
    channel = messages.add_channel(world.actor("audit-office"), "dingtalk", "t0ken" * 5)
    new = messages.NewRule("reports.daily-returnees", world.places["county"], "ower", 30)
    rule = messages.add_rule(world.actor("committee"), world.response, new)
    delivery = Delivery.objects.filter(account=world.accounts["statistics"])[0]
    return {"delivery_id": delivery.pk, "channel_id": channel.pk, "rule_id": rule.pk}


def _self_registered(world: World) -> tuple[RegistrationLink, SelfRegistration]:
    owner = f"place:{world.places['spring'].code}"
    link = links.make(world.actor("spring"), world.response, owner, "南出站口", 14)
    return link, selfreg.submit(link, [world.registration(8)], "192.0.2.7")


def test_every_view_and_operation_declares_who_may_open_it() -> None:
    closed = [door for door in doors() if not door.permissions]
    assert not closed
    unknown = {code for door in doors() for code in door.permissions} - set(PERMISSIONS) - {OPEN, SIGNED_IN}
    assert not unknown
    assert len(guarded()) > 80


def test_only_what_a_visitor_needs_is_open() -> None:
    visited = {door.route for door in doors() if OPEN in door.permissions}
    assert visited == {
        "sign-in/", "sign-in/code/", "sign-in/as/", "sign-out/", "invitation/", "language/", "health",
        "self/<str:token>/", "self/receipt/", "self/receipt/correct/", "self/receipt/withdraw/",
        "api/v1/self-registrations", "api/v1/self-registrations/receipt", "api/v1/self-registrations/withdraw",
    }  # fmt: skip


def test_a_visitor_is_shown_the_door(town: Town) -> None:
    for door in doors():
        if OPEN in door.permissions:
            continue
        answer = door.knock(Client(), town.values(door))
        if door.is_api:
            assert answer.status_code == 401, door
        else:
            assert answer.status_code == 302, door
            assert answer["Location"].startswith("/sign-in/?next="), door


@pytest.mark.parametrize("role", list(Role))
def test_a_role_without_the_permission_is_refused_everywhere(
    town: Town, role: Role, client_for: SignIn
) -> None:
    """Whether it would be his part or not, the answer is the same: his roles do not allow this."""
    account = people.create_account(SYSTEM, name="somebody")
    people.grant_role(SYSTEM, account, role, place=town.world.places["city"])
    client = client_for(account)
    shut = [door for door in guarded() if not set(door.permissions) & ROLES[role]]
    for door in shut:
        assert door.knock(client, town.values(door)).status_code == 403, door


def test_outside_his_part_a_thing_does_not_exist_whatever_his_roles(town: Town, client_for: SignIn) -> None:
    """Somebody with every role in the next county meets 404 for each object here, and nothing changes."""
    client = client_for(town.far)
    events = Event.objects.exclude(kind="sign_in").count()
    missing = {uuid.UUID: uuid.uuid4(), int: 999_999_999, str: "none"}
    for door in guarded():
        if not door.parameters or door.route in SHARED:
            continue
        values = town.values(door)
        answer = door.knock(client, values)
        written = answer.wsgi_request.method != "GET"  # what is wrong in the form may be said first
        assert answer.status_code in ({404, 422, 302} if written else {404}), door
        nothing = {name: missing.get(type(value), value) for name, value in values.items()}
        again = door.knock(client, nothing)
        assert (again.status_code, again.get("Location")) == (answer.status_code, answer.get("Location")), (
            door
        )
    assert Event.objects.exclude(kind="sign_in").count() == events


SHARED = {
    "imports/template/<str:kind_code>/",
    "figures/table.<slug:ending>",
    "territory/responses/<uuid:key>",
    "territory/responses/<uuid:key>/<slug:change>",
}
"""Addresses that open the same to everybody: templates, file formats, and the response of the whole city."""


def test_below_the_jurisdiction_nobody_changes_the_response(town: Town, client_for: SignIn) -> None:
    """He sees the response that reaches him; neither its rules nor its level are his."""
    response = town.world.response
    assert client_for(town.far).get(f"/territory/responses/{response.pk}").status_code == 200
    answer = client_for(town.far).post(f"/territory/responses/{response.pk}/level", {"level": 4})
    assert answer.status_code == 404
    response.refresh_from_db()
    assert response.level == 1


def test_inside_his_part_every_door_opens(town: Town, client_for: SignIn) -> None:
    """Somebody with every role here is never told that he may not, or that it does not exist."""
    client = client_for(town.near)
    for door in guarded():
        if "answer" in door.route or door.method == "DELETE":
            continue
        status = door.knock(client, town.values(door)).status_code
        assert status < 500, (door, status)
        if door.method == "GET":
            assert status not in (403, 404), (door, status)


@pytest.mark.parametrize("role", list(Role))
def test_no_page_fails_for_any_role(town: Town, role: Role, client_for: SignIn) -> None:
    """Also at the edge, with a role on one community only, a page answers: 200, a refusal or what is wrong."""
    account = people.create_account(SYSTEM, name="somebody")
    people.grant_role(SYSTEM, account, role, place=town.world.places["spring"])
    client = client_for(account)
    for door in doors():
        if door.method == "GET" and "sign-out" not in door.route:
            status = door.knock(client, town.values(door)).status_code
            assert status < 500, (door, status)


def test_figures_count_only_what_lies_in_his_part(town: Town, client_for: SignIn) -> None:
    for account, declared_ in ((town.far, 0), (town.near, 2), (town.world.accounts["autumn"], 0)):
        answer = client_for(account).get("/api/v1/figures", {"measure": "arrivals.declared"})
        assert answer.status_code == 200
        assert f'"value": {declared_}'.replace(" ", "") in answer.content.decode().replace(" ", "")


def test_a_token_does_less_than_its_account(town: Town) -> None:
    """The service account has every right of the committee; its token was given two."""
    assert Actor(town.world.accounts["service"]).may("reports.review")
    headers = {"Authorization": f"Bearer {town.world.token}"}
    allowed = {"figures.view", "arrivals.view_community"}
    for door in (door for door in guarded() if door.is_api):
        client = Client(headers=headers)
        status = door.knock(client, town.values(door)).status_code
        if set(door.permissions) & allowed:
            assert status not in (401, 403), (door, status)
        else:
            assert status == 403, (door, status)


def test_a_side_does_not_open_the_other_s_report(town: Town, client_for: SignIn) -> None:
    """The community where a declared person lives, and every other unit, cannot open the declaration."""
    entry = town.objects["arrivals/|api/v1/arrivals"]["entry_id"]
    for name in ("spring", "summer", "archives", "north-bank", "regulator"):
        for url in (f"/arrivals/{entry}/", f"/api/v1/arrivals/{entry}"):
            assert client_for(town.world.accounts[name]).get(url).status_code == 404, (name, url)
    assert client_for(town.world.accounts["audit-office"]).get(f"/arrivals/{entry}/").status_code == 200
