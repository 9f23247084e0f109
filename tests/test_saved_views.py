"""A list's filters under a name: kept, shared below, the default; never a search, and never what others may not see."""

from collections.abc import Callable

import pytest
from django.test import Client

from fangxian.conftest import ORGANS, World
from fangxian.core.errors import Conflict, Invalid, Missing
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
