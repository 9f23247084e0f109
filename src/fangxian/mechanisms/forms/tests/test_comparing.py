"""What changed between two versions is said field by field, by codes and not by places (M8)."""

from dataclasses import replace

from hypothesis import given, settings

from fangxian.mechanisms.forms.comparing import Comparison, compare
from fangxian.mechanisms.forms.tests.forms_to_try import forms
from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form

BEFORE = Form(
    "daily-supplies",
    "物资日报",
    (
        Field("masks", "口罩", unit="只"),
        Field("suits", "防护服", unit="套"),
        Field("spirit", "酒精", unit="升"),
    ),
)


def changed(**fields: Field) -> Form:
    return replace(BEFORE, fields=tuple(fields.get(field.code, field) for field in BEFORE.fields))


def test_added_and_removed_fields_are_told_by_code() -> None:
    gloves = Field("gloves", "手套", unit="双")
    found = compare(BEFORE, replace(BEFORE, fields=(*BEFORE.fields[1:], gloves)))
    assert (found.added, found.removed) == ((gloves,), (BEFORE.fields[0],))
    assert not found.changed
    assert not found.moved


def test_a_changed_field_says_what_it_was_and_is() -> None:
    after = replace(BEFORE.fields[0], title="口罩库存", kind=FieldKind.FLOW, required=False)
    ((field,),) = [compare(BEFORE, changed(masks=after)).changed]
    assert field.field == after
    assert [(part.before, part.after) for part in field.parts] == [
        ("口罩", "口罩库存"), ("截止时现有", "上次报告以来新增"), ("是", "否"),
    ]  # fmt: skip


def test_answers_are_compared_by_their_titles() -> None:
    before = Field("state", "状态", type=FieldType.CHOICE, choices=(Choice("a", "营业"),))
    after = replace(before, choices=(Choice("a", "营业"), Choice("b", "停业")))
    ((field,),) = [compare(replace(BEFORE, fields=(before,)), replace(BEFORE, fields=(after,))).changed]
    assert [(part.before, part.after) for part in field.parts] == [("营业", "营业、停业")]


def test_moving_a_field_is_no_change_of_the_field() -> None:
    found = compare(BEFORE, replace(BEFORE, fields=BEFORE.fields[::-1]))
    assert found == Comparison((), (), (), moved=True, settings=())


def test_hours_and_reviews_are_told_of_the_form() -> None:
    found = compare(BEFORE, replace(BEFORE, grace=30, reviews=2))
    assert [(part.before, part.after) for part in found.settings] == [("", "30"), ("1", "2")]


@settings(max_examples=60, deadline=None)
@given(forms(), forms())
def test_nothing_changed_means_nothing_told_and_each_field_is_told_once(before: Form, after: Form) -> None:
    assert not compare(before, before)
    found = compare(before, after)
    told = [*found.added, *(each.field for each in found.changed)]
    assert len(told) == len({field.code for field in told})
    assert {field.code for field in found.removed}.isdisjoint(field.code for field in after.fields)
    assert {field.code for field in found.added}.isdisjoint(field.code for field in before.fields)
