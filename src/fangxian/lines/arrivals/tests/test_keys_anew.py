"""Keys that an earlier version stored are made anew from what is sealed (migration 0007)."""

from importlib import import_module

from django.apps import apps

from fangxian.conftest import World
from fangxian.core import crypto
from fangxian.core.crypto import DataClass
from fangxian.lines.arrivals.models import MatchKey

RULE = import_module("fangxian.lines.arrivals.migrations.0007_phone_keys_by_community")


def test_phone_keys_become_those_that_a_report_of_today_would_have(world: World) -> None:
    world.declare(1)
    world.register(1)
    wanted = _keys()
    MatchKey.objects.filter(kind="name_phone").delete()
    MatchKey.objects.filter(kind="phone_near").update(value=b"of another time")
    RULE.keys_anew(apps, None)
    assert _keys() == wanted


def test_what_can_no_longer_be_opened_has_no_phone_keys(world: World) -> None:
    world.declare(1)
    crypto.destroy_key(world.response.key_owner, DataClass.CONTACT)
    RULE.keys_anew(apps, None)
    assert {kind for _entry, kind, _value in _keys()} == {"id", "name_address", "name_date"}


def _keys() -> set[tuple[object, str, bytes]]:
    rows = MatchKey.objects.values_list("entry", "kind", "value")
    return {(entry, kind, bytes(value)) for entry, kind, value in rows}
