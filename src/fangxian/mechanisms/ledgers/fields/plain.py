"""Fields whose value stands in a column as it is: texts, choices, numbers, yes and no."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from fangxian.core.errors import Text as Words
from fangxian.core.folding import fold
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.fields import Kind
from fangxian.mechanisms.imports.values import parse_integer
from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.models import LedgerRow
    from fangxian.mechanisms.ledgers.names import Names

_PARTS = re.compile(r"[、,，;；/|\n]+")
_MORE = re.compile(r"^(?:超过|逾|多于|[>＞])|(?:余|多|[+＋])(?=\D*$)|以上$")


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text of at most ``length`` characters."""

    length: int = 80

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        return forms.CharField(label=self.title, required=self.required, max_length=self.length, widget=widget,
                               help_text=self.help)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> str:
        text = str(told or "").strip()
        if len(text) > self.length:
            raise Unreadable(_("At most %(most)s characters.") % {"most": self.length})
        return text


@dataclass(frozen=True, kw_only=True)
class Long(Text):
    """A paragraph."""

    length: int = 1000

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(label=self.title, required=self.required, max_length=self.length, widget=widget,
                               help_text=self.help)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of the values of ``options``; ``wordings`` are other ways in which sheets write them."""

    options: type[models.TextChoices]
    wordings: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)
    default: str = ""
    kind = Kind.CHOICE

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        return {
            str(value): (str(label), *self.wordings.get(str(value), ()))
            for value, label in self.options.choices
        }

    def control(self, meaning: "Meaning") -> forms.Field:
        offered = self.options.choices if self.default else [("", "—"), *self.options.choices]
        return forms.ChoiceField(label=self.title, required=self.required, choices=offered,
                                 initial=self.default, help_text=self.help)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> str:
        text = str(told or "").strip()
        if not text:
            return self.default
        folded = fold(text)
        for value, wordings in self.choices().items():
            if folded == fold(value) or any(folded == fold(wording) for wording in wordings):
                return value
        raise Unreadable(_("Choose one of the values offered."))

    def shown(self, value: Any, names: "Names") -> str:
        return str(self.options(value).label) if value else ""

    def narrowing(self, meaning: "Meaning") -> forms.Field | None:
        return forms.ChoiceField(
            label=self.title, required=False, choices=[("", _("all")), *self.options.choices]
        )


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Any number of the values of ``options``; the column holds them between bars: ``|car|medicine|``."""

    kind = Kind.TEXT
    json = list[str]

    def control(self, meaning: "Meaning") -> forms.Field:
        return forms.MultipleChoiceField(label=self.title, required=self.required, choices=self.options.choices,
                                         widget=forms.CheckboxSelectMultiple, help_text=self.help)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> tuple[str, ...]:  # type: ignore[override]
        parts = _PARTS.split(told) if isinstance(told, str) else list(told or ())
        read = {super(Choices, self).read(part, meaning) for part in parts if str(part).strip()}
        return tuple(sorted(read))

    def columns(self, value: Any) -> dict[str, Any]:
        return {self.code: f"|{'|'.join(value)}|" if value else ""}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(part for part in getattr(row, self.code).split("|") if part)

    def shown(self, value: Any, names: "Names") -> str:
        return _(", ").join(str(self.options(one).label) for one in value)

    def told(self, value: Any, names: "Names") -> list[str]:
        return list(value)

    def narrowed(self, text: str, meaning: "Meaning") -> Q:
        return Q(**{f"{self.code}__contains": f"|{text}|"})


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A whole number of at least ``least``; None is not stated, and not zero."""

    least: int = 0
    most: int = 2_000_000_000
    unit: Words = ""
    kind = Kind.NUMBER
    json: ClassVar[Any] = int

    def control(self, meaning: "Meaning") -> forms.Field:
        return forms.IntegerField(label=self.title, required=self.required, min_value=self.least, max_value=self.most,
                                  help_text=self.help or self.unit)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> int | None:
        if told is None or told == "":
            return None
        try:
            number = parse_integer(told)
        except ValueProblem as problem:
            raise Unreadable(_("A whole number, please.")) from problem
        if number is not None and not self.least <= number <= self.most:
            said = {"least": self.least, "most": self.most}
            raise Unreadable(_("A number from %(least)s to %(most)s, please.") % said)
        return number

    def shown(self, value: Any, names: "Names") -> str:
        return "" if value is None else f"{value:,}"


class Heads(NamedTuple):
    """A head-count as it was reported: ``more`` where the source says "more than"."""

    people: int
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Head(Number):
    """A head-count that keeps its qualifier: 5000余 stays "more than 5 000" (columns ``code`` and ``code_more``)."""

    kind = Kind.TEXT
    json: ClassVar[Any] = str

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        help_text = self.help or _("“5000余” is kept as “more than 5,000”.")
        return forms.CharField(label=self.title, required=self.required, max_length=20, widget=widget,
                               help_text=help_text)  # fmt: skip

    def read(self, told: Any, meaning: "Meaning") -> Heads | None:  # type: ignore[override]
        if isinstance(told, Heads) or told is None:
            return told
        text = str(told).strip()
        plain = _MORE.sub("", text)
        count = super().read(plain, meaning)
        return None if count is None else Heads(count, plain != text)

    @property
    def names(self) -> tuple[str, ...]:
        return self.code, f"{self.code}_more"

    def columns(self, value: Any) -> dict[str, Any]:
        return {self.code: value.people if value else None, f"{self.code}_more": bool(value and value.more)}

    def of(self, row: "LedgerRow", opened: Mapping[str, str]) -> Heads | None:
        count = getattr(row, self.code)
        return None if count is None else Heads(count, getattr(row, f"{self.code}_more"))

    def shown(self, value: Any, names: "Names") -> str:
        if value is None:
            return ""
        return (
            _("more than %(count)s") % {"count": f"{value.people:,}"} if value.more else f"{value.people:,}"
        )

    def told(self, value: Any, names: "Names") -> str | None:
        return self.initial(value, names)

    def initial(self, value: Any, names: "Names") -> str | None:
        return None if value is None else f"{value.people}{'+' if value.more else ''}"


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no; a row says no where nothing is stated."""

    kind = Kind.FLAG
    json = bool

    def control(self, meaning: "Meaning") -> forms.Field:
        return forms.BooleanField(label=self.title, required=False, help_text=self.help)

    def read(self, told: Any, meaning: "Meaning") -> bool:
        return bool(told)

    def shown(self, value: Any, names: "Names") -> str:
        return _("yes") if value else _("no")

    def narrowing(self, meaning: "Meaning") -> forms.Field | None:
        return forms.ChoiceField(
            label=self.title, required=False, choices=[("", _("all")), ("1", _("yes")), ("0", _("no"))]
        )

    def narrowed(self, text: str, meaning: "Meaning") -> Q:
        return Q(**{self.code: text == "1"})
