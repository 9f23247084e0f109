"""Very many values are asked for and found, whatever stands in them; tokens are what RFC 2104 says."""

import hashlib
import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fangxian.core import bulk, crypto
from fangxian.core.crypto import DataClass
from fangxian.trees.places.models import Place

ODD = ['a"b', "a\\b", "{x}", "NULL", "", "a,b", " x ", "中'文", "%s", '"', '","']


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [ODD, ODD[:1], ODD[4:5], []])
def test_texts_are_found_as_they_are(asked: list[str]) -> None:
    names = [*ODD, "other"]
    Place.objects.bulk_create(
        Place(name=name, kind="country", code=str(number), path=str(number))
        for number, name in enumerate(names)
    )
    expected = set(asked)
    assert {name for (name,) in bulk.each(Place.objects.all(), Place, "name", asked, "name")} == expected
    assert (
        set(Place.objects.filter(bulk.among(Place, "name", asked)).values_list("name", flat=True)) == expected
    )
    ids = list(Place.objects.filter(name__in=asked).values_list("pk", flat=True))
    found = bulk.each(Place.objects.all(), Place, "id", map(str, ids), "name")
    assert {name for (name,) in found} == expected
    assert bulk.each(Place.objects.filter(kind__in=[]), Place, "name", ["other"], "name") == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@given(text=st.text(max_size=200))
def test_a_token_is_the_beginning_of_an_hmac(folder: Path, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.FANGXIAN_KEYS_DIR", folder)
        crypto.create_keys("somebody")
        key = (folder / "somebody" / f"{DataClass.TOKENS}.key").read_bytes()
        own = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        assert crypto.token("somebody", own) == hmac.digest(key, own.encode(), hashlib.sha256)[:16]


def test_a_destroyed_key_makes_no_more_tokens(tmp_path: Path, settings: Settings) -> None:
    settings.FANGXIAN_KEYS_DIR = tmp_path
    crypto.create_keys("gone")
    crypto.token("gone", "x")
    crypto.destroy_key("gone", DataClass.TOKENS)
    with pytest.raises(crypto.KeyDestroyed):
        crypto.token("gone", "x")
