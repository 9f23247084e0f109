"""People, posts and figures of the stories of service."""

from typing import Any

from fangxian.conftest import World
from fangxian.core import clock
from fangxian.lines.service.ledgers import CHECKINS
from fangxian.lines.service.models import Checkin
from fangxian.mechanisms.figures import answers
from fangxian.mechanisms.figures.questions import ask
from fangxian.mechanisms.figures.registry import measure
from fangxian.mechanisms.ledgers.declaring import ledger_of
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor

PHONE = "19900000007"
DAY = {"place": "春晖社区", "day": "2020-02-01"}


def figure(world: World, code: str, **asked: Any) -> Any:
    question = ask(world.response, end=asked.pop("end", clock.now()), **asked)
    return answers.answer(question, measure(f"checkin.{code}")).total.value


def member(world: World, name: str = "李和", body: str = "audit-office", **told: Any) -> Any:
    return stated(world, body, PERSONS, name=name, body=body, kind="member", **told)


def own_account(world: World) -> Actor:
    """Return somebody without any role, whose phone number stands in the register."""
    account = people.create_account(SYSTEM, name="lihe", title="李和（虚构）", phone=PHONE)
    world.accounts["lihe"] = account
    return Actor(account)


def organisation(world: World, body: str = "audit-office", people_: str = "12", **told: Any) -> Checkin:
    told = {"place": "春晖社区", **told}
    return stated(world, body, CHECKINS, kind="organisation", body=body, people=people_, **told)  # type: ignore[no-any-return]


def post_with(world: World, *names: str, body: str = "archives", head: str = "") -> Any:
    """Return a post at which people are posted, ``head`` of them as its head."""
    post = stated(world, "spring", POSTS, name="东门卡点", kind="gate", place="春晖社区", body=body, staff=2)
    for name in names:
        role = "head" if name == head else "member"
        stated(world, "committee", POSTINGS, person=name, place="春晖社区", post="东门卡点", role=role)
    return post


def shift(world: World, begins: str, ends: str, name: str = "") -> Any:
    """Return a published shift at the post, open without a name."""
    return stated(world, "committee", ledger_of("shifts"), person=name, post="东门卡点", place="春晖社区",
                  begins=begins, ends=ends)  # fmt: skip
