"""Two nodes learn each other's keys by a code that is shown once; keys are renewed and revoked."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from fangxian.conftest import World
from fangxian.core import crypto
from fangxian.core.clock import SimulatedClock
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.trees.people.actor import SYSTEM
from fangxian.uplink import packing, receiving
from fangxian.uplink.actions import keys, nodes, upstreams
from fangxian.uplink.actions.keys import RENEWAL
from fangxian.uplink.calling import is_address, now_in_micros
from fangxian.uplink.models import Refusal, Upstream
from fangxian.uplink.refusing import UplinkRefused
from fangxian.uplink.rules import pairing
from fangxian.uplink.rules.packages import Envelope, canonical, digest
from fangxian.uplink.sending import _learn
from fangxian.uplink.tests.handing import Link, link


def told(code: str, key: str = "ab" * 32) -> nodes.Told:
    return nodes.Told(key, pairing.proof(pairing.key_of(code), "lower", key))


def register(world: World) -> str:
    return nodes.register(SYSTEM, world.response, world.places["county"], "区")[1]


def test_a_code_holds_once_and_proves_both_sides(world: World) -> None:
    code = register(world)
    agreed = nodes.pair(told(code.lower().replace("-", " ")))
    key = pairing.key_of(code)
    assert pairing.proves(key, agreed.proof, "upper", agreed.node, agreed.key, "ab" * 32)
    assert not pairing.proves(key, agreed.proof, "upper", agreed.node, agreed.key, "cd" * 32)
    assert (agreed.place, agreed.minutes, agreed.depth) == ("220602", 15, "community")
    with pytest.raises(UplinkRefused):
        nodes.pair(told(code))


def test_a_wrong_code_and_one_of_yesterday_are_refused_and_recorded(
    world: World, time: SimulatedClock
) -> None:
    code = register(world)
    with pytest.raises(UplinkRefused):
        nodes.pair(told("AAAA-AAAA-AAAA-AAAA"))
    with pytest.raises(UplinkRefused):
        nodes.pair(nodes.Told("cd" * 32, told(code).proof))
    time.advance(timedelta(hours=25))
    with pytest.raises(UplinkRefused):
        nodes.pair(told(code))
    assert Refusal.objects.filter(code="pairing", node=None).exists()


def test_another_code_replaces_the_first_until_it_is_paired(world: World) -> None:
    node, first = nodes.register(SYSTEM, world.response, world.places["county"], "区")
    _node, second = nodes.new_code(SYSTEM, node.pk)
    with pytest.raises(UplinkRefused):
        nodes.pair(told(first))
    nodes.pair(told(second))
    with pytest.raises(Conflict):
        nodes.new_code(SYSTEM, node.pk)


def test_who_may_add_a_node_and_where(world: World) -> None:
    place, response = world.places["county"], world.response
    with pytest.raises(Forbidden):
        nodes.register(world.actor("committee"), response, place, "区")
    with pytest.raises(Missing):
        nodes.register(world.actor("administrator"), response, world.places["province"], "省")
    node, _code = nodes.register(world.actor("administrator"), response, place, "区")
    with pytest.raises(Conflict):
        nodes.register(SYSTEM, response, place, "又一个")
    with pytest.raises(Forbidden):
        nodes.revoke(world.actor("command"), node.pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"depth": "city"}, "depth"),
        ({"depth": "grid"}, "depth"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_by_field(world: World, changes: dict[str, object], field: str) -> None:
    given = {"title": "区", "depth": "community", "minutes": 15} | changes
    with pytest.raises(Invalid) as refused:
        nodes.register(SYSTEM, world.response, world.places["county"], given.pop("title"), **given)
    assert set(refused.value.errors) == {field}
    with pytest.raises(Invalid):
        nodes.register(SYSTEM, world.response, world.places["city"], "市自己")


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://city.example", True), ("http://city.example", False), ("http://127.0.0.1:8000", False),
        ("https://user@city.example", False), ("ftp://city.example", False), ("https://", False),
        ("https://city.example:99999", False),
    ],
)  # fmt: skip
def test_only_https_is_an_address(url: str, fits: bool) -> None:
    assert is_address(url) is fits


def test_in_a_drill_on_this_machine_plain_http_will_do(settings: object) -> None:
    settings.FANGXIAN_DEMO = True
    assert is_address("http://127.0.0.1:8000")
    assert not is_address("http://city.example")


def test_where_nothing_answers_the_field_says_so_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        upstreams.pair(SYSTEM, world.response, "https://127.0.0.1:9", "AAAA")
    assert set(refused.value.errors) == {"url"}
    assert not Upstream.objects.exists()


def renewal(held: Link, successor: str) -> tuple[Envelope, bytes, bytes]:
    public = crypto.create_signing_key(successor).hex()
    proof = crypto.sign(successor, RENEWAL + held.upstream.node.hex.encode()).hex()
    body = canonical({"key": public, "proof": proof})
    envelope = Envelope(held.upstream.node.hex, now_in_micros(), held.upstream.upper_key, digest(body))
    return envelope, crypto.sign(held.upstream.key_name, envelope.signed()), body


def test_the_lower_node_s_new_key_holds_and_the_former_ends_with_its_first_use(world: World) -> None:
    held = link(world)
    former = held.upstream.key_name
    keys.accept(*renewal(held, Upstream(id=held.upstream.id, generation=2).key_name))
    (package,) = packing.make(held.upstream)
    held.hand(bytes(package.body), key=former)
    held.upstream.generation = 2
    held.hand(bytes(package.body))
    with pytest.raises(UplinkRefused) as refused:
        held.hand(bytes(package.body), key=former)
    assert refused.value.code == "signature"


def test_a_key_that_its_holder_did_not_sign_is_refused(world: World) -> None:
    held = link(world)
    envelope, _signature, body = renewal(held, "new-one")
    wrong = body.replace(b'"proof":"', b'"proof":"00')[:-4] + b'"}'
    told = Envelope(envelope.node, now_in_micros(), envelope.upper_key, digest(wrong))
    with pytest.raises(UplinkRefused):
        keys.accept(told, crypto.sign(held.upstream.key_name, told.signed()), wrong)


def test_the_upper_node_s_new_key_is_learnt_by_the_next_receipt(world: World) -> None:
    import json

    held = link(world)
    former = held.upstream.upper_key
    nodes.renew_key(SYSTEM, held.node.pk)
    with pytest.raises(Conflict):
        nodes.renew_key(SYSTEM, held.node.pk)
    (package,) = packing.make(held.upstream)
    receipt = held.hand(bytes(package.body))
    _learn(held.upstream, json.loads(receipt))
    held.node.refresh_from_db()
    assert former != held.upstream.upper_key == held.node.own_key
    (package,) = packing.make(held.upstream)
    held.hand(bytes(package.body))
    held.node.refresh_from_db()
    assert held.node.former_own_key == ""
    with pytest.raises(UplinkRefused):
        held.hand(bytes(package.body), upper_key=former)


def test_private_keys_lie_in_the_keys_folder_for_its_owner_alone_and_are_gone_when_revoked(
    world: World,
) -> None:
    from pathlib import Path

    held = link(world)
    folder = Path(django_settings.FANGXIAN_KEYS_DIR) / "signing"
    own = folder / f"{held.node.key_name()}.key"
    assert own.stat().st_mode & 0o077 == 0
    assert own.read_bytes().hex() not in str(vars(held.node))
    nodes.revoke(SYSTEM, held.node.pk)
    upstreams.end(SYSTEM, held.upstream.pk)
    assert not own.exists()
    assert not (folder / f"{held.upstream.key_name}.key").exists()


def test_what_was_agreed_anew_above_is_learnt_by_the_next_receipt(world: World) -> None:
    import json

    held = link(world)
    held.node.depth, held.node.minutes = "street", 30
    held.node.save()
    (package,) = packing.make(held.upstream)
    _learn(held.upstream, json.loads(held.hand(bytes(package.body))))
    assert (held.upstream.depth, held.upstream.minutes) == ("street", 30)
    world.register(1)
    package = packing.make(held.upstream)[0]
    assert "agreement" not in json.loads(held.hand(bytes(package.body)))
    assert receiving.Figure.objects.exists()
