"""What is sealed: few keys, never two alike by accident, and nothing of what a report leaves out."""

from hypothesis import given
from hypothesis import strategies as st

from fangxian.lines.arrivals.rules.tokens import Identifiers, KeyKind, field_keys, match_keys, seal
from fangxian.lines.arrivals.tests.rules_stories import ZHANG, phones, sealer, slips


def test_a_complete_report_has_seven_keys() -> None:
    kinds = [kind for kind, _ in match_keys(Identifiers.of(**ZHANG))]
    near = [KeyKind.PHONE_NEAR] * 3
    assert kinds == [KeyKind.ID, KeyKind.NAME_PHONE, *near, KeyKind.NAME_ADDRESS, KeyKind.NAME_DATE]


def test_without_a_name_only_the_id_number_is_a_key() -> None:
    assert [kind for kind, _ in match_keys(Identifiers.of(**ZHANG | {"name": ""}))] == [KeyKind.ID]


def test_a_place_above_the_community_is_too_wide_for_a_key() -> None:
    kinds = {kind for kind, _ in match_keys(Identifiers.of(**ZHANG | {"community": "220602001"}))}
    assert kinds == {KeyKind.ID, KeyKind.NAME_PHONE}


def test_a_grid_and_its_community_share_their_keys() -> None:
    grid = Identifiers.of(**ZHANG | {"community": "220602001003001"})
    assert match_keys(grid) == match_keys(Identifiers.of(**ZHANG))


def test_fields_left_out_have_no_token_and_half_an_address_is_only_a_building() -> None:
    fields = field_keys(Identifiers.of(name="李示例", address="2号楼501室"))
    assert {field for field, preimage in fields.items() if preimage} == {"name", "building"}


@given(slips(phones()))
def test_a_phone_with_one_slip_shares_a_key_within_a_community_only(slip: tuple[str, str]) -> None:
    right, wrong = (_keys_of(phone, "220602001003") for phone in slip)
    assert right & wrong
    assert not right & _keys_of(slip[1], "220602001004")


@given(phones())
def test_a_whole_phone_shares_a_key_anywhere(phone: str) -> None:
    assert _keys_of(phone, "220602001003") & _keys_of(phone, "220602001004") & _keys_of(phone, "")


@given(st.text(max_size=8), st.text(max_size=8), st.text(alphabet="0123456789", min_size=7, max_size=12))
def test_no_two_preimages_of_one_person_are_equal(name: str, address: str, digits: str) -> None:
    told = Identifiers.of(
        name=name,
        id_number=digits,
        phone=digits,
        address=address,
        community="220602001003",
        arrived_on=ZHANG["arrived_on"],
    )
    preimages = [text for _, text in match_keys(told)] + [text for text in field_keys(told).values() if text]
    assert len(preimages) == len(set(preimages))


def test_seals_hold_no_plaintext() -> None:
    sealed = seal(Identifiers.of(**ZHANG), sealer)
    seen = b"".join([*(token for token in sealed.fields.values() if token), *(key for _, key in sealed.keys)])
    assert not any(str(value).encode() in seen for value in ZHANG.values())


def _keys_of(phone: str, community: str) -> set[tuple[KeyKind, str]]:
    return set(match_keys(Identifiers.of(name="李示例", phone=phone, community=community)))
