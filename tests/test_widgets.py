"""Our templates of inputs write what Django's own write, only with fewer includes."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

CHOICES = [("", "—"), ("a", "甲 & 乙"), ("一组", [("b", "丙"), (3, "丁")])]
WIDGETS = [
    (forms.Select(choices=CHOICES, attrs={"data-fill": "sex", "required": True, "disabled": False}), "a"),
    (forms.Select(choices=CHOICES), 3),
    (forms.SelectMultiple(choices=CHOICES), ["a", "b"]),
    (forms.TextInput(attrs={"list": "places", "autocomplete": "off", "autofocus": True}), '">&'),
    (forms.HiddenInput(), None),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "2020-02-01"),
    (forms.CheckboxInput(), True),
    (forms.RadioSelect(choices=[("1", "是"), ("0", "否")]), "1"),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_is_written_as_django_writes_it(widget: forms.Widget, value: object) -> None:
    ours, django = (widget.render("field", value, {"id": "id_field"}, by) for by in (None, DjangoTemplates()))
    assert plain(ours) == plain(django)


def plain(text: str) -> str:
    """Return mark-up without the space between its elements, which shows nowhere."""
    return " ".join(text.split()).replace("> <", "><")
