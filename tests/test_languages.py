"""Everybody reads the site in his own language; it is chosen before or after signing in, and kept."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from fangxian.conftest import World
from fangxian.core import words
from fangxian.mechanisms.papers import actions as papers
from fangxian.mechanisms.papers import printing
from fangxian.trees.people.models import Account

PASSWORD = "eine lange Zeile 88"
SignIn = Callable[[Account], Client]
MINE = {"zh-hans": "我的账号", "zh-hant": "我的賬號", "en": "My account"}


def choose(client: Client, language: str) -> None:
    client.post(reverse("people:set_language"), {"language": language, "next": reverse("people:me")})


@pytest.fixture
def liaison(world: World) -> Account:
    account = world.accounts["audit-office"]
    account.set_password(PASSWORD)
    account.save()
    return account


@pytest.mark.parametrize("language", MINE)
def test_a_choice_on_the_account_page_is_kept_in_the_account(
    liaison: Account, client_for: SignIn, language: str
) -> None:
    client = client_for(liaison)
    choose(client, language)
    liaison.refresh_from_db()
    assert liaison.language == language
    page = client.get(reverse("people:me")).content.decode()
    assert MINE[language] in page
    assert f'<html lang="{language}"' in page.lower()


def test_a_choice_on_the_sign_in_page_is_a_cookie_and_then_the_accounts(liaison: Account) -> None:
    client = Client()
    choose(client, "zh-hant")
    page = client.get(reverse("people:sign_in"))
    assert "登錄" in page.content.decode()
    client.post(reverse("people:sign_in"), {"username": liaison.name, "password": PASSWORD})
    liaison.refresh_from_db()
    assert liaison.language == "zh-hant"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hant"


def test_without_a_choice_the_accounts_language_holds_from_sign_in_on(liaison: Account) -> None:
    Account.objects.filter(pk=liaison.pk).update(language="en")
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    client.post(reverse("people:sign_in"), {"username": liaison.name, "password": PASSWORD})
    assert "My account" in client.get(reverse("people:me")).content.decode()
    liaison.refresh_from_db()
    assert liaison.language == "en"


@pytest.mark.parametrize("language", ["", "fr", "zh-hans<script>"])
def test_a_language_that_we_do_not_speak_changes_nothing(
    liaison: Account, client_for: SignIn, language: str
) -> None:
    choose(client_for(liaison), language)
    liaison.refresh_from_db()
    assert liaison.language == "zh-hans"


def test_the_sign_in_page_offers_every_language(db: None) -> None:
    page = Client().get(reverse("people:sign_in")).content.decode()
    assert all(f'name="language" value="{code}"' in page for code, _name in settings.LANGUAGES)


@pytest.mark.parametrize(
    ("language", "day", "late"),
    [("zh-hans", "2月1日", "超时"), ("zh-hant", "2月1日", "超時"), ("en", "1 February", "late")],
)
def test_days_and_durations_fit_the_language(world: World, language: str, day: str, late: str) -> None:
    with translation.override(language):
        assert words.day(timezone.localdate(world.response.started_at)) == day
        assert late in words.late(words.HOUR)


def test_an_official_paper_is_the_same_whoever_issues_and_reads_it(world: World) -> None:
    world.file()
    source = "标题：报告\n\n各单位已报：{list reports.filed by=body}。\n"
    with translation.override("en"):
        actor = world.actor("committee")
        drafted = papers.draft(
            actor, world.response, world.bodies["committee"], "organs", source, document_mark="示例"
        )
        issued = papers.issue(actor, drafted)
        english = printing.text(issued)
    with translation.override("zh-hant"):
        assert printing.text(issued) == english
        assert all(row["same"] for row in papers.verify(issued))
