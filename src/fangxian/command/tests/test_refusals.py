"""What is too much is said in words that somebody understands, and when it may be sent again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory

from fangxian.command.api.tests.caller import API, liaison
from fangxian.command.middleware import refused
from fangxian.conftest import World
from fangxian.core.errors import TooMany
from fangxian.lines.arrivals.selfreg import limits
from fangxian.trees.people.actor import VISITOR
from fangxian.trees.people.models import Account


def test_a_page_says_that_it_got_more_than_it_takes(
    world: World, settings: Any, client_for: Callable[[Account], Client]
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    page = client_for(world.accounts["audit-office"]).post("/messages/channels/", {"address": "x" * 2000})
    assert page.status_code == 413
    assert "内容太大" in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_a_visitor_is_asked_to_wait_and_not_led_into_the_system() -> None:
    """Whichever page it is: those of self-registration show it in their form as long as there is one."""
    asked = RequestFactory().post("/self/x/")
    asked.actor, asked.htmx = VISITOR, False  # type: ignore[attr-defined]
    page = refused(asked, TooMany("许多人正在登记。", 90))
    assert (page.status_code, page["Retry-After"]) == (429, "90")
    assert "请稍等一会儿" in page.content.decode()
    assert "许多人正在登记。" in page.content.decode()
    assert 'class="btn btn-primary" href="/"' not in page.content.decode()
    asked.htmx = True  # type: ignore[attr-defined]
    toast = refused(asked, TooMany("许多人正在登记。", 90))
    assert (toast.status_code, toast["Retry-After"], toast["HX-Retarget"]) == (429, "90", "#toasts")


def test_whoever_tries_too_many_receipts_is_told_when_to_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WRONG_NUMBERS", 1)
    visitor, wrong = Client(REMOTE_ADDR="192.0.2.9"), {"number": "7K3D-9QXM", "name": "虚构甲"}
    assert visitor.post("/self/receipt/find/", wrong).status_code == 422
    page = visitor.post("/self/receipt/find/", wrong)
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 3600


def test_too_many_wrong_passwords_say_when_to_come_again(world: World) -> None:
    visitor = Client(REMOTE_ADDR="192.0.2.9")
    told = {"username": "audit-office", "password": "wrong words"}
    answers = [visitor.post("/sign-in/", told) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= 15 * 60


def test_what_django_refuses_is_a_problem_document_for_programs(world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    client = liaison(world).client
    answer = client.post(f"{API}/imports", {"a": "1", "b": "2", "kind": "x"})
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"
