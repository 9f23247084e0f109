"""Two reports, two hands: the same person, perhaps, or somebody else."""

from typing import Any

import pytest
from hypothesis import given

from fangxian.lines.arrivals.rules.compare import Method, Outcome, compare, conflicts
from fangxian.lines.arrivals.tests.rules_stories import (
    XINJIAN,
    ZHANG,
    declared,
    id_numbers,
    people,
    phones,
    registered,
    slips,
)

OTHER_ID = "440524188001010014"
OTHER_PHONE = "15904391111"
NEAR_PHONE = "13804390007"


def judge(**otherwise: Any) -> tuple[Outcome, Method]:
    """Compare Zhang's declaration with a registration that tells some things otherwise."""
    verdict = compare(declared(**ZHANG), registered(**ZHANG | otherwise))
    return verdict.outcome, verdict.method


def judge_without_id_number(**otherwise: Any) -> tuple[Outcome, Method]:
    return judge(id_number=None, **otherwise)


def test_an_equal_id_number_decides_even_under_another_name() -> None:
    assert judge(name="章防线", phone=None, community=XINJIAN) == (Outcome.SAME, Method.ID_NUMBER)


def test_an_equal_but_impossible_id_number_proves_nothing_under_another_name() -> None:
    filler = "123456789012345678"
    a = declared(**ZHANG | {"id_number": filler})
    family = registered(**ZHANG | {"id_number": filler, "name": "李示例"})
    stranger = registered(**ZHANG | {"id_number": filler, "name": "李示例", "phone": OTHER_PHONE})
    assert compare(a, family).outcome is Outcome.POSSIBLE
    assert compare(a, stranger).outcome is Outcome.DIFFERENT


@given(slips(id_numbers()))
def test_one_slip_in_the_id_number_is_forgiven_under_the_same_name(slip: tuple[str, str]) -> None:
    right, wrong = slip
    a, b = declared(name="张防线", id_number=right), registered(name="張防線", id_number=wrong)
    assert compare(a, b).outcome is Outcome.SAME
    assert compare(a, b).method is Method.ID_NUMBER_NEAR
    assert conflicts(a, b) == ("id_number",)


@given(id_numbers())
def test_two_different_slips_in_one_id_number_still_meet(number: str) -> None:
    first = ("1" if number[0] != "1" else "2") + number[1:]
    last = number[:-1] + ("0" if number[-1] != "0" else "1")
    a, b = declared(name="张防线", id_number=first), registered(name="张防线", id_number=last)
    assert compare(a, b).outcome is Outcome.SAME


def test_one_slip_under_another_name_is_a_question_only_with_the_same_phone() -> None:
    wrong = "11010519491231003X"
    assert judge(id_number=wrong, name="李示例") == (Outcome.POSSIBLE, Method.ID_NUMBER_NEAR)
    assert judge(id_number=wrong, name="李示例", phone=None)[0] is Outcome.DIFFERENT


@given(slips(phones()))
def test_one_slip_in_the_phone_is_forgiven_with_the_building(slip: tuple[str, str]) -> None:
    right, wrong = slip
    told: dict[str, Any] = {"name": "张防线", "address": "2号楼", "community": ZHANG["community"]}
    verdict = compare(declared(phone=right, **told), registered(phone=wrong, **told))
    assert verdict.outcome is Outcome.SAME


def test_the_same_name_and_phone_are_the_same_person_who_gave_two_id_numbers() -> None:
    assert judge(id_number=OTHER_ID, community=XINJIAN) == (Outcome.SAME, Method.NAME_PHONE)


def test_a_family_shares_a_phone_a_home_and_a_day_but_not_a_name() -> None:
    assert judge_without_id_number(name="张示例")[0] is Outcome.DIFFERENT


@pytest.mark.parametrize(
    ("otherwise", "outcome", "method"),
    [
        ({"phone": NEAR_PHONE, "address": None}, Outcome.SAME, Method.NAME_PHONE_NEAR),
        ({"phone": NEAR_PHONE, "address": "7号楼"}, Outcome.POSSIBLE, Method.NAME_PHONE_NEAR),
        ({"phone": NEAR_PHONE, "community": XINJIAN}, Outcome.DIFFERENT, Method.NONE),
        ({"phone": OTHER_PHONE}, Outcome.SAME, Method.NAME_ADDRESS_DATE),
        ({"phone": None, "address": "2号楼"}, Outcome.SAME, Method.NAME_ADDRESS_DATE),
        ({"phone": OTHER_PHONE, "address": "2号楼"}, Outcome.POSSIBLE, Method.NAME_ADDRESS),
        ({"phone": None, "address": "2-3-502"}, Outcome.POSSIBLE, Method.NAME_ADDRESS),
        ({"phone": None, "arrived_on": None}, Outcome.POSSIBLE, Method.NAME_ADDRESS),
        ({"phone": None, "address": None}, Outcome.POSSIBLE, Method.NAME_DATE),
        ({"phone": None, "community": XINJIAN}, Outcome.DIFFERENT, Method.NONE),
    ],
)
def test_without_an_id_number_the_circumstances_speak(
    otherwise: dict[str, Any], outcome: Outcome, method: Method
) -> None:
    assert judge_without_id_number(**otherwise) == (outcome, method)


def test_namesakes_with_two_id_numbers_are_two_people_unless_two_things_speak_for_one() -> None:
    assert judge(id_number=OTHER_ID, phone=OTHER_PHONE)[0] is Outcome.POSSIBLE
    assert judge(id_number=OTHER_ID, phone=OTHER_PHONE, arrived_on=None)[0] is Outcome.DIFFERENT


@given(people(), people())
def test_comparison_is_symmetric(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = declared(**one), registered(**other)
    assert compare(a, b) == compare(b, a)
    assert conflicts(a, b) == conflicts(b, a)


def test_script_and_width_are_no_conflict() -> None:
    told = {"name": "張防線", "phone": "１３８０４３９０００１", "address": "二號樓三單元五〇一室"}
    assert conflicts(declared(**ZHANG), registered(**ZHANG | told)) == ()


def test_conflicts_are_named_and_what_is_left_out_contradicts_nothing() -> None:
    a = declared(**ZHANG)
    assert conflicts(a, registered(**ZHANG | {"address": "2-3-502"})) == ("address",)
    assert conflicts(a, registered(**ZHANG | {"address": "7号楼", "community": XINJIAN})) == (
        "community",
        "address",
    )
    assert conflicts(a, registered(name="李示例", community=ZHANG["community"])) == ("name",)
    assert conflicts(a, registered(**ZHANG | {"community": "220602001", "address": "2号楼"})) == ()
    assert conflicts(a, registered(**ZHANG | {"phone": OTHER_PHONE})) == ()
