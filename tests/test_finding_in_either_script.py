"""Text is found whatever script, width or case it was typed in, on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.conftest import World
from fangxian.core.folding import either_script, equals, fold, holds, variants
from fangxian.core.scope import EVERYTHING
from fangxian.trees.bodies import queries as bodies
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.queries import accounts_in
from fangxian.trees.places import queries as places
from fangxian.trees.places.models import Place

IDEOGRAPHS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("東風街道", "东风街道"),
        ("Ａ座１號", "a座1号"),
        ("裏面", "里面"),
        ("裡面", "里面"),
        ("灣", "湾"),
        ("", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(IDEOGRAPHS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(IDEOGRAPHS)
def test_every_character_is_among_the_variants_of_its_folded_form(text: str) -> None:
    assert all(character in variants(fold(character)) for character in text)


@pytest.mark.parametrize("asked", ["东街", "東街", "東街道", "东"])
def test_a_place_is_found_in_either_script(world: World, asked: str) -> None:
    assert world.places["east"] in places.search(asked, EVERYTHING)


@pytest.mark.parametrize("stored", ["東风街道", "东風街道", "東風街道"])
def test_a_place_stored_in_mixed_script_is_found_too(world: World, stored: str) -> None:
    Place.objects.filter(pk=world.places["east"].pk).update(name=stored)
    assert [place.name for place in places.search("东风", EVERYTHING)] == [stored]


def test_a_body_is_found_in_either_script(world: World) -> None:
    assert world.bodies["audit-office"] in bodies.search("審計局", EVERYTHING)
    assert world.bodies["north-bank"] in bodies.search("北方銀", EVERYTHING)


def test_an_account_is_found_by_its_post_in_either_script(world: World) -> None:
    world.accounts["archives"].title = "档案馆联络员（虚构）"
    world.accounts["archives"].save()
    assert list(accounts_in(world.actor("administrator"), search="檔案館聯絡員")) == [
        world.accounts["archives"]
    ]


def test_signs_of_patterns_are_taken_literally(world: World) -> None:
    Body.objects.filter(code="archives").update(name="档案馆(一).库")
    assert Body.objects.filter(holds("name", "檔案館(一)")).count() == 1
    assert Body.objects.filter(holds("name", "檔案館(一).")).count() == 1
    assert Body.objects.filter(holds("name", "檔案館.一")).count() == 0
    assert Body.objects.filter(equals("name", "檔案館(一).庫")).count() == 1
    assert Body.objects.filter(equals("name", "檔案館")).count() == 0


def test_a_filter_in_the_browser_gets_both_scripts() -> None:
    assert either_script("东街道") == "东街道 東街道"
    assert either_script("東街道") == "東街道 东街道"
    assert either_script("Grid") == "Grid grid"
