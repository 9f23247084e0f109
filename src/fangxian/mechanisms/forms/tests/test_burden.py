"""What a form costs is said before anybody is asked, and what is known already is named (M8)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.forms.burden import (
    SECONDS_A_FORM,
    Cost,
    Duplicate,
    Why,
    added,
    cost_of,
    duplicates,
)
from fangxian.mechanisms.forms.tests.forms_to_try import forms
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form

NEW = Field("new", "新增返程人员", FieldKind.FLOW, "arrivals.declared")
MASKS = Field("masks", "口罩", unit="只")
REMARK = Field("remark", "备注", type=FieldType.TEXT, required=False)


def form(*fields: Field, code: str = "superior") -> Form:
    return Form(code, "上级日报", fields)


def reasons(found: list[Duplicate]) -> dict[str, Why]:
    return {duplicate.field.code: duplicate.why for duplicate in found}


def test_what_the_ledgers_fill_in_costs_little() -> None:
    by_hand, filled = form(replace(NEW, measure="")), form(NEW)
    assert cost_of(by_hand) == Cost(1, 0, SECONDS_A_FORM + 20)
    assert cost_of(filled) == Cost(1, 1, SECONDS_A_FORM + 4)
    assert cost_of(filled).minutes == 2


def test_a_computed_field_asks_nobody() -> None:
    total = Field("all", "合计", type=FieldType.COMPUTED, calculation="${masks} + 1")
    assert cost_of(form(MASKS, total)) == cost_of(form(MASKS))


def test_a_new_version_costs_what_it_adds() -> None:
    assert added(form(MASKS), form(MASKS, REMARK)) == Cost(1, 0, 60)
    assert added(form(MASKS, REMARK), form(MASKS)) == Cost(-1, 0, -60)
    assert added(None, form(MASKS)) == cost_of(form(MASKS))


def test_the_same_measure_in_another_form_is_a_duplicate() -> None:
    daily = form(replace(NEW, code="arrivals", title="返程人员"), code="daily-returnees")
    (found,) = duplicates(form(NEW, MASKS), [daily])
    assert (found.field.code, found.why, found.form) == ("new", Why.SAME_MEASURE, daily)


def test_nearly_the_same_words_are_a_duplicate_too() -> None:
    other = form(Field("m", "口罩（只）", unit="只"), code="other")
    assert reasons(duplicates(form(MASKS, REMARK), [other])) == {}
    assert reasons(duplicates(form(replace(MASKS, title="口罩·只")), [other])) == {"masks": Why.SAME_TITLE}


@pytest.mark.django_db
def test_what_the_ledgers_know_and_do_not_fill_in_is_named() -> None:
    asked = form(Field("fever", "有发热等症状"))
    (found,) = duplicates(asked, [], all_measures())
    assert (found.why, found.measure) == (Why.LEDGER, "arrivals.with_symptoms")
    filled = form(replace(asked.fields[0], measure="arrivals.with_symptoms"))
    assert not duplicates(filled, [], all_measures())


def test_remarks_are_never_duplicates() -> None:
    assert not duplicates(form(REMARK), [form(REMARK, code="other")])


@settings(max_examples=60, deadline=None)
@given(forms(), forms())
def test_costs_add_up_whatever_the_forms(one: Form, other: Form) -> None:
    """A version costs what the former one costs and what it adds; twice a day is twice the cost."""
    assert cost_of(one) + added(one, other) == cost_of(other)
    assert cost_of(one) * 2 == cost_of(one) + cost_of(one)
    assert 0 <= cost_of(one).filled_in <= cost_of(one).fields <= len(one.fields)
    assert len(duplicates(one, [replace(other, code="zz-other")])) <= cost_of(one).fields
