"""A list's filters under a name: kept, shared below, the default; never a search, and never what others may not see."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fangxian.conftest import ORGANS, World
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.lines.arrivals.passengers import actions
from fangxian.lines.arrivals.passengers.tests.samples import passenger, send
from fangxian.trees.people.models import Account, Role, SavedView
from fangxian.trees.people.saving.actions import choose_default, remove_view, rename_view, save_view
from fangxian.trees.people.saving.queries import seen_by, shares

ClientFor = Callable[[Account], Client]
PAGE = "arrivals:list"


def titles(world: World, name: str, page: str = PAGE) -> list[str]:
    """Return the names of the views that somebody sees on a list."""
    return [view.title for view in seen_by(world.actor(name), page)]


def test_filters_are_kept_under_a_name_and_the_same_name_replaces_them(world: World) -> None:
    spring = world.actor("spring")
    save_view(
        spring, PAGE, " 迟报  的 ", {"timing": "late", "found": "abcd", "after": "1", "as_of": "2020-02-02"}
    )
    view = SavedView.objects.get()
    assert (view.title, view.words) == ("迟报 的", {"timing": "late"})
    save_view(spring, PAGE, "迟报 的", {"state": "matched"})
    assert SavedView.objects.get().words == {"state": "matched"}
    assert titles(world, "summer") == []


@pytest.mark.parametrize(
    ("title", "words", "share"),
    [("", {"state": "matched"}, ""), ("x" * 41, {"state": "matched"}, ""), ("x", {}, ""), ("x", {"found": "ab"}, ""),
     ("x", {"state": "matched"}, "place:220602002001"), ("x", {"state": "matched"}, "nonsense")],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(world: World, title: str, words: dict[str, str], share: str) -> None:
    with pytest.raises(Invalid):
        save_view(world.actor("spring"), PAGE, title, words, share=share)
    for page in ("people:sign_in", "arrivals:person", "nonsense", "auditing:events"):
        with pytest.raises(Missing):
            save_view(world.actor("spring"), page, "x", {"kind": "read"})
    assert not SavedView.objects.exists()


def test_a_view_is_shared_with_whoever_works_below(world: World) -> None:
    committee = world.actor("committee")
    county = dict(shares(committee))
    assert "place:220602" in county
    save_view(committee, PAGE, "全区", {"state": "unit_only"}, share="place:220602")
    save_view(committee, PAGE, "社区", {"state": "matched"}, share="place:220602", role=Role.COMMUNITY_WORKER)
    save_view(committee, PAGE, "机关", {"side": "unit"}, share=f"{ORGANS}:committee")
    save_view(committee, PAGE, "自用", {"side": "community"})
    assert titles(world, "spring") == ["全区", "社区"]
    assert titles(world, "audit-office") == ["全区", "机关"]
    assert titles(world, "north-bank") == ["全区"]
    assert sorted(titles(world, "committee")) == ["全区", "机关", "社区", "自用"]
    save_view(world.actor("spring"), PAGE, "本社区", {"state": "matched"}, share="place:220602001001")
    assert "本社区" not in titles(world, "committee")


def test_only_the_owner_renames_and_removes(world: World) -> None:
    committee = world.actor("committee")
    view = save_view(committee, PAGE, "全区", {"state": "unit_only"}, share="place:220602")
    save_view(committee, PAGE, "另一个", {"state": "matched"})
    for act in (remove_view, lambda actor, key: rename_view(actor, key, "改")):
        with pytest.raises(Missing):
            act(world.actor("spring"), view.pk)
    with pytest.raises(Conflict):
        rename_view(committee, view.pk, "另一个")
    rename_view(committee, view.pk, "区里")
    choose_default(world.actor("spring"), view.pk, chosen=True)
    with pytest.raises(Missing):
        choose_default(
            world.actor("spring"), save_view(committee, PAGE, "私", {"side": "unit"}).pk, chosen=True
        )
    remove_view(committee, view.pk)
    assert titles(world, "spring") == []


def test_at_most_twenty_views_a_list(world: World) -> None:
    for number in range(20):
        save_view(world.actor("spring"), PAGE, str(number), {"state": "matched"})
    with pytest.raises(Invalid):
        save_view(world.actor("spring"), PAGE, "21", {"state": "matched"})


def test_a_secretary_saves_opens_and_returns_without_a_script(world: World, client_for: ClientFor) -> None:
    client = client_for(world.accounts["spring"])
    world.register(1)
    page = client.get("/arrivals/?state=not_expected&found=00ff")
    assert "state=not_expected" in page.content.decode()
    assert page.context["saved_views"].address == "state=not_expected"
    sent = {"page": PAGE, "words": "state=not_expected&found=00ff", "title": "无单位", "default": "1"}
    saved = client.post("/views/", sent)
    assert saved["Location"] == "/arrivals/?state=not_expected"
    opened = client.get("/arrivals/")
    assert opened["Location"] == "/arrivals/?state=not_expected"
    (chip,) = client.get(opened["Location"]).context["saved_views"].chips
    assert (chip.view.title, chip.count, chip.active, chip.is_default) == ("无单位", "1", True, True)
    assert client.get("/arrivals/?all=1").status_code == 200
    client.post(f"/views/{chip.view.pk}/rename/", {"title": "无", "page": PAGE})
    assert SavedView.objects.get().title == "无"
    client.post(f"/views/{chip.view.pk}/default/", {"chosen": "0", "page": PAGE})
    assert client.get("/arrivals/").status_code == 200
    assert client_for(world.accounts["summer"]).post(f"/views/{chip.view.pk}/remove/").status_code == 404
    client.post(f"/views/{chip.view.pk}/remove/", {"page": PAGE})
    assert not SavedView.objects.exists()
    refused = client.post("/views/", {"page": PAGE, "words": "found=00ff", "title": "某人"}, follow=True)
    assert refused.status_code == 200
    assert not SavedView.objects.exists()


def test_filters_that_a_list_has_no_more_are_passed_over(world: World, client_for: ClientFor) -> None:
    client = client_for(world.accounts["spring"])
    view = save_view(world.actor("spring"), PAGE, "旧", {"state": "matched"})
    SavedView.objects.filter(pk=view.pk).update(words={"colour": "red", "state": "matched"})
    (chip,) = client.get("/arrivals/?state=matched").context["saved_views"].chips
    assert chip.url == "/arrivals/?state=matched"
    SavedView.objects.filter(pk=view.pk).update(words={"colour": "red"})
    choose_default(world.actor("spring"), view.pk, chosen=True)
    assert client.get("/arrivals/").status_code == 200
    SavedView.objects.filter(pk=view.pk).update(page="gone:list")
    assert client.get("/arrivals/?state=matched").context["saved_views"].chips == []


@pytest.mark.parametrize(
    ("name", "page", "address"),
    [
        ("committee", "arrivals:gaps", "/arrivals/gaps/?view=body"),
        ("spring", "cases:inbox", "/cases/?state=closed"),
        ("spring", "passengers:lists", "/passengers/?state=overdue"),
        ("spring", "passengers:waiting", "/passengers/waiting/?timing=late"),
        ("spring", "selfreg:list", "/arrivals/self/?state=refused"),
        ("committee", "reports:missing", f"/reports/missing/?line={ORGANS}"),
        ("committee", "reports:all", f"/reports/?line={ORGANS}"),
        ("committee", "people:accounts", "/accounts/?role=command"),
        ("spring", "imports:home", "/imports/?kind=arrivals.community"),
        ("auditor", "auditing:events", "/audit/?kind=read"),
    ],
)
def test_every_list_with_filters_offers_to_save_them(
    world: World, client_for: ClientFor, name: str, page: str, address: str
) -> None:
    client = client_for(world.accounts[name])
    found = client.get(address)
    assert found.status_code == 200
    assert found.context["saved_views"].may_save
    save_view(world.actor(name), page, "存", dict([address.partition("?")[2].split("=")]))
    assert client.get(address).context["saved_views"].chips[0].active


def test_passengers_lists_and_calls_are_kept_with_their_counts(world: World, client_for: ClientFor) -> None:
    received = send(world, passenger(1), passenger(2))
    spring, client = world.actor("spring"), client_for(world.accounts["spring"])
    save_view(spring, "passengers:waiting", "超时", {"timing": "late"})
    save_view(spring, "passengers:lists", "未清", {"state": "open"})
    save_view(spring, "passengers:lists", "已清", {"state": "settled"})

    def counts(address: str) -> dict[str, str]:
        chips = client.get(address).context["saved_views"].chips
        return {chip.view.title: chip.count for chip in chips}

    assert counts("/passengers/waiting/") == {"超时": "0"}
    assert counts("/passengers/") == {"未清": "1", "已清": "0"}
    world.time.advance(timedelta(hours=25))
    assert counts("/passengers/waiting/?timing=late") == {"超时": "2"}
    assert len(client.get("/passengers/waiting/?timing=late").context["rows"]) == 2
    for row in received.rows:
        actions.answer(spring, row.entry_id, "left_again")
    assert counts("/passengers/?state=settled") == {"未清": "0", "已清": "1"}
    assert client.get("/passengers/?state=open").context["lists"] == []
    assert len(client.get("/passengers/?state=settled").context["lists"]) == 1


def test_the_silent_of_a_line_are_counted_once_for_all_views(world: World, client_for: ClientFor) -> None:
    committee, client = world.actor("committee"), client_for(world.accounts["committee"])
    world.time.advance(timedelta(hours=6))
    save_view(committee, "reports:missing", "机关", {"line": ORGANS})
    with CaptureQueriesContext(connection) as one:
        page = client.get(f"/reports/missing/?line={ORGANS}")
    (chip,) = page.context["saved_views"].chips
    assert chip.count == str(page.context["total"]) != "0"
    save_view(committee, "reports:missing", "西街", {"place": world.places["west"].code, "line": ORGANS})
    with CaptureQueriesContext(connection) as two:
        client.get(f"/reports/missing/?line={ORGANS}")
    assert len(two) <= len(one) + 1


def test_over_the_api(world: World, client_for: ClientFor) -> None:
    client, url = client_for(world.accounts["spring"]), "/api/v1/saved-views"
    send(world, passenger(1))
    told = {"page": "passengers:lists", "title": "未清", "words": {"state": "open", "q": "某人"}}

    def post(**changes: object) -> HttpResponse:
        return client.post(url, told | changes, content_type="application/json")

    assert [post().status_code, post().status_code] == [201, 200]
    (shown,) = client.get(url, {"page": "passengers:lists"}).json()
    assert (shown["words"], shown["count"], shown["own"], shown["share"]) == ({"state": "open"}, 1, True, "")
    assert shown["url"] == "/passengers/?state=open"
    mistakes: tuple[dict[str, object], ...] = (
        {"words": {}}, {"title": ""}, {"share": "place:220602"}, {"page": "no page"},
    )  # fmt: skip
    for wrong in mistakes:
        assert post(**wrong).status_code == 422, wrong
    for page in ("auditing:events", "nonsense:list"):
        assert post(page=page).status_code == 404
        assert client.get(url, {"page": page}).status_code == 404
    shared = save_view(
        world.actor("committee"), "passengers:lists", "全区", {"state": "overdue"}, share="place:220602"
    )
    seen = client.get(url, {"page": "passengers:lists"}).json()
    assert [(one["title"], one["own"], one["share"]) for one in seen] == [
        ("未清", True, ""), ("全区", False, "place:220602"),
    ]  # fmt: skip
    assert client.delete(f"{url}/{shared.pk}").status_code == 404
    assert client.delete(f"{url}/{shown['id']}").status_code == 204
    assert [one["title"] for one in client.get(url, {"page": "passengers:lists"}).json()] == ["全区"]
