"""A form under construction as the page holds it: its own properties and its fields in order, by numbered names.

Everything is in the page, so that it works without JavaScript: a button adds, moves or removes a field, and the page
comes back with the fields renumbered and nothing checked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.translation import gettext as _

from fangxian.command.forms.field_input import FieldInput
from fangxian.command.forms.inputs import FormInput, unread
from fangxian.core.errors import Invalid, Text
from fangxian.mechanisms.figures.measures import Mean, Rate
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.forms import wording
from fangxian.mechanisms.forms.burden import REPORTED
from fangxian.mechanisms.forms.vocabulary import Field, Form
from fangxian.trees.bodies.models import Body

COUNT = "count"
MOST = 200


class Builder:
    """The page's form and fields; ``fixed`` keeps code and issuer of a form that exists."""

    def __init__(
        self,
        issuers: Sequence[Body],
        head: Mapping[str, Any],
        rows: Iterable[Mapping[str, Any]],
        *,
        data: QueryDict | None = None,
        fixed: bool = False,
    ) -> None:
        self.lacks: list[Text] = []  # what a draft lacks besides its fields' faults
        self.head = FormInput(issuers, data, initial=dict(head), fixed=fixed)
        offered = measures()
        self.fields = [
            FieldInput(offered, data, initial=dict(row), prefix=f"f{number}")
            for number, row in enumerate(rows)
        ]

    @classmethod
    def of(cls, issuers: Sequence[Body], form: Form, *, fixed: bool = False) -> "Builder":
        """Return the builder that begins with a form."""
        return cls(issuers, FormInput.of(form), map(FieldInput.of, form.fields), fixed=fixed)

    @classmethod
    def sent(cls, issuers: Sequence[Body], data: QueryDict, *, fixed: bool = False) -> "Builder":
        """Return what was sent, to be checked."""
        return cls(issuers, {}, [{}] * _count(data), data=data, fixed=fixed)

    @classmethod
    def rearranged(
        cls, issuers: Sequence[Body], data: QueryDict, do: str, *, fixed: bool = False
    ) -> tuple["Builder", int]:
        """Return what was sent after ``add``, ``up:3``, ``down:3`` or ``remove:3``, and the field to look at then."""
        rows = [_raw(data, f"f{number}-", FieldInput.base_fields) for number in range(_count(data))]
        at = _rearrange(rows, *do.partition(":")[::2])
        return cls(issuers, _raw(data, "", FormInput.base_fields), rows, fixed=fixed), at

    def form(self, *, draft: bool = False) -> Form | None:
        """Return the form, or None where something cannot be read; it says so beside the field.

        A draft may be half-finished: title and code suffice.
        """
        kept = self._kept
        valid = [field.is_valid() for field in kept]
        if not (self.head.is_named if draft else self.head.is_valid() and all(valid)):
            return None
        taken = {field.told["code"].strip() for field in kept}
        made: list[Field] = []
        for field in kept:
            made.append(field.field(taken))
            taken.add(made[-1].code)
        return self.head.form(made)

    def refuse(self, form: Form, errors: Mapping[str, Text]) -> None:
        """Say what an action refuses beside the field that it names."""
        by_code = {field.code: input for field, input in zip(form.fields, self._kept, strict=True)}
        for name, text in errors.items():
            if name in by_code:
                by_code[name].add_error(_input_of(str(text)), str(text))
            else:
                own = {"due_on": "weekday", "issuer": "issued_by"}.get(name, name)
                self.head.add_error(own if own in self.head.fields else NON_FIELD_ERRORS, str(text))

    def warn(self, form: Form, faults: Mapping[str, Text]) -> None:
        """Say what a draft still lacks, beside each field that it names; nothing of it is in the way."""
        codes = {field.code for field in form.fields}
        self.lacks = [text for name, text in faults.items() if name not in codes]
        for field, input in zip(form.fields, self.fields, strict=True):
            input.lacks = faults.get(field.code, "")

    @property
    def wanting(self) -> int:
        """How many things a draft still lacks."""
        return len(self.lacks) + sum(1 for field in self.fields if field.lacks)

    @property
    def unread(self) -> list[str]:
        """What was written and could not be read."""
        return [label for form in (self.head, *self._kept) for label in unread(form)]

    @property
    def _kept(self) -> list[FieldInput]:
        return [field for field in self.fields if not self._left_out(field)]

    @property
    def wrong(self) -> bool:
        """Whether anything is said beside a field."""
        return bool(self.head.is_bound and self.head.errors) or any(
            field.is_bound and field.errors for field in self.fields if not self._left_out(field)
        )

    def _left_out(self, field: FieldInput) -> bool:
        return bool(field.is_bound and field.data.get(field.add_prefix("leave_out")))


def measures() -> list[tuple[str, str]]:
    """Return the measures that may fill a number in, by their titles."""
    counted = [
        (measure.code, str(measure.title))
        for measure in all_measures()
        if not isinstance(measure, Rate | Mean) and not measure.code.startswith(REPORTED)
    ]
    return [("", _("by hand")), *sorted(counted, key=lambda pair: pair[1])]


def _count(data: QueryDict) -> int:
    text = data.get(COUNT, "")
    if not text.isdecimal() or int(text) > MOST:
        raise Invalid({COUNT: _("This is not a whole number.")})
    return int(text)


def _raw(data: QueryDict, prefix: str, names: Iterable[str]) -> dict[str, Any]:
    return {name: data.get(prefix + name, "") for name in names}


def _rearrange(rows: list[dict[str, Any]], do: str, where: str) -> int:
    """Change the order as asked; return the place of the field that was added or moved."""
    at = int(where) if where.isdecimal() and int(where) < len(rows) else len(rows) - 1
    if do == "add":
        rows.append({"type": "integer", "kind": "current", "required": True, "decimals": 2})
        return len(rows) - 1
    if do == "remove" and rows:
        rows.pop(at)
        return min(at, len(rows) - 1)
    to = {"up": at - 1, "down": at + 1}.get(do, at)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        return to
    return at


def _input_of(text: str) -> str:
    """Return the input that a sentence about a field concerns."""
    for name, sentence in (("constraint", wording.CONSTRAINT), ("calculation", wording.CALCULATION)):
        if text.startswith(str(sentence).partition("%")[0]):
            return name
    return "title"
